//! No secret in anything that a program might print: `Debug` of steps, events, calls, snapshots,
//! credentials and logins, and the texts of errors.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    missing_docs
)]

use qrlogin::{BaseUrl, Event, Flow, Settings, Step, bilibili, flows, pan115};
use qrlogin_test_support::{Simulated, flow_with, is_public, scenario};

/// Everything printable of a whole login, and the simulated world with all its secrets.
fn printed(id: &str, lines: &str) -> (String, Simulated) {
    let flow = flow_with(id, &Settings::new(), &flows::Options::default());
    let mut world = Simulated::new(flow, scenario(lines));
    let mut printed = String::new();
    let mut print = |text: String| printed.push_str(&text);
    loop {
        print(
            world
                .flow
                .snapshot()
                .map(|s| format!("{s:?}"))
                .unwrap_or_default(),
        );
        let step = world.poll();
        print(format!("{step:?}"));
        match step {
            Ok(Step::Send(call)) => {
                world.exchange(call);
            }
            Ok(Step::Wait(until)) => world.wait_until(until),
            Ok(Step::Event(event)) => {
                if let Event::Retrying { cause, .. } = &event {
                    print(cause.to_string());
                }
                if matches!(event, Event::InputWanted(_)) {
                    world.type_number();
                }
                // The code itself is for the person to see.
                if !matches!(event, Event::Code(_)) {
                    print(serde_json::to_string(&event).unwrap());
                }
            }
            Ok(Step::Done(credential)) => {
                print(format!("{credential:?}{:?}", credential.cookies()));
                break;
            }
            Ok(_) => {}
            Err(error) => {
                print(format!("{error} {}", error.advice()));
                print(serde_json::to_string(&error).unwrap());
                break;
            }
        }
    }
    (printed, world)
}

fn secrets(world: &Simulated) -> Vec<String> {
    let codes = world.simulator().codes();
    let handles = codes.iter().map(|code| code.handle.clone());
    // A link without the code in it is the same for all logins.
    let own = codes
        .iter()
        .filter(|code| code.payload.contains(&code.user_code));
    let payloads = own.map(|code| code.payload.clone());
    let numbers = codes.iter().filter_map(|code| code.number.clone());
    let user_codes = codes.iter().map(|code| code.user_code.clone());
    let issued = world.simulator().issued().iter();
    let values = issued.flat_map(|issued| issued.values.iter());
    let values = values.filter(|(name, _)| !is_public(name));
    let values = values.map(|(_, value)| value.clone());
    // Short values ("", "male") occur anywhere.
    handles
        .chain(payloads)
        .chain(numbers)
        .chain(user_codes)
        .chain(values)
        .filter(|secret| secret.len() > 5 && secret != "public_profile")
        .collect()
}

#[test]
fn nothing_printable_holds_a_secret_in_any_flow() {
    for info in flows::FLOWS {
        for lines in [
            "",
            "person = expire",
            "person = scan@1s deny@3s",
            "fault.1 = any#3 garbage",
            "fault.1 = any#2 status:500",
            "bilibili-web.era = ticket-2026-hops",
            "bilibili-web.lacks = SESSDATA\nbilibili-tv.lacks = SESSDATA",
            "115-gateway.login = empty\n115-gateway.status = waf",
            "wechat-web.exchange = 1203-pay\nwechat-web.page-host = evil.example",
            "phi-api.session = 1145-211",
            "wechat-ilink.number = 748291\nwechat-ilink.refused-numbers = 1",
            "feishu.brand = lark-late\nfeishu.lark = pending\ndingtalk.bad-news = fail",
            "feishu.link = https://evil.example/\ndingtalk.link = https://evil.example/",
        ] {
            let (printed, world) = printed(info.id, lines);
            let secrets = secrets(&world);
            assert!(!secrets.is_empty());
            for secret in secrets {
                assert!(
                    !printed.contains(&secret),
                    "{} {lines}: {secret} in {printed}",
                    info.id
                );
            }
        }
    }
}

#[test]
fn the_settings_print_their_names_only() {
    let settings = Settings::new().with("appsec", "c4nary");
    assert_eq!(format!("{settings:?}"), r#"{"appsec"}"#);
    let keys = bilibili::KeyPair::tv();
    assert!(!format!("{keys:?}").contains(keys.appsec.expose()));
}

#[test]
fn a_call_is_printed_without_query_and_body() {
    let mut flow = flow_with("bilibili-web", &Settings::new(), &flows::Options::default());
    let Ok(Step::Send(call)) = flow.poll(qrlogin_test_support::START) else {
        panic!("no call");
    };
    let text = "Call(generate: GET passport.bilibili.com/x/passport-login/web/qrcode/generate, time-out 10s)";
    assert_eq!(format!("{call:?}"), text);
}

#[test]
fn user_and_password_of_a_base_url_are_not_printed() {
    let base = BaseUrl::parse("https://user:c4nary@host.example/").unwrap();
    let gateway = pan115::Gateway::new(base);
    let mut login = qrlogin::Login::new(gateway.clone(), qrlogin_test_support::seed());
    let printed = format!("{gateway:?}{:?}", login.poll(qrlogin_test_support::START));
    assert!(
        !printed.contains("c4nary") && !printed.contains("user"),
        "{printed}"
    );
    let encoded = "dXNlcjpjNG5hcnk=";
    assert!(!printed.contains(encoded), "{printed}");
    let error = BaseUrl::parse("ftp://user:c4nary@host").unwrap_err();
    assert!(!format!("{error} {error:?}").contains("c4nary"));
}

#[test]
fn the_script_reader_prints_no_uuid_and_no_address() {
    use qrlogin::wechat::script::{JsLogin, Poll, Script};
    let login = b"window.QRLogin.code = 200; window.QRLogin.uuid = \"c4nary\";";
    let poll = b"window.code=200;window.redirect_uri=\"https://wx.qq.com/?ticket=c4nary\";";
    let printed = format!(
        "{:?}{:?}{:?}",
        JsLogin::read(login).unwrap(),
        Poll::read(poll).unwrap(),
        Script::parse(poll).unwrap()
    );
    assert!(!printed.contains("c4nary"), "{printed}");
}

#[test]
fn what_is_printed_of_credentials_still_says_what_they_are() {
    for info in flows::FLOWS {
        let flow = flow_with(info.id, &Settings::new(), &flows::Options::default());
        let credential = Simulated::new(flow, scenario("")).run().unwrap();
        let printed = format!("{credential:?}");
        // The type, and the names of its fields.
        let says = printed.contains("Credential") && printed.contains(": ");
        assert!(says, "{printed}");
    }
    let statements = qrlogin::wechat::script::Statements::of(b"window.code=408;").unwrap();
    assert_eq!(format!("{statements:?}"), "Statements(16 bytes left)");
}

//! 115 itself, as one of its apps: its responses, and the acts of the user.

use qrlogin::http::Request as HttpRequest;
use qrlogin::pan115::App;
use qrlogin::{Credential, Error, Event};

use super::{combinations, ends, login, succeed};
use qrlogin_test_support::{Simulated, run, secs};

const APPS: [App; 18] = [
    App::Web,
    App::Ios,
    App::Ios115,
    App::Android,
    App::Android115,
    App::Ipad,
    App::Ipad115,
    App::Tv,
    App::AppleTv,
    App::QAndroid,
    App::QIos,
    App::QIpad,
    App::OsWindows,
    App::OsMac,
    App::OsLinux,
    App::WechatMini,
    App::AlipayMini,
    App::Harmony,
];

fn succeeds_with(variant: &str, kinds: &[&str]) -> Simulated {
    let (world, outcome) = run("115", variant);
    match outcome {
        Ok(credential) => world.assert_genuine(&credential),
        Err(error) => panic!("{variant}: {error}"),
    }
    assert_eq!(world.kinds(), kinds, "{variant}");
    world
}

#[test]
fn pan_115_in_every_form_of_its_envelope() {
    succeed(
        "115",
        &[],
        "115.variant = observed | documented
         115.content-type = variant | text/html | application/json
         115.state = number | boolean
         115.escape-unicode = yes | no
         115.login = ok | in-data
         115.wobble = yes | no",
    );
}

#[test]
fn pan_115_in_every_form_of_its_token() {
    succeed(
        "115",
        &[],
        "115.variant = observed | documented
         115.time = variant | 10 | 13
         115.qrcode = https | http | empty | absent
         115.acw-tc = yes | no
         clock-skew = 0 | 86400 | -86400",
    );
}

#[test]
fn pan_115_reports_a_scan_once() {
    let lines = "115.variant = observed | documented
         115.hold = variant | 0s | 5s | 30s | 60s
         115.waiting = variant | empty | 0 | null | absent | list | 99
         115.scanned-at-once = yes | no
         person = scan@20s confirm@50s";
    for variant in combinations(lines) {
        succeeds_with(&variant, &["code", "scanned", "confirmed"]);
    }
}

#[test]
fn pan_115_may_not_report_the_scan() {
    let lines = "115.variant = observed | documented
         115.report-scanned = no
         115.hold = 0s | 30s";
    for variant in combinations(lines) {
        succeeds_with(&variant, &["code", "confirmed"]);
    }
}

#[test]
fn the_settings_of_115_for_other_programs_change_nothing() {
    let lines = "115.early-login = refused | held
         115.quick-status-confirms = yes | no
         115.image = png | html-as-png | wants-referer";
    for variant in combinations(lines) {
        let world = succeeds_with(&variant, &["code", "scanned", "confirmed"]);
        let calls: Vec<_> = world.calls.iter().map(|(name, _)| *name).collect();
        assert_eq!(calls.iter().filter(|name| **name == "login").count(), 1);
        let notes = world
            .simulator()
            .log()
            .iter()
            .flat_map(|entry| &entry.notes);
        assert_eq!(notes.count(), 0, "{variant}: {:?}", world.simulator().log());
    }
}

#[test]
fn the_image_of_a_code_is_where_115_has_it() {
    for id in ["115", "115-open"] {
        let (mut world, _) = run(id, "");
        let Some(Event::Code(code)) = world.events.first() else {
            panic!("no code");
        };
        let url = code.image_url.as_ref().unwrap().expose();
        let request = HttpRequest::get(url).header("user-agent", "Mozilla/5.0");
        let now = world.now().as_millis();
        let request = request.body(Vec::new()).unwrap();
        let (_, reply) = world.simulator_mut().exchange(now, request, now + 1000);
        assert!(reply.unwrap().body().starts_with(b"\x89PNG\r\n\x1a\n"));
    }
}

#[test]
fn the_code_on_show_is_the_one_that_115_knows() {
    for qrcode in ["https", "http", "empty", "absent"] {
        let (world, _) = run("115", &format!("115.qrcode = {qrcode}"));
        let Some(Event::Code(code)) = world.events.first() else {
            panic!("no code");
        };
        let known = world.simulator().codes().remove(0);
        let known = known.payload.replace("http://", "https://");
        assert_eq!(code.payload.expose(), known, "{qrcode}");
    }
}

/// `UID` holds the slot that the app takes (specification section 3.4).
#[test]
fn every_app_of_115_gets_its_own_slot() {
    for app in APPS {
        let (world, outcome) = login("115", &[("app", app.name())], "");
        let credential = outcome.unwrap();
        world.assert_genuine(&credential);
        let Credential::Pan115(it) = &credential else {
            panic!("of another flow");
        };
        assert_eq!(it.app, app);
        let slot = it.uid.expose().split('_').nth(1);
        assert_eq!(slot, Some(app.ssoent()), "{app}");
    }
}

#[test]
fn the_cookies_of_115_are_good_for_its_pages() {
    let (mut world, outcome) = run("115", "");
    let cookies: Vec<_> = outcome.unwrap().cookies();
    let pairs = cookies
        .iter()
        .map(|it| format!("{}={}", it.name, it.value.expose()));
    let request = HttpRequest::get("https://my.115.com/?ct=guide&ac=status")
        .header("cookie", pairs.collect::<Vec<_>>().join("; "))
        .header("user-agent", "Mozilla/5.0");
    let now = world.now().as_millis();
    let request = request.body(Vec::new()).unwrap();
    let (_, reply) = world.simulator_mut().exchange(now, request, now + 1000);
    assert_eq!(reply.unwrap().body(), br#"{"state":true}"#);
}

#[test]
fn the_user_agent_setting_is_kept_with_the_cookies() {
    let settings = [("user_agent", "Mine/1.0")];
    let (world, outcome) = login("115", &settings, "");
    let Credential::Pan115(it) = outcome.unwrap() else {
        panic!("of another flow");
    };
    assert_eq!(it.user_agent, "Mine/1.0");
    let mut log = world.simulator().log().iter();
    assert!(log.all(|entry| entry.notes.is_empty()));
}

#[test]
fn a_cancelled_code_of_115_can_be_scanned_again() {
    let both = "115.variant = observed | documented
         115.hold = 0s | 30s";
    let again = format!("{both}\nperson = scan@2s cancel@10s scan@20s confirm@30s");
    for variant in combinations(&again) {
        succeeds_with(&variant, &["code", "scanned", "confirmed"]);
    }
    let away = format!("{both}\nperson = scan@2s cancel@10s");
    ends("115", &[], &away, &Error::Expired);
    let denied = format!("{both}\nperson = scan@2s cancel@10s scan@20s deny@30s");
    ends("115", &[], &denied, &Error::Denied);
}

#[test]
fn pan_115_denies_and_expires_in_every_form() {
    let forms = "115.variant = observed | documented
         115.state = number | boolean
         115.content-type = text/html | application/json
         115.expired = variant | -1 | 40199002
         115.scanned-at-once = yes | no";
    let expire = format!("{forms}\n115.lifetime = 100s\nperson = expire | scan@2s");
    ends("115", &[], &expire, &Error::Expired);
    let deny = format!("{forms}\nperson = scan@2s deny@5s | deny@5s | scan@2s deny@299s");
    ends("115", &[], &deny, &Error::Denied);
}

#[test]
fn the_service_decides_when_a_code_of_115_ends() {
    let lines = "115.variant = observed | documented
         115.lifetime = 120s
         person = expire | confirm@130s";
    for variant in combinations(lines) {
        let (world, outcome) = run("115", &variant);
        assert_eq!(outcome.unwrap_err(), Error::Expired, "{variant}");
        assert!(world.elapsed() <= secs(121), "{variant}");
    }
    let lines = "115.variant = observed | documented
         115.lifetime = 900s
         person = expire";
    for variant in combinations(lines) {
        let (world, outcome) = run("115", &variant);
        assert_eq!(outcome.unwrap_err(), Error::Expired, "{variant}");
        assert!(world.elapsed() < secs(330), "{variant}");
    }
}

#[test]
fn a_late_confirmation_counts_while_115_gives_the_cookies() {
    for id in ["115", "115-open"] {
        let late = "115.variant = observed | documented
             115.hold = 0s | 7s
             person = scan@10s confirm@299900ms";
        succeed(id, &[], &format!("{late}\n115.collectable = 60s"));
        let late = late.replace("0s | 7s", "0s");
        ends(
            id,
            &[],
            &format!("{late}\n115.collectable = 0s"),
            &Error::Expired,
        );
    }
}

#[test]
fn messages_of_the_other_status_call_are_read() {
    let lines = "fault.1 = 115/status#1 refuse:90038
         fault.2 = 115/status#2 refuse:90039
         person = confirm@4s";
    let variant = &combinations(lines)[0];
    succeeds_with(variant, &["code", "scanned", "confirmed"]);
}

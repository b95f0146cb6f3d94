//! The small public types: times, secrets, pictures, settings, a provider's context.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    missing_docs
)]

use std::fmt::{Debug, Display};
use std::hash::Hash;
use std::str::FromStr;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use qrlogin::{BaseUrl, Context, Error, Flow as _, Image, ImageKind, Login, Request, Secret, Seed};
use qrlogin::{Settings, Timestamp, bilibili, export, pan115, taptap};
use qrlogin_test_support::{START, secs, seed};

#[test]
fn a_picture_is_judged_by_its_first_bytes() {
    for (bytes, kind) in [
        (&b"\x89PNG\r\n\x1a\nrest"[..], ImageKind::Png),
        (b"\xff\xd8\xff\xe0", ImageKind::Jpeg),
        (b"GIF89a", ImageKind::Gif),
        (b"<html>", ImageKind::Unknown),
        (b"\x89PN", ImageKind::Unknown),
        (b"", ImageKind::Unknown),
    ] {
        assert_eq!(Image::new(bytes.to_vec()).kind(), kind, "{bytes:?}");
    }
}

#[test]
fn a_picture_is_base64_in_json() {
    let image = Image::new(b"\xff\xd8\xff".to_vec());
    let json = serde_json::to_string(&image).unwrap();
    assert_eq!(json, r#""/9j/""#);
    assert!(serde_json::from_str::<Image>(&json).unwrap() == image);
    assert!(serde_json::from_str::<Image>(r#""?""#).is_err());
    assert_eq!(format!("{image:?}"), "Image(Jpeg, 3 bytes)");
}

#[test]
fn a_secret_exposes_its_text_and_prints_none() {
    let secret = Secret::from("text".to_owned());
    assert_eq!(secret.expose(), "text");
    assert!(!secret.is_empty() && Secret::default().is_empty());
    assert_eq!(format!("{secret:?}"), "[redacted]");
    assert_eq!(serde_json::to_string(&secret).unwrap(), r#""text""#);
    assert_eq!(String::from(secret), "text");
}

#[test]
fn times_saturate_at_both_ends() {
    let end = Timestamp::from_millis(u64::MAX);
    assert_eq!(end + secs(1), end);
    assert_eq!(Timestamp::from_secs(u64::MAX), end);
    assert_eq!(START - (START + secs(1)), Duration::ZERO);
    assert_eq!(Timestamp::from_millis(5) - secs(1), Timestamp::default());
    assert_eq!(START + Duration::MAX, end);
}

#[test]
fn times_convert_from_and_to_the_systems() {
    assert_eq!(Timestamp::from(UNIX_EPOCH + secs(7)).as_millis(), 7000);
    assert_eq!(Timestamp::from(UNIX_EPOCH - secs(7)), Timestamp::default());
    let system = SystemTime::from(Timestamp::from_millis(1_234));
    assert_eq!(system, UNIX_EPOCH + Duration::from_millis(1_234));
    assert_eq!(Timestamp::from_millis(1_999).as_secs(), 1);
    assert_eq!(
        format!("{:?}", Timestamp::from_millis(1_234_005)),
        "Timestamp(1234.005)"
    );
}

#[test]
fn a_flag_is_true_or_false_by_default_false() {
    let settings = Settings::new().with("on", "true").with("off", "false");
    assert_eq!(settings.flag("on"), Ok(true));
    assert_eq!(settings.flag("off"), Ok(false));
    assert_eq!(settings.flag("none"), Ok(false));
    let odd = settings.with("odd", "yes").flag("odd");
    assert!(matches!(odd, Err(Error::Setting { .. })));
}

#[test]
fn a_providers_context_has_time_failures_and_randomness() {
    let (one, other) = (seed(), Seed::new([1; 16]));
    let cx = Context::new(START, &one).after_failures(3);
    assert_eq!((cx.now(), cx.attempt()), (START, 3));
    assert_eq!(Context::new(START, &one).attempt(), 0);
    assert_eq!(
        cx.random("a"),
        Context::new(START + secs(1), &one).random("a")
    );
    assert_ne!(cx.random("a"), cx.random("b"));
    assert_ne!(cx.random("a"), Context::new(START, &other).random("a"));
}

#[test]
fn snapshots_and_logins_print_the_flow_and_where_it_stands() {
    let mut login = Login::new(bilibili::Web::new(), seed());
    let snapshot = login.snapshot().unwrap();
    assert_eq!(snapshot.flow(), "bilibili-web");
    assert_eq!(
        format!("{snapshot:?}"),
        "Snapshot(bilibili-web, [redacted])"
    );
    assert!(format!("{login:?}").starts_with("Login(bilibili-web, next call at"));
    let _ = login.poll(START);
    assert_eq!(
        format!("{login:?}"),
        "Login(bilibili-web, call outstanding)"
    );
}

#[test]
fn choices_are_read_and_written_by_name() {
    fn both_ways<T>(names: &[&str])
    where
        T: FromStr<Err = Error> + Display + Hash + Eq + Debug,
    {
        let mut seen = Vec::new();
        for name in names {
            let value: T = name.parse().unwrap();
            assert_eq!(value.to_string(), *name);
            assert!(!seen.contains(&value), "{name} twice");
            seen.push(value);
        }
        let Err(Error::Setting { problem, .. }) = T::from_str("nonsense") else {
            panic!("nonsense was understood");
        };
        for name in names {
            assert!(problem.contains(name), "{name}: {problem}");
        }
    }
    both_ways::<taptap::Region>(&["china", "international"]);
    both_ways::<taptap::Goal>(&["token", "profile", "session"]);
    both_ways::<export::Format>(&["json", "header", "netscape"]);
    let apps: Vec<_> = pan115::App::all().map(pan115::App::name).collect();
    both_ways::<pan115::App>(&apps);
}

#[test]
fn a_retired_app_is_marked() {
    let error = "windows".parse::<pan115::App>().unwrap_err();
    assert!(
        error.to_string().contains("`windows` is retired"),
        "{error}"
    );
}

#[test]
fn a_base_url_is_parsed_and_joined_with_a_path() {
    let server: BaseUrl = "https://jo:pass@host.example/prefix/".parse().unwrap();
    for path in ["/poll?n=1", "poll?n=1"] {
        assert_eq!(server.join(path), "https://host.example/prefix/poll?n=1");
    }
    let bare: BaseUrl = "https://host.example".parse().unwrap();
    // Not a host of its own.
    assert_eq!(
        bare.join(".evil.example"),
        "https://host.example/.evil.example"
    );
    let request = server.authorize(Request::default());
    assert!(request.headers()["authorization"].is_sensitive());
    assert!(bare.authorize(Request::default()).headers().is_empty());
    assert!("ftp://host.example".parse::<BaseUrl>().is_err());
}

#[test]
fn logins_that_are_set_up_alike_are_equal() {
    let gateway = |url: &str| pan115::Gateway::new(url.parse().unwrap());
    assert_eq!(gateway("https://a.example"), gateway("https://a.example"));
    assert_ne!(gateway("https://a.example"), gateway("https://b.example"));
    let phi_api = |region| taptap::PhiApi::new("https://a.example".parse().unwrap(), region);
    assert_eq!(
        phi_api(taptap::Region::China),
        phi_api(taptap::Region::China)
    );
    assert_ne!(
        phi_api(taptap::Region::China),
        phi_api(taptap::Region::International)
    );
    assert_eq!(bilibili::Web::new(), bilibili::Web::new());
    let tv = |sec: &str| bilibili::Tv::with_keys(bilibili::KeyPair::new("key", sec));
    assert_eq!(tv("a"), tv("a"));
    assert_ne!(tv("a"), tv("b"));
}

#[test]
fn a_boxed_flow_prints_its_name_and_no_secret() {
    let mut flow = Login::new(bilibili::Web::new(), seed()).boxed();
    assert_eq!(format!("{flow:?}"), "BoxFlow(bilibili-web)");
    let _ = flow.poll(START);
    flow.handle(START, Ok(qrlogin_test_support::reply(403, "")));
    assert!(flow.poll(START).is_err());
    assert_eq!(format!("{flow:?}"), "BoxFlow(bilibili-web)");
}

#[test]
fn credentials_convert_from_the_common_type() {
    let json =
        r#"{"flow":"115","uid":"1","cid":"2","seid":"3","kid":"4","app":"web","user_agent":"x"}"#;
    let common: qrlogin::Credential = serde_json::from_str(json).unwrap();
    let own = qrlogin::pan115::WebCredential::try_from(common.clone());
    assert_eq!(own.map(qrlogin::Credential::from), Ok(common.clone()));
    let other = bilibili::WebCredential::try_from(common.clone());
    assert_eq!(other, Err(common));
}

#[test]
fn logins_errors_and_events_may_go_to_another_thread() {
    fn assert_send<T: Send>() {}
    fn assert_both<T: Send + Sync + 'static>() {}
    assert_send::<qrlogin::BoxFlow>();
    assert_both::<Login<bilibili::Web>>();
    assert_both::<Error>();
    assert_both::<qrlogin::Event>();
    assert_both::<qrlogin::Credential>();
}

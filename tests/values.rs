//! The small public types: times, secrets, pictures, settings, what a provider is told.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod support;

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use qrlogin::{Cx, Error, Flow as _, Image, ImageKind, Login, Secret, Seed, Settings};
use qrlogin::{Timestamp, bilibili};
use support::{START, secs, seed};

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
fn a_picture_is_base64_in_json_and_comes_back_the_same() {
    let image = Image::new(b"\xff\xd8\xff".to_vec());
    let json = serde_json::to_string(&image).unwrap();
    assert_eq!(json, r#""/9j/""#);
    assert!(serde_json::from_str::<Image>(&json).unwrap() == image);
    assert!(serde_json::from_str::<Image>(r#""?""#).is_err());
    assert_eq!(format!("{image:?}"), "Image(Jpeg, 3 bytes)");
}

#[test]
fn a_secret_gives_its_text_to_who_asks_and_prints_none() {
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
fn a_flag_is_true_or_false_and_false_if_it_is_not_there() {
    let settings = Settings::new().with("on", "true").with("off", "false");
    assert_eq!(settings.flag("on"), Ok(true));
    assert_eq!(settings.flag("off"), Ok(false));
    assert_eq!(settings.flag("none"), Ok(false));
    let odd = settings.with("odd", "yes").flag("odd");
    assert!(matches!(odd, Err(Error::Setting { .. })));
}

#[test]
fn a_provider_is_told_the_time_the_failures_and_randomness_of_its_own() {
    let (one, other) = (seed(), Seed::new([1; 16]));
    let cx = Cx::new(START, &one).after_failures(3);
    assert_eq!((cx.now(), cx.attempt()), (START, 3));
    assert_eq!(Cx::new(START, &one).attempt(), 0);
    assert_eq!(cx.random("a"), Cx::new(START + secs(1), &one).random("a"));
    assert_ne!(cx.random("a"), cx.random("b"));
    assert_ne!(cx.random("a"), Cx::new(START, &other).random("a"));
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
    assert_eq!(format!("{login:?}"), "Login(bilibili-web, asking)");
}

//! What is printed of values with secrets in them: enough to know them by, and not the secrets.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    missing_docs
)]

use qrlogin::wechat::script::{JsLogin, Poll, Script};
use qrlogin::{BaseUrl, Cookie, Flow, Login, Seed, Step, bilibili};
use qrlogin_test_support::{START, seed};

#[test]
fn steps_are_printed_by_their_names() {
    let mut flow = Login::new(bilibili::Web::new(), seed());
    let step = flow.poll(START).unwrap();
    assert!(format!("{step:?}").starts_with("Send(Call(generate: GET "));
    let wait: Step<()> = Step::Wait(START);
    assert_eq!(format!("{wait:?}"), "Wait(Timestamp(1700000000.000))");
    assert_eq!(format!("{:?}", Step::Done(())), "Done(..)");
}

#[test]
fn small_values_are_printed_without_what_is_secret_in_them() {
    let cookie = Cookie::new("SESSDATA", "c4nary", "bilibili.com").unwrap();
    assert_eq!(
        format!("{cookie:?}"),
        "Cookie(SESSDATA=[redacted] for bilibili.com)"
    );
    assert_eq!(format!("{:?}", Seed::new([7; 16])), "Seed([redacted])");
    let base = BaseUrl::parse("https://me:c4nary@host.example/x/").unwrap();
    assert_eq!(format!("{base:?}"), "BaseUrl(https://host.example/x)");
}

#[test]
fn a_script_prints_its_paths_and_the_sizes_of_values() {
    let script =
        Script::parse(br#"window.code=200;window.a="abc";window.b={c:"d",e:"f"}"#).unwrap();
    assert_eq!(
        format!("{script:?}"),
        r#"{"window.code": Integer(200), "window.a": Text(3 bytes), "window.b": Object(2 fields)}"#
    );
}

#[test]
fn the_answers_of_wechat_are_printed_by_their_names() {
    let poll = |body: &'static str| format!("{:?}", Poll::read(body.as_bytes()).unwrap());
    for (body, printed) in [
        ("window.code=408;", "Waiting"),
        ("window.code=201;", "Scanned(None)"),
        (
            "window.code=200;window.redirect_uri='c4nary';",
            "Confirmed([redacted])",
        ),
        ("window.code=400;", "Dead"),
        ("window.code=202;", "Cancelled"),
        ("", "NoCode"),
        ("window.code=7;", "Unknown(7)"),
    ] {
        assert_eq!(poll(body), printed);
    }
    let read = |body: &'static str| format!("{:?}", JsLogin::read(body.as_bytes()).unwrap());
    let uuid = r#"window.QRLogin.code = 200; window.QRLogin.uuid = "c4nary";"#;
    assert_eq!(read(uuid), "Uuid([redacted])");
    assert_eq!(read("window.QRLogin.code = 400;"), "Refused(400)");
}

#![no_main]
//! The XML of WeChat's exchange, on any bytes, as the answer to a login that was confirmed.
//!
//! - It never panics, and it takes little memory: entities and depth multiply nothing.
//! - Credentials come out only if all four were there, and every value was in the body: as it
//!   stands, or in pieces round other elements (of a body with references nothing is said).
//! - A refusal has a printable message; any other error quotes nothing of the body.

use libfuzzer_sys::fuzz_target;
use qrlogin::wechat::{Web, WebCredential};
use qrlogin::{Error, Flow, Login};
use qrlogin_fuzz::memory::{Counting, peak_of};
use qrlogin_fuzz::rules::check_words;
use qrlogin_test_support::{Came, Rig, reply};

#[global_allocator]
static ALLOCATOR: Counting = Counting;

const BEGUN: &str = r#"window.QRLogin.code = 200; window.QRLogin.uuid = "AYAAAAAAAA==";"#;
const CONFIRMED: &str = r#"window.code=200;
window.redirect_uri="https://wx2.qq.com/cgi-bin/mmwebwx-bin/webwxnewloginpage?ticket=x";"#;

/// At most 2000 nodes, some 100 bytes each, in a vector that doubles; the texts; the login itself.
const BYTES_FOR_NONE: usize = 512 * 1024;
const BYTES_FOR_ONE: usize = 8;

fuzz_target!(|body: &[u8]| {
    let mut rig = confirmed();
    assert!(matches!(rig.next(), Came::Call(call) if call.name == "exchange"));
    let (answer, now) = (reply(200, body), rig.now);
    let ((), peak) = peak_of(|| rig.flow.handle(now, Ok(answer)));
    let most = BYTES_FOR_NONE + BYTES_FOR_ONE * body.len();
    assert!(peak <= most, "{peak} bytes for a body of {}", body.len());

    // A malformed response is retried.
    match rig.end_with(&reply(200, body)).expect("an end") {
        Ok(credential) => came_from(&credential, body),
        Err(error) => {
            check_words(&error);
            match &error {
                // With the number 0, a message stands in place of the credentials.
                Error::Rejected { code, message, .. } => {
                    let ret = code.parse::<i64>().expect("a number");
                    assert!(ret != 0 || !message.is_empty());
                }
                Error::Incomplete { missing, .. } => assert!((1..=4).contains(&missing.len())),
                Error::Malformed { what, .. } => assert!(what.len() < 100),
                Error::Untrusted { host, .. } => {
                    assert!(!host.is_empty() && host.chars().count() <= 100)
                }
                _ => panic!("{error}"),
            }
        }
    }
});

/// A login that goes on to the exchange.
fn confirmed() -> Rig<Login<Web>> {
    Rig::answered(Web::new(), [reply(200, BEGUN), reply(200, CONFIRMED)])
}

fn came_from(credential: &WebCredential, body: &[u8]) {
    let body = std::str::from_utf8(body).expect("UTF-8, or it would have been refused");
    let uin = credential.uin.to_string();
    let values = [&credential.sid, &credential.skey, &credential.pass_ticket].map(|it| it.expose());
    for (name, value) in ["wxsid", "skey", "pass_ticket", "wxuin"]
        .into_iter()
        .zip(values.into_iter().chain([&*uin]))
    {
        assert!(
            !value.is_empty() && (name != "wxuin" || value != "0"),
            "{name} is empty"
        );
        assert_eq!(value.trim(), value);
        let mut rest = body.chars();
        let in_body = value.chars().all(|c| rest.any(|it| it == c));
        assert!(
            in_body || body.contains('&') || body.contains('\r'),
            "{name} is not in the body"
        );
        assert!(body.contains(name), "no element {name}");
    }
    assert_eq!(credential.host, "wx2.qq.com");
    assert!(credential.cookies.is_empty());
}

//! The request for a code, and the code (specification 2.1, 2.3).

use super::*;

#[test]
fn generate_is_requested_as_by_a_browser() {
    let mut rig = Rig::new(Login::new(Web::new(), seed()));
    let call = rig.call();
    assert_eq!(
        call.request.uri(),
        "https://passport.bilibili.com/x/passport-login/web/qrcode/generate?source=main-fe-header"
    );
    assert!(
        header(&call, "user-agent")
            .unwrap()
            .starts_with("Mozilla/5.0")
    );
    assert_eq!(header(&call, "referer"), Some("https://www.bilibili.com/"));
}

#[test]
fn the_code_is_the_unescaped_url_and_lives_180_seconds() {
    let mut rig = shown();
    rig.call();
    let qrlogin::Event::Code(code) = &rig.events[0] else {
        panic!("no code");
    };
    assert!(code.payload.expose().ends_with("navhide=1&qrcode_key=x"));
    assert_eq!(code.expires_at, START + secs(180));
}

#[test]
fn a_code_url_outside_bilibili_is_refused() {
    let mut rig = Rig::new(Login::new(Web::new(), seed()));
    rig.ok(generated("https://bilibili.com.example.org/scan"));
    let host = "bilibili.com.example.org".to_owned();
    assert_eq!(rig.error(), Error::untrusted(&host));
}

#[test]
fn a_code_url_that_is_ambiguous_to_scanners_is_refused() {
    for url in [
        r"https://account.bilibili.com\\@evil.example/",
        "https://me@account.bilibili.com/",
        "https://account.bilibili.com/ x",
        r"https://account.bilibili.com/\nx",
    ] {
        let mut rig = Rig::new(Login::new(Web::new(), seed()));
        rig.ok(generated(url));
        let error = rig.error();
        assert!(matches!(error, Error::Untrusted { .. }), "{url}: {error:?}");
    }
}

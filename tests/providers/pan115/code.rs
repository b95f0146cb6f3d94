//! The request for a code, and the code (specification 3.1, 3.2).

use super::*;

#[test]
fn the_token_is_requested_without_parameters() {
    let call = begin(Web::new()).call();
    let url = "https://qrcodeapi.115.com/api/1.0/web/1.0/token/";
    assert_eq!(call.request.uri(), url);
    assert_eq!(call.request.method(), "GET");
    assert_eq!(call.timeout, secs(15));
}

#[test]
fn the_code_is_the_services_text_and_lives_five_minutes() {
    let code = shown_by(TOKEN);
    assert_eq!(code.payload.expose(), "https://115.com/scan/dg-testuid123");
    assert_eq!(code.expires_at, qrlogin_test_support::START + secs(300));
    let picture = "https://qrcodeapi.115.com/api/1.0/web/1.0/qrcode?uid=testuid123";
    assert_eq!(code.image_url.unwrap().expose(), picture);
}

#[test]
fn a_missing_or_insecure_code_is_made_from_the_uid() {
    for qrcode in [
        r#""""#,
        "null",
        "[]",
        r#""http://115.com/scan/dg-testuid123""#,
    ] {
        let token = TOKEN.replace(r#""https://115.com/scan/dg-testuid123""#, qrcode);
        let code = shown_by(&token);
        assert_eq!(code.payload.expose(), "https://115.com/scan/dg-testuid123");
    }
    let token = TOKEN.replace(r#","qrcode":"https://115.com/scan/dg-testuid123""#, "");
    let code = shown_by(&token);
    assert_eq!(code.payload.expose(), "https://115.com/scan/dg-testuid123");
}

#[test]
fn another_text_of_115_is_shown_as_it_is() {
    let code = shown_by(&TOKEN.replace("https://115.com/scan/dg-", "https://m.115.com/s?x=%41&u="));
    assert_eq!(
        code.payload.expose(),
        "https://m.115.com/s?x=%41&u=testuid123"
    );
}

#[test]
fn a_code_of_another_host_is_not_shown() {
    for host in ["115.com.example.org", "x115.com", "example.org"] {
        let mut rig = begin(Web::new());
        rig.ok(TOKEN.replace("https://115.com/", &format!("https://{host}/")));
        let host = host.to_owned();
        assert_eq!(rig.error(), Error::untrusted(&host));
    }
}

#[test]
fn a_token_with_a_missing_part_is_malformed() {
    for part in [
        r#""testuid123""#,
        "1791102171",
        r#""0123456789abcdef0123456789abcdef""#,
    ] {
        let mut rig = begin(Web::new());
        let token = TOKEN.replace(part, "null");
        let error = rig.run(|_| Ok(reply(200, token.as_str()))).unwrap_err();
        assert!(matches!(error, Error::Malformed { .. }), "{part}: {error}");
    }
}

#[test]
fn a_warning_before_the_scan_names_what_is_logged_out() {
    for app in App::all() {
        let mut rig = begin(Web::new().app(app));
        rig.ok(TOKEN);
        rig.call();
        let Some(Event::Code(code)) = rig.events.first() else {
            panic!("no code");
        };
        let title = app.title();
        let notice = format!("this signs you out of {title}, if you are signed in there");
        assert_eq!(code.notice.as_deref(), Some(&*notice));
    }
}

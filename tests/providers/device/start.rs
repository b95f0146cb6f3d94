//! The request for a code and its response (specification 3).

use super::*;

#[test]
fn a_code_is_requested_as_the_standard_says() {
    let call = begin().call();
    assert_eq!(call.request.method(), "POST");
    assert_eq!(call.request.uri(), "https://id.example/code");
    assert_eq!(body(&call), "client_id=c1&scope=read%3Auser+gist");
    let form = "application/x-www-form-urlencoded";
    assert_eq!(header(&call, "content-type"), Some(form));
    assert_eq!(header(&call, "accept"), Some("application/json"));
    assert_eq!(header(&call, "user-agent"), Some("qrlogin"));
    assert_eq!(header(&call, "cookie"), None);
}

#[test]
fn the_code_is_the_complete_link_and_the_rest_is_text() {
    let code = code_of(CODE);
    assert_eq!(
        code.payload.expose(),
        "https://id.example/device?user_code=WDJB-MJHT"
    );
    assert_eq!(code.user_code.unwrap().expose(), "WDJB-MJHT");
    assert_eq!(code.verification_uri.unwrap(), "https://id.example/device");
    assert_eq!(code.expires_at, START + secs(900));
    let notice = code.notice.unwrap();
    assert_eq!(notice, "Approve only if you started this login yourself.");
}

#[test]
fn a_form_of_github_is_read_like_json() {
    let form = "device_code=d-1&expires_in=899&interval=5&user_code=WDJB-MJHT&verification_uri=https%3A%2F%2Fgithub.com%2Flogin%2Fdevice";
    let typed = reply_with(
        200,
        &[(
            "content-type",
            "application/x-www-form-urlencoded; charset=utf-8",
        )],
        form,
    );
    for response in [typed, reply(200, form)] {
        let mut rig = begin();
        rig.answer(Ok(response));
        assert_eq!(parameter(&rig.call(), "device_code").unwrap(), "d-1");
        let code = qrlogin::Flow::code(&rig.flow).unwrap();
        assert_eq!(code.payload.expose(), "https://github.com/login/device");
        assert_eq!(
            code.verification_uri.unwrap(),
            "https://github.com/login/device"
        );
        assert_eq!(code.expires_at, START + secs(899));
    }
}

#[test]
fn camel_case_and_links_without_a_scheme_are_read() {
    let tidal = r#"{"deviceCode":"d","userCode":"ABCDE","verificationUri":"link.tidal.com","verificationUriComplete":"link.tidal.com/ABCDE","expiresIn":300,"interval":2}"#;
    let code = code_of(tidal);
    assert_eq!(code.payload.expose(), "https://link.tidal.com/ABCDE");
    assert_eq!(code.verification_uri.unwrap(), "https://link.tidal.com");
    assert_eq!(code.expires_at, START + secs(300));
}

#[test]
fn google_names_the_link_verification_url() {
    let google = CODE
        .replace("verification_uri\"", "verification_url\"")
        .replace("verification_uri_complete", "other");
    assert_eq!(
        code_of(google).payload.expose(),
        "https://id.example/device"
    );
}

#[test]
fn the_message_of_microsoft_follows_the_warning() {
    let with_message = CODE.replace(
        r#""expires_in""#,
        r#""message":"Open\u001b[2J it","expires_in""#,
    );
    let notice = code_of(with_message).notice.unwrap();
    let expected = "Approve only if you started this login yourself. The service says: Open [2J it";
    assert_eq!(notice, expected);
}

#[test]
fn a_lifetime_that_is_missing_or_odd_is_900_seconds() {
    for (odd, seconds) in [
        ("", 900),
        (r#""expires_in":0,"#, 900),
        (r#""expires_in":-5,"#, 900),
        (r#""expires_in":null,"#, 900),
        (r#""expires_in":"120","#, 120),
        (r#""expires_in":1e18,"#, 900),
        (r#""expires_in":99999999999,"#, 86_400),
    ] {
        let code = code_of(CODE.replace(r#""expires_in":900,"#, odd));
        assert_eq!(code.expires_at, START + secs(seconds), "{odd}");
    }
}

#[test]
fn an_interval_that_is_missing_or_odd_is_5_seconds() {
    for (odd, pause) in [
        ("", 6_000),
        (r#","interval":0"#, 6_000),
        (r#","interval":-1"#, 6_000),
        (r#","interval":"5""#, 6_000),
        (r#","interval":1"#, 1_200),
        (r#","interval":1000000000"#, 72_000),
    ] {
        let mut rig = begin();
        rig.ok(CODE.replace(r#","interval":5"#, odd));
        rig.call();
        assert_eq!((rig.now - START).as_millis(), pause, "{odd}");
    }
}

#[test]
fn a_refusal_to_issue_codes_advises_to_check_the_app() {
    for name in [
        "device_flow_disabled",
        "unauthorized_client",
        "unsupported_grant_type",
        "invalid_client",
        "invalid_scope",
    ] {
        for status in [200, 400, 401, 403] {
            let error = refused_start(reply(status, word(name)));
            assert_eq!(error, rejected(name, CHECK_CLIENT), "{status}");
        }
    }
    assert_eq!(
        refused_start(reply(404, r#"{"error":"Not Found"}"#)),
        Error::rejected("not_found", "", Advice::SEE_MESSAGE)
    );
}

#[test]
fn a_service_without_a_device_flow_is_a_refusal() {
    for status in [401, 403, 404, 422] {
        for text in ["", "Not Found", "{}"] {
            let error = refused_start(reply(status, text));
            assert_eq!(error.kind(), "rejected", "{status} {text}");
            assert_eq!(error.advice(), CHECK_CLIENT, "{status} {text}");
        }
    }
    let error = refused_start(reply(200, "{}"));
    assert_eq!((error.kind(), error.advice()), ("rejected", CHECK_CLIENT));
}

#[test]
fn a_web_page_in_place_of_the_code_is_no_refusal() {
    for (status, kind) in [
        (200, "intercepted"),
        (302, "intercepted"),
        (403, "blocked"),
        (404, "not_found"),
    ] {
        let error = refused_start(reply(status, "<html>device_code=1</html>"));
        assert_eq!(error.kind(), kind);
    }
}

#[test]
fn an_overload_at_the_start_is_retried() {
    for response in [
        reply(429, ""),
        reply(503, ""),
        reply(400, word("slow_down")),
        reply(200, word("temporarily_unavailable")),
    ] {
        let mut rig = begin();
        rig.answer(Ok(response));
        rig.ok(CODE);
        assert_eq!(rig.call().name, "token");
    }
}

#[test]
fn pkce_sends_a_challenge_and_then_its_verifier() {
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use sha2::{Digest, Sha256};

    let mut rig = Rig::new(Login::new(device().pkce(), seed()));
    let call = rig.ok(CODE);
    assert_eq!(parameter(&call, "code_challenge_method").unwrap(), "S256");
    let challenge = parameter(&call, "code_challenge").unwrap();
    let poll = rig.call();
    let verifier = parameter(&poll, "code_verifier").unwrap();
    assert_eq!(URL_SAFE_NO_PAD.encode(Sha256::digest(&verifier)), challenge);
    assert!(call.volatile.contains(&"code_challenge"));
    assert!(poll.volatile.contains(&"code_verifier"));
}

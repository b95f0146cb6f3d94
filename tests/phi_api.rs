//! The phiApi login, answer by answer (specification section 2).

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    missing_docs
)]

mod support;

use qrlogin::taptap::{PhiApi, Region};
use qrlogin::{Advice, BaseUrl, Error, Event, Login, Response};
use serde_json::{Value, json};
use support::{Rig, parameter, reply, secs, seed};

const SESSION: &str = "abcdefghij0123456789abcde";
const CODE: &str = r#"{"deviceID":"Lib-3.0.0.0-1753182692902.4153-17,757.00","deviceCode":"FAKEcode","expiresInSeconds":300,"url":"https://accounts.taptap.io/device?qrcode=1\u0026user_code=5smix","interval":1}"#;

fn server(url: &str) -> PhiApi {
    PhiApi::new(BaseUrl::parse(url).unwrap(), Region::International).unwrap()
}

fn login(server: PhiApi) -> Rig<Login<PhiApi>> {
    Rig::new(Login::new(server, seed()))
}

fn success(data: &str) -> Response {
    reply(200, format!(r#"{{"success":true,"data":{data}}}"#))
}

fn failure(status: u16, code: i64, message: &str) -> Response {
    let body =
        json!({"success": false, "data": {"code": code, "codeName": "N", "message": message}});
    reply(status, body.to_string())
}

/// The upstream's own refusal, as text inside code 11.
fn upstream(error: &str) -> Response {
    let inside = json!({"data": {"code": -1, "msg": "m", "error": error, "error_description": "d"}, "success": false});
    failure(500, 11, &inside.to_string())
}

fn shown() -> Rig<Login<PhiApi>> {
    let mut rig = login(server("http://localhost:5015"));
    rig.answer(Ok(success(CODE)));
    rig
}

fn token() -> Value {
    json!({"data": {
        "kid": "1/FAKEkid", "access_token": "1/FAKEkid", "token_type": "mac",
        "mac_key": "FAKEmac", "mac_algorithm": "hmac-sha-1", "scope": "public_profile",
    }})
}

fn profile() -> Response {
    success(
        r#"{"data":{"openId":"FAKEopen","unionId":"FAKEunion","name":"player","gender":"","avatar":"https://a"}}"#,
    )
}

/// A login whose token has come.
fn confirmed() -> Rig<Login<PhiApi>> {
    let mut rig = shown();
    rig.answer(Ok(success(&token().to_string())));
    rig
}

#[test]
fn the_region_goes_in_both_spellings_on_every_call() {
    let mut rig = confirmed();
    let call = rig.answer(Ok(profile()));
    assert_eq!(parameter(&call, "isInternational").as_deref(), Some("true"));
    assert_eq!(
        parameter(&call, "useChinaEndpoint").as_deref(),
        Some("false")
    );
}

#[test]
fn a_base_url_without_a_path_gets_the_documented_prefix() {
    let call = login(server("https://host.example")).call();
    assert_eq!(
        call.request.uri().path(),
        "/phiApi/LoginQrCode/GetNewQRCode"
    );
}

#[test]
fn a_base_url_with_a_path_is_taken_as_it_is() {
    let call = login(server("https://host.example/api/")).call();
    assert_eq!(call.request.uri().path(), "/api/LoginQrCode/GetNewQRCode");
}

#[test]
fn tokens_do_not_go_over_a_network_in_the_clear() {
    let base = BaseUrl::parse("http://host.example").unwrap();
    let error = PhiApi::new(base, Region::China).unwrap_err();
    assert!(matches!(error, Error::Setting { .. }));
}

#[test]
fn the_servers_object_is_sent_back_byte_for_byte() {
    let call = shown().call();
    assert_eq!(call.request.body(), CODE.as_bytes());
}

#[test]
fn it_is_asked_every_three_seconds_even_if_the_server_says_one() {
    let mut rig = shown();
    rig.answer(Ok(failure(200, 1, "not done")));
    let answered = rig.now;
    rig.call();
    assert_eq!(rig.now - answered, secs(3));
}

#[test]
fn slow_down_inside_code_11_is_obeyed() {
    let mut rig = shown();
    rig.answer(Ok(upstream("slow_down")));
    let answered = rig.now;
    rig.call();
    assert_eq!(rig.now - answered, secs(8));
}

#[test]
fn a_code_of_the_other_region_is_pointed_out() {
    let mut rig = login(server("http://localhost:5015"));
    rig.answer(Ok(success(&CODE.replace("taptap.io", "taptap.cn"))));
    rig.call();
    let Event::Code(code) = &rig.events[0] else {
        panic!("no code");
    };
    assert!(code.notice.as_ref().unwrap().contains("other region"));
}

#[test]
fn the_person_is_told_that_the_servers_owner_sees_the_tokens() {
    let mut rig = login(server("https://host.example"));
    rig.answer(Ok(success(CODE)));
    rig.call();
    let Event::Code(code) = &rig.events[0] else {
        panic!("no code");
    };
    assert!(code.notice.as_ref().unwrap().contains("host.example"));
}

#[test]
fn a_code_that_is_no_https_address_is_refused() {
    let mut rig = login(server("http://localhost:5015"));
    rig.answer(Ok(success(&CODE.replace("https:", "http:"))));
    assert!(matches!(rig.error(), Error::Untrusted { .. }));
}

#[test]
fn the_whole_login_yields_session_token_and_profile() {
    let mut rig = confirmed();
    rig.answer(Ok(profile()));
    rig.answer(Ok(success(&format!("\"{SESSION}\""))));
    let credential = rig.end().unwrap();
    assert_eq!(credential.session_token.expose(), SESSION);
    assert_eq!(credential.token.mac_key.expose(), "FAKEmac");
    assert_eq!(credential.profile.unwrap().openid.expose(), "FAKEopen");
    assert_eq!(rig.kinds(), ["code", "confirmed"]);
}

#[test]
fn the_session_token_may_come_as_bare_text() {
    let mut rig = confirmed();
    rig.answer(Ok(profile()));
    rig.ok(SESSION);
    assert_eq!(rig.end().unwrap().session_token.expose(), SESSION);
}

#[test]
fn the_profile_can_be_left_out() {
    let mut rig = login(server("http://localhost:5015").without_profile());
    rig.answer(Ok(success(CODE)));
    rig.answer(Ok(success(&token().to_string())));
    rig.ok(SESSION);
    assert_eq!(rig.end().unwrap().profile, None);
}

#[test]
fn a_token_in_either_spelling_is_sent_on_in_both() {
    let camel = r#"{"data":{"kid":"1/k","token":"1/k","tokenType":"mac","macKey":"m","macAlgorithm":"hmac-sha-1","scope":"s"}}"#;
    for payload in [token().to_string(), camel.to_owned()] {
        let mut rig = shown();
        rig.answer(Ok(success(&payload)));
        let call = rig.call();
        let body: Value = serde_json::from_slice(call.request.body()).unwrap();
        for name in [
            "access_token",
            "token",
            "mac_key",
            "macKey",
            "mac_algorithm",
            "macAlgorithm",
        ] {
            assert!(body["data"][name].is_string(), "{name} in {body}");
        }
    }
}

#[test]
fn eras_without_an_envelope_are_understood() {
    let mut rig = login(server("http://localhost:5015/api"));
    rig.ok(CODE);
    rig.ok(r#"{"message":"Login progress not done","error":"","code":1,"codeName":"LoginProcessNotDone"}"#);
    rig.ok(token().to_string());
    rig.ok(r#"{"data":{"openid":"o","unionid":"u"}}"#);
    rig.ok(SESSION);
    assert!(rig.end().is_ok());
}

#[test]
fn a_failure_with_status_200_is_a_failure() {
    let mut rig = shown();
    rig.answer(Ok(failure(200, 1, "not done")));
    assert_eq!(rig.call().name, "CheckQRCode");
    assert_eq!(rig.kinds(), ["code"]);
}

#[test]
fn the_documented_answer_for_an_expired_code_is_expiry() {
    let mut rig = shown();
    rig.answer(Ok(upstream("invalid_grant_code")));
    assert_eq!(rig.error(), Error::Expired);
}

#[test]
fn the_upstreams_words_inside_code_11_decide() {
    for (error, expected) in [
        ("access_denied", Error::Denied),
        ("expired_token", Error::Expired),
        (
            "invalid_client",
            Error::rejected("invalid_client", "d", Advice::SeeMessage),
        ),
    ] {
        let mut rig = shown();
        rig.answer(Ok(upstream(error)));
        assert_eq!(rig.error(), expected);
    }
}

#[test]
fn a_text_inside_code_11_may_pass_and_is_told_if_it_does_not() {
    let mut rig = shown();
    let error = rig
        .run(|_| Ok(failure(500, 11, "Object reference not set")))
        .unwrap_err();
    assert_eq!(
        error,
        Error::rejected(11, "Object reference not set", Advice::TryLater)
    );
}

#[test]
fn an_unknown_player_is_told_to_check_the_region() {
    let mut rig = confirmed();
    rig.answer(Ok(profile()));
    let inside = r#"{"code":211,"error":"Could not find user."}"#;
    rig.answer(Ok(failure(500, 1145, inside)));
    let error = rig.error();
    assert_eq!(
        error,
        Error::rejected(211, "Could not find user.", Advice::CheckRegion)
    );
}

#[test]
fn trouble_of_the_last_steps_that_may_pass_is_borne() {
    let mut rig = confirmed();
    rig.answer(Ok(failure(500, 114, "The operation timed out")));
    rig.answer(Ok(profile()));
    rig.answer(Ok(failure(500, 0, "Internal server error")));
    rig.answer(Ok(reply(502, "<html>")));
    rig.ok(SESSION);
    assert!(rig.end().is_ok());
}

#[test]
fn a_server_of_another_version_is_told_as_such() {
    let mut rig = shown();
    rig.answer(Ok(reply(405, "")));
    assert_eq!(rig.error().advice(), Advice::CheckServer);
}

#[test]
fn a_token_without_its_key_is_incomplete() {
    let mut rig = shown();
    let mut payload = token();
    payload["data"]["mac_key"] = json!("");
    rig.answer(Ok(success(&payload.to_string())));
    let missing = vec!["mac_key".to_owned()];
    assert_eq!(rig.error(), Error::Incomplete { missing });
}

#[test]
fn an_empty_session_token_is_no_success() {
    for payload in ["\"\"", "null"] {
        let mut rig = confirmed();
        rig.answer(Ok(profile()));
        let error = rig.run(|_| Ok(success(payload))).unwrap_err();
        let expected = Error::Incomplete {
            missing: vec!["session token".to_owned()],
        };
        assert!(
            error == expected || matches!(error, Error::Malformed { .. }),
            "{error}"
        );
    }
}

#[test]
fn a_session_token_of_another_shape_is_no_success() {
    for text in [
        "ABCDEFGHIJ0123456789abcde",
        "abc",
        "r:abcdefghij0123456789abc",
    ] {
        let mut rig = confirmed();
        rig.answer(Ok(profile()));
        let error = rig.run(|_| Ok(reply(200, text))).unwrap_err();
        assert!(matches!(error, Error::Malformed { .. }), "{error}");
    }
}

#[test]
fn a_server_error_of_somebody_in_between_is_borne_at_every_step() {
    let trouble = || Ok(reply(503, r#"{"message":"no healthy upstream"}"#));
    let mut rig = login(server("http://localhost:5015"));
    rig.answer(trouble());
    rig.answer(Ok(success(CODE)));
    rig.answer(trouble());
    rig.answer(Ok(success(&token().to_string())));
    rig.answer(trouble());
    rig.answer(Ok(profile()));
    rig.answer(trouble());
    rig.ok(SESSION);
    assert!(rig.end().is_ok());
}

#[test]
fn a_profile_that_cannot_be_had_is_done_without() {
    for answer in [
        reply(404, "<html>"),
        success(r#"{"data":{"name":null}}"#),
        failure(500, 114, r#"{"data":{"error":"forbidden"}}"#),
    ] {
        let mut rig = confirmed();
        rig.answer(Ok(answer));
        rig.ok(SESSION);
        assert_eq!(rig.end().unwrap().profile, None);
    }
}

#[test]
fn a_dead_token_is_the_end() {
    let mut rig = confirmed();
    let inside = r#"{"data":{"error":"access_denied","error_description":"d"}}"#;
    rig.answer(Ok(failure(500, 114, inside)));
    assert!(matches!(rig.error(), Error::Rejected { .. }));
}

#[test]
fn an_odd_answer_does_not_stand_in_the_way_of_a_renewal() {
    let server = server("http://localhost:5015");
    let mut rig = Rig::new(Login::new(server, seed()).renewals(1));
    rig.answer(Ok(success(CODE)));
    rig.answer(Ok(failure(500, 11, "A task was canceled.")));
    rig.answer(Ok(upstream("invalid_grant_code")));
    assert_eq!(rig.call().name, "GetNewQRCode");
}

#[test]
fn an_unknown_kind_of_key_ends_the_login_at_once_since_a_token_is_given_once() {
    let mut rig = shown();
    let mut payload = token();
    payload["data"]["mac_algorithm"] = json!("hmac-md5");
    rig.answer(Ok(success(&payload.to_string())));
    let missing = vec!["mac_algorithm".to_owned()];
    assert_eq!(rig.error(), Error::Incomplete { missing });
}

#[test]
fn a_web_page_with_status_404_means_a_wrong_base_url() {
    let mut rig = login(server("http://localhost:5015"));
    rig.answer(Ok(reply(404, "<html>nginx</html>")));
    assert_eq!(rig.error().advice(), Advice::CheckServer);
}

#[test]
fn an_empty_answer_is_malformed() {
    let mut rig = shown();
    let error = rig.run(|_| Ok(reply(200, ""))).unwrap_err();
    assert!(matches!(error, Error::Malformed { .. }), "{error}");
}

#[test]
fn an_odd_answer_right_before_the_expiry_is_told() {
    let mut rig = shown();
    rig.answer(Ok(failure(500, 11, "A task was canceled.")));
    rig.answer(Ok(upstream("invalid_grant_code")));
    let expected = Error::rejected(11, "A task was canceled.", Advice::TryLater);
    assert_eq!(rig.error(), expected);
}

#[test]
fn a_bad_request_has_to_do_with_the_region_only_if_it_says_so() {
    let mut rig = shown();
    rig.answer(Ok(upstream("invalid_request")));
    assert_eq!(rig.error().advice(), Advice::SeeMessage);
}

#[test]
fn trouble_of_the_upstream_at_the_profile_is_borne() {
    for error in ["server_error", "invalid_time", "replay_attacks"] {
        let mut rig = confirmed();
        let inside = json!({"data": {"error": error, "error_description": "d"}});
        rig.answer(Ok(failure(500, 114, &inside.to_string())));
        assert_eq!(rig.call().name, "GetTapTapProfile", "{error}");
    }
}

#[test]
fn a_locked_account_is_told_to_try_later() {
    let mut rig = confirmed();
    rig.answer(Ok(profile()));
    rig.answer(Ok(failure(500, 1145, r#"{"code":219,"error":"locked"}"#)));
    assert_eq!(rig.error().advice(), Advice::TryLater);
}

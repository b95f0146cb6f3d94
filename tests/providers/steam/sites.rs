//! The cookies of the web sites (sections 6.1 and 6.2).

use super::*;

const STORE: &str = "https://store.steampowered.com/login/settoken";
const COMMUNITY: &str = "https://steamcommunity.com/login/settoken";

/// A confirmed login.
fn confirmed() -> Steam {
    let mut rig = shown();
    rig.ok(tokens());
    rig
}

#[test]
fn a_web_login_collects_a_cookie_of_each_site() {
    let mut rig = confirmed();
    let finalize = rig.ok(transfers(&[STORE, COMMUNITY]));
    assert_eq!(
        address(&finalize),
        "https://login.steampowered.com/jwt/finalizelogin"
    );
    assert_eq!(parameter(&finalize, "nonce").as_deref(), Some(TOKEN));
    let session_id = parameter(&finalize, "sessionid").unwrap();
    assert!(session_id.len() == 24 && session_id.bytes().all(|b| b.is_ascii_hexdigit()));
    let home = "https://steamcommunity.com/login/home/?goto=";
    assert_eq!(parameter(&finalize, "redir").as_deref(), Some(home));

    let call = rig.answer(Ok(session("s1")));
    assert_eq!(address(&call), STORE);
    for (name, value) in [("nonce", "n1"), ("auth", "a1"), ("steamID", STEAM_ID)] {
        assert_eq!(parameter(&call, name).as_deref(), Some(value));
    }
    let call = rig.answer(Ok(session("s2")));
    assert_eq!(address(&call), COMMUNITY);
    let credential = rig.end().unwrap();
    let value = |host| credential.session(host).unwrap().expose().to_owned();
    assert_eq!(value("store.steampowered.com"), "s1");
    assert_eq!(value("steamcommunity.com"), "s2");
    assert_eq!(credential.session("help.steampowered.com"), None);
    assert_eq!(
        credential.cookie("steamLoginSecure").unwrap().expose(),
        "s2"
    );
    assert!(credential.warnings().is_empty());
    assert_eq!(rig.kinds(), ["code", "confirmed"]);
}

#[test]
fn a_cookie_header_has_one_session_that_of_the_community() {
    let mut rig = confirmed();
    rig.ok(transfers(&[STORE, COMMUNITY]));
    rig.answer(Ok(session("s1")));
    rig.answer(Ok(session("s2")));
    let credential = rig.end().unwrap();
    let line = credential.export(qrlogin::export::Format::Header).unwrap();
    assert_eq!(line.expose(), "steamLoginSecure=s2");
    let file = credential.export(qrlogin::export::Format::Netscape);
    let file = file.unwrap();
    assert!(file.expose().contains("s1") && file.expose().contains("s2"));
}

#[test]
fn one_site_that_fails_is_told_and_the_others_count() {
    for failed in [
        Ok(reply(403, "")),
        Ok(reply(200, r#"{"result":15}"#)),
        Ok(reply_with(
            200,
            &[("set-cookie", "steamLoginSecure=x; Domain=evil.example")],
            r#"{"result":15}"#,
        )),
    ] {
        let mut rig = confirmed();
        rig.ok(transfers(&[STORE, COMMUNITY]));
        rig.answer(failed);
        rig.answer(Ok(session("s2")));
        let credential = rig.end().unwrap();
        assert_eq!(credential.without_session, ["store.steampowered.com"]);
        let told = credential.warnings()[0].to_string();
        assert!(told.contains("steamLoginSecure of store.steampowered.com"));
        assert_eq!(credential.session("store.steampowered.com"), None);
    }
}

#[test]
fn a_site_that_cannot_be_reached_is_given_up_in_the_end() {
    let mut rig = confirmed();
    rig.ok(transfers(&[STORE, COMMUNITY]));
    let began = rig.now;
    let credential = rig
        .run(|call| match address(call).as_str() {
            STORE => Err(Failure::Connect),
            _ => Ok(session("s2")),
        })
        .unwrap();
    assert_eq!(credential.without_session, ["store.steampowered.com"]);
    assert!(rig.now - began < secs(180), "{:?}", rig.now - began);
}

#[test]
fn without_any_cookie_the_last_refusal_is_the_error() {
    let mut rig = confirmed();
    rig.ok(transfers(&[STORE, COMMUNITY]));
    rig.answer(Ok(reply(403, "")));
    rig.ok(r#"{"result":15}"#);
    assert_eq!(rig.error(), Error::rejected(15, "", Advice::SEE_MESSAGE));
}

#[test]
fn a_response_without_cookie_or_reason_is_repeated() {
    let mut rig = confirmed();
    rig.ok(transfers(&[STORE]));
    rig.ok("");
    let call = rig.answer(Ok(session("s1")));
    assert_eq!(address(&call), STORE);
    assert!(rig.end().is_ok());
    let mut rig = confirmed();
    rig.ok(transfers(&[STORE]));
    let ended = rig.end_with(&reply(200, "")).unwrap().unwrap_err();
    assert_eq!(ended, Error::incomplete(["steamLoginSecure"]));
}

#[test]
fn no_token_goes_to_a_host_that_is_not_steams() {
    for url in [
        "https://evil.example/login/settoken",
        "https://notsteampowered.com/login/settoken",
        "https://steampowered.com.evil.example/",
        "https://store.steampowered.com@evil.example/",
        "https://user@store.steampowered.com/login/settoken",
        "https://store.steampowered.com:8443/login/settoken",
        "http://store.steampowered.com/login/settoken",
        "nonsense",
    ] {
        let mut rig = confirmed();
        rig.ok(transfers(&[url, COMMUNITY]));
        let call = rig.answer(Ok(session("s2")));
        assert_eq!(address(&call), COMMUNITY);
        assert_eq!(rig.end().unwrap().without_session.len(), 1, "{url}");
        let mut rig = confirmed();
        rig.ok(transfers(&[url]));
        let error = rig.error();
        assert!(matches!(error, Error::Untrusted { .. }), "{url}: {error}");
    }
}

#[test]
fn a_site_sets_cookies_for_its_own_domain_alone() {
    let lines = [
        ("set-cookie", "steamLoginSecure=s1"),
        ("set-cookie", "sessionid=1; Domain=steampowered.com"),
        ("set-cookie", "x=1; Domain=steamcommunity.com"),
        ("set-cookie", "y=1; Domain=help.steampowered.com"),
        ("set-cookie", "z=1; Domain=com"),
    ];
    let mut rig = confirmed();
    rig.ok(transfers(&[STORE]));
    rig.answer(Ok(reply_with(200, &lines, r#"{"result":1}"#)));
    let credential = rig.end().unwrap();
    let names: Vec<_> = credential.cookies.iter().map(|it| &it.name).collect();
    assert_eq!(names, ["steamLoginSecure", "sessionid"]);
}

#[test]
fn a_refused_list_is_reported_with_its_number() {
    for answer in [
        reply(200, r#"{"success":false,"error":15}"#),
        reply_with(200, &[("x-eresult", "15")], ""),
    ] {
        let mut rig = confirmed();
        rig.answer(Ok(answer));
        assert_eq!(rig.error(), Error::rejected(15, "", Advice::SEE_MESSAGE));
    }
    let mut rig = confirmed();
    rig.ok(r#"{"steamID":"1"}"#);
    assert_eq!(rig.error(), Error::incomplete(["transfer_info"]));
}

#[test]
fn an_overload_at_the_list_is_waited_out() {
    let mut rig = confirmed();
    rig.answer(Ok(result("84")));
    rig.answer(Ok(result("2")));
    rig.ok(transfers(&[STORE]));
    rig.answer(Ok(session("s1")));
    assert!(rig.end().is_ok());
}

#[test]
fn a_long_list_is_cut() {
    let mut rig = confirmed();
    rig.ok(transfers(&[STORE; 500]));
    let mut calls = 0;
    let ended = rig.run(|_| {
        calls += 1;
        Ok(session("s1"))
    });
    assert!(ended.is_ok());
    assert_eq!(calls, 16);
}

//! The login at TapTap itself, answer by answer (specification sections 2.6 to 2.9 and 3.3 to 3.5).

mod code;
mod poll;
mod profile;
mod replies;
mod session;
mod settings;

use qrlogin::http::StatusCode;
use qrlogin::taptap::{App, Direct, DirectCredential, Goal, Region, Scope};
use qrlogin::{Advice, BaseUrl, Call, Error, Event, Failure, Flow as _, Login, Response, Snapshot};
use serde_json::{Value, json};

use qrlogin_test_support::{Rig, START, header, parameter, reply, reply_with, secs, seed};
use replies::*;

fn parts(call: &Call) -> (&str, &str, &str) {
    let uri = call.request.uri();
    let target = uri.path_and_query().unwrap().as_str();
    (call.request.method().as_str(), uri.host().unwrap(), target)
}

/// A part of the header `Authorization`.
fn signed_with(call: &Call, name: &str) -> String {
    let line = header(call, "authorization").unwrap();
    let (_, rest) = line.split_once(&format!("{name}=\"")).unwrap();
    rest.split('"').next().unwrap().to_owned()
}

fn code_shown(rig: &TapTap) -> &qrlogin::QrCode {
    let code = rig.events.iter().find_map(|event| match event {
        Event::Code(code) => Some(code),
        _ => None,
    });
    code.expect("a code")
}

#[test]
fn the_whole_login_yields_token_profile_and_session() {
    let mut rig = phigros(Goal::Session);
    let calls = [
        rig.answer(Ok(good(&code()))),
        rig.answer(Ok(refusal("authorization_pending"))),
        rig.answer(Ok(refusal("authorization_waiting"))),
        rig.answer(Ok(good(&token()))),
        rig.answer(Ok(good(&profile_data()))),
        rig.answer(Ok(user())),
    ];
    let names: Vec<_> = calls.iter().map(|call| call.name).collect();
    assert_eq!(
        names,
        ["code", "poll", "poll", "poll", "profile", "session"]
    );
    let DirectCredential {
        token,
        profile,
        session_token,
        region,
        ..
    } = rig.end().unwrap();
    assert_eq!(token.mac_key.expose(), KEY);
    assert_eq!(profile.unwrap().openid.expose(), "FAKEopen");
    assert_eq!(session_token.unwrap().expose(), SESSION);
    assert_eq!(region, Region::China);
    assert_eq!(rig.kinds(), ["code", "scanned", "confirmed"]);
}

#[test]
fn the_goal_token_ends_with_the_token() {
    let mut rig = confirmed(Goal::Token);
    let credential = rig.end().unwrap();
    assert_eq!(credential.token.kid.expose(), KID);
    assert_eq!((credential.profile, credential.session_token), (None, None));
    assert_eq!(rig.kinds(), ["code", "confirmed"]);
}

#[test]
fn the_goal_profile_ends_with_the_profile() {
    let mut rig = confirmed(Goal::Profile);
    rig.answer(Ok(good(&profile_data())));
    let credential = rig.end().unwrap();
    assert_eq!(credential.profile.unwrap().name.expose(), "player");
    assert_eq!(credential.session_token, None);
}

#[test]
fn each_region_has_its_own_hosts_and_ids() {
    for (region, accounts, open, cloud, id, md5) in [
        (
            Region::China,
            "accounts.tapapis.cn",
            "open.tapapis.cn",
            "rak3ffdi.cloud.tds1.tapapis.cn",
            "rAK3FfdieFob2Nn8Am",
            "aac8dfe7879d3967caf54e9b940f1120",
        ),
        (
            Region::International,
            "accounts.tapapis.com",
            "open.tapapis.com",
            "kviehlel.cloud.ap-sg.tapapis.com",
            "kviehleldgxsagpozb",
            "0d8eaadc75f6f873015af1d1e52945fa",
        ),
    ] {
        let mut rig = login(Direct::new(region, Goal::Session));
        let first = rig.answer(Ok(good(&code())));
        assert_eq!(parts(&first), ("POST", accounts, "/oauth2/v1/device/code"));
        assert_eq!(parameter(&first, "client_id").as_deref(), Some(id));
        let poll = rig.answer(Ok(good(&token())));
        assert_eq!(parts(&poll), ("POST", accounts, "/oauth2/v1/token"));
        assert_eq!(parameter(&poll, "client_id").as_deref(), Some(id));
        let profile = rig.answer(Ok(good(&profile_data())));
        let target = format!("/account/profile/v1?client_id={id}");
        assert_eq!(parts(&profile), ("GET", open, target.as_str()));
        let session = rig.call();
        assert_eq!(
            parts(&session),
            ("POST", cloud, "/1.1/users?failOnNotExist=true")
        );
        assert_eq!(header(&session, "x-lc-id"), Some(id));
        let sign = format!("{md5},1700000000000");
        assert_eq!(header(&session, "x-lc-sign"), Some(sign.as_str()));
        assert_eq!(header(&session, "x-lc-key"), None);
    }
}

#[test]
fn a_login_goes_on_in_another_process_at_every_step() {
    let mut rig = phigros(Goal::Session);
    for reply in [good(&code()), good(&token()), good(&profile_data()), user()] {
        let text = rig.flow.snapshot().unwrap().to_json();
        let snapshot = Snapshot::from_json(&text).unwrap();
        rig.flow = Login::resume(&snapshot).unwrap();
        rig.answer(Ok(reply));
    }
    assert!(rig.end().is_ok());
}

#[test]
fn nothing_that_prints_holds_a_secret() {
    let mut rig = phigros(Goal::Session);
    let mut printed = String::new();
    for reply in replies() {
        let call = rig.answer(Ok(reply));
        printed += &format!("{call:?} {:?} {:?}", rig.flow, call.request.headers());
    }
    printed += &format!("{:?}", rig.end().unwrap());
    printed += &format!("{:?}", rig.events);
    assert_clean(&printed);
}

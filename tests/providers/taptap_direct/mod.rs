//! The login at TapTap itself, answer by answer (specification sections 2.6 to 2.9 and 3.3 to 3.5).

mod code;
mod poll;
mod profile;
mod recording;
mod session;
mod settings;

use qrlogin::http::StatusCode;
use qrlogin::taptap::{App, Direct, DirectCredential, Goal, Region, Scope};
use qrlogin::{Advice, BaseUrl, Call, Error, Event, Failure, Flow as _, Login, Response, Snapshot};
use serde_json::{Value, json};

use qrlogin_test_support::{Rig, START, header, parameter, reply, reply_with, secs, seed};

type TapTap = Rig<Login<Direct>>;

const DEVICE: &str = "FAKEfakeFAKEfakeFAKEfakeFAKEfakeFAKEfake";
const KID: &str = "1/FAKEkid0123456789abcdef_-";
const KEY: &str = "FAKEmackey0123456789abcdefghijABCDEFGHIJ";
const SESSION: &str = "abcdefghij0123456789abcde";
/// START in seconds: TapTap's clock shows the caller's time.
const NOW: u64 = 1_700_000_000;

fn login(direct: Direct) -> TapTap {
    Rig::new(Login::new(direct, seed()))
}

fn phigros(goal: Goal) -> TapTap {
    login(Direct::new(Region::China, goal))
}

fn answer(status: u16, success: bool, data: &Value, now: u64) -> Response {
    let body = json!({"data": data, "now": now, "success": success});
    reply(status, body.to_string())
}

fn good(data: &Value) -> Response {
    answer(200, true, data, NOW)
}

fn code() -> Value {
    json!({
        "device_code": DEVICE, "user_code": "ab1cd",
        "verification_url": "https://accounts.example/device",
        "qrcode_url": "https://accounts.taptap.cn/device?qrcode=1&user_code=ab1cd",
        "expires_in": 300, "interval": 1,
    })
}

fn token() -> Value {
    json!({
        "kid": KID, "access_token": KID, "token_type": "mac", "mac_key": KEY,
        "mac_algorithm": "hmac-sha-1", "scope": "public_profile",
    })
}

fn profile_data() -> Value {
    json!({
        "openid": "FAKEopen", "unionid": "FAKEunion", "name": "player", "gender": "",
        "avatar": "https://img3.tapimg.com/a.jpg",
    })
}

/// A refusal as the service words it.
fn refusal_of(status: u16, error: &str, description: &str, now: u64) -> Response {
    let data = json!({"code": -1, "msg": "m", "error": error, "error_description": description});
    answer(status, false, &data, now)
}

fn refusal(error: &str) -> Response {
    refusal_of(400, error, "d", NOW)
}

fn user() -> Response {
    let body = json!({"sessionToken": SESSION, "objectId": "0123456789abcdef01234567", "code": 5});
    reply(201, body.to_string())
}

/// A login whose code is on show.
fn shown(goal: Goal) -> TapTap {
    let mut rig = phigros(goal);
    rig.answer(Ok(good(&code())));
    rig
}

/// A login whose token has come.
fn confirmed(goal: Goal) -> TapTap {
    let mut rig = shown(goal);
    rig.answer(Ok(good(&token())));
    rig
}

/// A login whose profile has come.
fn profiled() -> TapTap {
    let mut rig = confirmed(Goal::Session);
    rig.answer(Ok(good(&profile_data())));
    rig
}

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

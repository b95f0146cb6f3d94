//! Apps, hosts and goals from settings.

use qrlogin::flows::{self, Options};
use qrlogin::{BoxFlow, Settings, Step};

use super::*;

fn base(url: &str) -> BaseUrl {
    BaseUrl::parse(url).unwrap()
}

fn configured(pairs: &[(&str, &str)]) -> Result<BoxFlow, Error> {
    let settings: Settings = pairs.iter().copied().collect();
    let info = flows::find("taptap").unwrap();
    info.login(&settings, seed(), &Options::default())
}

fn setting_of(error: &Error) -> &str {
    match error {
        Error::Setting { name, .. } => name,
        other => panic!("{other}"),
    }
}

/// The first call with these settings.
fn first(pairs: &[(&str, &str)]) -> Call {
    match configured(pairs).unwrap().poll(START) {
        Ok(Step::Send(call)) => call,
        _ => panic!("no call"),
    }
}

#[test]
fn another_app_uses_its_own_id_key_and_hosts() {
    let app = App::new(Region::International, "FAKEclient")
        .key("FAKEappkey")
        .accounts_at(base("https://accounts.example"))
        .open_at(base("https://open.example:8443/prefix"))
        .cloud_at(base("http://127.0.0.1:3000"));
    let mut rig = login(Direct::for_app(app, Goal::Session).unwrap());
    let call = rig.answer(Ok(good(&code())));
    assert_eq!(
        parts(&call),
        ("POST", "accounts.example", "/oauth2/v1/device/code")
    );
    assert_eq!(parameter(&call, "client_id").as_deref(), Some("FAKEclient"));
    rig.answer(Ok(good(&token())));
    let call = rig.answer(Ok(good(&profile_data())));
    let target = "/prefix/account/profile/v1?client_id=FAKEclient";
    assert_eq!(parts(&call), ("GET", "open.example", target));
    let call = rig.call();
    assert_eq!(call.request.uri().port_u16(), Some(3000));
    assert_eq!(header(&call, "x-lc-id"), Some("FAKEclient"));
    assert_eq!(
        header(&call, "x-lc-sign"),
        Some("09b680f6a15a0d7d20e06ed672c498bc,1700000000000")
    );
}

#[test]
fn another_app_needs_key_and_host_for_a_session() {
    let app = || App::new(Region::China, "FAKEclient");
    for goal in [Goal::Token, Goal::Profile] {
        assert!(Direct::for_app(app(), goal).is_ok());
    }
    let error = Direct::for_app(app(), Goal::Session).unwrap_err();
    assert_eq!(setting_of(&error), "app_key");
    let error = Direct::for_app(app().key("k"), Goal::Session).unwrap_err();
    assert_eq!(setting_of(&error), "cloud_url");
}

#[test]
fn the_game_may_have_another_host_and_key() {
    let app = App::phigros(Region::China).cloud_at(base("https://cloud.example"));
    assert!(Direct::for_app(app, Goal::Session).is_ok());
}

#[test]
fn tokens_go_nowhere_in_the_clear() {
    for name in ["accounts_url", "open_url", "cloud_url"] {
        for url in [
            "http://host.example",
            "https://jo:pass@host.example",
            "host.example",
        ] {
            let error = configured(&[(name, url)]).err().unwrap();
            assert_eq!(setting_of(&error), name, "{url}");
        }
        assert!(configured(&[(name, "http://localhost:3000")]).is_ok());
    }
}

#[test]
fn an_id_that_is_none_is_refused() {
    for id in ["", "a b", "a\nb", "é"] {
        let error = configured(&[("client_id", id), ("goal", "token")])
            .err()
            .unwrap();
        assert_eq!(setting_of(&error), "client_id", "{id:?}");
    }
}

#[test]
fn a_key_without_its_id_is_refused() {
    let error = configured(&[("app_key", "k")]).err().unwrap();
    assert_eq!(setting_of(&error), "client_id");
}

#[test]
fn the_region_is_the_international_one_unless_it_is_said() {
    let host = |pairs: &[_]| first(pairs).request.uri().host().unwrap().to_owned();
    assert_eq!(host(&[]), "accounts.tapapis.com");
    assert_eq!(host(&[("region", "international")]), "accounts.tapapis.com");
    assert_eq!(host(&[("region", "china")]), "accounts.tapapis.cn");
}

#[test]
fn the_goals_have_names() {
    for (goal, steps) in [("token", 2), ("profile", 3), ("session", 4)] {
        let mut rig = Rig::new(configured(&[("goal", goal)]).unwrap());
        let replies = [good(&code()), good(&token()), good(&profile_data()), user()];
        for reply in replies.into_iter().take(steps) {
            rig.answer(Ok(reply));
        }
        assert!(rig.end().is_ok(), "{goal}");
    }
}

#[test]
fn the_scope_setting_can_request_less_of_the_profile() {
    let call = first(&[("scope", "basic_info")]);
    assert_eq!(parameter(&call, "scope").as_deref(), Some("basic_info"));
    let direct = Direct::new(Region::China, Goal::Profile).scope(Scope::BasicInfo);
    let mut rig = login(direct);
    rig.answer(Ok(good(&code())));
    rig.answer(Ok(good(&json!({"kid": KID, "mac_key": KEY}))));
    let call = rig.answer(Ok(good(&json!({"openid": "o", "unionid": "u"}))));
    assert_eq!(call.request.uri().path(), "/account/basic-info/v1");
    assert!(rig.end().is_ok());
}

#[test]
fn creating_a_player_is_a_setting() {
    let mut rig = Rig::new(configured(&[("create", "true")]).unwrap());
    for data in [code(), token(), profile_data()] {
        rig.answer(Ok(good(&data)));
    }
    assert_eq!(rig.call().request.uri().query(), None);
}

#[test]
fn a_snapshot_with_an_insecure_host_is_refused() {
    let app = App::phigros(Region::China).cloud_at(base("https://cloud.example"));
    let mut rig = login(Direct::for_app(app, Goal::Session).unwrap());
    rig.answer(Ok(good(&code())));
    let text = rig.flow.snapshot().unwrap().to_json();
    let text = text.replace("https://cloud.example", "http://cloud.example");
    let snapshot = Snapshot::from_json(&text).unwrap();
    let mut rig = Rig::new(Login::<Direct>::resume(&snapshot).unwrap());
    assert_eq!(setting_of(&rig.error()), "cloud_url");
}

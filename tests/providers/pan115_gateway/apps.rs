//! The apps that one can log in as (specification 2.2, 3.5).

use super::*;

#[test]
fn every_app_is_found_by_the_name_it_prints() {
    for name in [
        "web",
        "android",
        "ios",
        "tv",
        "alipaymini",
        "wechatmini",
        "qandroid",
    ] {
        assert_eq!(App::from_name(name).unwrap().to_string(), name);
    }
    assert_eq!(App::from_name("Web"), None);
}

#[test]
fn a_retired_app_is_refused_before_any_request() {
    for app in App::all() {
        let mut rig = Rig::new(Login::new(gateway().app(app), seed()));
        let known = [
            App::Web,
            App::Android,
            App::Ios,
            App::Tv,
            App::AlipayMini,
            App::WechatMini,
            App::QAndroid,
        ];
        if known.contains(&app) {
            assert_eq!(rig.call().name, "start", "{app}");
        } else {
            let error = rig.error();
            assert!(matches!(error, Error::Setting { .. }), "{app}: {error}");
        }
    }
}

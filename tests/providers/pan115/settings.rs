//! The settings and what they do to the calls (specification 3.5, 3.6).

use super::*;

#[test]
fn apps_with_the_path_of_ios_differ_by_user_agent() {
    for (app, agent) in [
        (App::Ios, "UPhone/1.0.0"),
        (App::QIos, "OfficePhone/1.0.0"),
        (App::Ipad, "UPad/1.0.0"),
        (App::QIpad, "OfficePad/1.0.0"),
    ] {
        let mut rig = begin(Web::new().app(app));
        assert_eq!(header(&rig.ok(TOKEN), "user-agent"), Some(agent));
        assert_eq!(header(&rig.ok(status(2)), "user-agent"), Some(agent));
        let call = rig.call();
        assert_eq!(header(&call, "user-agent"), Some(agent));
        assert_eq!(call.request.uri().path(), "/app/1.0/ios/1.0/login/qrcode");
        assert_eq!(body(&call), "account=testuid123&app=ios");
    }
}

#[test]
fn every_call_and_the_credentials_have_the_same_user_agent() {
    for (web, agent) in [
        (Web::new(), "Mozilla/5.0"),
        (
            Web::new().app(App::Ios).user_agent(" my app/1 ").unwrap(),
            "my app/1",
        ),
    ] {
        let mut rig = begin(web);
        let mut calls = vec![rig.ok(TOKEN), rig.ok(status(2))];
        calls.push(rig.ok(DONE));
        for call in calls {
            assert_eq!(header(&call, "user-agent"), Some(agent), "{}", call.name);
        }
        assert_eq!(rig.end().unwrap().user_agent, agent);
    }
}

fn configured(name: &str, value: &str) -> Result<(), Error> {
    let settings = Settings::new().with(name, value);
    let info = find("115").unwrap();
    let login = info.login(&settings, seed(), &Options::default());
    login.map(drop)
}

#[test]
fn every_app_has_a_title_that_people_know() {
    assert_eq!(App::AlipayMini.title(), "115's Alipay mini-program");
    assert_eq!(App::WechatMini.title(), "115's WeChat mini-program");
    let titles: std::collections::BTreeSet<_> = App::all().map(App::title).collect();
    assert_eq!(titles.len(), App::all().count());
}

#[test]
fn every_app_of_the_table_has_a_slot() {
    let table = [
        ("web", "A1"),
        ("ios", "D1"),
        ("115ios", "D3"),
        ("android", "F1"),
        ("115android", "F3"),
        ("ipad", "H1"),
        ("115ipad", "H3"),
        ("tv", "I1"),
        ("apple_tv", "I2"),
        ("qandroid", "M1"),
        ("qios", "N1"),
        ("qipad", "O1"),
        ("os_windows", "P1"),
        ("os_mac", "P2"),
        ("os_linux", "P3"),
        ("wechatmini", "R1"),
        ("alipaymini", "R2"),
        ("harmony", "S1"),
    ];
    let offered = find("115").unwrap().settings[0].values;
    assert_eq!(offered, table.map(|(name, _)| name));
    let all: Vec<_> = App::all().map(|app| (app.name(), app.ssoent())).collect();
    assert_eq!(all, table);
    for (name, slot) in table {
        let app = App::from_name(name).unwrap();
        assert_eq!((app.name(), app.ssoent()), (name, slot));
        assert_eq!(serde_json::to_value(app).unwrap(), name);
        assert_eq!(serde_json::from_value::<App>(name.into()).unwrap(), app);
        let mut rig = begin(Web::new().app(app));
        rig.ok(TOKEN);
        rig.ok(status(2));
        let path = if ["ipad", "qios", "qipad"].contains(&name) {
            "ios"
        } else {
            name
        };
        let url = format!("/app/1.0/{path}/1.0/login/qrcode");
        assert_eq!(rig.call().request.uri().path(), url);
    }
}

#[test]
fn a_retired_app_is_refused_as_such() {
    for name in [
        "windows", "mac", "linux", "desktop", "bios", "bandroid", "bipad",
    ] {
        let error = configured("app", name).unwrap_err();
        let text = error.to_string();
        assert!(text.contains(&format!("`{name}` is retired")), "{text}");
        assert!(text.contains("alipaymini"), "{text}");
        assert_eq!(App::from_name(name), None);
    }
    let text = configured("app", "nokia").unwrap_err().to_string();
    assert!(!text.contains("retired"), "{text}");
}

#[test]
fn a_user_agent_that_cannot_be_sent_is_refused() {
    for bad in ["", "  ", "a\nb", "é", "a\u{7f}"] {
        let error = configured("user_agent", bad).unwrap_err();
        assert!(matches!(error, Error::Setting { .. }), "{bad:?}");
    }
    assert!(configured("user_agent", "Mozilla/5.0 115Browser/36.0 ~").is_ok());
}

#[test]
fn the_gateway_offers_its_own_seven_apps_only() {
    for name in ["ipad", "harmony", "linux"] {
        let settings = Settings::new().with("app", name);
        let info = find("115-gateway").unwrap();
        let login = info.login(&settings, seed(), &Options::default());
        assert!(matches!(login.err(), Some(Error::Setting { .. })), "{name}");
    }
}

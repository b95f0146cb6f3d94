//! The settings (specification sections 2 and 3).

use super::*;
use qrlogin::{Error, Secret, Settings, flows};
use qrlogin_test_support::header;

/// The first call of a login with these settings.
fn first(settings: &[(&str, &str)]) -> Result<Call, Error> {
    let settings: Settings = settings.iter().copied().collect();
    let info = flows::find("wechat-ilink").unwrap();
    let login = info.login(&settings, seed(), &flows::Options::default())?;
    Ok(Rig::new(login).call())
}

#[test]
fn the_first_ten_tokens_are_named() {
    let tokens = (1..=12).map(|number| Secret::from(number.to_string()));
    let bot = Bot::new().tokens(tokens);
    let call = Rig::new(Login::new(bot, seed())).call();
    let body = r#"{"local_token_list":["1","2","3","4","5","6","7","8","9","10"]}"#;
    assert_eq!(call.request.body(), body.as_bytes());
    let call = first(&[("tokens", " aa@im.bot:11, ,bb@im.bot:22,")]).unwrap();
    let body = r#"{"local_token_list":["aa@im.bot:11","bb@im.bot:22"]}"#;
    assert_eq!(call.request.body(), body.as_bytes());
}

#[test]
fn type_tag_and_version_are_sent() {
    let settings = [
        ("bot_type", "4"),
        ("route_tag", "blue"),
        ("client_version", "2.4.6"),
    ];
    let call = first(&settings).unwrap();
    assert_eq!(query(&call), "bot_type=4");
    assert_eq!(header(&call, "skroutetag"), Some("blue"));
    assert_eq!(header(&call, "ilink-app-clientversion"), Some("132102"));
}

#[test]
fn another_server_gets_every_request() {
    let server = "https://jo:pass@proxy.example/ilink".parse().unwrap();
    let mut rig = shown_of(Bot::new().base_url(server).unwrap());
    let call = rig.call();
    let uri = call.request.uri().to_string();
    assert!(uri.starts_with("https://proxy.example/ilink/ilink/bot/get_qrcode_status?"));
    assert_eq!(header(&call, "authorization"), Some("Basic am86cGFzcw=="));
}

#[test]
fn another_server_may_name_itself_for_later_calls() {
    let server = "http://127.0.0.1:8115/ilinkai.weixin.qq.com";
    let mut rig = shown_of(Bot::new().base_url(server.parse().unwrap()).unwrap());
    let mut body = confirmed();
    body["baseurl"] = json!(server);
    rig.ok(body.to_string());
    assert_eq!(rig.end().unwrap().baseurl, server);
}

#[test]
fn another_data_centre_does_not_get_the_password_of_a_server() {
    let server = "https://jo:pass@proxy.example".parse().unwrap();
    let mut rig = shown_of(Bot::new().base_url(server).unwrap());
    let moved = json!({"status": "scaned_but_redirect", "redirect_host": "sh.weixin.qq.com"});
    rig.ok(moved.to_string());
    let call = rig.call();
    assert_eq!(
        (host(&call), header(&call, "authorization")),
        ("sh.weixin.qq.com", None)
    );
}

#[test]
fn settings_that_cannot_work_are_refused() {
    for (name, value) in [
        ("base_url", "http://proxy.example"),
        ("base_url", "ilinkai.weixin.qq.com"),
        ("client_version", "2.4"),
        ("client_version", "newest"),
        ("bot_type", ""),
        ("bot_type", "3&x=1"),
        ("route_tag", ""),
        ("route_tag", "a\nb"),
    ] {
        match first(&[(name, value)]).err().unwrap() {
            Error::Setting { name: of, .. } => assert_eq!(of, name),
            error => panic!("{name}={value}: {error}"),
        }
    }
}

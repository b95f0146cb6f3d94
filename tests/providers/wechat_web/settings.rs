//! The modes and the settings (sections 2.1, 2.4 and 2.6).

use super::*;

#[test]
fn the_file_transfer_app_has_its_own_id_and_address() {
    let mut rig = login(Web::file_transfer());
    let call = rig.ok(jslogin());
    assert_eq!(call.request.uri().host(), Some("login.wx.qq.com"));
    assert_eq!(
        parameter(&call, "appid").as_deref(),
        Some("wx_webfilehelper")
    );
    let twice = "redirect_uri=https%253A%252F%252Ffilehelper.weixin.qq.com%252Fcgi-bin%252Fmmwebwx-bin%252Fwebwxnewloginpage&";
    assert!(call.request.uri().query().unwrap().contains(twice));
    assert_eq!(header(&call, "mmweb_appid"), None);

    let host = "szfilehelper.weixin.qq.com";
    let poll = rig.ok(confirmed(&redirect_uri(host)));
    assert_eq!(
        parameter(&poll, "appid").as_deref(),
        Some("wx_webfilehelper")
    );
    let exchange = rig.ok(xml());
    assert_eq!(header(&exchange, "mmweb_appid"), Some("wx_webfilehelper"));
    assert_eq!(rig.end().unwrap().host, host);
}

#[test]
fn the_other_modes_poll_without_an_appid() {
    assert_eq!(parameter(&shown().call(), "appid"), None);
}

#[test]
fn the_desktop_headers_go_with_the_exchange_only() {
    let headers = DesktopHeaders::new("2.0.0", "FAKEspam==").unwrap();
    let headers = headers.user_agent("UOSBrowser/6").unwrap();
    let headers = headers.referer("https://wx.qq.com/?&lang=zh_CN").unwrap();
    let mut rig = login(Web::desktop().desktop_headers(headers));
    let before = [
        rig.ok(jslogin()),
        rig.ok(confirmed(&redirect_uri("wx.qq.com"))),
    ];
    for call in before {
        assert_eq!(header(&call, "extspam"), None);
        assert_eq!(header(&call, "client-version"), None);
        assert_eq!(header(&call, "referer"), Some("https://wx.qq.com/"));
    }
    let exchange = rig.call();
    assert_eq!(header(&exchange, "extspam"), Some("FAKEspam=="));
    assert_eq!(header(&exchange, "client-version"), Some("2.0.0"));
    assert_eq!(header(&exchange, "user-agent"), Some("UOSBrowser/6"));
    let referer = Some("https://wx.qq.com/?&lang=zh_CN");
    assert_eq!(header(&exchange, "referer"), referer);
}

#[test]
fn no_token_of_a_desktop_client_is_sent_by_default() {
    let call = exchanging("wx.qq.com").call();
    assert_eq!(header(&call, "extspam"), None);
    assert_eq!(header(&call, "client-version"), None);
}

#[test]
fn a_desktop_header_has_to_be_one() {
    let setting = |result: Result<DesktopHeaders, Error>| match result {
        Err(Error::Setting { name, .. }) => name.into_owned(),
        other => panic!("{other:?}"),
    };
    assert_eq!(setting(DesktopHeaders::new("2\n", "x")), "client_version");
    assert_eq!(setting(DesktopHeaders::new("2", "")), "extspam");
    let headers = || DesktopHeaders::new("2", "x").unwrap();
    assert_eq!(setting(headers().user_agent("\u{4e2d}")), "user_agent");
    assert_eq!(setting(headers().referer("a\r\nb: c")), "referer");
}

/// The setting that these settings fail at.
fn refused(settings: &[(&str, &str)]) -> String {
    let settings: Settings = settings.iter().copied().collect();
    match Web::configure(&settings) {
        Err(Error::Setting { name, .. }) => name.into_owned(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_setting_that_cannot_be_used_is_named() {
    assert_eq!(refused(&[("mode", "phone")]), "mode");
    assert_eq!(refused(&[("host", "example.org")]), "host");
    assert_eq!(refused(&[("host", "filehelper.weixin.qq.com")]), "host");
    let pair = [("mode", "filehelper"), ("host", "wx.qq.com")];
    assert_eq!(refused(&pair), "host");
    assert_eq!(refused(&[("lang", "")]), "lang");
    assert_eq!(refused(&[("lang", "zh CN")]), "lang");
    assert_eq!(refused(&[("extspam", "\n")]), "extspam");
    assert_eq!(refused(&[("client_version", "2.0.0")]), "client_version");
    assert_eq!(refused(&[("user_agent", "UOS")]), "user_agent");
    assert_eq!(refused(&[("referer", "https://wx.qq.com/")]), "referer");
}

#[test]
fn settings_by_name_do_the_same_as_the_builder() {
    let configure = |settings: &[(&str, &str)]| {
        let settings: Settings = settings.iter().copied().collect();
        Web::configure(&settings).unwrap()
    };
    assert_eq!(configure(&[]), Web::new());
    assert_eq!(configure(&[("mode", "filehelper")]), Web::file_transfer());
    let wx8 = Web::new().host("wx8.qq.com").unwrap();
    let settings = [("mode", "web"), ("host", "wx8.qq.com"), ("lang", "en_")];
    assert_eq!(configure(&settings), wx8.lang("en_").unwrap());
    let headers = DesktopHeaders::new("2.0.0", "FAKE").unwrap();
    let settings = [("mode", "desktop"), ("extspam", "FAKE")];
    let desktop = Web::desktop().desktop_headers(headers);
    assert_eq!(configure(&settings), desktop);
}

#[test]
fn the_flow_knows_every_setting_it_reads() {
    let info = flows::find("wechat-web").unwrap();
    let options = flows::Options::default();
    for (name, value) in [
        ("mode", "desktop"),
        ("host", "wx2.qq.com"),
        ("lang", "en_US"),
        ("extspam", "FAKE"),
    ] {
        let settings = Settings::new().with(name, value);
        assert!(info.login(&settings, seed(), &options).is_ok(), "{name}");
    }
}

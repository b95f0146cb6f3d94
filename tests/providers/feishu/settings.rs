//! The settings (specification sections 2.1 and 2.3).

use qrlogin::flows::{Options, find};
use qrlogin::{BaseUrl, BoxFlow, Settings};

use super::*;

fn login(settings: &[(&str, &str)]) -> Result<BoxFlow, Error> {
    let settings: Settings = settings.iter().copied().collect();
    find("feishu")
        .unwrap()
        .login(&settings, seed(), &Options::new())
}

fn problem(settings: &[(&str, &str)]) -> String {
    match login(settings).err() {
        Some(Error::Setting { name, .. }) => name.into_owned(),
        other => panic!("{settings:?}: {other:?}"),
    }
}

/// The address of the first call.
fn first(settings: &[(&str, &str)]) -> String {
    let mut rig = Rig::new(login(settings).unwrap());
    rig.call().request.uri().to_string()
}

#[test]
fn another_server_is_called_in_place_of_each_host() {
    let path = "/oauth/v1/app/registration";
    for domain in ["accounts.example", "https://accounts.example"] {
        let address = format!("https://accounts.example{path}");
        assert_eq!(first(&[("domain", domain)]), address);
        let lark = [("brand", "lark"), ("lark_domain", domain)];
        assert_eq!(first(&lark), address);
    }
    let local = format!("http://localhost:8080/a{path}");
    assert_eq!(first(&[("domain", "http://localhost:8080/a")]), local);
}

#[test]
fn the_change_leads_to_another_server_too() {
    let domain = BaseUrl::parse("https://lark.example").unwrap();
    let provider = Feishu::new().lark_domain(domain).unwrap();
    let mut rig = Rig::new(Login::new(provider, seed()));
    rig.ok(CODE.replace("open.feishu.cn", "lark.example"));
    rig.ok(LARK);
    let call = rig.ok(LARK_DONE);
    assert_eq!(host(&call), "lark.example");
    assert_eq!(rig.end().unwrap().host, "lark.example");
}

#[test]
fn a_server_without_encryption_is_refused() {
    for name in ["domain", "lark_domain"] {
        for address in [
            "http://accounts.example",
            "ftp://a.example",
            "https://a.example/?q",
        ] {
            assert_eq!(problem(&[(name, address)]), name, "{address}");
        }
    }
}

#[test]
fn texts_of_the_page_are_checked() {
    let long = "长".repeat(200);
    let many = ["https://a.example/1.png"; 7].join(",");
    for (name, value) in [
        ("brand", "moon"),
        ("source", " "),
        ("name", "a\nb"),
        ("name", &long),
        ("desc", ""),
        ("avatar", "http://a.example/1.png"),
        ("avatar", "https://a.example/1.png,"),
        ("avatar", &many),
        ("client_id", "cli 1"),
        ("client_id", ""),
        ("create_only", "yes"),
    ] {
        assert_eq!(problem(&[(name, value)]), name, "{value}");
    }
    let six = ["https://a.example/1.png"; 6].join(", ");
    assert!(login(&[("avatar", &six), ("name", "长名")]).is_ok());
}

#[test]
fn a_new_app_only_leaves_no_existing_one() {
    let both = [("create_only", "true"), ("client_id", "cli_1")];
    assert_eq!(problem(&both), "client_id");
    assert!(login(&[("create_only", "false"), ("client_id", "cli_1")]).is_ok());
}

//! The settings (specification 1).

use super::*;

/// The addresses of a code and of its tokens.
fn addresses(settings: &[(&str, &str)]) -> [String; 2] {
    let mut rig = Rig::new(login(settings).unwrap());
    let start = rig.ok(CODE).request.uri().to_string();
    [start, rig.call().request.uri().to_string()]
}

fn login(settings: &[(&str, &str)]) -> Result<qrlogin::BoxFlow, Error> {
    let settings: Settings = settings.iter().copied().collect();
    let settings = match settings.get("client_id") {
        Some(_) => settings,
        None => settings.with("client_id", "c1"),
    };
    find("device")
        .unwrap()
        .login(&settings, seed(), &Options::default())
}

/// The setting that is refused.
fn refused(settings: &[(&str, &str)]) -> String {
    match login(settings).err() {
        Some(Error::Setting { name, .. }) => name.into_owned(),
        other => panic!("{settings:?}: {other:?}"),
    }
}

#[test]
fn each_preset_has_its_addresses() {
    let secret = ("client_secret", "s");
    let host = ("host", "https://my.example/sub/");
    for (settings, device, token) in [
        (
            &[][..],
            "https://github.com/login/device/code",
            "https://github.com/login/oauth/access_token",
        ),
        (
            &[("preset", "github"), host],
            "https://my.example/sub/login/device/code",
            "https://my.example/sub/login/oauth/access_token",
        ),
        (
            &[("preset", "google"), secret],
            "https://oauth2.googleapis.com/device/code",
            "https://oauth2.googleapis.com/token",
        ),
        (
            &[("preset", "microsoft")],
            "https://login.microsoftonline.com/common/oauth2/v2.0/devicecode",
            "https://login.microsoftonline.com/common/oauth2/v2.0/token",
        ),
        (
            &[
                ("preset", "microsoft"),
                ("tenant", "contoso.onmicrosoft.com"),
            ],
            "https://login.microsoftonline.com/contoso.onmicrosoft.com/oauth2/v2.0/devicecode",
            "https://login.microsoftonline.com/contoso.onmicrosoft.com/oauth2/v2.0/token",
        ),
        (
            &[("preset", "gitlab")],
            "https://gitlab.com/oauth/authorize_device",
            "https://gitlab.com/oauth/token",
        ),
        (
            &[("preset", "gitlab"), host],
            "https://my.example/sub/oauth/authorize_device",
            "https://my.example/sub/oauth/token",
        ),
        (
            &[("preset", "twitch")],
            "https://id.twitch.tv/oauth2/device",
            "https://id.twitch.tv/oauth2/token",
        ),
        (
            &[("preset", "keycloak"), host, ("realm", "our staff")],
            "https://my.example/sub/realms/our%20staff/protocol/openid-connect/auth/device",
            "https://my.example/sub/realms/our%20staff/protocol/openid-connect/token",
        ),
        (
            &[("preset", "authentik"), host],
            "https://my.example/sub/application/o/device/",
            "https://my.example/sub/application/o/token/",
        ),
        (
            &[
                ("device_endpoint", "https://a.example/d?x=1"),
                ("token_endpoint", "https://b.example/t"),
            ],
            "https://a.example/d?x=1",
            "https://b.example/t",
        ),
    ] {
        assert_eq!(addresses(settings), [device, token], "{settings:?}");
    }
}

#[test]
fn a_service_is_named_once_and_as_a_whole() {
    let (device, token) = (
        ("device_endpoint", "https://a.example"),
        ("token_endpoint", "https://a.example"),
    );
    let (issuer, preset) = (("issuer", "https://a.example"), ("preset", "gitlab"));
    assert_eq!(refused(&[device]), "token_endpoint");
    assert_eq!(refused(&[token]), "device_endpoint");
    assert_eq!(refused(&[issuer, preset]), "issuer");
    assert_eq!(refused(&[issuer, device, token]), "issuer");
    assert_eq!(refused(&[preset, device, token]), "preset");
    assert_eq!(refused(&[("preset", "gitea")]), "preset");
    assert_eq!(refused(&[("preset", "keycloak")]), "host");
    assert_eq!(
        refused(&[("preset", "keycloak"), ("host", "https://a.example")]),
        "realm"
    );
    assert_eq!(refused(&[("preset", "authentik")]), "host");
    assert_eq!(refused(&[("preset", "google")]), "client_secret");
}

#[test]
fn a_setting_that_the_service_does_not_have_is_refused() {
    assert_eq!(
        refused(&[("preset", "twitch"), ("host", "https://a.example")]),
        "host"
    );
    assert_eq!(refused(&[("tenant", "common")]), "tenant");
    assert_eq!(refused(&[("preset", "gitlab"), ("realm", "x")]), "realm");
    assert_eq!(
        refused(&[
            ("issuer", "https://a.example"),
            ("host", "https://a.example")
        ]),
        "host"
    );
}

#[test]
fn addresses_that_can_be_read_on_the_way_are_refused() {
    for bad in [
        "http://a.example",
        "a.example",
        "ftp://a.example",
        "https://u:p@a.example",
        "https://a.example/#x",
        "https://a b",
        "",
    ] {
        assert_eq!(refused(&[("issuer", bad)]), "issuer", "{bad}");
        assert_eq!(
            refused(&[("preset", "authentik"), ("host", bad)]),
            "host",
            "{bad}"
        );
    }
    let local = ("issuer", "http://127.0.0.1:3000");
    assert_eq!(refused(&[local]), "allow_http");
    assert!(login(&[local, ("allow_http", "true")]).is_ok());
    assert_eq!(
        refused(&[("issuer", "http://a.example"), ("allow_http", "true")]),
        "issuer"
    );
}

#[test]
fn odd_values_are_refused() {
    let long = "c".repeat(256);
    for (name, bad) in [
        ("client_id", " "),
        ("client_id", "a\nb"),
        ("client_id", &long),
        ("pkce", "yes"),
        ("scope_parameter", "scope_list"),
        ("device_extra", "client_id=x"),
        ("token_extra", "grant_type=x"),
        ("token_extra", "=x"),
    ] {
        assert_eq!(refused(&[(name, bad)]), name, "{bad}");
    }
    for tenant in ["", "a/b", "..", "a?b"] {
        assert_eq!(
            refused(&[("preset", "microsoft"), ("tenant", tenant)]),
            "tenant"
        );
    }
    for realm in ["", ".", ".."] {
        let host = ("host", "https://a.example");
        assert_eq!(
            refused(&[("preset", "keycloak"), host, ("realm", realm)]),
            "realm"
        );
    }
}

#[test]
fn twitch_gets_its_scopes_with_both_calls() {
    let mut rig = Rig::new(login(&[("preset", "twitch"), ("scope", "a b")]).unwrap());
    assert_eq!(body(&rig.ok(CODE)), "client_id=c1&scopes=a+b");
    assert_eq!(parameter(&rig.call(), "scopes").unwrap(), "a b");
}

#[test]
fn the_name_of_the_scope_parameter_is_a_setting() {
    let mut rig = Rig::new(login(&[("scope", "a"), ("scope_parameter", "scopes")]).unwrap());
    assert_eq!(body(&rig.ok(CODE)), "client_id=c1&scopes=a");
    assert_eq!(parameter(&rig.call(), "scopes"), None);
}

#[test]
fn more_parameters_are_read_from_their_settings() {
    let settings = [
        ("device_extra", "a=1&b=2%203"),
        ("token_extra", "c="),
        ("pkce", "true"),
    ];
    let mut rig = Rig::new(login(&settings).unwrap());
    let start = rig.ok(CODE);
    assert_eq!(parameter(&start, "b").unwrap(), "2 3");
    assert!(parameter(&start, "code_challenge").is_some());
    assert_eq!(parameter(&rig.call(), "c").unwrap(), "");
}

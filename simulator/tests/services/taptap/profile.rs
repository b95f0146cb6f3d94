//! Profiles behind the MAC authorization.

use serde_json::{Value, json};

use crate::support::{Client, Reply, get};
use crate::taptap::client::{CHINA, WORLD, error, header, mac, mac_at, signed};

const KEY: &str = "FAKEmackey0123456789abcdefghijABCDEFGHIJ";
const KID: &str = "1/FAKEkid0123456789abcdef_-";
const PROFILE: &str = "/account/profile/v1?client_id=rAK3FfdieFob2Nn8Am";

/// A client with a token of China.
fn with_token(settings: &[(&str, &str)]) -> (Client, Value) {
    let mut client = Client::new(settings);
    let token = CHINA.token(&mut client);
    (client, token)
}

fn send(client: &mut Client, target: &str, header: &str) -> Reply {
    client.send(signed(&format!("https://open.tapapis.cn{target}"), header))
}

/// The vectors of spec 7.1.
#[test]
fn the_macs_of_the_specification_are_accepted() {
    for (region, path, sha1, sha256) in [
        (
            CHINA,
            "profile",
            "vuWdfo9cbJEj+J1VbYKY7CTYcZg=",
            "QPSoEjI1c0JSkg/sFZHvy1HchpHE8pCFt3KrQF77D/A=",
        ),
        (
            CHINA,
            "basic-info",
            "nAsV8jUL0qtRNOTlB8+7/87KhV0=",
            "5Uu57sumjgZGGioUyTHRrI6kyLZiz0IRc2ZJPS1294o=",
        ),
        (
            WORLD,
            "profile",
            "rbrt0R1kgX4VwcLjGEU5FFZ+jZA=",
            "ix+4dF6sP9UifxraF8nOokM/ccTNQGkBm5cRniM8QQM=",
        ),
        (
            WORLD,
            "basic-info",
            "kOuniQ8cjNzsq058TEESNokcF98=",
            "DnIWQSXtxluYgvcK4f2SNEAAFNMeKNow1Ld0dRp/fZ8=",
        ),
    ] {
        for (algorithm, right, wrong) in
            [("hmac-sha-1", sha1, sha256), ("hmac-sha-256", sha256, sha1)]
        {
            let mut client = Client::new(&[
                ("taptap.kid", KID),
                ("taptap.mac-key", KEY),
                ("taptap.mac-algorithm", algorithm),
            ]);
            client.now = 1_700_000_000_000 - 5000;
            region.token(&mut client);
            let target = format!("/account/{path}/v1?client_id={}", region.id);
            let url = format!("https://{}{target}", region.open);
            for (mac, status) in [(wrong, 401), (right, 200)] {
                let header =
                    format!(r#"MAC id="{KID}",ts="1700000000",nonce="1234567890",mac="{mac}""#);
                assert_eq!(client.send(signed(&url, &header)).status, status, "{url}");
            }
        }
    }
}

#[test]
fn a_profile_has_its_form_with_or_without_gender() {
    let (mut client, token) = with_token(&[]);
    let profile = CHINA.profile(&mut client, &token);
    assert_eq!(
        profile,
        json!({
            "openid": profile["openid"],
            "unionid": profile["unionid"],
            "name": "player",
            "gender": "",
            "avatar": "https://img3.tapimg.com/default_avatars/simulated.jpg?imageMogr2/auto-orient/strip",
        })
    );
    let (mut client, token) = with_token(&[("taptap.gender", "no"), ("taptap.lacks", "openid")]);
    let profile = CHINA.profile(&mut client, &token);
    assert!(profile.get("gender").is_none() && profile.get("openid").is_none());
}

#[test]
fn the_openid_differs_by_app_and_the_unionid_does_not() {
    let mut client = Client::new(&[]);
    let [china, world] = [CHINA, WORLD].map(|region| {
        let token = region.token(&mut client);
        region.profile(&mut client, &token)
    });
    assert_ne!(china["openid"], world["openid"]);
    assert_eq!(china["unionid"], world["unionid"]);
}

#[test]
fn both_separators_are_read() {
    let (mut client, token) = with_token(&[]);
    let ts = client.now / 1000;
    for (nonce, separator, status) in [("1", ",", 200), ("2", ", ", 200), ("3", " ", 401)] {
        let mac = mac(&token, ts, nonce, PROFILE, "open.tapapis.cn");
        let header = header(&token, ts, nonce, &mac, separator);
        assert_eq!(send(&mut client, PROFILE, &header).status, status);
    }
}

#[test]
fn anything_but_the_right_mac_is_access_denied() {
    let (mut client, token) = with_token(&[]);
    let ts = client.now / 1000;
    let host = "open.tapapis.cn";
    let right = mac(&token, ts, "1", PROFILE, host);
    let mut forged = token.clone();
    forged["mac_key"] = "x".into();
    let mut unknown = token.clone();
    unknown["kid"] = "1/x".into();
    for header in [
        String::new(),
        header(&unknown, ts, "1", &right, ","),
        header(&token, ts + 1, "1", &right, ","),
        header(&token, ts, "2", &right, ","),
        header(&token, ts, "1", &mac(&forged, ts, "1", PROFILE, host), ","),
        header(&token, ts, "1", &mac(&token, ts, "1", "/x", host), ","),
        header(&token, ts, "1", &mac(&token, ts, "1", PROFILE, "x"), ","),
        header(
            &token,
            ts,
            "1",
            &mac_at(&token, ts, "1", PROFILE, host, "80"),
            ",",
        ),
    ] {
        let reply = send(&mut client, PROFILE, &header);
        assert_eq!(error(&reply), (401, "access_denied".to_owned()), "{header}");
    }
    let reply = send(&mut client, PROFILE, &header(&token, ts, "1", &right, ","));
    assert_eq!(reply.status, 200, "none of these spent the nonce");
}

#[test]
fn a_token_is_valid_in_its_region_and_client_only() {
    let (mut client, token) = with_token(&[]);
    let ts = client.now / 1000;
    let reply = WORLD.ask_profile(&mut client, &token, ts, "1");
    assert_eq!(error(&reply), (401, "access_denied".to_owned()));
    let target = PROFILE.replace("rAK3FfdieFob2Nn8Am", "x");
    let mac = mac(&token, ts, "1", &target, "open.tapapis.cn");
    let reply = send(&mut client, &target, &header(&token, ts, "1", &mac, ","));
    assert_eq!(error(&reply), (401, "invalid_client".to_owned()));
}

#[test]
fn a_wrong_clock_is_refused_with_the_right_time() {
    let settings = [("clock-skew", "3600"), ("taptap.clock-tolerance", "1m")];
    let (mut client, token) = with_token(&settings);
    let own = client.now / 1000;
    let reply = CHINA.ask_profile(&mut client, &token, own, "1");
    assert_eq!(error(&reply), (400, "invalid_time".to_owned()));
    let told = reply.json()["now"].as_u64().unwrap();
    assert_eq!(told, own + 3600);
    for (ts, nonce, status) in [
        (told - 61, "2", 400),
        (told + 60, "3", 200),
        (told, "1", 200),
    ] {
        let reply = CHINA.ask_profile(&mut client, &token, ts, nonce);
        assert_eq!(reply.status, status, "{ts}");
    }
}

#[test]
fn a_nonce_is_good_once() {
    let (mut client, token) = with_token(&[]);
    let ts = client.now / 1000;
    assert_eq!(CHINA.ask_profile(&mut client, &token, ts, "1").status, 200);
    let reply = CHINA.ask_profile(&mut client, &token, ts + 1, "1");
    assert_eq!(error(&reply), (400, "replay_attacks".to_owned()));
}

#[test]
fn a_token_for_basic_info_does_not_open_the_profile() {
    let mut client = Client::new(&[]);
    let form = CHINA.code_form().replace("public_profile", "basic_info");
    let code = CHINA.ask_code(&mut client, &form).json()["data"].clone();
    client.wait(5000);
    let token = CHINA.poll(&mut client, &code).json()["data"].clone();
    let ts = client.now / 1000;
    let reply = CHINA.ask_profile(&mut client, &token, ts, "1");
    assert_eq!(error(&reply), (403, "forbidden".to_owned()));
    let target = PROFILE.replace("profile", "basic-info");
    let mac = mac(&token, ts, "2", &target, "open.tapapis.cn");
    let reply = send(&mut client, &target, &header(&token, ts, "2", &mac, ","));
    let names: Vec<_> = reply.json()["data"]
        .as_object()
        .unwrap()
        .keys()
        .cloned()
        .collect();
    assert_eq!(names, ["openid", "unionid"]);
}

#[test]
fn it_can_fail_for_good_or_so_many_times() {
    for (profile, status) in [
        ("access_denied", 401),
        ("invalid_time", 400),
        ("replay_attacks", 400),
        ("forbidden", 403),
        ("server_error", 500),
    ] {
        // A refused login and an expired token have different statuses.
        let settings = [("taptap.profile", profile), ("taptap.denied-status", "400")];
        let (mut client, token) = with_token(&settings);
        let ts = client.now / 1000;
        let reply = CHINA.ask_profile(&mut client, &token, ts, "1");
        assert_eq!(error(&reply), (status, profile.to_owned()));
    }
    let (mut client, token) = with_token(&[("fault.1", "taptap/profile#1-2 status:503")]);
    let ts = client.now / 1000;
    let statuses =
        ["1", "2", "3"].map(|nonce| CHINA.ask_profile(&mut client, &token, ts, nonce).status);
    assert_eq!(statuses, [503, 503, 200]);
}

#[test]
fn a_client_of_the_loopback_address_may_sign_either_address() {
    let (mut client, token) = with_token(&[]);
    let ts = client.now / 1000;
    let prefixed = format!("/open.tapapis.cn{PROFILE}");
    let played = mac(&token, ts, "1", PROFILE, "open.tapapis.cn");
    let used = mac_at(&token, ts, "2", &prefixed, "127.0.0.1", "8080");
    let neither = mac_at(&token, ts, "3", PROFILE, "127.0.0.1", "8080");
    for (nonce, mac, status) in [("1", played, 200), ("2", used, 200), ("3", neither, 401)] {
        let mut request = get(&prefixed);
        let headers = request.headers_mut();
        headers.insert("host", "127.0.0.1:8080".parse().unwrap());
        let header = header(&token, ts, nonce, &mac, ",");
        headers.insert("authorization", header.parse().unwrap());
        assert_eq!(client.send(request).status, status, "{nonce}");
    }
}

//! 115's open platform: from the device code to the tokens.

use serde_json::Value;

use crate::pan115::client::{Code, OPEN_API, PASSPORT, QR_API, quick_status, status, token};
use crate::support::{Client, Reply};

/// Specification 9, vector 1.
const VERIFIER: &str = "IGKN6CJanWxCDPDhHZJrhswQdlcPBGLqExkhyujysXaQ4fJKBk_6dlPJo47s";
const SHA256_URL_SAFE: &str = "THHodGWg-FZfv8XYz7QArNGIK_aVomSHPldlSOTUtkw";

fn form(pairs: &[(&str, &str)]) -> String {
    url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs)
        .finish()
}

fn begin_with(client: &mut Client, challenge: &str, method: &str) -> Reply {
    let fields = form(&[
        ("client_id", "100195123"),
        ("code_challenge", challenge),
        ("code_challenge_method", method),
    ]);
    client.post_form(&format!("{PASSPORT}/open/authDeviceCode"), &fields)
}

fn begin(client: &mut Client) -> Code {
    Code::of(&begin_with(client, SHA256_URL_SAFE, "sha256").json()["data"])
}

fn collect(client: &mut Client, code: &Code, verifier: &str) -> Value {
    let fields = form(&[("uid", &code.uid), ("code_verifier", verifier)]);
    client
        .post_form(&format!("{PASSPORT}/open/deviceCodeToToken"), &fields)
        .json()
}

#[test]
fn a_login_goes_from_the_device_code_to_two_tokens() {
    let mut client = Client::new(&[]);
    let reply = begin_with(&mut client, SHA256_URL_SAFE, "sha256");
    let code = Code::of(&reply.json()["data"]);
    assert_eq!(
        reply.text(),
        format!(
            r#"{{"state":1,"code":0,"message":"","data":{{"uid":"{0}","time":1790000000,"qrcode":"https://115.com/scan/dg-{0}","sign":"{1}"}},"error":"","errno":0}}"#,
            code.uid, code.sign
        )
    );
    assert_eq!(status(&mut client, &code).json()["data"]["status"], 1);
    assert_eq!(status(&mut client, &code).json()["data"]["status"], 2);
    let json = collect(&mut client, &code, VERIFIER);
    assert_eq!(json["data"]["access_token"], client.issued("access_token"));
    assert_eq!(
        json["data"]["refresh_token"],
        client.issued("refresh_token")
    );
    assert_eq!(json["data"]["expires_in"], 7200);
    assert_eq!(client.simulator.issued()[0].service.name(), "115-open");
}

#[test]
fn verifiers_match_by_every_method_in_both_base64_forms() {
    for (method, challenge) in [
        ("sha256", SHA256_URL_SAFE),
        ("sha256", "THHodGWg+FZfv8XYz7QArNGIK/aVomSHPldlSOTUtkw="),
        ("sha1", "N8Q35+d9l/BIrIczoFakk1TaX3k="),
        ("md5", "lur9tgjtdmGGaRdplNT7pw=="),
    ] {
        let mut client = Client::new(&[("person", "confirm@0ms")]);
        let reply = begin_with(&mut client, challenge, method);
        let code = Code::of(&reply.json()["data"]);
        let json = collect(&mut client, &code, VERIFIER);
        assert_eq!(json["state"], 1, "{method} {challenge}");
    }
    let zeros = "0".repeat(64);
    let mut client = Client::new(&[("person", "confirm@0ms")]);
    let reply = begin_with(&mut client, "EOq2AI1WQs9Cq9KqQfhHyw==", "md5");
    let code = Code::of(&reply.json()["data"]);
    assert_eq!(collect(&mut client, &code, &zeros)["state"], 1);
}

#[test]
fn a_challenge_over_the_hex_digest_is_a_mismatch() {
    let hex = "4c71e87465a0f8565fbfc5d8cfb400acd1882bf695a264873e576548e4d4b64c";
    let mut client = Client::new(&[("person", "confirm@0ms")]);
    let reply = begin_with(&mut client, hex, "sha256");
    let code = Code::of(&reply.json()["data"]);
    assert_eq!(collect(&mut client, &code, VERIFIER)["code"], 40_140_113);
}

#[test]
fn a_wrong_verifier_is_refused_and_spends_nothing() {
    let mut client = Client::new(&[("person", "confirm@0ms")]);
    let code = begin(&mut client);
    let other = VERIFIER.replace('I', "J");
    assert_eq!(collect(&mut client, &code, &other)["code"], 40_140_113);
    let (short, long) = ("a".repeat(42), "a".repeat(129));
    assert_eq!(collect(&mut client, &code, &short)["code"], 40_140_112);
    assert_eq!(collect(&mut client, &code, &long)["code"], 40_140_112);
    for allowed in [43, 128] {
        let verifier = "a".repeat(allowed);
        assert_eq!(collect(&mut client, &code, &verifier)["code"], 40_140_113);
    }
    assert_eq!(collect(&mut client, &code, VERIFIER)["state"], 1);
}

#[test]
fn rfc_7636_methods_are_refused_and_every_field_is_required() {
    let mut client = Client::new(&[]);
    let reply = begin_with(&mut client, SHA256_URL_SAFE, "S256");
    let json = reply.json();
    assert_eq!(
        (&json["state"], &json["code"]),
        (&0.into(), &40_140_102.into())
    );
    assert_eq!(json["errno"], 40_140_102);
    let missing = begin_with(&mut client, "", "sha256").json();
    assert_eq!(missing["code"], 40_140_101);
    let url = format!("{PASSPORT}/open/authDeviceCode");
    let nobody = client.post_form(&url, "code_challenge=x&code_challenge_method=sha256");
    assert_eq!(nobody.json()["code"], 40_140_100);
    let in_address = client.post_form(&format!("{url}?client_id=1"), "");
    assert_eq!(in_address.json()["code"], 40_140_100);
    assert_eq!(client.get(&url).status, 405);
    assert!(client.simulator.codes().is_empty());
}

#[test]
fn an_application_can_be_unknown() {
    let mut client = Client::new(&[("115-open.client-id", "1")]);
    let reply = begin_with(&mut client, SHA256_URL_SAFE, "sha256");
    assert_eq!(reply.json()["code"], 40_140_107);
}

#[test]
fn a_uid_is_collected_once_and_not_before_the_confirmation() {
    let mut client = Client::new(&[]);
    let code = begin(&mut client);
    assert_eq!(collect(&mut client, &code, VERIFIER)["state"], 0);
    client.wait(5000);
    assert_eq!(collect(&mut client, &code, VERIFIER)["state"], 1);
    assert_eq!(collect(&mut client, &code, VERIFIER)["state"], 0);
    assert!(client.last_log().notes.contains(&"uid already used"));
    assert_eq!(client.simulator.issued().len(), 1);
}

#[test]
fn an_expired_or_refused_login_issues_no_tokens() {
    for person in ["expire", "scan@1s deny@2s"] {
        let mut client = Client::new(&[("person", person), ("115.collectable", "0s")]);
        let code = begin(&mut client);
        client.wait(if person == "expire" { 300_000 } else { 3000 });
        assert_eq!(
            collect(&mut client, &code, VERIFIER)["state"],
            0,
            "{person}"
        );
        assert!(client.simulator.issued().is_empty());
    }
}

#[test]
fn the_uid_selects_the_service_of_shared_calls() {
    let mut client = Client::new(&[("person", "scan@manual confirm@manual")]);
    let (cookie_login, device_login) = (token(&mut client), begin(&mut client));
    let service = |client: &mut Client| client.last_log().service.unwrap().name();
    quick_status(&mut client, &device_login);
    assert_eq!(service(&mut client), "115-open");
    quick_status(&mut client, &cookie_login);
    assert_eq!(service(&mut client), "115");
    let image = format!("{QR_API}/api/1.0/web/1.0/qrcode?uid={}", device_login.uid);
    assert!(client.get(&image).body.starts_with(b"\x89PNG"));
    assert_eq!(service(&mut client), "115-open");
    let phone = format!("{QR_API}/api/2.0/prompt.php?uid={}", device_login.uid);
    let request = http::Request::get(phone).header("cookie", "UID=1_F1_1; CID=c; SEID=s");
    client.send(request.body(Vec::new()).unwrap());
    assert_eq!(
        quick_status(&mut client, &device_login).json()["code"],
        90_039
    );
    assert_eq!(
        quick_status(&mut client, &cookie_login).json()["code"],
        90_038
    );
}

#[test]
fn a_uid_is_valid_in_its_own_login_only() {
    let mut client = Client::new(&[("person", "confirm@0ms")]);
    let device_login = begin(&mut client);
    let reply = crate::pan115::client::login(&mut client, &device_login, "tv");
    assert_eq!(reply.json()["code"], 40_199_002);
    let cookie_login = token(&mut client);
    assert_eq!(collect(&mut client, &cookie_login, VERIFIER)["state"], 0);
}

#[test]
fn every_call_can_be_refused_by_any_code() {
    let refusals = |setting: &str, code: &str| {
        let mut client = Client::new(&[(setting, code), ("person", "confirm@0ms")]);
        let begun = begin_with(&mut client, SHA256_URL_SAFE, "sha256").json();
        if begun["state"] == 0 {
            return begun;
        }
        let json = collect(&mut client, &Code::of(&begun["data"]), VERIFIER);
        if json["state"] == 0 {
            return json;
        }
        let api = client.get(&format!("{OPEN_API}/user/info")).json();
        if setting == "115-open.refuse-api" {
            return api;
        }
        client
            .post_form(&format!("{PASSPORT}/open/refreshToken"), "")
            .json()
    };
    for (setting, code) in [
        ("115-open.refuse-auth", "40140110"),
        ("115-open.refuse-token", "40140122"),
        ("115-open.refuse-refresh", "40140121"),
        ("115-open.refuse-api", "770004"),
    ] {
        let json = refusals(setting, code);
        assert_eq!(json["code"].to_string(), code, "{setting}");
    }
    let silent = refusals("115-open.refuse-refresh", "0");
    assert_eq!((&silent["code"], &silent["errno"]), (&0.into(), &0.into()));
    assert_eq!(silent["error"], "refresh token error");
    assert_eq!(silent["state"], 0);
}

#[test]
fn faults_hit_the_calls_by_name() {
    let mut client = Client::new(&[
        ("fault.1", "115-open/authDeviceCode#1 refuse:slow_down"),
        ("fault.2", "115-open/status#1 405-html"),
        ("person", "confirm@0ms"),
    ]);
    let refused = begin_with(&mut client, SHA256_URL_SAFE, "sha256").json();
    assert_eq!(refused["code"], 40_110_000);
    let code = begin(&mut client);
    assert_eq!(status(&mut client, &code).status, 405);
    assert_eq!(status(&mut client, &code).json()["data"]["status"], 2);
}

#[test]
fn the_firewall_stands_before_the_open_platform_too() {
    let mut client = Client::new(&[("115.blocked-hosts", "passportapi.115.com")]);
    assert_eq!(begin_with(&mut client, "x", "sha256").status, 405);
    let other = client.post_form(&format!("{QR_API}/open/authDeviceCode"), "");
    assert_eq!(other.json()["code"], 40_140_100);
}

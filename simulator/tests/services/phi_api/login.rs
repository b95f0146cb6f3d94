//! phiApi on virtual time.

use serde_json::json;

use crate::phi_api::client::{CHINA, new_code, payload, send, upstream, url};
use crate::support::{Client, get, post};

const WORLD: &str = "?isInternational=true&useChinaEndpoint=false";

#[test]
fn a_new_code_has_the_documented_form() {
    let mut client = Client::new(&[]);
    let reply = client.get(&url(&client, "GetNewQRCode", CHINA));
    let code = payload(&reply);
    let device_code = code["deviceCode"].as_str().unwrap();
    let device_id = code["deviceID"].as_str().unwrap();
    assert!(device_code.len() == 40 && device_code.chars().all(|c| c.is_ascii_alphanumeric()));
    assert!(device_id.starts_with("PhigrosLibraryCSharp-4.4.0.0-1790000000000.123-"));
    let user_code = code["url"]
        .as_str()
        .unwrap()
        .strip_prefix("https://accounts.taptap.cn/device?qrcode=1&user_code=")
        .unwrap();
    assert_eq!(user_code.len(), 5);
    assert_eq!(
        reply.text(),
        format!(
            r#"{{"success":true,"data":{{"deviceID":"{device_id}","deviceCode":"{device_code}","expiresInSeconds":300,"url":"https://accounts.taptap.cn/device?qrcode=1\u0026user_code={user_code}","interval":3}}}}"#
        )
    );
    assert_eq!(
        reply.header("content-type"),
        "application/json; charset=utf-8"
    );
    assert_eq!(reply.header("server"), "Kestrel");
}

#[test]
fn the_eras_query_parameter_selects_the_region() {
    for (era, region, host) in [
        ("current", "", "taptap.io"),
        ("current", "?isInternational=false", "taptap.io"),
        ("current", "?useChinaEndpoint=TRUE", "taptap.cn"),
        ("documented", "?isInternational=false", "taptap.cn"),
        (
            "documented",
            "?isInternational=true&useChinaEndpoint=true",
            "taptap.io",
        ),
        ("legacy", WORLD, "taptap.cn"),
        ("prefix", WORLD, "taptap.cn"),
        ("envelope", WORLD, "taptap.io"),
        ("envelope", CHINA, "taptap.cn"),
        ("documented", CHINA, "taptap.cn"),
    ] {
        let mut client = Client::new(&[("phi-api.era", era)]);
        let code = new_code(&mut client, region);
        assert!(
            code["url"].as_str().unwrap().contains(host),
            "{era} {region}"
        );
    }
}

#[test]
fn every_era_logs_in() {
    for (era, keys, text, interval) in [
        ("current", "access_token", false, 3),
        ("documented", "token", true, 1),
        ("envelope", "access_token", false, 1),
        ("prefix", "access_token", true, 1),
        ("legacy", "access_token", true, 1),
    ] {
        let mut client = Client::new(&[("phi-api.era", era)]);
        let code = new_code(&mut client, CHINA);
        assert_eq!(code["interval"], interval, "{era}");
        client.wait(1000);
        let pending = send(&mut client, "CheckQRCode", CHINA, &code);
        assert_eq!(
            (pending.status, &payload(&pending)["code"]),
            (200, &1.into()),
            "{era}"
        );
        client.wait(4000);
        let token = payload(&send(&mut client, "CheckQRCode", CHINA, &code));
        assert!(token["data"].get(keys).is_some(), "{era}: {token}");
        let profile = payload(&send(&mut client, "GetTapTapProfile", CHINA, &token));
        let openid = if keys == "token" { "openId" } else { "openid" };
        assert!(
            profile["data"][openid].as_str().unwrap().len() > 10,
            "{era}"
        );
        let reply = send(&mut client, "GetPhigrosToken", CHINA, &token);
        let session = client.issued("sessionToken");
        assert!(session.len() == 25 && session.chars().all(|c| matches!(c, 'a'..='z' | '0'..='9')));
        if text {
            assert_eq!(
                (reply.text(), reply.header("content-type")),
                (session.as_str(), "text/plain; charset=utf-8")
            );
        } else {
            assert_eq!(
                reply.text(),
                format!(r#"{{"success":true,"data":"{session}"}}"#)
            );
        }
        assert_eq!(token["data"]["kid"], client.issued("kid"));
    }
}

#[test]
fn envelope_get_wants_get_and_others_post() {
    let mut client = Client::new(&[("phi-api.era", "envelope-get")]);
    let code = new_code(&mut client, CHINA);
    assert_eq!(send(&mut client, "CheckQRCode", CHINA, &code).status, 405);
    let mut request = post(
        &url(&client, "CheckQRCode", CHINA),
        "application/json",
        &code.to_string(),
    );
    *request.method_mut() = http::Method::GET;
    assert_eq!(client.send(request).json()["data"]["code"], 1);
    let mut client = Client::new(&[]);
    assert_eq!(
        client.send(get(&url(&client, "CheckQRCode", CHINA))).status,
        405
    );
}

#[test]
fn paths_ignore_case_but_not_the_prefix_of_the_era() {
    let mut client = Client::new(&[]);
    assert_eq!(
        client
            .get("http://localhost/PHIAPI/loginqrcode/GetNewQrCode")
            .status,
        200
    );
    assert_eq!(
        client
            .get("http://localhost/api/LoginQrCode/GetNewQRCode")
            .status,
        404
    );
}

#[test]
fn pending_scanned_and_denied_look_the_same() {
    let mut client = Client::new(&[("person", "scan@5s deny@10s")]);
    let code = new_code(&mut client, CHINA);
    for _ in 0..4 {
        client.wait(4000);
        assert_eq!(
            send(&mut client, "CheckQRCode", CHINA, &code).text(),
            r#"{"success":false,"data":{"code":1,"codeName":"LoginProcessNotDone","message":"Login progress not done"}}"#
        );
    }
}

#[test]
fn expiry_is_invalid_grant_code_to_the_millisecond() {
    let mut client = Client::new(&[("person", "expire")]);
    let code = new_code(&mut client, CHINA);
    client.wait(296_000);
    assert_eq!(
        send(&mut client, "CheckQRCode", CHINA, &code).json()["data"]["code"],
        1
    );
    client.wait(3999);
    assert_eq!(
        send(&mut client, "CheckQRCode", CHINA, &code).json()["data"]["code"],
        1
    );
    client.wait(3001);
    let reply = send(&mut client, "CheckQRCode", CHINA, &code);
    assert_eq!(
        reply.json()["data"]["message"],
        r#"{"data":{"code":-1,"msg":"请求错误","error":"invalid_grant_code","error_description":"oauth2.tapapis.com.INVALID_GRANT_CODE: InvalidArgument: the provided access grant is invalid, expired, or revoked"},"now":1790000303,"success":false}"#
    );
    assert!(
        reply
            .text()
            .contains(r#""message":"{\u0022data\u0022:{\u0022code\u0022:-1,"#),
        "as .NET escapes: {}",
        reply.text()
    );
}

#[test]
fn a_code_is_good_for_one_exchange() {
    let mut client = Client::new(&[]);
    let code = new_code(&mut client, CHINA);
    client.wait(5000);
    assert_eq!(send(&mut client, "CheckQRCode", CHINA, &code).status, 200);
    client.wait(5000);
    assert_eq!(
        upstream(&send(&mut client, "CheckQRCode", CHINA, &code))["data"]["error"],
        "invalid_grant_code"
    );
    let unknown = json!({"deviceID": "x", "deviceCode": "FAKE"});
    assert_eq!(
        upstream(&send(&mut client, "CheckQRCode", CHINA, &unknown))["data"]["error"],
        "invalid_grant_code"
    );
}

#[test]
fn polling_faster_than_the_interval_is_slow_down() {
    let mut client = Client::new(&[("person", "expire")]);
    let code = new_code(&mut client, CHINA);
    send(&mut client, "CheckQRCode", CHINA, &code);
    client.wait(2749);
    assert_eq!(
        upstream(&send(&mut client, "CheckQRCode", CHINA, &code))["data"]["error"],
        "slow_down"
    );
    assert!(client.last_log().notes.contains(&"too fast"));
    client.wait(1);
    assert_eq!(
        send(&mut client, "CheckQRCode", CHINA, &code).json()["data"]["code"],
        1
    );
}

#[test]
fn every_era_accepts_the_interval_that_it_announces() {
    for era in ["current", "documented", "envelope", "prefix"] {
        let settings = [("person", "expire"), ("phi-api.era", era)];
        let mut client = Client::new(&settings);
        let code = new_code(&mut client, CHINA);
        let interval = code["interval"].as_u64().unwrap() * 1000;
        for _ in 0..5 {
            let reply = send(&mut client, "CheckQRCode", CHINA, &code);
            assert_eq!(reply.status, 200, "{era}: {}", reply.text());
            client.wait(interval);
        }
    }
}

#[test]
fn another_region_does_not_fit() {
    let mut client = Client::new(&[]);
    let code = new_code(&mut client, CHINA);
    client.wait(5000);
    let error = upstream(&send(&mut client, "CheckQRCode", WORLD, &code));
    assert_eq!(error["data"]["error"], "invalid_request");
    assert_eq!(
        error["data"]["msg"],
        "client store [cn] do not match: InvalidArgument"
    );
    client.wait(5000);
    let token = payload(&send(&mut client, "CheckQRCode", CHINA, &code));
    assert_eq!(
        send(&mut client, "GetPhigrosToken", WORLD, &token).json()["data"]["code"],
        114
    );
}

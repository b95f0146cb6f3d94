//! TapTap's codes and their pages, and a whole login.

use serde_json::json;

use crate::support::{Client, post};
use crate::taptap::client::{CHINA, WORLD, auth_data, error};

#[test]
fn both_regions_log_in_to_the_values_that_were_issued() {
    for region in [CHINA, WORLD] {
        let mut client = Client::new(&[]);
        let token = region.token(&mut client);
        let profile = region.profile(&mut client, &token);
        let reply = region.ask_session(&mut client, "", &auth_data(&token, &profile));
        assert_eq!(reply.status, 200, "{}", reply.text());
        let issued = client.simulator.issued().last().unwrap();
        assert_eq!(issued.service, qrlogin_simulator::ServiceId::TapTap);
        for (name, value) in [
            ("kid", &token["kid"]),
            ("mac_key", &token["mac_key"]),
            ("openid", &profile["openid"]),
            ("unionid", &profile["unionid"]),
            ("name", &profile["name"]),
            ("sessionToken", &reply.json()["sessionToken"]),
        ] {
            assert_eq!(issued.get(name), value.as_str(), "{name}");
        }
    }
}

#[test]
fn a_code_has_every_field_ever_seen() {
    let mut client = Client::new(&[("taptap.lifetime", "2m"), ("taptap.interval", "5")]);
    let reply = CHINA.ask_code(&mut client, &CHINA.code_form());
    let json = reply.json();
    let (code, user) = (&json["data"]["device_code"], &json["data"]["user_code"]);
    assert_eq!(
        (code.as_str().unwrap().len(), user.as_str().unwrap().len()),
        (40, 5)
    );
    let user = user.as_str().unwrap();
    assert_eq!(
        json,
        json!({
            "data": {
                "device_code": code,
                "user_code": user,
                "verification_url": "https://accounts.taptap.cn/device",
                "qrcode_url": format!("https://accounts.taptap.cn/device?qrcode=1&user_code={user}"),
                "expires_in": 120,
                "interval": 5,
            },
            "now": 1_790_000_000,
            "success": true,
        })
    );
}

#[test]
fn a_code_can_lack_what_is_optional() {
    let mut client = Client::new(&[("taptap.answer", "minimal")]);
    let code = CHINA.code(&mut client);
    let names: Vec<_> = code.as_object().unwrap().keys().collect();
    assert_eq!(names, ["device_code", "expires_in", "qrcode_url"]);
    let mut client = Client::new(&[("taptap.answer", "without-qrcode-url")]);
    let code = WORLD.code(&mut client);
    assert!(code.get("qrcode_url").is_none());
    let url = format!(
        "{}?qrcode=1&user_code={}",
        code["verification_url"].as_str().unwrap(),
        code["user_code"].as_str().unwrap()
    );
    assert_eq!(client.simulator.codes()[0].payload, url);
}

#[test]
fn multipart_forms_are_read_too_but_no_other_body() {
    let mut client = Client::new(&[]);
    let fields: String = CHINA
        .code_form()
        .split('&')
        .map(|pair| pair.split_once('=').unwrap())
        .map(|(name, value)| {
            format!("--x y\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
        })
        .collect();
    let url = "https://accounts.tapapis.cn/oauth2/v1/device/code";
    let kind = "multipart/form-data; boundary=\"x y\"";
    let reply = client.send(post(url, kind, &format!("{fields}--x y--\r\n")));
    assert_eq!(reply.status, 200, "{}", reply.text());
    for (kind, body) in [
        (kind, fields.as_str()),
        ("text/plain", CHINA.code_form().as_str()),
        ("application/json", "{}"),
    ] {
        let reply = client.send(post(url, kind, body));
        assert_eq!(error(&reply), (400, "invalid_request".to_owned()), "{kind}");
    }
}

#[test]
fn a_wrong_code_request_is_refused_by_name() {
    let mut client = Client::new(&[]);
    let form = CHINA.code_form();
    for (from, to, status, name) in [
        ("client_id=rAK3", "client_id=", 401, "invalid_client"),
        ("device_code", "code", 400, "unsupported_response_type"),
        ("&scope=public_profile", "", 400, "invalid_request"),
    ] {
        let reply = CHINA.ask_code(&mut client, &form.replace(from, to));
        assert_eq!(error(&reply), (status, name.to_owned()));
    }
}

#[test]
fn the_codes_page_shows_its_state_without_a_scan() {
    for region in [CHINA, WORLD] {
        let mut client = Client::new(&[("person", "confirm@9s")]);
        let code = region.code(&mut client);
        let url = code["qrcode_url"].as_str().unwrap().to_owned();
        assert!(url.contains(region.page));
        assert!(client.get(&url).text().contains("Scan the code"));
        let reply = region.poll(&mut client, &code);
        assert_eq!(error(&reply).1, "authorization_pending");
        client.wait(9000);
        assert!(client.get(&url).text().contains("is confirmed"));
        let unknown = format!("https://{}/device?qrcode=1&user_code=", region.page);
        assert_eq!(client.get(&unknown).status, 404);
    }
}

#[test]
fn an_unknown_path_is_404_and_a_wrong_method_405() {
    let mut client = Client::new(&[]);
    for url in [
        "https://accounts.tapapis.cn/account/profile/v1",
        "https://open.tapapis.cn/oauth2/v1/token",
        "https://accounts.taptap.io/",
    ] {
        assert_eq!(client.get(url).status, 404, "{url}");
    }
    let reply = client.get("https://accounts.tapapis.com/oauth2/v1/token");
    assert_eq!((reply.status, reply.header("allow")), (405, "POST"));
}

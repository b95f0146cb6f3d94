//! Bilibili TV on virtual time.

use md5::{Digest, Md5};

use crate::support::{Client, Reply, post};

const AUTH_CODE: &str = "https://passport.bilibili.com/x/passport-tv-login/qrcode/auth_code";
const POLL: &str = "https://passport.bilibili.com/x/passport-tv-login/qrcode/poll";
const TV: (&str, &str) = ("4409e2ce8ffd12b8", "59b43e04ad6965f34319062b478f83dd");
const THINGS: (&str, &str) = ("8d23902c1688a798", "710f0212e62bd499b8d3ac6e1db9302a");

/// A signed form.
fn signed((appkey, appsec): (&str, &str), parameters: &[(&str, &str)]) -> String {
    let mut all: Vec<String> = parameters
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    all.push(format!("appkey={appkey}"));
    all.push("local_id=0".to_owned());
    all.push("ts=1790000000".to_owned());
    all.sort();
    let text = all.join("&");
    let sign: String = Md5::digest(format!("{text}{appsec}"))
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!("{text}&sign={sign}")
}

fn auth_code(client: &mut Client) -> String {
    let reply = client.post_form(AUTH_CODE, &signed(TV, &[]));
    reply.json()["data"]["auth_code"]
        .as_str()
        .unwrap()
        .to_owned()
}

/// A poll for a new code.
pub(crate) fn poll_of_a_new_code(client: &mut Client) -> http::Request<Vec<u8>> {
    let code = auth_code(client);
    let form = signed(TV, &[("auth_code", &code)]);
    post(POLL, "application/x-www-form-urlencoded", &form)
}

fn poll(client: &mut Client, code: &str) -> Reply {
    client.post_form(POLL, &signed(TV, &[("auth_code", code)]))
}

#[test]
fn the_documents_own_request_is_accepted_in_the_query() {
    let mut client = Client::new(&[("bilibili-tv.escape-ampersand", "no")]);
    let url = format!(
        "{AUTH_CODE}?local_id=0&mobi_app=android_bilithings&sign=573c48ef19383297aab5891d86c19ddb&appkey=8d23902c1688a798&ts=1664435004"
    );
    let reply = client.post_form(&url, "");
    let code = reply.json()["data"]["auth_code"]
        .as_str()
        .unwrap()
        .to_owned();
    assert_eq!(
        reply.text(),
        format!(
            r#"{{"code":0,"message":"0","ttl":1,"data":{{"url":"https://passport.bilibili.com/x/passport-tv-login/h5/qrcode/auth?auth_code={code}&mobi_app=android_bilithings","auth_code":"{code}"}}}}"#
        )
    );
}

#[test]
fn a_signature_over_unsorted_parameters_gets_minus_3() {
    let mut client = Client::new(&[]);
    let url = format!(
        "{AUTH_CODE}?local_id=0&mobi_app=android_bilithings&sign=56d1f999ea7244fb15c3dc7c6403e8b8&appkey=8d23902c1688a798&ts=1664435004"
    );
    assert_eq!(
        client.post_form(&url, "").text(),
        r#"{"code":-3,"message":"API校验密匙错误","ttl":1}"#
    );
}

#[test]
fn published_polls_are_signed_right_but_know_no_code() {
    let mut client = Client::new(&[]);
    for query in [
        "appkey=8d23902c1688a798&auth_code=c1f5c0481c888ad1443e0ef125fcbe41&local_id=0&ts=1664436727&sign=64e7c23043862249dd49c04e137dae55",
        "appkey=4409e2ce8ffd12b8&auth_code=6214464b3025541abf6f654cf7569a01&local_id=0&ts=0&sign=87de3d0fee7c3f4facd244537238914e",
    ] {
        assert_eq!(
            client.post_form(&format!("{POLL}?{query}"), "").json()["code"],
            86038,
            "in the query"
        );
        assert_eq!(
            client.post_form(POLL, query).json()["code"],
            86038,
            "in the body"
        );
    }
}

#[test]
fn the_url_names_the_app_only_if_it_was_sent() {
    let mut client = Client::new(&[]);
    let url = |reply: Reply| reply.json()["data"]["url"].as_str().unwrap().to_owned();
    let plain = url(client.post_form(AUTH_CODE, &signed(TV, &[])));
    assert!(!plain.contains("mobi_app"));
    let named = url(client.post_form(AUTH_CODE, &signed(TV, &[("mobi_app", "android_tv_yst")])));
    assert!(named.ends_with("&mobi_app=android_tv_yst"));
}

#[test]
fn each_era_reports_the_states_in_its_own_codes() {
    for (era, waiting, scanned) in [
        ("tv-silent", 86039, 86039),
        ("tv-scanned", 86039, 86090),
        ("tv-documents-2022", 86101, 86090),
    ] {
        let mut client = Client::new(&[("bilibili-tv.era", era)]);
        let code = auth_code(&mut client);
        assert_eq!(poll(&mut client, &code).json()["code"], waiting, "{era}");
        client.wait(2000);
        let reply = poll(&mut client, &code);
        assert_eq!(reply.json()["code"], scanned, "{era}");
        assert!(
            reply.text().ends_with(r#","data":null}"#),
            "waiting answers have no data"
        );
        client.wait(2000);
        assert_eq!(poll(&mut client, &code).json()["code"], 0, "{era}");
        assert_eq!(
            poll(&mut client, &code).json()["code"],
            86038,
            "{era}: spent"
        );
    }
}

#[test]
fn a_success_holds_cookies_and_tokens_in_the_body() {
    let mut client = Client::new(&[]);
    let code = auth_code(&mut client);
    client.wait(5000);
    let reply = poll(&mut client, &code);
    assert!(reply.cookie_lines().is_empty());
    let data = &reply.json()["data"];
    for tokens in [data, &data["token_info"]] {
        assert_eq!(tokens["access_token"], client.issued("access_token"));
        assert_eq!(tokens["refresh_token"], client.issued("refresh_token"));
        assert_eq!(tokens["expires_in"], 15_552_000);
    }
    let cookies = data["cookie_info"]["cookies"].as_array().unwrap();
    let names: Vec<_> = cookies
        .iter()
        .map(|cookie| cookie["name"].as_str().unwrap())
        .collect();
    assert_eq!(
        names,
        [
            "SESSDATA",
            "bili_jct",
            "DedeUserID",
            "DedeUserID__ckMd5",
            "sid"
        ]
    );
    for cookie in cookies {
        let name = cookie["name"].as_str().unwrap();
        assert_eq!(cookie["value"], client.issued(name));
        assert_eq!(cookie["http_only"], i32::from(name == "SESSDATA"));
        assert_eq!(cookie["secure"], 0);
        assert_eq!(cookie["expires"], 1_790_000_004 + 180 * 86_400);
    }
}

#[test]
fn tokens_can_be_in_one_place_and_a_cookie_missing() {
    for (tokens, top, inner) in [("token-info", false, true), ("top-level", true, false)] {
        let mut client = Client::new(&[
            ("bilibili-tv.tokens", tokens),
            ("bilibili-tv.lacks", "SESSDATA"),
        ]);
        let code = auth_code(&mut client);
        client.wait(5000);
        let data = &poll(&mut client, &code).json()["data"];
        assert_eq!(data.get("access_token").is_some(), top, "{tokens}");
        assert_eq!(data.get("token_info").is_some(), inner, "{tokens}");
        assert_eq!(data["cookie_info"]["cookies"].as_array().unwrap().len(), 4);
    }
}

#[test]
fn missing_parameters_barred_keys_and_misfits_have_their_codes() {
    let mut client = Client::new(&[]);
    let code = |reply: Reply| reply.json()["code"].as_i64().unwrap();
    assert_eq!(code(client.post_form(AUTH_CODE, "")), -400);
    assert_eq!(
        code(client.post_form(POLL, &signed(TV, &[]))),
        -400,
        "no auth_code"
    );
    assert_eq!(
        code(client.post_form(AUTH_CODE, &signed(("57263273bc6b67f6", "?"), &[]))),
        -404
    );
    assert_eq!(
        code(client.post_form(AUTH_CODE, &signed((TV.0, "wrong"), &[]))),
        -3
    );
    assert_eq!(
        code(client.post_form(AUTH_CODE, &signed(("0123456789abcdef", "?"), &[]))),
        -3
    );
    assert_eq!(
        code(client.post_form(
            AUTH_CODE,
            &signed(TV, &[("mobi_app", "android_bilithings")])
        )),
        86853
    );
    assert_eq!(
        code(client.post_form(
            AUTH_CODE,
            &signed(THINGS, &[("mobi_app", "android_bilithings")])
        )),
        0
    );
    assert_eq!(client.get(AUTH_CODE).status, 405);
}

#[test]
fn a_key_pair_from_the_settings_is_accepted() {
    let own = ("aaaaaaaaaaaaaaaa", "bbbb");
    let mut client = Client::new(&[("bilibili-tv.appkey", own.0), ("bilibili-tv.appsec", own.1)]);
    assert_eq!(
        client.post_form(AUTH_CODE, &signed(own, &[])).json()["code"],
        0
    );
    assert_eq!(
        client.post_form(AUTH_CODE, &signed(TV, &[])).json()["code"],
        0,
        "the published ones stay"
    );
}

#[test]
fn the_alias_host_leads_to_the_same_service() {
    let mut client = Client::new(&[]);
    let alias = AUTH_CODE.replace("passport.bilibili.com", "passport.snm0516.aisee.tv");
    let code = client.post_form(&alias, &signed(TV, &[])).json()["data"]["auth_code"]
        .as_str()
        .unwrap()
        .to_owned();
    client.wait(5000);
    assert_eq!(poll(&mut client, &code).json()["code"], 0);
}

#[test]
fn a_body_without_the_forms_media_type_is_ignored() {
    let mut client = Client::new(&[]);
    let request = crate::support::post(AUTH_CODE, "text/plain", &signed(TV, &[]));
    assert_eq!(client.send(request).json()["code"], -400);
}

#[test]
fn a_verification_replaces_the_tokens_and_issues_nothing() {
    let mut client = Client::new(&[("bilibili-tv.verification", "yes")]);
    let code = auth_code(&mut client);
    client.wait(5000);
    let json = poll(&mut client, &code).json();
    let data = &json["data"];
    assert_eq!((&json["code"], &data["status"]), (&0.into(), &2.into()));
    assert!(data["url"].as_str().unwrap().contains("/risk/verify?"));
    assert!(data["token_info"].is_null() && data["access_token"].is_null());
    assert!(client.simulator.issued().is_empty());
}

//! Credentials in the files of other programs: what each reader or its source wants.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    missing_docs
)]

use qrlogin::export::{Format, Options};
use qrlogin::{Credential, Timestamp, flows};
use qrlogin_test_support::run;
use serde_json::{Value, json};

fn credential(json: Value) -> Credential {
    serde_json::from_value(json).unwrap()
}

fn cookie(name: &str, value: &str, domain: &str, expires: Option<u64>, hidden: bool) -> Value {
    json!({
        "name": name, "value": value, "domain": domain, "host_only": false, "path": "/",
        "expires": expires, "secure": hidden, "http_only": hidden,
    })
}

fn bilibili_cookies() -> Value {
    let end = Some(1_800_000_000_000);
    json!([
        cookie("SESSDATA", "f%2C18,00%2Cfa%2A01", "bilibili.com", end, true),
        cookie("bili_jct", "c5rf", "bilibili.com", end, false),
        cookie("DedeUserID", "10086", "bilibili.com", end, false),
        cookie("sid", "s1d", "bilibili.com", None, false),
    ])
}

fn bilibili_web() -> Credential {
    let cookies = bilibili_cookies();
    credential(json!({ "flow": "bilibili-web", "cookies": cookies, "refresh_token": "r3fr3sh" }))
}

fn bilibili_tv(appkey: &str) -> Credential {
    credential(json!({
        "flow": "bilibili-tv", "mid": 10086, "access_token": "4cc3ss", "refresh_token": "r3fr3sh",
        "expires_at": 1_800_000_000_000_u64, "cookies": bilibili_cookies(), "appkey": appkey,
    }))
}

const TV: &str = "4409e2ce8ffd12b8";

fn pan115() -> Credential {
    credential(json!({
        "flow": "115", "uid": "1_R2_17", "cid": "c1d", "seid": "s31d", "kid": "k1d",
        "app": "alipaymini", "user_agent": "Mozilla/5.0 \"x\" \\",
    }))
}

fn wechat_web() -> Credential {
    credential(json!({
        "flow": "wechat-web", "host": "wx2.qq.com", "uin": 3_000_000_000_u64, "sid": "AbCd/Ef+",
        "skey": "@crypt_1a_2b", "pass_ticket": "NuM%2Fx%3D",
        "cookies": [
            cookie("wxuin", "3000000000", "wx2.qq.com", Some(1_700_043_200_000), false),
            cookie("wxsid", "AbCd/Ef+", "wx2.qq.com", Some(1_700_043_200_000), false),
            cookie("webwx_data_ticket", "gSeQ/a==", "qq.com", None, true),
        ],
    }))
}

fn text(credential: &Credential, format: Format) -> String {
    credential.export(format).unwrap().expose().to_owned()
}

fn object(credential: &Credential, format: Format) -> Value {
    let text = text(credential, format);
    assert!(text.ends_with('\n'), "{format}");
    serde_json::from_str(&text).unwrap()
}

#[test]
fn playwright_has_seconds_dots_and_minus_one() {
    let state = object(&bilibili_web(), Format::Playwright);
    assert_eq!(
        state["cookies"][0],
        json!({
            "name": "SESSDATA", "value": "f%2C18,00%2Cfa%2A01", "domain": ".bilibili.com",
            "path": "/", "expires": 1_800_000_000, "httpOnly": true, "secure": true,
            "sameSite": "Lax",
        })
    );
    assert_eq!(state["cookies"][3]["expires"], -1);
}

#[test]
fn playwright_has_the_refresh_token_in_local_storage() {
    let state = object(&bilibili_web(), Format::Playwright);
    assert_eq!(
        state["origins"],
        json!([{
            "origin": "https://www.bilibili.com",
            "localStorage": [{ "name": "ac_time_value", "value": "r3fr3sh" }],
        }])
    );
    assert_eq!(bilibili_web().left_out(Format::Playwright), [""; 0]);
    assert_eq!(
        object(&bilibili_tv(TV), Format::Playwright)["origins"],
        json!([])
    );
}

#[test]
fn cookie_editor_has_what_chrome_and_both_extensions_read() {
    let cookies = object(&bilibili_web(), Format::CookieEditor);
    assert_eq!(
        cookies[1],
        json!({
            "domain": ".bilibili.com", "expirationDate": 1_800_000_000, "hostOnly": false,
            "httpOnly": false, "name": "bili_jct", "path": "/", "sameSite": "unspecified",
            "secure": false, "session": false, "storeId": "0", "value": "c5rf",
        })
    );
    assert_eq!(cookies[3]["session"], true);
    assert_eq!(cookies[3].get("expirationDate"), None);
}

#[test]
fn biliup_has_all_four_parts_of_the_token() {
    let at = Options::new().at(Timestamp::from_secs(1_799_999_000));
    let text = bilibili_tv(TV).export_with(Format::Biliup, at).unwrap();
    let file: Value = serde_json::from_str(text.expose()).unwrap();
    let token = json!({
        "access_token": "4cc3ss", "expires_in": 1000, "mid": 10086, "refresh_token": "r3fr3sh",
    });
    assert_eq!(file["token_info"], token);
    assert_eq!(file["platform"], "BiliTV");
    assert_eq!(file["sso"], json!([]));
    assert_eq!(file["cookie_info"]["domains"], json!([".bilibili.com"]));
    assert_eq!(
        file["cookie_info"]["cookies"][0],
        json!({
            "name": "SESSDATA", "value": "f%2C18,00%2Cfa%2A01", "http_only": 1,
            "expires": 1_800_000_000, "secure": 1,
        })
    );
}

#[test]
fn biliup_gets_no_life_without_a_time_and_none_below_zero() {
    for options in [
        Options::new(),
        Options::new().at(Timestamp::from_secs(1_900_000_000)),
    ] {
        let text = bilibili_tv(TV)
            .export_with(Format::Biliup, options)
            .unwrap();
        let file: Value = serde_json::from_str(text.expose()).unwrap();
        assert_eq!(file["token_info"]["expires_in"], 0);
    }
}

#[test]
fn biliup_refuses_the_key_of_another_app() {
    let error = bilibili_tv("another").export(Format::Biliup).unwrap_err();
    assert!(error.to_string().contains("appkey"), "{error}");
}

#[test]
fn bbdown_joins_without_spaces_or_commas() {
    assert_eq!(
        text(&bilibili_web(), Format::Bbdown),
        "SESSDATA=f%2C18%2C00%2Cfa%2A01;bili_jct=c5rf;DedeUserID=10086;sid=s1d"
    );
    assert_eq!(
        text(&bilibili_tv(TV), Format::BbdownTv),
        "access_token=4cc3ss"
    );
}

#[test]
fn yutto_has_one_default_profile() {
    assert_eq!(
        text(&bilibili_web(), Format::Yutto),
        "[profiles.default]\nsessdata = \"f%2C18,00%2Cfa%2A01\"\nbili_jct = \"c5rf\"\n"
    );
}

#[test]
fn a_quote_in_a_cookie_is_escaped_in_toml() {
    let mut web = serde_json::to_value(bilibili_web()).unwrap();
    web["cookies"][0]["value"] = "a\"b\\c".into();
    let text = text(&credential(web), Format::Yutto);
    assert!(text.contains(r#"sessdata = "a\"b\\c""#), "{text}");
}

#[test]
fn bilibili_api_has_the_web_refresh_token_alone() {
    let arguments = json!({
        "sessdata": "f%2C18,00%2Cfa%2A01", "bili_jct": "c5rf", "dedeuserid": "10086",
    });
    assert_eq!(object(&bilibili_tv(TV), Format::BilibiliApi), arguments);
    let web = object(&bilibili_web(), Format::BilibiliApi);
    assert_eq!(web["ac_time_value"], "r3fr3sh");
}

#[test]
fn formats_of_115_have_the_cookies_in_one_line() {
    let line = "UID=1_R2_17; CID=c1d; SEID=s31d; KID=k1d";
    assert_eq!(text(&pan115(), Format::P115client), line);
    assert_eq!(
        object(&pan115(), Format::OpenList),
        json!({
            "cookie": line, "qrcode_token": "", "qrcode_source": "linux", "page_size": 1000,
            "limit_rate": 2, "root_folder_id": "0",
        })
    );
}

#[test]
fn wechat4u_has_the_session_and_the_hosts_of_the_account() {
    let data = object(&wechat_web(), Format::Wechat4u);
    let prop = json!({
        "uuid": "", "uin": "3000000000", "sid": "AbCd/Ef+", "skey": "@crypt_1a_2b",
        "passTicket": "NuM%2Fx%3D", "formatedSyncKey": "", "webwxDataTicket": "gSeQ/a==",
        "syncKey": { "List": [] },
    });
    assert_eq!(data["PROP"], prop);
    assert_eq!(data["COOKIE"]["wxsid"], "AbCd/Ef+");
    let conf = &data["CONF"];
    for (key, address) in [
        ("origin", "https://wx2.qq.com"),
        (
            "API_webwxinit",
            "https://wx2.qq.com/cgi-bin/mmwebwx-bin/webwxinit",
        ),
        (
            "API_synccheck",
            "https://webpush.wx2.qq.com/cgi-bin/mmwebwx-bin/synccheck",
        ),
        (
            "API_webwxreport",
            "https://wx2.qq.com/cgi-bin/mmwebwx-bin/webwxstatreport",
        ),
    ] {
        assert_eq!(conf[key], address);
    }
}

#[test]
fn wechat4u_names_the_cookie_that_is_missing() {
    let mut web = serde_json::to_value(wechat_web()).unwrap();
    web["cookies"].as_array_mut().unwrap().pop();
    let error = credential(web).export(Format::Wechat4u).unwrap_err();
    let message =
        "wechat4u needs webwx_data_ticket, which these credentials of wechat-web do not have";
    assert_eq!(error.to_string(), message);
}

#[test]
fn what_a_program_has_no_place_for_is_named() {
    for (credential, format, left_out) in [
        (
            bilibili_web(),
            Format::Yutto,
            &["DedeUserID", "refresh_token", "sid"][..],
        ),
        (bilibili_web(), Format::BilibiliApi, &["sid"]),
        (
            bilibili_tv(TV),
            Format::BilibiliApi,
            &[
                "access_token",
                "appkey",
                "expires_at",
                "refresh_token",
                "sid",
            ],
        ),
        (bilibili_tv(TV), Format::Biliup, &["expires_at"]),
        (
            bilibili_tv(TV),
            Format::BbdownTv,
            &["appkey", "cookies", "expires_at", "mid", "refresh_token"],
        ),
        (bilibili_web(), Format::Env, &[]),
        (pan115(), Format::Curl, &["app"]),
        (pan115(), Format::OpenList, &["app", "user_agent"]),
        (wechat_web(), Format::Wechat4u, &[]),
        (wechat_web(), Format::CookieEditor, &["pass_ticket", "skey"]),
    ] {
        let flow = credential.flow();
        assert_eq!(credential.left_out(format), left_out, "{flow} as {format}");
    }
}

#[test]
fn a_format_of_another_flow_is_refused_with_its_flows() {
    let error = bilibili_web().export(Format::Biliup).unwrap_err();
    assert_eq!(
        error.to_string(),
        "biliup is for bilibili-tv, not for bilibili-web"
    );
    let error = pan115().export(Format::Yutto).unwrap_err();
    assert_eq!(
        error.to_string(),
        "yutto is for bilibili-web, bilibili-tv, not for 115"
    );
}

#[test]
fn every_flow_is_exported_in_each_format_that_fits() {
    for info in flows::FLOWS {
        let (_, outcome) = run(info.id, "");
        let credential = outcome.unwrap();
        for format in Format::ALL {
            let exported = credential.export(format);
            assert_eq!(exported.is_ok(), format.fits(info), "{}: {format}", info.id);
        }
        assert!(
            Format::of(info).any(|format| format == Format::Env),
            "{}",
            info.id
        );
    }
}

#[test]
fn every_value_is_in_the_text_or_named_as_left_out() {
    for info in flows::FLOWS {
        let (_, outcome) = run(info.id, "");
        let credential = outcome.unwrap();
        let fields = serde_json::to_value(&credential).unwrap();
        for format in Format::of(info) {
            let (text, left_out) = (text(&credential, format), credential.left_out(format));
            for (name, value) in fields.as_object().unwrap() {
                let value = match value {
                    Value::String(text) => text.clone(),
                    _ => continue,
                };
                // biliup's `platform` stands for the key, and `Bearer` for the type.
                let implied = format == Format::Biliup && name == "appkey"
                    || format == Format::Curl && name == "token_type";
                let is_held = text.contains(&value) || implied || name == "flow";
                let named = left_out.contains(name);
                assert!(is_held || named, "{} as {format}: {name}", info.id);
            }
        }
    }
}

#[test]
fn formats_are_found_by_their_names_and_aliases() {
    for format in Format::ALL {
        assert_eq!(format.to_string().parse(), Ok(format));
        assert!(!format.about().is_empty() && !format.flows().is_empty());
    }
    assert_eq!("alist".parse(), Ok(Format::OpenList));
    assert_eq!("editthiscookie".parse(), Ok(Format::CookieEditor));
    assert!("xml".parse::<Format>().is_err());
}

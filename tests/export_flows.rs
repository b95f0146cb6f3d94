//! What the credentials of every flow look like in the forms that other programs read, and what is
//! lost.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    missing_docs
)]

use qrlogin::export::{Format, Options};
use qrlogin::{Cookie, Credential, flows, pan115};
use qrlogin_test_support::run;
use serde_json::{Value, json};

fn credential(json: Value) -> Credential {
    serde_json::from_value(json).unwrap()
}

fn cookie(name: &str, value: &str, domain: &str, expires: Option<u64>, http_only: bool) -> Value {
    json!({
        "name": name, "value": value, "domain": domain, "host_only": false, "path": "/",
        "expires": expires, "secure": http_only, "http_only": http_only,
    })
}

fn bilibili_cookies() -> Value {
    let end = Some(1_800_000_000_000);
    json!([
        cookie(
            "SESSDATA",
            "fake%2C1800000000%2Cfa%2A01",
            "bilibili.com",
            end,
            true
        ),
        cookie("bili_jct", "c5rf", "bilibili.com", end, false),
        cookie("DedeUserID", "10086", "bilibili.com", end, false),
    ])
}

fn bilibili_web() -> Credential {
    let cookies = bilibili_cookies();
    credential(json!({ "flow": "bilibili-web", "cookies": cookies, "refresh_token": "r3fr3sh" }))
}

fn bilibili_tv() -> Credential {
    credential(json!({
        "flow": "bilibili-tv", "mid": 10086, "access_token": "4cc3ss", "refresh_token": "r3fr3sh",
        "expires_at": 1_800_000_000_000_u64, "cookies": bilibili_cookies(), "appkey": "k3y",
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

fn pan115() -> Credential {
    credential(json!({
        "flow": "115", "uid": "1_R2_17", "cid": "c1d", "seid": "s31d", "kid": "k1d",
        "app": "alipaymini", "user_agent": "Mozilla/5.0",
    }))
}

fn pan115_gateway() -> Credential {
    credential(json!({
        "flow": "115-gateway", "uid": "1_R2_17", "cid": "c1d", "seid": "s31d", "kid": null,
        "app": "tv",
    }))
}

fn text(credential: &Credential, format: Format) -> String {
    credential.export(format).unwrap().expose().to_owned()
}

const BILIBILI_NETSCAPE: &str = "# Netscape HTTP Cookie File\n\
    .bilibili.com\tTRUE\t/\tTRUE\t1800000000\tSESSDATA\tfake%2C1800000000%2Cfa%2A01\n\
    .bilibili.com\tTRUE\t/\tFALSE\t1800000000\tbili_jct\tc5rf\n\
    .bilibili.com\tTRUE\t/\tFALSE\t1800000000\tDedeUserID\t10086\n";
const BILIBILI_HEADER: &str =
    "SESSDATA=fake%2C1800000000%2Cfa%2A01; bili_jct=c5rf; DedeUserID=10086";

#[test]
fn the_exports_of_bilibili_web() {
    assert_eq!(text(&bilibili_web(), Format::Netscape), BILIBILI_NETSCAPE);
    assert_eq!(text(&bilibili_web(), Format::Header), BILIBILI_HEADER);
}

#[test]
fn the_exports_of_bilibili_tv() {
    assert_eq!(text(&bilibili_tv(), Format::Netscape), BILIBILI_NETSCAPE);
    assert_eq!(text(&bilibili_tv(), Format::Header), BILIBILI_HEADER);
}

#[test]
fn the_exports_of_wechat_web() {
    assert_eq!(
        text(&wechat_web(), Format::Netscape),
        "# Netscape HTTP Cookie File\n\
         .wx2.qq.com\tTRUE\t/\tFALSE\t1700043200\twxuin\t3000000000\n\
         .wx2.qq.com\tTRUE\t/\tFALSE\t1700043200\twxsid\tAbCd/Ef+\n\
         .qq.com\tTRUE\t/\tTRUE\t4102444800\twebwx_data_ticket\tgSeQ/a==\n"
    );
    assert_eq!(
        text(&wechat_web(), Format::Header),
        "wxuin=3000000000; wxsid=AbCd/Ef+; webwx_data_ticket=gSeQ/a=="
    );
}

#[test]
fn the_exports_of_115() {
    assert_eq!(
        text(&pan115(), Format::Netscape),
        "# Netscape HTTP Cookie File\n\
         .115.com\tTRUE\t/\tFALSE\t4102444800\tUID\t1_R2_17\n\
         .115.com\tTRUE\t/\tFALSE\t4102444800\tCID\tc1d\n\
         .115.com\tTRUE\t/\tFALSE\t4102444800\tSEID\ts31d\n\
         .115.com\tTRUE\t/\tFALSE\t4102444800\tKID\tk1d\n"
    );
    let header = "UID=1_R2_17; CID=c1d; SEID=s31d; KID=k1d";
    assert_eq!(text(&pan115(), Format::Header), header);
}

#[test]
fn the_exports_of_115_gateway_without_kid() {
    assert_eq!(
        text(&pan115_gateway(), Format::Netscape),
        "# Netscape HTTP Cookie File\n\
         .115.com\tTRUE\t/\tFALSE\t4102444800\tUID\t1_R2_17\n\
         .115.com\tTRUE\t/\tFALSE\t4102444800\tCID\tc1d\n\
         .115.com\tTRUE\t/\tFALSE\t4102444800\tSEID\ts31d\n"
    );
    let header = "UID=1_R2_17; CID=c1d; SEID=s31d";
    assert_eq!(text(&pan115_gateway(), Format::Header), header);
}

#[test]
fn options_are_for_a_cookies_txt_alone() {
    let odd = Options::new().httponly_prefix(true).session_zero(true);
    let odd = odd.bare_domain(true);
    let same = |format| {
        let with = wechat_web().export_with(format, odd).unwrap();
        with.expose() == text(&wechat_web(), format)
    };
    assert!(same(Format::Header) && same(Format::Json) && !same(Format::Netscape));
}

#[test]
fn json_invents_no_end_for_a_session_cookie() {
    let json: Value = serde_json::from_str(&text(&wechat_web(), Format::Json)).unwrap();
    assert_eq!(json["cookies"][2]["expires"], Value::Null);
    assert_eq!(json["cookies"][2]["http_only"], true);
}

#[test]
fn what_a_form_has_no_place_for_is_named() {
    let tokens = ["access_token", "appkey", "expires_at", "refresh_token"];
    for (credential, format, left_out) in [
        (bilibili_web(), Format::Netscape, &["refresh_token"][..]),
        (bilibili_web(), Format::Header, &["refresh_token"]),
        (bilibili_tv(), Format::Netscape, &tokens),
        (bilibili_tv(), Format::Header, &tokens),
        // The host is the domain of a cookie.
        (wechat_web(), Format::Netscape, &["pass_ticket", "skey"]),
        (
            wechat_web(),
            Format::Header,
            &["host", "pass_ticket", "skey"],
        ),
        (pan115(), Format::Netscape, &["app", "user_agent"]),
        (pan115_gateway(), Format::Header, &["app"]),
    ] {
        assert_eq!(
            credential.left_out(format),
            left_out,
            "{}",
            credential.flow()
        );
        assert_eq!(credential.left_out(Format::Json), [""; 0]);
    }
}

#[test]
fn every_value_is_exported_or_named_as_left_out() {
    for info in flows::FLOWS.iter().filter(|info| info.cookies) {
        let (_, outcome) = run(info.id, "");
        let credential = outcome.unwrap();
        for format in [Format::Header, Format::Netscape] {
            let (text, left_out) = (text(&credential, format), credential.left_out(format));
            let fields = serde_json::to_value(&credential).unwrap();
            for (name, value) in fields.as_object().unwrap() {
                let value = match value {
                    Value::String(text) => text.clone(),
                    Value::Number(number) => number.to_string(),
                    _ => continue,
                };
                let held = text.contains(&value) || left_out.contains(name) || name == "flow";
                assert!(held, "{}: {name} is lost without a word", info.id);
            }
        }
    }
}

#[test]
fn every_cookie_of_every_flow_is_in_both_forms() {
    for info in flows::FLOWS.iter().filter(|info| info.cookies) {
        let (_, outcome) = run(info.id, "");
        let credential = outcome.unwrap();
        let cookies = credential.cookies();
        assert!(!cookies.is_empty(), "{}", info.id);
        let (header, file) = (
            text(&credential, Format::Header),
            text(&credential, Format::Netscape),
        );
        let lines: Vec<Vec<_>> = file
            .lines()
            .skip(1)
            .map(|it| it.split('\t').collect())
            .collect();
        let pairs: Vec<_> = header.split("; ").collect();
        // A header has no cookie of another domain under the same name.
        let is_first = |it: &Cookie| {
            let first = cookies.iter().find(|first| first.name == it.name);
            first.is_some_and(|first| first.domain == it.domain)
        };
        let in_header = cookies.iter().filter(|it| is_first(it)).count();
        assert_eq!((pairs.len(), lines.len()), (in_header, cookies.len()));
        for it in &cookies {
            let value = it.value.expose();
            assert!(
                !is_first(it) || pairs.contains(&format!("{}={value}", it.name).as_str()),
                "{}",
                it.name
            );
            let mut of_it = lines.iter().filter(|line| line[5..] == [&it.name, value]);
            let line = of_it.next().unwrap();
            assert_eq!(line[0].trim_start_matches('.'), it.domain);
            assert!(
                line[4].parse::<u64>().unwrap() > 1_700_000_000,
                "{}",
                it.name
            );
        }
    }
}

#[test]
fn each_kind_of_credentials_has_the_exports_of_its_own() {
    let whole = pan115();
    let Credential::Pan115(own) = &whole else {
        panic!("another kind");
    };
    let own: &pan115::WebCredential = own;
    for format in [Format::Json, Format::Header, Format::Netscape] {
        assert_eq!(own.export(format).unwrap().expose(), text(&whole, format));
        assert_eq!(own.left_out(format), whole.left_out(format));
    }
    assert_eq!(own.warnings(), whole.warnings());
}

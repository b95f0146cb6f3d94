//! Texts that hold no credentials: the error names the place, and nothing of the text is in it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    missing_docs
)]

use proptest::prelude::*;
use qrlogin::export::Format;
use qrlogin::import::{ImportError, Options, import};
use qrlogin::{Credential, flows};

fn error(text: &str) -> ImportError {
    import(text, Options::new()).unwrap_err()
}

const SECRET: &str = "S3cr3tValue";

#[test]
fn lines_and_fields_are_named_without_their_values() {
    for (text, place) in [
        (
            format!("{{\"cookies\":[\n{{\"name\":\"{SECRET}\"]"),
            "json, line 2: it is not JSON",
        ),
        (
            format!(".a\tTRUE\t/\tTRUE\t0\tx\ty\n.a TRUE / {SECRET}\n"),
            "netscape, line 2: it has not seven",
        ),
        (
            format!(".a\tTRUE\t/\tTRUE\t0\tx\ty\t{SECRET}\n"),
            "netscape, line 1: it has not seven",
        ),
        (
            format!(".a\tYES\t/\tTRUE\t0\tx\t{SECRET}\n"),
            "netscape, line 1: a flag is neither",
        ),
        (
            format!(".a\tTRUE\t/\tTRUE\t{SECRET}\tx\ty\n"),
            "netscape, line 1: its end is no number",
        ),
        (
            format!("SESSDATA={SECRET}; {SECRET}"),
            "header, line 1: a pair has no `=`",
        ),
        (
            format!("cookie = \"{SECRET}"),
            "curl, line 1: its quotes do not end",
        ),
        (
            format!("WECOM_BOT_ID=1\nWECOM_SECRET='{SECRET}"),
            "env, line 2: its quotes do not end",
        ),
        (
            format!("BILIBILI_ACCESS_TOKEN=a\nBILIBILI_MID={SECRET}"),
            "env, BILIBILI_MID: it is no whole number",
        ),
        (
            format!("PAN115_COOKIE=UID=1\nPAN115_APP={SECRET}"),
            "env, PAN115_APP: 115 has no app",
        ),
        (
            format!("FEISHU_APP_ID=1\nFEISHU_DOMAIN={SECRET}"),
            "env, FEISHU_DOMAIN: it is none of the words",
        ),
        (
            format!("{{\"cookie\":[\"{SECRET}\"]}}"),
            "openlist, cookie: it is no text",
        ),
        (
            format!("{{\"cookies\":\"{SECRET}\"}}"),
            "playwright, cookies: it is no array",
        ),
        (
            format!("[{{\"domain\":\".bilibili.com\",\"name\":\"{SECRET}\"}}]"),
            "cookie-editor, [0].value: it is no text",
        ),
        (
            format!("{{\"cookie_info\":{{\"cookies\":[{{\"name\":7,\"value\":\"{SECRET}\"}}]}}}}"),
            "biliup, cookie_info.cookies[0].name",
        ),
        (
            format!("{{\"sessdata\":[\"{SECRET}\"]}}"),
            "bilibili-api, sessdata: it is no text",
        ),
        (
            format!("{{\"PROP\":{{}},\"COOKIE\":{{\"{SECRET}\":[]}}}}"),
            "wechat4u, COOKIE[0]: it is no text",
        ),
        (
            format!("SESSDATA={SECRET} x; bili_jct=c; DedeUserID=1"),
            "header, line 1: it cannot be the value",
        ),
        (
            format!("{{\"flow\":\"115\",\"uid\":[\"{SECRET}\"]}}"),
            "json, line 1: a value has another type",
        ),
        (
            format!("nothing of {SECRET}"),
            "it has none of the known formats",
        ),
        (String::new(), "it has none of the known formats"),
    ] {
        let message = error(&text).to_string();
        assert!(message.starts_with(place), "{message}");
        assert!(!format!("{:?}", error(&text)).contains(SECRET), "{message}");
    }
}

#[test]
fn missing_parts_are_named() {
    for (text, message) in [
        (
            "SESSDATA=a; x=y",
            "header has no bili_jct, DedeUserID for bilibili-web",
        ),
        ("CID=c; SEID=s", "header has no UID for 115"),
        (
            "access_token=a",
            "bbdown-tv has no SESSDATA, bili_jct, DedeUserID, mid, refresh_token, appkey for bilibili-tv",
        ),
        (
            "[profiles.default]\nsessdata = \"a\"\nbili_jct = \"b\"\n",
            "yutto has no DedeUserID for bilibili-web",
        ),
        ("QQ_APP_ID=1", "env has no QQ_CLIENT_SECRET for qq-bot"),
        (
            "OAUTH_ACCESS_TOKEN=1",
            "env has no OAUTH_TOKEN_ENDPOINT, OAUTH_CLIENT_ID for device",
        ),
        (
            "{\"flow\":\"115\",\"uid\":\"1\"}",
            "json has no cid for 115",
        ),
        (
            "{\"flow\":\"bilibili-web\",\"cookies\":[]}",
            "json has no SESSDATA, bili_jct, DedeUserID for bilibili-web",
        ),
        (
            "wxsid=a; wxuin=1",
            "header has no host, skey, pass_ticket for wechat-web",
        ),
    ] {
        if text.starts_with("QQ") && flows::find("qq-bot").is_none() {
            continue;
        }
        assert_eq!(error(text).to_string(), message);
    }
}

#[test]
fn a_text_of_several_flows_wants_one_named() {
    let file = "SESSDATA=a; bili_jct=b; DedeUserID=1; UID=1_R2_17; CID=c; SEID=s";
    let flows = vec!["bilibili-web", "115"];
    assert!(matches!(error(file), ImportError::WhichFlow { flows: found, .. } if found == flows));
    let imported = import(file, Options::new().flow("115")).unwrap();
    assert_eq!(imported.credential.flow(), "115");
    let env = "WECOM_BOT_ID=1\nWECOM_SECRET=2\nFEISHU_APP_ID=1\n";
    assert!(
        matches!(error(env), ImportError::WhichFlow { flows, .. } if flows == ["feishu", "wecom"])
    );
}

#[test]
fn a_text_of_another_flow_than_the_named_one_is_refused() {
    let json = "{\"flow\":\"wecom\",\"app_id\":\"1\",\"app_secret\":\"2\"}";
    let error = import(json, Options::new().flow("dingtalk")).unwrap_err();
    assert_eq!(error.to_string(), "json has no credentials of dingtalk");
    let error = import("UID=1; CID=c; SEID=s", Options::new().flow("bilibili-web"));
    assert!(error.unwrap_err().to_string().contains("SESSDATA"));
    assert!(import("UID=1_R2_17; CID=c; SEID=s", Options::new().flow("nothing")).is_err());
}

#[test]
fn a_session_is_not_led_to_another_host() {
    let file = "WECHAT_HOST=evil.example\nWECHAT_UIN=1\nWECHAT_SID=s\nWECHAT_SKEY=k\n\
                WECHAT_PASS_TICKET=p\nWECHAT_COOKIE='wxsid=s'\n";
    let message = error(file).to_string();
    assert_eq!(
        message,
        "env, WECHAT_HOST: it is no host of WeChat's web client"
    );
    let data = r#"{"PROP":{},"CONF":{"origin":"https://evil.example"},"COOKIE":{}}"#;
    assert!(error(data).to_string().contains("no host of WeChat"));
}

#[test]
fn cookies_in_json_that_cannot_be_sent_are_refused() {
    let cookie = |value: &str| {
        let all = ["SESSDATA", "bili_jct", "DedeUserID"].map(|name| {
            serde_json::json!({
                "name": name, "value": value, "domain": "bilibili.com", "host_only": false,
                "path": "/", "expires": null, "secure": true, "http_only": true,
            })
        });
        serde_json::json!({ "flow": "bilibili-web", "cookies": all, "refresh_token": null })
    };
    assert!(import(&cookie("a").to_string(), Options::new()).is_ok());
    let mut on_path = cookie("a");
    on_path["cookies"][0]["path"] = "/\n.evil.example".into();
    for text in [cookie("a\r\nb").to_string(), on_path.to_string()] {
        let message = error(&text).to_string();
        assert_eq!(message, "json, cookies[0]: it cannot be a cookie");
    }
}

fn any_format() -> impl Strategy<Value = Option<Format>> {
    prop::option::of(prop::sample::select(Format::ALL.to_vec()))
}

fn any_flow() -> impl Strategy<Value = Option<&'static str>> {
    let ids: Vec<_> = flows::FLOWS.iter().map(|info| info.id).collect();
    prop::option::of(prop::sample::select(ids))
}

/// Texts near to those of the formats.
fn near() -> impl Strategy<Value = String> {
    let word = prop::sample::select(vec![
        "SESSDATA",
        "bili_jct",
        "UID",
        "SEID",
        "wxsid",
        "=",
        ";",
        "; ",
        "\t",
        "\n",
        "\"",
        "'",
        "{",
        "}",
        "[",
        "]",
        ":",
        ",",
        "cookies",
        "cookie",
        "PROP",
        "COOKIE",
        "flow",
        "115",
        "TRUE",
        "0",
        "1e400",
        "-1",
        ".bilibili.com",
        "#HttpOnly_",
        "WECOM_SECRET",
        "BILIBILI_MID",
        "\\",
        "é",
        "\u{feff}",
        "[profiles",
        "access_token=",
        "Cookie:",
        "-b",
        "header",
        "99999999999999999999",
    ]);
    prop::collection::vec(word, 0..40).prop_map(|words| words.concat())
}

proptest! {
    #[test]
    fn no_text_panics(text in prop_oneof![any::<String>(), near()], format in any_format(), flow in any_flow()) {
        let mut options = Options::new();
        options.format = format;
        options.flow = flow;
        let _ = import(&text, options);
    }

    #[test]
    fn a_cut_or_changed_export_never_panics(
        flow in prop::sample::select(vec!["bilibili-web", "115", "wecom"]),
        format in 0..15_usize,
        at in any::<prop::sample::Index>(),
        byte in any::<char>(),
    ) {
        let info = flows::find(flow).unwrap();
        let formats: Vec<_> = Format::of(info).collect();
        let format = formats[format % formats.len()];
        let mut text = sample(flow).export(format).unwrap().expose().to_owned();
        let at = at.index(text.len());
        text.replace_range(at..=at, &byte.to_string());
        let _ = import(&text, Options::new());
        let _ = import(&text, Options::new().format(format));
        text.truncate(at);
        let _ = import(&text, Options::new().format(format));
    }
}

/// Credentials of ASCII alone.
fn sample(flow: &str) -> Credential {
    let text = match flow {
        "115" => "UID=1_R2_17; CID=c; SEID=s; KID=k",
        "wecom" => "WECOM_BOT_ID=1\nWECOM_SECRET='a b'",
        _ => "SESSDATA=a%2Cb; bili_jct=c; DedeUserID=1",
    };
    import(text, Options::new()).unwrap().credential
}

//! Credentials as a config file of curl and as environment lines.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    missing_docs
)]

use qrlogin::Credential;
use qrlogin::export::{ExportError, Format};
use serde_json::{Value, json};

fn credential(json: Value) -> Credential {
    serde_json::from_value(json).unwrap()
}

fn pan115() -> Credential {
    credential(json!({
        "flow": "115", "uid": "1_R2_17", "cid": "c1d", "seid": "s31d", "kid": "k1d",
        "app": "alipaymini", "user_agent": "Mozilla/5.0 \"x\" \\",
    }))
}

fn text(credential: &Credential, format: Format) -> String {
    credential.export(format).unwrap().expose().to_owned()
}

#[test]
fn curl_gets_cookies_and_the_user_agent_of_115() {
    assert_eq!(
        text(&pan115(), Format::Curl),
        "cookie = \"UID=1_R2_17; CID=c1d; SEID=s31d; KID=k1d\"\n\
         user-agent = \"Mozilla/5.0 \\\"x\\\" \\\\\"\n"
    );
}

#[test]
fn curl_gets_a_token_in_a_header() {
    let device = |token_type: &str| {
        credential(json!({
            "flow": "device", "access_token": "t0k3n", "token_type": token_type,
            "expires_at": null, "scope": ["a", "b"], "token_endpoint": "https://id.example/token",
            "client_id": "c1",
        }))
    };
    let header = "header = \"Authorization: Bearer t0k3n\"\n";
    assert_eq!(text(&device("bearer"), Format::Curl), header);
    let error = device("mac").export(Format::Curl).unwrap_err();
    assert!(error.to_string().contains("token_type"), "{error}");
    let env = text(&device("bearer"), Format::Env);
    assert!(env.contains("OAUTH_SCOPE='a b'\n"), "{env}");
    assert!(
        env.contains("OAUTH_TOKEN_ENDPOINT=https://id.example/token\n"),
        "{env}"
    );
}

#[test]
fn curl_refuses_a_line_feed_in_a_value() {
    let mut fields = serde_json::to_value(pan115()).unwrap();
    fields["user_agent"] = "a\nurl = \"https://evil.example\"".into();
    let error = credential(fields).export(Format::Curl).unwrap_err();
    assert!(matches!(error, ExportError::Value { .. }), "{error}");
}

#[test]
fn bots_have_the_names_that_their_agents_read() {
    let bot = |flow: &str| json!({ "flow": flow, "app_id": "id1", "app_secret": "s3cr3t" });
    let mut feishu = bot("feishu");
    feishu["brand"] = "lark".into();
    feishu["host"] = "accounts.larksuite.com".into();
    for (bot, lines) in [
        (
            feishu,
            "FEISHU_APP_ID=id1\nFEISHU_APP_SECRET=s3cr3t\nFEISHU_DOMAIN=lark\n",
        ),
        (
            bot("dingtalk"),
            "DINGTALK_CLIENT_ID=id1\nDINGTALK_CLIENT_SECRET=s3cr3t\n",
        ),
        (bot("wecom"), "WECOM_BOT_ID=id1\nWECOM_SECRET=s3cr3t\n"),
        #[cfg(feature = "qq-bot")]
        (bot("qq-bot"), "QQ_APP_ID=id1\nQQ_CLIENT_SECRET=s3cr3t\n"),
    ] {
        assert_eq!(text(&credential(bot), Format::Env), lines);
    }
}

#[test]
fn environment_values_are_quoted_or_refused() {
    let env = |value: &str| {
        let bot = json!({ "flow": "wecom", "app_id": "id1", "app_secret": value });
        let text = credential(bot).export(Format::Env)?;
        let line = text.expose().lines().last().unwrap().to_owned();
        Ok::<_, ExportError>(line.strip_prefix("WECOM_SECRET=").unwrap().to_owned())
    };
    assert_eq!(env("a%2C/+=b").unwrap(), "a%2C/+=b");
    assert_eq!(env("a b$c\"").unwrap(), "'a b$c\"'");
    assert_eq!(env("a'b").unwrap(), "\"a'b\"");
    for value in ["a'$b", "a\nb", "a\u{7f}b"] {
        let error = env(value).unwrap_err().to_string();
        assert!(
            error.contains("WECOM_SECRET") && !error.contains(value),
            "{error}"
        );
    }
}

//! The formats of a credential.

use qrlogin::Credential;
use qrlogin::export::{Format, Options};
use serde_json::{Value, json};

use crate::rig::{Created, Reply, Rig, problem, request};
use crate::worker::credential;

fn exported(format: Format, options: Options) -> String {
    let credential: Credential = serde_json::from_value(credential()).unwrap();
    let text = credential.export_with(format, options).unwrap();
    text.expose().to_owned()
}

async fn redeem(rig: &Rig, login: &Created, mut body: Value, accept: &str) -> Reply {
    body["secret"] = login.secret.as_str().into();
    let headers = [("accept", accept)];
    let path = login.path("/credential");
    rig.send(request("POST", &path, &headers, Some(&body)))
        .await
}

#[tokio::test(start_paused = true)]
async fn cookies_come_as_a_header_or_a_file() {
    let rig = Rig::new();
    let login = rig.done().await;
    for format in [Format::Header, Format::Netscape] {
        let body = json!({"format": format.to_string()});
        let reply = redeem(&rig, &login, body, "*/*").await.json();
        assert_eq!(reply["text"], exported(format, Options::new()));
        assert_eq!(reply["left_out"], json!(["refresh_token"]));
        assert_eq!(
            (&reply["flow"], &reply["credential"]),
            (&json!("bilibili-web"), &Value::Null)
        );
    }
}

#[tokio::test(start_paused = true)]
async fn json_leaves_nothing_out() {
    let rig = Rig::new();
    let login = rig.done().await;
    let reply = redeem(&rig, &login, json!({"format": "json"}), "*/*")
        .await
        .json();
    assert_eq!(
        (&reply["left_out"], &reply["text"]),
        (&json!([]), &Value::Null)
    );
    assert_eq!(reply["credential"], credential());
}

#[tokio::test(start_paused = true)]
async fn options_of_the_file_are_kept() {
    let rig = Rig::new();
    let login = rig.done().await;
    let options = Options::new().httponly_prefix(true).session_zero(true);
    let options = options.bare_domain(true);
    let body = json!({
        "format": "netscape", "httponly_prefix": true, "session_zero": true, "bare_domain": true,
    });
    let reply = redeem(&rig, &login, body, "*/*").await.json();
    assert_eq!(reply["text"], exported(Format::Netscape, options));
}

#[tokio::test(start_paused = true)]
async fn plain_text_is_the_export_alone() {
    let rig = Rig::new();
    let login = rig.done().await;
    for format in [Format::Json, Format::Header, Format::Netscape] {
        let body = json!({"format": format.to_string()});
        let reply = redeem(&rig, &login, body, "text/plain").await;
        assert_eq!(reply.headers["content-type"], "text/plain; charset=utf-8");
        assert_eq!(reply.text(), exported(format, Options::new()));
    }
}

#[tokio::test(start_paused = true)]
async fn an_unknown_format_is_refused_by_name() {
    let rig = Rig::new();
    let login = rig.done().await;
    let reply = redeem(&rig, &login, json!({"format": "xml"}), "*/*").await;
    assert_eq!(reply.problem(), problem(422, "invalid_field", "format"));
    assert!(reply.text().contains("netscape"));
}

#[tokio::test(start_paused = true)]
async fn a_flow_has_the_formats_that_fit() {
    let rig = Rig::new();
    let login = rig.create_of("taptap").await;
    let reply = redeem(&rig, &login, json!({"format": "netscape"}), "*/*").await;
    assert_eq!(reply.problem(), problem(422, "invalid_field", "format"));
    let flows = rig.get("/v1/flows").await.json();
    let formats = |id: &str| {
        let flows = flows.as_array().unwrap();
        flows.iter().find(|flow| flow["id"] == id).unwrap()["formats"].clone()
    };
    assert_eq!(formats("taptap"), json!(["json", "env"]));
    let of_115 = [
        "json",
        "header",
        "netscape",
        "curl",
        "env",
        "playwright",
        "cookie-editor",
        "p115client",
        "openlist",
    ];
    assert_eq!(formats("115"), json!(of_115));
}

#[tokio::test(start_paused = true)]
async fn a_format_of_another_program_comes_as_text() {
    let rig = Rig::new();
    let login = rig.done().await;
    let body = json!({"format": "playwright"});
    let reply = redeem(&rig, &login, body, "*/*").await.json();
    assert_eq!(reply["text"], exported(Format::Playwright, Options::new()));
    let other = redeem(&rig, &login, json!({"format": "biliup"}), "*/*").await;
    assert_eq!(other.problem(), problem(422, "invalid_field", "format"));
    assert!(other.text().contains("bbdown"), "{}", other.text());
}

#[tokio::test(start_paused = true)]
async fn a_refused_format_does_not_redeem() {
    let rig = Rig::new();
    let login = rig.done().await;
    redeem(&rig, &login, json!({"format": "xml"}), "*/*").await;
    assert_eq!(rig.get(&login.path("")).await.json()["redeemed"], false);
}

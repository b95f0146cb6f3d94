//! Requests that cannot be read.

use axum::body::Body;
use axum::http::Request;
use serde_json::{Value, json};

use crate::rig::{Reply, Rig, problem, request};

async fn post(rig: &Rig, path: &str, media_type: &str, body: impl Into<Body>) -> Reply {
    let request = Request::post(path).header("host", "localhost");
    let request = request.header("content-type", media_type);
    rig.send(request.body(body.into()).unwrap()).await
}

#[tokio::test(start_paused = true)]
async fn a_body_that_is_not_json_is_refused() {
    let rig = Rig::new();
    for body in [
        "",
        "{",
        "{\"flow\":\"taptap\"}}",
        "\u{1}",
        &"[".repeat(1000),
    ] {
        let reply = post(&rig, "/v1/logins", "application/json", body.to_owned()).await;
        assert_eq!(reply.problem(), problem(400, "bad_request", ""), "{body}");
        assert!(reply.text().contains("line"));
    }
}

#[tokio::test(start_paused = true)]
async fn a_wrong_type_is_refused_with_the_field() {
    let rig = Rig::new();
    for (body, field) in [
        (json!({"flow": 1}), "flow"),
        (json!({"flow": "taptap", "renewals": "1"}), "renewals"),
        (json!({"flow": "taptap", "renewals": -1}), "renewals"),
        (json!({"flow": "taptap", "patience": 1.5}), "patience"),
        (json!({"flow": "taptap", "settings": []}), "settings"),
        (
            json!({"flow": "taptap", "settings": {"region": 5}}),
            "settings.region",
        ),
    ] {
        let reply = rig.post("/v1/logins", &body).await;
        assert_eq!(
            reply.problem(),
            problem(422, "invalid_field", field),
            "{body}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn missing_double_and_unknown_fields_are_named() {
    let rig = Rig::new();
    for (body, field, problem_is) in [
        ("{}", "flow", "is required"),
        (
            r#"{"flow":"taptap","flow":"taptap"}"#,
            "flow",
            "is there twice",
        ),
        (
            r#"{"flow":"taptap","setings":{}}"#,
            "setings",
            "is not a field here",
        ),
    ] {
        let reply = post(&rig, "/v1/logins", "application/json", body).await;
        assert_eq!(
            reply.problem(),
            problem(422, "invalid_field", field),
            "{body}"
        );
        assert!(reply.text().contains(problem_is), "{}", reply.text());
    }
    for body in [json!([]), json!(["taptap"]), json!("taptap"), Value::Null] {
        let reply = rig.post("/v1/logins", &body).await;
        assert_eq!(reply.problem(), problem(422, "invalid_field", ""));
    }
}

#[tokio::test(start_paused = true)]
async fn a_problem_quotes_no_value() {
    let rig = Rig::new();
    for value in [
        json!("s3cr3t"),
        json!("expected s3cr3t"),
        json!("s3cr3t at line 1"),
    ] {
        for body in [
            json!({"flow": "taptap", "renewals": value}),
            json!({"flow": value}),
            json!({"flow": "taptap", "settings": {"region": value}}),
            json!({"flow": "taptap", "settings": {"region": [value]}}),
            json!({"flow": "taptap", "settings": value}),
            json!({"flow": "taptap", "webhook": value}),
            value.clone(),
        ] {
            let reply = rig.post("/v1/logins", &body).await;
            assert!(!reply.text().contains("s3cr3t"), "{}", reply.text());
        }
    }
}

#[tokio::test(start_paused = true)]
async fn other_content_types_are_refused() {
    let rig = Rig::new();
    let body = r#"{"flow":"taptap"}"#;
    for media_type in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "json",
        "",
    ] {
        let reply = post(&rig, "/v1/logins", media_type, body).await;
        assert_eq!(reply.problem(), problem(415, "unsupported_media_type", ""));
    }
    for media_type in ["application/json; charset=utf-8", "APPLICATION/JSON"] {
        assert_eq!(post(&rig, "/v1/logins", media_type, body).await.status, 201);
    }
}

#[tokio::test(start_paused = true)]
async fn a_body_that_is_too_large_is_refused() {
    let rig = Rig::new();
    let body = json!({"flow": "taptap", "settings": {"region": "x".repeat(70_000)}});
    let reply = rig.post("/v1/logins", &body).await;
    assert_eq!(reply.problem(), problem(413, "too_large", ""));
}

#[tokio::test(start_paused = true)]
async fn other_methods_are_refused_with_those_that_work() {
    let rig = Rig::new();
    for (method, path, allowed) in [
        ("PUT", "/v1/logins", "POST"),
        ("GET", "/v1/logins", "POST"),
        ("POST", "/v1/flows", "GET,HEAD"),
        (
            "PATCH",
            "/v1/logins/AAAAAAAAAAAAAAAAAAAAAA",
            "GET,HEAD,DELETE",
        ),
        (
            "GET",
            "/v1/logins/AAAAAAAAAAAAAAAAAAAAAA/credential",
            "POST,DELETE",
        ),
    ] {
        let reply = rig.send(request(method, path, &[], None)).await;
        assert_eq!(reply.problem(), problem(405, "method_not_allowed", ""));
        assert_eq!(reply.headers["allow"], allowed);
    }
}

#[tokio::test(start_paused = true)]
async fn unknown_addresses_are_not_found() {
    let rig = Rig::new();
    for path in [
        "/v1",
        "/v1/",
        "/v1/login",
        "/v1/logins/",
        "/v1/logins/x/code.gif",
    ] {
        let reply = rig.get(path).await;
        assert_eq!(reply.problem(), problem(404, "not_found", ""), "{path}");
    }
}

#[tokio::test(start_paused = true)]
async fn every_kind_of_problem_is_listed() {
    let rig = Rig::new();
    let reply = rig.get("/v1/nothing").await.json();
    let table = rig.get("/v1/problems").await.json();
    let rows = table.as_array().unwrap();
    let row = rows
        .iter()
        .find(|row| row["kind"] == reply["kind"])
        .unwrap();
    for name in ["status", "title", "advice", "advice_text"] {
        assert_eq!(row[name], reply[name]);
    }
    assert_eq!(reply["type"], "/v1/problems#not_found");
    let statuses: Vec<&Value> = rows.iter().map(|row| &row["status"]).collect();
    assert!(statuses.is_sorted_by_key(|status| status.as_u64()));
}

#[tokio::test(start_paused = true)]
async fn the_readme_has_every_kind_beside_its_status() {
    let table = Rig::new().get("/v1/problems").await.json();
    let lines = || include_str!("../../README.md").lines();
    for row in table.as_array().unwrap() {
        let (status, kind) = (row["status"].to_string(), row["kind"].as_str().unwrap());
        let mut rows = lines().filter(|line| line.starts_with("| ") && line.contains(&status));
        assert!(
            rows.any(|line| line.contains(&format!("`{kind}`"))),
            "{row}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn head_has_the_headers_of_get() {
    let rig = Rig::new();
    let login = rig.create().await;
    let head = rig.send(request("HEAD", &login.path(""), &[], None)).await;
    let get = rig.get(&login.path("")).await;
    assert_eq!((head.status, head.headers), (200, get.headers));
}

//! Whose a login is.

use serde_json::json;

use crate::rig::{Created, Rig, request};

const NEVER: &str = "AAAAAAAAAAAAAAAAAAAAAA";

/// Requests of every kind to a login.
fn requests(id: &str) -> Vec<axum::http::Request<axum::body::Body>> {
    let path = |rest: &str| format!("/v1/logins/{id}{rest}");
    let get = |rest| request("GET", &path(rest), &[], None);
    let secret = json!({"secret": "s"});
    vec![
        get(""),
        get("/events"),
        get("/code.png"),
        get("/code.svg"),
        get("/code.txt"),
        request("DELETE", &path(""), &[], None),
        request("POST", &path("/answer"), &[], Some(&json!({"text": "1"}))),
        request("POST", &path("/credential"), &[], Some(&secret)),
        request("DELETE", &path("/credential"), &[], Some(&secret)),
    ]
}

#[tokio::test(start_paused = true)]
async fn a_foreign_login_is_like_one_that_never_was() {
    let rig = Rig::new();
    let body = json!({"flow": "bilibili-web"});
    let create = request("POST", "/v1/logins", &[], Some(&body));
    let login = Created::of(&rig.send_as("a", create).await);
    let unreadable = ["x", "%ff", "A%2F..%2FA", &"A".repeat(500)];
    for id in [login.id.as_str(), NEVER].iter().chain(&unreadable) {
        for (request, never) in requests(id).into_iter().zip(requests(NEVER)) {
            let reply = rig.send_as("b", request).await;
            let never = rig.send_as("b", never).await;
            assert_eq!((reply.status, reply.text()), (404, never.text()), "{id}");
            assert_eq!(reply.headers, never.headers);
        }
    }
    let show = request("GET", &login.path(""), &[], None);
    assert_eq!(rig.send_as("a", show).await.json()["state"], "running");
}

//! Which host names are answered, and which sites' pages.

use axum::http::Request;
use qrlogin_gateway::access::Access;

use crate::rig::*;

#[tokio::test]
async fn other_host_names_are_refused() {
    let rig = Rig::new(Access::new().allow_host("Login.Example"));
    for (host, status) in [
        ("localhost", 200),
        ("127.0.0.1:8116", 200),
        ("[::1]:8116", 200),
        ("login.example", 200),
        ("evil.example", 421),
        ("localhost.evil.example", 421),
        ("192.0.2.1", 421),
    ] {
        let answer = rig.send(get(FLOWS).header("host", host)).await;
        assert_eq!(answer.status, status, "{host}");
    }
    let twice = get(FLOWS).header("host", "localhost");
    let answer = rig.send(twice.header("host", "evil.example")).await;
    assert_eq!(answer.kind(), "host_refused");
}

#[tokio::test]
async fn pages_of_other_sites_are_refused_on_the_loopback_too() {
    let rig = Rig::new(Access::new());
    for (origin, status) in [
        ("http://localhost:8116", 200),
        ("http://localhost:3000", 403),
        ("http://localhost", 403),
        ("https://evil.example", 403),
        ("http://localhost:8116.evil.example", 403),
        ("null", 403),
    ] {
        for path in [FLOWS, "/"] {
            let answer = rig.send(get(path).header("origin", origin)).await;
            assert_eq!(answer.status, status, "{origin} {path}");
        }
    }
    let refused = rig.send(post(START).header("origin", "null")).await;
    assert_eq!(refused.kind(), "origin_refused");
}

#[tokio::test]
async fn pictures_and_frames_of_other_sites_are_refused() {
    let rig = Rig::new(Access::new());
    for (site, status) in [
        ("none", 200),
        ("same-origin", 200),
        ("same-site", 403),
        ("cross-site", 403),
    ] {
        let answer = rig.send(get(FLOWS).header("sec-fetch-site", site)).await;
        assert_eq!(answer.status, status, "{site}");
    }
}

#[tokio::test]
async fn a_link_of_another_site_opens_the_page_alone() {
    let rig = Rig::new(Access::new());
    let link = |path| {
        let request = get(path).header("sec-fetch-site", "cross-site");
        request.header("sec-fetch-mode", "navigate")
    };
    assert_ne!(rig.send(link("/")).await.status, 403);
    assert_eq!(rig.send(link(FLOWS)).await.status, 403);
}

#[tokio::test]
async fn allowed_sites_get_cors_headers_and_no_cookies() {
    let access = Access::new().allow_origin("https://app.example").unwrap();
    let rig = Rig::new(access);
    let answer = rig
        .send(get(FLOWS).header("origin", "https://app.example"))
        .await;
    assert_eq!(answer.status, 200);
    let name = "access-control-allow-origin";
    assert_eq!(answer.header(name), "https://app.example");
    assert_eq!(answer.header("access-control-allow-credentials"), "");
    let answer = rig
        .send(get(FLOWS).header("origin", "https://app.example:8443"))
        .await;
    assert_eq!((answer.status, answer.header(name)), (403, ""));
}

#[tokio::test]
async fn preflights_are_answered_without_a_key() {
    let access = Access::new().require_key();
    let rig = Rig::new(access.allow_origin("https://app.example").unwrap());
    let preflight = |origin| {
        Request::options("/v1/logins")
            .header("origin", origin)
            .header("access-control-request-method", "POST")
            .header(
                "access-control-request-headers",
                "authorization,idempotency-key",
            )
    };
    let answer = rig.send(preflight("https://app.example")).await;
    assert_eq!(answer.status, 200);
    let allowed = answer.header("access-control-allow-headers");
    assert!(allowed.contains("authorization") && allowed.contains("idempotency-key"));
    assert!(
        answer
            .header("access-control-allow-methods")
            .contains("DELETE")
    );
    assert_eq!(
        rig.send(preflight("https://evil.example")).await.status,
        403
    );
}

#[test]
fn an_origin_has_no_path_and_no_wildcard() {
    for origin in [
        "https://app.example",
        "http://localhost:3000",
        "https://[::1]:8443",
    ] {
        assert!(Access::new().allow_origin(origin).is_ok(), "{origin}");
    }
    for origin in [
        "*",
        "null",
        "app.example",
        "https://app.example/x",
        "https://*",
        "file:///x",
    ] {
        assert!(Access::new().allow_origin(origin).is_err(), "{origin}");
    }
}

//! The files as they are served.

use axum::http::{Method, StatusCode};

use crate::support::{PATHS, bare, get, router, send};

#[tokio::test]
async fn every_file_allows_its_own_origin_only() {
    let policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; \
        connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    for path in PATHS {
        let answer = get(path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        assert_eq!(answer.header("content-security-policy"), policy, "{path}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(answer.header("referrer-policy"), "no-referrer");
        assert_eq!(answer.header("cross-origin-opener-policy"), "same-origin");
        assert_eq!(answer.header("cross-origin-resource-policy"), "same-origin");
        assert_eq!(answer.header("cache-control"), "no-cache");
    }
}

#[tokio::test]
async fn every_file_has_its_media_type() {
    for path in PATHS {
        let end = path.rsplit('.').next().unwrap();
        let wanted = match end {
            "js" => "text/javascript; charset=utf-8",
            "css" => "text/css; charset=utf-8",
            "svg" => "image/svg+xml",
            _ => "text/html; charset=utf-8",
        };
        assert_eq!(get(path).await.header("content-type"), wanted, "{path}");
    }
}

#[tokio::test]
async fn a_known_file_is_not_sent_again() {
    for path in PATHS {
        let first = get(path).await;
        let tag = first.header("etag");
        for known in [tag, &format!("W/{tag}"), &format!("\"x\", {tag}"), "*"] {
            let headers = [("if-none-match", known)];
            let again = send(router(), Method::GET, path, &headers).await;
            assert_eq!(again.status, StatusCode::NOT_MODIFIED, "{path} {known}");
            assert_eq!(again.body, "");
            assert_eq!(again.header("etag"), tag);
            assert_eq!(again.header("cache-control"), "no-cache");
        }
    }
}

#[tokio::test]
async fn another_tag_gets_the_file() {
    let headers = [("if-none-match", "\"AAAA\", W/\"BBBB\"")];
    let answer = send(router(), Method::GET, "/", &headers).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(answer.body.starts_with("<!doctype html>"));
}

#[tokio::test]
async fn every_file_has_another_tag() {
    let mut tags = Vec::new();
    for path in PATHS {
        tags.push(get(path).await.header("etag").to_owned());
    }
    tags.sort();
    tags.dedup();
    assert_eq!(tags.len(), PATHS.len());
}

#[tokio::test]
async fn head_is_get_without_a_body() {
    for path in PATHS {
        let full = get(path).await;
        let head = send(router(), Method::HEAD, path, &[]).await;
        assert_eq!(head.status, StatusCode::OK, "{path}");
        assert_eq!(head.body, "");
        assert_eq!(head.headers["content-length"], full.body.len().to_string());
        for name in ["etag", "content-type", "content-security-policy"] {
            assert_eq!(head.headers[name], full.headers[name], "{path} {name}");
        }
    }
}

#[tokio::test]
async fn other_methods_are_refused() {
    for path in PATHS {
        let answer = send(router(), Method::POST, path, &[]).await;
        assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED, "{path}");
        assert_eq!(answer.header("allow"), "GET,HEAD");
    }
}

#[tokio::test]
async fn without_logins_there_is_no_page() {
    for path in PATHS {
        let answer = send(bare().into_router(), Method::GET, path, &[]).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
    }
}

/// What the policy would block in a browser.
#[tokio::test]
async fn the_page_has_no_inline_code_or_foreign_address() {
    let page = get("/").await.body;
    for inline in [
        "<script>",
        "<style",
        " style=",
        " onclick=",
        "javascript:",
        "http",
    ] {
        assert!(!page.contains(inline), "{inline}");
    }
    for path in PATHS {
        let file = get(path).await.body;
        for call in [
            "eval(",
            "innerHTML",
            "new Function",
            "localStorage",
            "console.log",
            "console.error",
        ] {
            assert!(!file.contains(call), "{path}: {call}");
        }
    }
}

/// Relative, so that a proxy can serve the gateway under a path of its own.
#[tokio::test]
async fn the_page_names_every_file_relatively() {
    let page = get("/").await.body;
    for path in PATHS.iter().filter(|path| **path != "/") {
        let relative = path.trim_start_matches('/');
        assert!(page.contains(&format!("=\"{relative}\"")), "{relative}");
    }
    assert!(!page.contains("=\"/"));
    assert!(!get("/page/client.js").await.body.contains("\"/v1"));
}

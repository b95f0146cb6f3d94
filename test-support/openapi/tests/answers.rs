//! Answers that fit a description, and answers that do not.

#![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::panic::{AssertUnwindSafe, catch_unwind};

use qrlogin_test_openapi::{Answer, Description};
use serde_json::json;

struct Given {
    status: u16,
    headers: Vec<(&'static str, &'static str)>,
    body: &'static str,
}

impl Answer for Given {
    fn status(&self) -> u16 {
        self.status
    }

    fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        headers.find_map(|(known, value)| (*known == name).then_some(*value))
    }

    fn body(&self) -> &[u8] {
        self.body.as_bytes()
    }
}

fn answer(status: u16, media_type: &'static str, body: &'static str) -> Given {
    let mut headers = vec![("cache-control", "no-store"), ("content-type", media_type)];
    headers.retain(|(_, value)| !value.is_empty());
    Given {
        status,
        headers,
        body,
    }
}

/// An answer with a header more.
fn and(mut given: Given, name: &'static str, value: &'static str) -> Given {
    given.headers.push((name, value));
    given
}

fn description() -> Description {
    let number = json!({"type": "object", "required": ["number"], "properties": {"number": {"type": "integer"}}});
    let problem = json!({"type": "object", "required": ["kind"]});
    Description::new(json!({
        "openapi": "3.1.0",
        "paths": {"/things/{id}": {
            "get": {"responses": {
                "200": {
                    "headers": {"ETag": {"required": true}},
                    "content": {
                        "application/json": {"schema": {"$ref": "#/components/schemas/Number"}},
                        "text/event-stream": {},
                    },
                },
                "204": {},
            }},
        }},
        "components": {"schemas": {"Number": number, "Event": number, "Problem": problem}},
    }))
}

fn fits(method: &str, path: &str, given: &Given) -> bool {
    let description = description();
    let check = || description.check(method, path, given);
    catch_unwind(AssertUnwindSafe(check)).is_ok()
}

fn number() -> Given {
    and(
        answer(200, "application/json", r#"{"number":1}"#),
        "etag",
        "1",
    )
}

fn stream(body: &'static str) -> Given {
    and(answer(200, "text/event-stream", body), "etag", "1")
}

#[test]
fn an_answer_that_is_described_fits() {
    assert!(fits("GET", "/things/7", &number()));
    assert!(fits("GET", "/things/7?x=/", &number()));
    assert!(fits("GET", "/things/7", &answer(204, "", "")));
    let charset = answer(200, "application/json; charset=utf-8", r#"{"number":1}"#);
    assert!(fits("GET", "/things/7", &and(charset, "etag", "1")));
    let head = and(answer(200, "application/json", ""), "etag", "1");
    assert!(fits("HEAD", "/things/7", &head));
    let events = "data: {\"number\":1}\n\ndata: {\"number\":2}\n\n";
    assert!(fits("GET", "/things/7", &stream(events)));
}

#[test]
fn an_unknown_path_or_method_is_a_problem() {
    let problem = |status| answer(status, "application/problem+json", r#"{"kind":"x"}"#);
    assert!(fits("GET", "/things", &problem(404)));
    assert!(fits("GET", "/things/", &problem(404)));
    assert!(fits("GET", "/things/7/8", &problem(404)));
    assert!(!fits("GET", "/things", &number()));
    assert!(!fits("GET", "/things", &answer(404, "", "{}")));
    assert!(fits("PUT", "/things/7", &and(problem(405), "allow", "GET")));
    assert!(!fits("PUT", "/things/7", &problem(405)));
    assert!(!fits(
        "PUT",
        "/things/7",
        &and(problem(404), "allow", "GET")
    ));
}

#[test]
fn an_answer_that_differs_is_found() {
    let number_without = |header: &str| {
        let mut given = number();
        given.headers.retain(|(name, _)| *name != header);
        given
    };
    let wrong = [
        ("cached", number_without("cache-control")),
        ("no media type", number_without("content-type")),
        ("a required header is missing", number_without("etag")),
        ("status", answer(201, "application/json", "{}")),
        (
            "schema",
            and(answer(200, "application/json", "{}"), "etag", "1"),
        ),
        (
            "no JSON",
            and(answer(200, "application/json", "1 2"), "etag", "1"),
        ),
        ("media type", and(answer(200, "text/html", ""), "etag", "1")),
        ("a body", answer(204, "", "x")),
        ("an event", stream("data: {\"number\":1}\n\ndata: {}\n\n")),
    ];
    for (what, given) in wrong {
        assert!(!fits("GET", "/things/7", &given), "{what}");
    }
    assert!(!fits("HEAD", "/things/7", &number()), "HEAD with a body");
}

#[test]
fn a_reference_that_leads_nowhere_is_found() {
    assert_eq!(description().references(), ["#/components/schemas/Number"]);
    assert_eq!(description().operations(), ["get /things/{id}"]);
    let broken = Description::new(json!({"a": [{"$ref": "#/components/no"}]}));
    let references = || broken.references().len();
    assert!(catch_unwind(AssertUnwindSafe(references)).is_err());
}

//! `qrlogin schema`: what the command prints fits the schemas.

use std::sync::{Arc, OnceLock};

use jsonschema::Validator;
use serde_json::{Value, json};

use crate::support::*;

/// The schema of the lines.
fn events() -> &'static Validator {
    static EVENTS: OnceLock<Arc<Validator>> = OnceLock::new();
    EVENTS.get_or_init(|| Arc::new(strict("events")))
}

/// A schema that refuses fields which it does not name.
fn strict(of: &str) -> Validator {
    let ran = run(&["schema", of]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let mut schema = ran.json();
    close(&mut schema);
    jsonschema::validator_for(&schema).unwrap()
}

/// Forbids other fields in every object.
fn close(schema: &mut Value) {
    match schema {
        Value::Object(fields) => {
            if fields.contains_key("properties") {
                assert!(!fields.contains_key("$ref"), "{fields:?}");
                fields.insert("additionalProperties".to_owned(), false.into());
            }
            fields.values_mut().for_each(close);
        }
        Value::Array(values) => values.iter_mut().for_each(close),
        _ => {}
    }
}

/// Checks a line if it is an event.
pub(crate) fn check(line: &Value) {
    if line.get("event").is_none() {
        return;
    }
    let problems: Vec<_> = events().iter_errors(line).map(|e| e.to_string()).collect();
    assert!(problems.is_empty(), "{line}: {problems:?}");
}

#[test]
fn every_schema_is_one_of_draft_2020_12() {
    for of in ["events", "credential", "flows"] {
        let schema = run(&["schema", of]).json();
        let draft = "https://json-schema.org/draft/2020-12/schema";
        assert_eq!(schema["$schema"], draft);
        assert!(jsonschema::draft202012::meta::is_valid(&schema), "{of}");
    }
    let by_default = run(&["schema"]).out;
    assert_eq!(by_default, run(&["schema", "events"]).out);
}

#[test]
fn the_list_of_flows_fits_its_schema() {
    let flows = run(&["flows", "--json"]).json();
    assert!(strict("flows").is_valid(&flows));
}

#[test]
fn saved_credentials_of_every_flow_fit_their_schema() {
    let schema = strict("credential");
    at_once(qrlogin_test_support::FLOWS, |flow| {
        let ran = login_of_table(&simulator(&[AT_ONCE]), flow, &[]);
        assert_eq!(ran.code, 0, "{}: {}", flow.id, ran.err);
        let problems: Vec<_> = schema
            .iter_errors(&ran.json())
            .map(|e| e.to_string())
            .collect();
        assert!(problems.is_empty(), "{}: {problems:?}", flow.id);
    });
}

#[test]
fn lines_of_every_flow_fit_the_schema() {
    at_once(qrlogin_test_support::FLOWS, |flow| {
        let ran = login_of_table(&simulator(&[AT_ONCE]), flow, &["--json"]);
        assert_eq!(ran.code, 0, "{}: {}", flow.id, ran.err);
        // Reading them checks them.
        for line in ran.lines() {
            assert_eq!((&line["v"], &line["flow"]), (&json!(1), &json!(flow.id)));
        }
    });
}

#[test]
fn other_lines_do_not_fit_the_schema() {
    let line = json!({ "event": "confirmed", "v": 1, "flow": "115", "at": 1 });
    assert!(events().is_valid(&line));
    for (name, value) in [
        ("v", json!(2)),
        ("at", json!("now")),
        ("flow", Value::Null),
        ("event", json!("confirm")),
        ("other", json!(1)),
    ] {
        let mut line = line.clone();
        line[name] = value;
        assert!(!events().is_valid(&line), "{line}");
    }
}

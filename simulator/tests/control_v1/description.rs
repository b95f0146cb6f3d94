//! The served description.

use serde_json::Value;

use crate::validate::description;

#[test]
fn it_is_openapi_3_1_with_all_operations() {
    assert_eq!(description()["openapi"], "3.1.0");
    let mut operations = vec![];
    for (path, item) in description()["paths"].as_object().unwrap() {
        let methods = item.as_object().unwrap().keys();
        operations.extend(methods.map(|method| format!("{method} {path}")));
    }
    operations.sort();
    let expected = [
        "delete /_sim/v1/requests",
        "delete /_sim/v1/sessions/{name}",
        "get /_sim/v1/clock",
        "get /_sim/v1/codes",
        "get /_sim/v1/issued",
        "get /_sim/v1/openapi.json",
        "get /_sim/v1/ready",
        "get /_sim/v1/requests",
        "get /_sim/v1/scenario",
        "get /_sim/v1/services",
        "get /_sim/v1/sessions",
        "get /_sim/v1/sessions/{name}",
        "patch /_sim/v1/scenario",
        "post /_sim/v1/act",
        "post /_sim/v1/clock",
        "post /_sim/v1/reset",
        "post /_sim/v1/sessions",
    ];
    assert_eq!(operations, expected);
}

#[test]
fn every_reference_leads_somewhere() {
    fn references<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
        match value {
            Value::Object(members) => {
                for (name, value) in members {
                    match (name.as_str(), value) {
                        ("$ref", Value::String(to)) => found.push(to),
                        _ => references(value, found),
                    }
                }
            }
            Value::Array(values) => values.iter().for_each(|value| references(value, found)),
            _ => {}
        }
    }
    let mut found = vec![];
    references(description(), &mut found);
    assert!(found.len() > 20);
    for reference in found {
        let pointer = reference.strip_prefix('#').unwrap();
        assert!(description().pointer(pointer).is_some(), "{reference}");
    }
}

#[test]
fn operation_names_are_unique() {
    let items = description()["paths"].as_object().unwrap().values();
    let operations = items.flat_map(|item| item.as_object().unwrap().values());
    let mut names: Vec<_> = operations
        .map(|operation| operation["operationId"].as_str().unwrap())
        .collect();
    let all = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), all);
}

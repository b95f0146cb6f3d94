//! The served description.

use serde_json::Value;

use crate::validate::description;

#[test]
fn it_is_openapi_3_1_with_all_operations() {
    let description = description();
    assert_eq!(description["openapi"], "3.1.0");
    let mut operations = vec![];
    for (path, item) in description["paths"].as_object().unwrap() {
        let item = item.as_object().unwrap();
        let methods = item.keys().filter(|key| *key != "parameters");
        operations.extend(methods.map(|method| format!("{method} {path}")));
    }
    operations.sort();
    let expected = [
        "delete /v1/logins/{id}",
        "delete /v1/logins/{id}/credential",
        "get /v1/flows",
        "get /v1/limits",
        "get /v1/logins/{id}",
        "get /v1/logins/{id}/code.png",
        "get /v1/logins/{id}/code.svg",
        "get /v1/logins/{id}/code.txt",
        "get /v1/logins/{id}/events",
        "get /v1/openapi.json",
        "get /v1/problems",
        "post /v1/logins",
        "post /v1/logins/{id}/answer",
        "post /v1/logins/{id}/credential",
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
    assert!(found.len() > 10);
    for reference in found {
        let pointer = reference.strip_prefix('#').unwrap();
        assert!(description().pointer(pointer).is_some(), "{reference}");
    }
}

#[test]
fn every_operation_lists_its_failures() {
    for (path, item) in description()["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let Some(responses) = operation["responses"].as_object() else {
                continue;
            };
            assert!(responses.contains_key("500"), "{method} {path}");
            let is_of_login = path.contains("{id}");
            assert_eq!(
                responses.contains_key("404"),
                is_of_login,
                "{method} {path}"
            );
            assert_eq!(
                responses.contains_key("415"),
                operation["requestBody"].is_object(),
                "{method} {path}"
            );
        }
    }
}

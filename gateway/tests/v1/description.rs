//! The served description.

use crate::validate::description;

#[test]
fn it_is_openapi_3_1_with_all_operations() {
    assert_eq!(description().document()["openapi"], "3.1.0");
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
    assert_eq!(description().operations(), expected);
}

#[test]
fn every_reference_leads_somewhere() {
    assert!(description().references().len() > 10);
}

#[test]
fn every_operation_lists_its_failures() {
    for (path, item) in description().document()["paths"].as_object().unwrap() {
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

//! The served description.

use crate::validate::description;

#[test]
fn it_is_openapi_3_1_with_all_operations() {
    assert_eq!(description().document()["openapi"], "3.1.0");
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
    assert_eq!(description().operations(), expected);
}

#[test]
fn every_reference_leads_somewhere() {
    assert!(description().references().len() > 20);
}

#[test]
fn operation_names_are_unique() {
    let items = description().document()["paths"]
        .as_object()
        .unwrap()
        .values();
    let operations = items.flat_map(|item| item.as_object().unwrap().values());
    let mut names: Vec<_> = operations
        .map(|operation| operation["operationId"].as_str().unwrap())
        .collect();
    let all = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), all);
}

//! Each answer against the served description.

use std::sync::{Arc, Mutex, OnceLock};

use jsonschema::Validator;
use serde_json::{Value, json};

use crate::rig::{self, Reply};

/// The description as a simulator serves it.
pub(crate) fn description() -> &'static Value {
    static DESCRIPTION: OnceLock<Value> = OnceLock::new();
    DESCRIPTION.get_or_init(|| {
        let server = rig::start();
        let path = "/_sim/v1/openapi.json";
        rig::request(&server.origin(), "GET", path, "", "").json()
    })
}

/// Checks an answer: its status and media type are described, its body fits the schema, it is not
/// to be cached.
pub(crate) fn reply(method: &str, path: &str, reply: &Reply) {
    let what = format!("{method} {path}: {} {}", reply.status, reply.body);
    assert_eq!(reply.header("cache-control"), Some("no-store"), "{what}");
    let Some(item) = path_item(path) else {
        assert_eq!(reply.status, 404, "{what}");
        return check(&schema_of("Problem"), &reply.json());
    };
    let key = match method {
        "HEAD" => "get".to_owned(),
        _ => method.to_lowercase(),
    };
    let Some(operation) = item.get(&key) else {
        assert_eq!(reply.status, 405, "{what}");
        assert!(reply.header("allow").is_some(), "{what}");
        return check(&schema_of("Problem"), &reply.json());
    };
    let response = &operation["responses"][reply.status.to_string()];
    assert!(response.is_object(), "not described: {what}");
    let Some(content) = response["content"].as_object() else {
        assert!(reply.body.is_empty(), "{what}");
        return;
    };
    let media_type = reply.header("content-type").unwrap();
    let described = content.get(media_type);
    let described = described.unwrap_or_else(|| panic!("{media_type}: {what}"));
    if method != "HEAD" {
        check(&described["schema"], &reply.json());
    }
}

fn path_item(path: &str) -> Option<&'static Value> {
    let path = path.split('?').next().unwrap();
    let fits = |described: &str| {
        let described = described.strip_prefix("/_sim/v1").unwrap();
        described == path
            || described.strip_suffix("{name}").is_some_and(|before| {
                let name = path.strip_prefix(before);
                name.is_some_and(|name| !name.is_empty() && !name.contains('/'))
            })
    };
    let paths = description()["paths"].as_object().unwrap();
    let mut found = paths.iter().filter(|(described, _)| fits(described));
    found.next().map(|(_, item)| item)
}

fn schema_of(name: &str) -> Value {
    json!({"$ref": format!("#/components/schemas/{name}")})
}

/// Checks a value against a schema of the description.
fn check(schema: &Value, value: &Value) {
    static COMPILED: Mutex<Vec<(Value, Arc<Validator>)>> = Mutex::new(Vec::new());
    let mut compiled = COMPILED.lock().unwrap_or_else(|lock| lock.into_inner());
    let known = compiled.iter().find(|(known, _)| known == schema);
    let validator = match known {
        Some((_, validator)) => Arc::clone(validator),
        None => {
            let mut whole = schema.clone();
            whole["components"] = description()["components"].clone();
            let validator = Arc::new(jsonschema::validator_for(&whole).unwrap());
            compiled.push((schema.clone(), Arc::clone(&validator)));
            validator
        }
    };
    drop(compiled);
    let errors = validator.iter_errors(value);
    let errors: Vec<_> = errors
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{errors:#?}\n{value:#}");
}

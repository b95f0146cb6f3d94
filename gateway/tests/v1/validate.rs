//! Each answer against the served description.

use std::sync::{Arc, OnceLock};

use axum::http::Method;
use jsonschema::Validator;
use serde_json::{Value, json};

use crate::rig::{Reply, Rig};

/// The description as a gateway serves it.
pub(crate) fn description() -> &'static Value {
    static DESCRIPTION: OnceLock<Value> = OnceLock::new();
    DESCRIPTION.get_or_init(|| {
        let read = std::thread::spawn(|| {
            let mut runtime = tokio::runtime::Builder::new_current_thread();
            let runtime = runtime.enable_all().start_paused(true).build().unwrap();
            runtime.block_on(async {
                let rig = Rig::new();
                let request = crate::rig::request("GET", "/v1/openapi.json", &[], None);
                let answer = rig.open("", request).await;
                let body = axum::body::to_bytes(answer.into_body(), usize::MAX).await;
                serde_json::from_slice(&body.unwrap()).unwrap()
            })
        });
        read.join().unwrap()
    })
}

/// Checks an answer: its status and media type are described, its body fits the schema, it is not
/// to be cached.
pub(crate) fn reply(method: &Method, path: &str, reply: &Reply) {
    assert_eq!(
        reply.headers["cache-control"], "no-store",
        "{method} {path}"
    );
    let status = reply.status;
    let Some(item) = path_item(path) else {
        assert_eq!(status, 404, "{method} {path} is not described");
        return check(&schema_of("Problem"), &reply.json());
    };
    let is_head = method == Method::HEAD;
    let key = match is_head {
        true => "get".to_owned(),
        false => method.as_str().to_lowercase(),
    };
    let Some(operation) = item.get(&key) else {
        assert_eq!(status, 405, "{method} {path} is not described");
        assert!(!reply.headers["allow"].is_empty());
        return check(&schema_of("Problem"), &reply.json());
    };
    let response = &operation["responses"][status.to_string()];
    assert!(
        response.is_object(),
        "{method} {path}: {status} is not described"
    );
    for (name, header) in response["headers"].as_object().into_iter().flatten() {
        let is_there = reply.headers.contains_key(name.as_str());
        assert!(is_there || header["required"] != true, "{path}: no {name}");
    }
    let Some(content) = response["content"].as_object() else {
        assert!(reply.body.is_empty(), "{method} {path}: {}", reply.text());
        return;
    };
    let media_type = reply.headers["content-type"].to_str().unwrap();
    let essence = media_type.split(';').next().unwrap();
    let described = content.get(essence);
    let described = described.unwrap_or_else(|| panic!("{path}: {media_type} is not described"));
    if is_head {
        assert!(reply.body.is_empty());
    } else if essence.ends_with("json") {
        check(&described["schema"], &reply.json());
    } else if essence == "text/event-stream" {
        data(reply.text()).for_each(|event| check(&schema_of("Event"), &event));
    }
}

/// The `data` of each event of a stream.
pub(crate) fn data(text: &str) -> impl Iterator<Item = Value> {
    let lines = text.lines().filter_map(|line| line.strip_prefix("data: "));
    lines.map(|data| serde_json::from_str(data).unwrap())
}

/// The description of this path, which may have the id of a login in it.
fn path_item(path: &str) -> Option<&'static Value> {
    let paths = description()["paths"].as_object().unwrap();
    let fits = |described: &str| {
        let (mut described, mut path) = (described.split('/'), path.split('/'));
        loop {
            match (described.next(), path.next()) {
                (None, None) => return true,
                (Some("{id}"), Some(text)) if !text.is_empty() => {}
                (Some(one), Some(other)) if one == other => {}
                _ => return false,
            }
        }
    };
    let mut found = paths.iter().filter(|(described, _)| fits(described));
    found.next().map(|(_, item)| item)
}

fn schema_of(name: &str) -> Value {
    json!({"$ref": format!("#/components/schemas/{name}")})
}

/// Checks a value against a schema of the description.
pub(crate) fn check(schema: &Value, value: &Value) {
    type Compiled = std::sync::Mutex<Vec<(Value, Arc<Validator>)>>;
    static COMPILED: Compiled = Compiled::new(Vec::new());
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
        .map(|it| format!("{}: {it}", it.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{errors:#?}\n{value:#}");
}

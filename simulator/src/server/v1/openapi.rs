//! The description of the API (OpenAPI 3.1), made from the table of its routes and from the types
//! that are read and written.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use schemars::generate::{SchemaGenerator, SchemaSettings};
use serde_json::{Map, Value, json};

use super::NAME;
use super::problem::{Kind, PROBLEM_JSON, ProblemBody};
use super::routes::{ROUTES, Route};

const DESCRIPTION: &str = "Controls the simulator of qrlogin: the person with the phone, the \
    scenario, the clock, what clients sent and what they were issued. All data is fake. Times are \
    milliseconds since the Unix epoch. Every failure is `application/problem+json`. An unknown \
    parameter, member or setting is refused with 400, its `name` and the `nearest` names; other \
    methods than the listed ones with 405 and `Allow`, other paths with 404. New members may be \
    added to answers.";

/// What every route can fail with.
const COMMON: [Kind; 6] = [
    Kind::BadRequest,
    Kind::UnknownName,
    Kind::BadValue,
    Kind::TimedOut,
    Kind::TooLarge,
    Kind::Internal,
];

/// The description.
pub(super) fn document() -> &'static Value {
    static DOCUMENT: OnceLock<Value> = OnceLock::new();
    DOCUMENT.get_or_init(make)
}

fn make() -> Value {
    let settings = || {
        SchemaSettings::draft2020_12().with(|settings| {
            settings.definitions_path = "/components/schemas".into();
            settings.meta_schema = None;
        })
    };
    let mut answers = settings().for_serialize().into_generator();
    let mut bodies = settings().for_deserialize().into_generator();
    let mut paths: BTreeMap<String, Map<String, Value>> = BTreeMap::new();
    for route in ROUTES {
        let item = paths.entry(route.whole_path()).or_default();
        let method = route.method.to_ascii_lowercase();
        item.insert(method, operation(route, &mut answers, &mut bodies));
    }
    let mut schemas = bodies.take_definitions(true);
    schemas.append(&mut answers.take_definitions(true));
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "qrlogin simulator, control API",
            "version": "1",
            "description": DESCRIPTION,
        },
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {"schemas": schemas, "securitySchemes": {"token": {
            "type": "http", "scheme": "bearer",
            "description": "The token of the simulator, where it was started with one.",
        }}},
        "security": [{"token": []}, {}],
    })
}

fn operation(route: &Route, answers: &mut SchemaGenerator, bodies: &mut SchemaGenerator) -> Value {
    let mut operation = json!({
        "operationId": route.id,
        "summary": route.summary,
        "responses": responses(route, answers),
    });
    let mut parameters: Vec<_> = route
        .parameters()
        .map(|parameter| {
            json!({
                "name": parameter.name, "in": "query", "required": false,
                "description": parameter.text, "schema": (parameter.schema)(),
            })
        })
        .collect();
    if route.path.contains(NAME) {
        parameters.push(json!({
            "name": "name", "in": "path", "required": true,
            "description": "The name of the session.", "schema": {"type": "string"},
        }));
    }
    if !parameters.is_empty() {
        set(&mut operation, "parameters", parameters.into());
    }
    if let Some(make) = route.body {
        let schema = make(bodies);
        // A body without required members can be left out.
        let content = json!({"application/json": {"schema": schema}});
        set(&mut operation, "requestBody", json!({"content": content}));
    }
    if route.is_open {
        set(&mut operation, "security", json!([{}]));
    }
    operation
}

fn responses(route: &Route, answers: &mut SchemaGenerator) -> Value {
    let (status, text, make) = route.answer;
    let mut responses = Map::new();
    let mut answer = json!({"description": text});
    if let Some(make) = make {
        let content = json!({"application/json": {"schema": make(answers)}});
        set(&mut answer, "content", content);
    }
    responses.insert(status.to_string(), answer);
    let mut by_status: BTreeMap<u16, Vec<Kind>> = BTreeMap::new();
    let guarded = [Kind::Unauthorized, Kind::Forbidden];
    let of_session = [Kind::NoSession];
    let of_body = [Kind::MediaType];
    let mut kinds: Vec<Kind> = COMMON.into_iter().chain(route.problems.to_vec()).collect();
    kinds.extend(guarded.into_iter().filter(|_| !route.is_open));
    kinds.extend(of_session.into_iter().filter(|_| route.of_session));
    kinds.extend(of_body.into_iter().filter(|_| route.body.is_some()));
    for kind in kinds {
        by_status.entry(kind.status()).or_default().push(kind);
    }
    let schema = answers.subschema_for::<ProblemBody<'_>>();
    for (status, kinds) in by_status {
        let texts = kinds
            .iter()
            .map(|kind| format!("`{}`: {}", kind.key(), kind.title()));
        let text = texts.collect::<Vec<_>>().join("; ");
        let content = json!({PROBLEM_JSON: {"schema": schema}});
        let problem = json!({"description": text, "content": content});
        responses.insert(status.to_string(), problem);
    }
    responses.into()
}

fn set(object: &mut Value, name: &str, value: Value) {
    if let Some(members) = object.as_object_mut() {
        members.insert(name.to_owned(), value);
    }
}

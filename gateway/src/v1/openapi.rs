//! The description of the API (OpenAPI 3.1), made while its routes are: each is added with its
//! description, and the schemas come from the types that are read and written.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use schemars::generate::{SchemaGenerator, SchemaSettings};
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::problem::{Kind, PROBLEM_JSON, ProblemBody};

/// What every operation can fail with.
const COMMON: &[Kind] = &[
    Kind::SecretInUrl,
    Kind::KeyInUrl,
    Kind::KeyMissing,
    Kind::KeyRefused,
    Kind::OriginRefused,
    Kind::TimedOut,
    Kind::HostRefused,
    Kind::RateLimited,
    Kind::Internal,
    Kind::Busy,
    Kind::Unreachable,
];

/// The description so far.
pub(super) struct Document {
    answers: SchemaGenerator,
    requests: SchemaGenerator,
    paths: Map<String, Value>,
}

impl Document {
    pub(super) fn new() -> Self {
        let settings = || {
            SchemaSettings::draft2020_12().with(|settings| {
                settings.definitions_path = "/components/schemas".into();
                settings.meta_schema = None;
            })
        };
        Self {
            answers: settings().for_serialize().into_generator(),
            requests: settings().for_deserialize().into_generator(),
            paths: Map::new(),
        }
    }

    /// An operation, to be described.
    pub(super) fn operation(&mut self, id: &str, summary: &str) -> Operation<'_> {
        let members = [("operationId", id), ("summary", summary)];
        let members = members.map(|(name, text)| (name.to_owned(), text.into()));
        Operation {
            document: self,
            members: members.into_iter().collect(),
            parameters: Vec::new(),
            responses: BTreeMap::new(),
            problems: COMMON.to_vec(),
        }
    }

    /// Adds a finished operation at this path.
    pub(super) fn add(&mut self, method: &str, path: &str, operation: Map<String, Value>) {
        let item = self.paths.entry(path).or_insert_with(|| match path {
            path if path.contains("{id}") => json!({"parameters": [{
                "name": "id", "in": "path", "required": true,
                "description": "The id of the login.",
                "schema": {"type": "string", "pattern": "^[A-Za-z0-9_-]{22}$"},
            }]}),
            _ => json!({}),
        });
        if let Some(item) = item.as_object_mut() {
            item.insert(method.to_owned(), operation.into());
        }
    }

    /// The whole document.
    pub(super) fn finish(mut self) -> Value {
        let mut schemas = self.requests.take_definitions(true);
        schemas.append(&mut self.answers.take_definitions(true));
        json!({
            "openapi": "3.1.0",
            "info": {
                "title": "qrlogin gateway",
                "version": env!("CARGO_PKG_VERSION"),
                "description": DESCRIPTION,
            },
            "servers": [{"url": "/"}],
            "paths": self.paths,
            "components": {"schemas": schemas, "securitySchemes": {"key": {
                "type": "http", "scheme": "bearer",
                "description": "A key of the gateway, `qrlg_` and 43 characters.",
            }}},
            // On the loopback, a gateway without keys takes requests without one.
            "security": [{"key": []}, {}],
        })
    }
}

const DESCRIPTION: &str = "Logins by QR code of several services. Times are milliseconds since the \
    Unix epoch. Every failure is `application/problem+json`; the table of their kinds is at \
    `/v1/problems`. Other methods than the listed ones are answered with 405 and `Allow`, other \
    paths with 404. No answer may be cached.";

/// An operation that is being described.
pub(super) struct Operation<'a> {
    document: &'a mut Document,
    members: Map<String, Value>,
    parameters: Vec<Value>,
    responses: BTreeMap<u16, Response>,
    problems: Vec<Kind>,
}

#[derive(Default, Serialize)]
struct Response {
    description: String,
    #[serde(skip_serializing_if = "Map::is_empty")]
    content: Map<String, Value>,
    /// Headers and links.
    #[serde(flatten)]
    others: Map<String, Value>,
}

impl Operation<'_> {
    /// What it does beyond its summary.
    pub(super) fn description(mut self, text: &str) -> Self {
        self.members.insert("description".to_owned(), text.into());
        self
    }

    /// An optional parameter in the `query` or of the `header`.
    pub(super) fn parameter(mut self, place: &str, name: &str, schema: Value, text: &str) -> Self {
        self.parameters.push(json!({
            "name": name, "in": place, "required": false, "description": text, "schema": schema,
        }));
        self
    }

    /// A body of JSON.
    pub(super) fn body<T: JsonSchema>(mut self, is_required: bool) -> Self {
        let schema = self.document.requests.subschema_for::<T>();
        let content = json!({"application/json": {"schema": schema}});
        let body = json!({"required": is_required, "content": content});
        self.members.insert("requestBody".to_owned(), body);
        self.problems.extend([
            Kind::BadRequest,
            Kind::TooLarge,
            Kind::MediaType,
            Kind::InvalidField,
        ]);
        self
    }

    /// An answer of JSON.
    pub(super) fn json<T: JsonSchema>(self, status: u16, text: &str) -> Self {
        let schema = self.document.answers.subschema_for::<T>();
        self.answer(status, "application/json", schema.into(), text)
    }

    /// An answer of text.
    pub(super) fn text(self, status: u16, media_type: &str, text: &str) -> Self {
        self.answer(status, media_type, json!({"type": "string"}), text)
    }

    /// An answer of bytes, which OpenAPI 3.1 describes by their media type alone.
    pub(super) fn bytes(self, status: u16, media_type: &str, text: &str) -> Self {
        self.answer(status, media_type, json!({}), text)
    }

    /// An answer without a body.
    pub(super) fn empty(mut self, status: u16, text: &str) -> Self {
        self.responses.entry(status).or_default().description = text.to_owned();
        self
    }

    fn answer(mut self, status: u16, media_type: &str, schema: Value, text: &str) -> Self {
        let response = self.responses.entry(status).or_default();
        text.clone_into(&mut response.description);
        let schema = json!({"schema": schema});
        response.content.insert(media_type.to_owned(), schema);
        self
    }

    /// The `headers` or `links` of an answer.
    pub(super) fn with(mut self, status: u16, name: &str, value: Value) -> Self {
        let response = self.responses.entry(status).or_default();
        response.others.insert(name.to_owned(), value);
        self
    }

    /// What it can fail with beside what every operation can.
    pub(super) fn problems(mut self, kinds: &[Kind]) -> Self {
        self.problems.extend(kinds);
        self
    }

    /// The operation as JSON.
    pub(super) fn finish(mut self) -> Map<String, Value> {
        let schema = self.document.answers.subschema_for::<ProblemBody<'_>>();
        let mut by_status: BTreeMap<u16, Vec<Kind>> = BTreeMap::new();
        for kind in std::mem::take(&mut self.problems) {
            let kinds = by_status.entry(kind.status()).or_default();
            if !kinds.contains(&kind) {
                kinds.push(kind);
            }
        }
        for (status, kinds) in by_status {
            let texts = kinds
                .iter()
                .map(|kind| format!("`{}`: {}", kind.key(), kind.title()));
            let text = texts.collect::<Vec<_>>().join("; ");
            self = self.answer(status, PROBLEM_JSON, schema.clone().into(), &text);
        }
        let responses = self.responses.iter();
        let responses = responses.map(|(status, response)| (status.to_string(), json!(response)));
        let responses: Map<_, _> = responses.collect();
        self.members
            .insert("responses".to_owned(), responses.into());
        if !self.parameters.is_empty() {
            let parameters = self.parameters.into();
            self.members.insert("parameters".to_owned(), parameters);
        }
        self.members
    }
}

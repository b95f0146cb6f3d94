//! Answers of an HTTP API against its OpenAPI description: for the tests of the gateway and of the
//! simulator.
//!
//! A package of its own: `qrlogin-test-support` depends on the core, which the simulator and its
//! tests do not.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "tests fail by panicking, and this package is used by nothing else"
)]

use std::sync::{Arc, Mutex, PoisonError};

use jsonschema::Validator;
use serde_json::{Value, json};

/// An answer, as a test has received it.
pub trait Answer {
    /// Its status, such as 404.
    fn status(&self) -> u16;

    /// The value of a header by its name in lower case.
    fn header(&self, name: &str) -> Option<&str>;

    /// Its whole body.
    fn body(&self) -> &[u8];
}

/// A description, as an API serves it.
#[derive(Debug)]
pub struct Description {
    document: Value,
    /// The validators of the schemas so far.
    compiled: Mutex<Vec<(Value, Arc<Validator>)>>,
}

impl Description {
    /// The description in this document.
    pub fn new(document: Value) -> Self {
        Self {
            document,
            compiled: Mutex::default(),
        }
    }

    /// The document.
    pub fn document(&self) -> &Value {
        &self.document
    }

    /// The operations, sorted: such as `get /v1/logins/{id}`.
    pub fn operations(&self) -> Vec<String> {
        let mut all = vec![];
        for (path, item) in self.document["paths"].as_object().unwrap() {
            let members = item.as_object().unwrap().keys();
            let methods = members.filter(|name| *name != "parameters");
            all.extend(methods.map(|method| format!("{method} {path}")));
        }
        all.sort();
        all
    }

    /// The references: such as `#/components/schemas/Problem`.
    ///
    /// # Panics
    /// If one leads nowhere.
    pub fn references(&self) -> Vec<&str> {
        let mut found = vec![];
        collect_references(&self.document, &mut found);
        for reference in &found {
            let pointer = reference.strip_prefix('#').unwrap();
            assert!(self.document.pointer(pointer).is_some(), "{reference}");
        }
        found
    }

    /// Checks an answer: its status, media type and required headers are described, its body fits
    /// the schema, it is not to be cached. An unknown path is answered with 404 and an unknown
    /// method with 405 and `Allow`, each with a `Problem`. A query of the path is ignored.
    ///
    /// # Panics
    /// If one of them is not so.
    pub fn check(&self, method: &str, path: &str, answer: &impl Answer) {
        let status = answer.status();
        let text = String::from_utf8_lossy(answer.body());
        let what = format!("{method} {path}: {status} {text}");
        assert_eq!(answer.header("cache-control"), Some("no-store"), "{what}");
        let Some(item) = self.path_item(path) else {
            assert_eq!(status, 404, "the path is not described: {what}");
            return self.check_value("Problem", &json_of(answer, &what));
        };
        let is_head = method == "HEAD";
        let key = match is_head {
            true => "get".to_owned(),
            false => method.to_lowercase(),
        };
        let Some(operation) = item.get(&key) else {
            assert_eq!(status, 405, "the method is not described: {what}");
            let allow = answer.header("allow").unwrap_or_default();
            assert!(!allow.is_empty(), "{what}");
            return self.check_value("Problem", &json_of(answer, &what));
        };
        let described = &operation["responses"][status.to_string()];
        assert!(described.is_object(), "the status is not described: {what}");
        for (name, header) in described["headers"].as_object().into_iter().flatten() {
            let is_there = answer.header(&name.to_lowercase()).is_some();
            assert!(is_there || header["required"] != true, "no {name}: {what}");
        }
        match described["content"].as_object() {
            None => assert!(answer.body().is_empty(), "{what}"),
            Some(content) => {
                let media_type = answer.header("content-type").expect("a media type");
                let essence = media_type.split(';').next().unwrap();
                let content = content.get(essence);
                let content =
                    content.unwrap_or_else(|| panic!("{essence} is not described: {what}"));
                match essence {
                    _ if is_head => assert!(answer.body().is_empty(), "{what}"),
                    "text/event-stream" => {
                        events(&text).for_each(|event| self.check_value("Event", &event));
                    }
                    _ if essence.ends_with("json") => {
                        self.check_against(&content["schema"], &json_of(answer, &what));
                    }
                    _ => {}
                }
            }
        }
    }

    /// Checks a value against the schema of this name.
    ///
    /// # Panics
    /// If it does not fit.
    pub fn check_value(&self, schema: &str, value: &Value) {
        let reference = format!("#/components/schemas/{schema}");
        self.check_against(&json!({ "$ref": reference }), value);
    }

    fn check_against(&self, schema: &Value, value: &Value) {
        let validator = self.validator(schema);
        let errors = validator.iter_errors(value);
        let errors: Vec<_> = errors
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert!(errors.is_empty(), "{errors:#?}\n{value:#}");
    }

    fn validator(&self, schema: &Value) -> Arc<Validator> {
        let compiled = self.compiled.lock();
        let mut compiled = compiled.unwrap_or_else(PoisonError::into_inner);
        if let Some((_, known)) = compiled.iter().find(|(known, _)| known == schema) {
            return Arc::clone(known);
        }
        let mut whole = schema.clone();
        whole["components"] = self.document["components"].clone();
        let validator = Arc::new(jsonschema::validator_for(&whole).expect("a schema"));
        compiled.push((schema.clone(), Arc::clone(&validator)));
        validator
    }

    /// The description of this path, whose parts in braces fit any text.
    fn path_item(&self, path: &str) -> Option<&Value> {
        let path = path.split('?').next().unwrap_or_default();
        let fits = |described: &str| {
            let (described, path) = (described.split('/'), path.split('/'));
            described.clone().count() == path.clone().count()
                && described.zip(path).all(|(described, part)| {
                    described == part || (described.starts_with('{') && !part.is_empty())
                })
        };
        let mut all = self.document["paths"].as_object().unwrap().iter();
        all.find(|(described, _)| fits(described))
            .map(|(_, item)| item)
    }
}

/// The `data` of each event of a stream.
pub fn events(text: &str) -> impl Iterator<Item = Value> {
    let lines = text.lines().filter_map(|line| line.strip_prefix("data: "));
    lines.map(|data| serde_json::from_str(data).expect("JSON in an event"))
}

fn json_of(answer: &impl Answer, what: &str) -> Value {
    serde_json::from_slice(answer.body()).unwrap_or_else(|_| panic!("no JSON: {what}"))
}

fn collect_references<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                match (name.as_str(), value) {
                    ("$ref", Value::String(to)) => found.push(to),
                    _ => collect_references(value, found),
                }
            }
        }
        Value::Array(values) => {
            for value in values {
                collect_references(value, found);
            }
        }
        _ => {}
    }
}

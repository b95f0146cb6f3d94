//! The JSON Schemas of what the command prints.
//!
//! The types here have the shapes of the output and nothing else: what is printed comes from the
//! core. The tests of the command check every printed line against the schema, and that no line
//! has a field which the schema lacks.

#![allow(dead_code, reason = "only the schemas of these types are used")]

mod credential;
mod error;
mod events;
mod flows;

use clap::ValueEnum;
use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, SchemaGenerator};
use serde_json::{Value, json};

/// What there is a schema of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum SchemaOf {
    /// A JSON line of login, refresh and replay (--json), of hooks and of webhooks
    Events,
    /// Credentials in JSON, as in the line `credential` and in the files of --out
    Credential,
    /// The output of `qrlogin flows --json`
    Flows,
}

impl SchemaOf {
    /// The schema, of draft 2020-12.
    pub(crate) fn schema(self) -> Value {
        match self {
            Self::Events => events::schema(),
            Self::Credential => of::<credential::Credential>("Credentials of qrlogin"),
            Self::Flows => of::<Vec<flows::Flow>>("The flows of qrlogin"),
        }
    }
}

/// The schema of what is written as this type.
fn of<T: JsonSchema>(title: &str) -> Value {
    let settings = SchemaSettings::draft2020_12().for_serialize();
    let mut schema = SchemaGenerator::new(settings)
        .into_root_schema_for::<T>()
        .to_value();
    if let Some(fields) = schema.as_object_mut() {
        fields.insert("title".to_owned(), json!(title));
    }
    schema
}

//! The commands for scripts.

use clap::Args;

use crate::schema::SchemaOf;

/// Print the JSON Schema (draft 2020-12) of what the command prints
#[derive(Debug, Args)]
pub(crate) struct SchemaArgs {
    /// What to describe
    #[arg(value_name = "WHAT", default_value = "events")]
    pub(crate) of: SchemaOf,
}

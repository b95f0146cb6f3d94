//! The list of the flows.

use schemars::JsonSchema;

/// A flow.
#[derive(JsonSchema)]
pub(super) struct Flow {
    /// Its name.
    id: String,
    /// Which app has to scan the code.
    scan_with: String,
    /// What a finished login yields.
    yields: String,
    /// What the command can do after the login: check, refresh, confirm, logout.
    tasks: Option<Vec<String>>,
    settings: Vec<Setting>,
}

/// A setting of a flow.
#[derive(JsonSchema)]
pub(super) struct Setting {
    name: String,
    /// The allowed values, if they are few; otherwise empty.
    values: Vec<String>,
    /// What holds without it; null if it is required.
    default: Option<String>,
    required: bool,
    help: String,
}

//! The commands for profiles.

mod change;
mod export;
mod import;
mod list;
mod show;

pub(crate) use change::{remove, rename};
pub(crate) use export::export;
pub(crate) use import::import;
pub(crate) use list::list;
pub(crate) use show::show;

use serde_json::{Map, Value, json};

use super::plain;
use crate::exit::{CliError, Exit};
use crate::output;
use crate::profiles::{Entry, Head, Problem};

/// The version of the JSON objects.
const VERSION: u64 = 1;

/// Reports the outcome of a command, which is an error line with `--json`.
pub(super) fn report(outcome: Result<(), CliError>, json: bool) -> Exit {
    if let (Err(failure), true) = (&outcome, json) {
        // If standard output is closed, the error is on standard error alone.
        let _ = output::write_json(&failure.line());
    }
    plain(outcome)
}

/// Prints a JSON object with the version.
pub(super) fn print(fields: Value) -> Result<(), CliError> {
    let mut object = Map::from_iter([("v".to_owned(), VERSION.into())]);
    if let Value::Object(fields) = fields {
        object.extend(fields);
    }
    output::write_json(&Value::Object(object))
}

/// What is known of a profile, without secrets.
pub(super) fn summary(entry: &Entry) -> Value {
    let path = entry.path.display().to_string();
    match &entry.profile {
        Ok(profile) => of_profile(&entry.name, &path, profile),
        Err(problem) => of_problem(&entry.name, &path, problem),
    }
}

fn of_profile(name: &str, path: &str, profile: &Head) -> Value {
    json!({
        "name": name,
        "flow": profile.flow,
        "account": profile.account,
        "saved_at": profile.saved_at,
        "store": profile.store().name(),
        "path": path,
    })
}

fn of_problem(name: &str, path: &str, problem: &Problem) -> Value {
    json!({
        "name": name,
        "path": path,
        "problem": { "kind": problem.kind(), "message": problem.message() },
    })
}

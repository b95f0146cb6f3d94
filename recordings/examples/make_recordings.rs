//! Writes the recordings in `tests/recordings` anew, from the simulator.
//!
//! ```sh
//! cargo run -p qrlogin-recordings --example make_recordings
//! ```
//!
//! Run it after a flow's requests were changed on purpose, or after a recording was added to the
//! table of flows (`test-support/src/flows/`) or a task to that of tasks
//! (`test-support/src/tasks/`).
//! The same tables give the same files.

#![allow(
    clippy::print_stdout,
    clippy::expect_used,
    clippy::panic,
    reason = "a tool for the developers of this library"
)]

#[path = "../tests/support/mod.rs"]
mod support;

use std::error::Error;
use std::path::Path;

use qrlogin::Settings;
use qrlogin::flows::Options;
use qrlogin_test_support::tasks::TASKS;
use qrlogin_test_support::{FLOWS, Recording, scenario};
use support::recorded::record;
use support::recorded_task::record_task;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/recordings");
    for flow in FLOWS {
        std::fs::create_dir_all(folder.join(flow.id))?;
        for recording in flow.recordings {
            let name = format!("{}/{}", flow.id, recording.name);
            let (json, outcome) = har(flow.id, recording)?;
            std::fs::write(folder.join(format!("{name}.har")), &json)?;
            println!("{name}: {outcome}, {} bytes", json.len());
        }
    }
    std::fs::create_dir_all(folder.join("tasks"))?;
    for task in TASKS {
        let json = record_task(task, "", None).recorder.to_har().to_json();
        let file = format!("tasks/{}.har", task.name);
        std::fs::write(folder.join(&file), &json)?;
        println!("{file}: {} bytes", json.len());
    }
    Ok(())
}

/// The file, and how the login ended.
fn har(id: &str, recording: &Recording) -> Result<(String, &'static str), Box<dyn Error>> {
    let words = recording.settings.split_whitespace();
    let given = words.filter_map(|word| word.split_once('='));
    let (renewals, settings): (Vec<_>, Vec<_>) = given.partition(|(name, _)| *name == "renew");
    let settings: Settings = settings.into_iter().collect();
    let mut options = Options::default();
    for (_, renewals) in renewals {
        options.renewals = renewals.parse()?;
    }
    let scenario = scenario(&recording.scenario.replace(" & ", "\n"));
    let recorded = record(id, &settings, &options, scenario);
    let outcome = recorded.outcome.as_ref();
    let outcome = outcome.map_or_else(qrlogin::Error::kind, |_| "done");
    Ok((recorded.recorder.to_har().to_json(), outcome))
}

//! Snapshots that earlier builds have written: each one must resume.
//!
//! `tests/snapshots/v<format>/<flow>/<next call>.json`, one for each stage of each flow. Until the
//! first published version they may be deleted and written anew; from then on they stay, and a
//! change that cannot read them raises the format's version. `QRLOGIN_WRITE_SNAPSHOTS=1 cargo test
//! --test snapshots` writes those that are missing.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    missing_docs
)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use qrlogin::{Error, Flow, Snapshot, SnapshotError, Step, flows};
use qrlogin_test_support::{START, Simulated, flow, scenario};

/// The format that this build writes.
const FORMAT: &str = "v3";

fn folder(flow: &str) -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    root.join("tests/snapshots").join(FORMAT).join(flow)
}

/// The snapshots of a login of this flow, by the call that comes next.
fn stages(id: &str) -> BTreeMap<String, String> {
    let mut world = Simulated::new(flow(id), scenario(""));
    let mut snapshots = BTreeMap::new();
    let mut last = world.flow.snapshot().unwrap().to_json();
    loop {
        match world.poll().unwrap() {
            Step::Send(call) => {
                snapshots.entry(call.name.to_owned()).or_insert(last);
                world.exchange(call);
                last = world.flow.snapshot().unwrap().to_json();
            }
            Step::Wait(until) => world.wait_until(until),
            Step::Done(_) => {
                snapshots.insert("done".to_owned(), last);
                return snapshots;
            }
            _ => {}
        }
    }
}

/// What a resumed login does next.
fn next(snapshot: &str) -> String {
    let mut flow = flows::resume(&Snapshot::from_json(snapshot).unwrap()).unwrap();
    let mut now = START;
    loop {
        match flow.poll(now).unwrap() {
            Step::Send(call) => return call.name.to_owned(),
            Step::Wait(until) => now = until,
            Step::Done(_) => return "done".to_owned(),
            _ => {}
        }
    }
}

#[test]
fn every_stored_snapshot_resumes_at_its_stage() {
    for info in flows::FLOWS {
        let stages = stages(info.id);
        if std::env::var_os("QRLOGIN_WRITE_SNAPSHOTS").is_some() {
            std::fs::create_dir_all(folder(info.id)).unwrap();
            for (stage, snapshot) in &stages {
                let file = folder(info.id).join(format!("{stage}.json"));
                if !file.exists() {
                    std::fs::write(file, format!("{snapshot}\n")).unwrap();
                }
            }
        }
        for stage in stages.keys() {
            let file = folder(info.id).join(format!("{stage}.json"));
            let stored = std::fs::read_to_string(&file)
                .unwrap_or_else(|error| panic!("{}: {error}", file.display()));
            assert_eq!(next(&stored), *stage, "{}", file.display());
        }
    }
}

#[test]
fn a_snapshot_of_the_first_format_is_refused() {
    let first = r#"{"version":1,"flow":"bilibili-web","login":"{}"}"#;
    let error = Snapshot::from_json(first).unwrap_err();
    assert_eq!(error, Error::Snapshot(SnapshotError::Version));
}

//! A provider outside the crate: it runs and is resumed like those inside.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    missing_docs
)]

mod door;

use door::{INFO, run, settings};
use qrlogin::flows::Options;
use qrlogin::{Error, Settings, SnapshotError};
use qrlogin_test_support::seed;

#[test]
fn it_is_configured_by_name_and_its_settings_are_checked() {
    let login = |settings: &Settings| INFO.login(settings, seed(), &Options::default());
    assert_eq!(
        run(&mut login(&settings()).unwrap()).token.expose(),
        "t0ken-0123456789"
    );
    let odd = login(&Settings::new().with("side", "top")).err();
    assert!(matches!(odd, Some(Error::Setting { name, .. }) if name == "side"));
    let unknown = login(&Settings::new().with("colour", "red")).err();
    assert!(matches!(unknown, Some(Error::Setting { name, .. }) if name == "colour"));
}

#[test]
fn only_its_own_description_resumes_it() {
    let login = INFO.login(&settings(), seed(), &Options::default());
    let snapshot = login.unwrap().snapshot().unwrap();
    let mut resumed = INFO.resume(&snapshot).unwrap();
    assert_eq!(run(&mut resumed).token.expose(), "t0ken-0123456789");
    let inside = qrlogin::flows::resume(&snapshot).err();
    assert_eq!(inside, Some(Error::Snapshot(SnapshotError::Flow)));
}

#[test]
fn a_description_has_no_functions_in_debug_and_json() {
    let json = serde_json::to_value(INFO).unwrap();
    assert_eq!(json["id"], "door");
    assert_eq!(json["settings"][0]["values"][1], "back");
    let mut fields: Vec<_> = json.as_object().unwrap().keys().collect();
    fields.sort();
    assert_eq!(
        fields,
        ["cookies", "id", "scan_with", "settings", "yields"],
        "{json}"
    );
    assert!(format!("{INFO:?}").starts_with("FlowInfo { id: \"door\""));
}

//! Snapshots, and logins that resume from them.

use super::*;

#[test]
fn a_login_resumes_from_its_snapshot_at_any_step() {
    let mut rig = shown();
    for body in ["wait", "scanned", "busy", "go", "done"] {
        rig.call();
        let json = rig.flow.snapshot().unwrap().to_json();
        let snapshot = qrlogin::Snapshot::from_json(&json).unwrap();
        rig.flow = Login::resume(&snapshot).unwrap();
        rig.ok(body);
    }
    let snapshot = rig.flow.snapshot().unwrap();
    rig.flow = Login::resume(&snapshot).unwrap();
    assert!(rig.end().is_ok());
    assert_eq!(rig.kinds(), ["code", "scanned", "retrying", "confirmed"]);
}

#[test]
fn a_finished_login_has_no_snapshot() {
    let mut rig = shown();
    rig.ok("done");
    let _ = rig.end();
    assert_eq!(rig.flow.snapshot().err(), Some(Error::Finished));
}

#[test]
fn a_snapshot_survives_being_a_part_of_something_else() {
    #[derive(Serialize, Deserialize)]
    struct Form {
        user: String,
        #[serde(flatten)]
        snapshot: qrlogin::Snapshot,
    }
    let form = Form {
        user: "me".to_owned(),
        snapshot: shown().flow.snapshot().unwrap(),
    };
    let json = serde_json::to_string(&form).unwrap();
    let back: Form = serde_json::from_str(&json).unwrap();
    assert!(back.snapshot == form.snapshot);
}

#[test]
fn a_snapshot_of_another_version_is_refused_as_such() {
    let json = toy().snapshot().unwrap().to_json();
    let newer = json.replacen("\"version\":3", "\"version\":4", 1);
    let error = qrlogin::Snapshot::from_json(&newer).unwrap_err();
    assert_eq!(error, Error::Snapshot(SnapshotError::Version));
}

#[test]
fn a_damaged_snapshot_is_refused_as_such() {
    let json = toy().snapshot().unwrap().to_json();
    for end in 0..json.len() {
        assert_eq!(
            qrlogin::Snapshot::from_json(&json[..end]).unwrap_err(),
            Error::Snapshot(SnapshotError::Damaged)
        );
    }
}

#[test]
fn a_snapshot_of_another_flow_is_refused_as_such() {
    let snapshot = toy().snapshot().unwrap();
    let error = Login::<qrlogin::bilibili::Web>::resume(&snapshot).unwrap_err();
    assert_eq!(error, Error::Snapshot(SnapshotError::Flow));
    let error = qrlogin::flows::resume(&snapshot).err().unwrap();
    assert_eq!(error, Error::Snapshot(SnapshotError::Flow));
}

#[test]
fn the_last_snapshot_before_the_end_yields_the_credentials_again() {
    let mut rig = shown();
    rig.ok("done");
    let last = rig.flow.snapshot().unwrap();
    assert_eq!(rig.end().unwrap().expose(), "secret");
    rig.flow = Login::resume(&last).unwrap();
    assert_eq!(rig.end().unwrap().expose(), "secret");
}

//! What holds for the tasks of every flow.

use qrlogin::flows::FLOWS;
use qrlogin::tasks::{ALL, Kind};

use qrlogin_test_support::secs;

use super::*;

#[test]
fn the_table_has_every_flow_in_order() {
    let flows: Vec<_> = FLOWS.iter().map(|flow| flow.id).collect();
    let tasks: Vec<_> = ALL.iter().map(|tasks| tasks.flow).collect();
    assert_eq!(tasks, flows);
}

/// Each flow that has tasks, with credentials of a default login.
fn all(kind: Kind) -> impl Iterator<Item = (Simulated, Credential)> {
    let has = move |tasks: &&tasks::FlowTasks| tasks.has(kind);
    // Without a refresh token there is nothing to refresh.
    let lines = |flow: &str| match flow {
        "device" => "device.style = standard",
        _ => "",
    };
    let all = ALL.iter().filter(has);
    all.map(move |tasks| logged_in(tasks.flow, lines(tasks.flow)))
}

#[test]
fn a_check_after_a_login_finds_it_valid() {
    for (mut world, credential) in all(Kind::Check) {
        let outcome = check(&mut world, &credential);
        assert!(outcome.unwrap().is_valid(), "{}", credential.flow());
    }
}

#[test]
fn a_check_without_a_network_is_an_error() {
    for (mut world, credential) in all(Kind::Check) {
        for fault in ["cut-before", "status:503", "hang", "garbage", "html"] {
            set(&mut world, &format!("fault.1=any {fault}"));
            let outcome = check(&mut world, &credential);
            assert!(outcome.is_err(), "{}, {fault}", credential.flow());
        }
    }
}

#[test]
fn after_a_logout_the_check_is_refused() {
    for (mut world, credential) in all(Kind::Logout) {
        assert_eq!(log_out(&mut world, &credential), Ok(LoggedOut::Now));
        let outcome = check(&mut world, &credential).unwrap();
        assert!(!outcome.is_valid(), "{}", credential.flow());
    }
}

#[test]
fn a_failed_logout_is_an_error() {
    for (mut world, credential) in all(Kind::Logout) {
        set(&mut world, "fault.1=any status:503");
        assert!(log_out(&mut world, &credential).is_err());
        clear_faults(&mut world);
        assert!(check(&mut world, &credential).unwrap().is_valid());
    }
}

#[test]
fn a_forced_refresh_yields_genuine_credentials_of_the_same_account() {
    for (mut world, old) in all(Kind::Refresh) {
        world.wait(secs(3600));
        let new = new(refresh(&mut world, &old, true));
        assert_ne!(new, old);
        assert_eq!(new.account(), old.account());
        let left_out = ["id_token"];
        world.assert_genuine_except(&new, &left_out);
    }
}

#[test]
fn a_task_shows_its_reason_or_exists() {
    for tasks in ALL {
        for kind in Kind::ALL {
            let reason = tasks.reason(kind).map(|reason| reason.to_string());
            assert_eq!(tasks.has(kind), reason.is_none());
            assert!(reason.is_none_or(|reason| !reason.is_empty() && !reason.ends_with('.')));
        }
    }
}

#[test]
fn tasks_are_listed_without_their_code() {
    let json = serde_json::to_value(tasks::of("bilibili-tv")).unwrap();
    let wanted = r#"{"flow":"bilibili-tv","check":true,"refresh":true,"logout":false}"#;
    assert_eq!(
        json,
        serde_json::from_str::<serde_json::Value>(wanted).unwrap()
    );
}

//! The table of tasks under test has every task that there is.

use std::collections::BTreeSet;

use qrlogin::tasks::{self, ALL, Kind, Refreshed};
use qrlogin::{Flow, Snapshot};
use qrlogin_test_support::tasks::{Action, TASKS, finish};
use qrlogin_test_support::{VARIANTS, flow, scenario, secs, seed};

use super::super::Simulated;

/// The names that tests are made of.
macro_rules! names {
    ($($task:ident)+) => { [$(stringify!($task)),+] };
}

#[test]
fn the_contract_is_tested_for_every_entry_of_the_table() {
    let names = qrlogin_test_support::with_every_task!(names);
    let listed: Vec<_> = TASKS.iter().map(|task| task.name).collect();
    assert_eq!(listed, names);
    let distinct: BTreeSet<_> = listed.iter().collect();
    assert_eq!(distinct.len(), listed.len());
}

fn has(flow: &str, action: Action) -> bool {
    let mut all = TASKS.iter();
    all.any(|task| task.flow().id == flow && task.action == action)
}

#[test]
fn every_task_of_every_flow_is_in_the_table() {
    for tasks in ALL {
        for (kind, action) in [
            (Kind::Check, Action::Check),
            (Kind::Refresh, Action::Refresh),
            (Kind::Logout, Action::Logout),
        ] {
            let (flow, name) = (tasks.flow, kind.name());
            assert_eq!(has(flow, action), tasks.has(kind), "{flow} {name}");
        }
    }
    assert_eq!(Kind::ALL.len(), 3, "a kind that this test does not know");
}

#[test]
fn every_confirmation_is_in_the_table() {
    for task in TASKS.iter().filter(|task| task.action == Action::Refresh) {
        let (mut world, old) = task.begun("");
        let refresh = tasks::refresh(&old, true, seed()).unwrap();
        let Ok(Refreshed::New(new)) = finish(&mut world, refresh) else {
            panic!("no refresh");
        };
        let confirms = tasks::confirm(&new, seed()).is_some();
        assert_eq!(
            confirms,
            has(task.flow().id, Action::Confirm),
            "{}",
            task.name
        );
    }
}

/// What a flow does with its settings decides which calls its tasks make.
#[test]
fn every_variant_of_a_flow_has_its_tasks() {
    for variant in VARIANTS.iter() {
        let name = variant.name();
        for task in TASKS
            .iter()
            .filter(|task| task.flow().id == variant.flow.id)
        {
            let lines = format!("{}\n{}", task.scenario, variant.flow.short_life());
            let mut world = Simulated::new(flow(&name), scenario(lines.trim()));
            let credential = world.run().unwrap();
            world.wait(secs(3_600));
            if task.action == Action::Confirm {
                continue;
            }
            let Ok(made) = task.make(&credential, seed()) else {
                continue;
            };
            world.calls.clear();
            finish(&mut world, made).unwrap();
            let calls: Vec<_> = world.calls.iter().map(|(name, _)| *name).collect();
            let mut same = TASKS.iter().filter(|other| other.id == task.id);
            assert!(same.any(|other| other.calls == calls), "{name}: {calls:?}");
        }
    }
}

#[test]
fn a_task_is_resumed_as_itself_alone() {
    for task in TASKS {
        let (_, credential) = task.begun("");
        let flow = task.of(&credential);
        assert_eq!(flow.id(), task.id);
        let json = flow.snapshot().unwrap().to_json();
        let snapshot = Snapshot::from_json(&json).unwrap();
        for other in TASKS {
            let resumed = (other.resume)(&snapshot);
            assert_eq!(resumed.is_ok(), other.id == task.id, "{}", other.name);
        }
        assert!(qrlogin::flows::resume(&snapshot).is_err());
    }
}

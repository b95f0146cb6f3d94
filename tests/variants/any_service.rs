//! What holds for every service.

use qrlogin::{Credential, Error};

use qrlogin_test_support::{FLOWS, ms, run, secs};

#[test]
fn no_service_is_polled_faster_than_it_allows() {
    for id in FLOWS.iter().map(|flow| flow.id) {
        let (world, _) = run(id, "person = expire");
        let hasty: Vec<_> = world
            .simulator()
            .log()
            .iter()
            .filter(|entry| entry.notes.iter().any(|note| note.contains("fast")))
            .collect();
        assert!(hasty.is_empty(), "{id}: {hasty:?}");
    }
}

#[test]
fn every_flow_survives_passing_faults() {
    for id in FLOWS.iter().map(|flow| flow.id) {
        for fault in [
            "#2-4 status:502",
            "#2 status:503/9",
            "#2-3 status:429/5",
            "#1-2 cut-before",
            "#2 garbage",
            "#1 cut-body:7",
            "#1-2 empty",
            "#2 slow-body:20/100ms",
        ] {
            let lines = format!("person = scan@20s confirm@40s\nfault.1 = any{fault}");
            let (world, outcome): (_, Result<Credential, Error>) = run(id, &lines);
            match outcome {
                Ok(credential) => world.assert_genuine(&credential),
                Err(error) => panic!("{id} {fault}: {error}"),
            }
        }
    }
}

#[test]
fn a_service_that_never_responds_does_not_block_a_login() {
    for flow in FLOWS {
        let (id, life) = (flow.id, ms(flow.timing.life));
        for fault in ["#1- hang", "#2- hang", "#1- garbage", "#3- status:500"] {
            let (world, outcome) = run(id, &format!("fault.1 = any{fault}\nperson = expire"));
            assert!(outcome.is_err(), "{id} {fault}");
            assert!(
                world.elapsed() < life.max(secs(300)) + secs(180),
                "{id} {fault}: {:?}",
                world.elapsed()
            );
        }
    }
}

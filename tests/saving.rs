//! Logins that are saved after every answer.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use std::cell::RefCell;

use qrlogin::{BoxFlow, Error, Flow, Login, Saving, Snapshot, Step, bilibili, flows};
use qrlogin_test_support::{START, Simulated, flow, reply, scenario, seed};

const CODE: &str =
    r#"{"code":0,"data":{"url":"https://account.bilibili.com/h5?k=1","qrcode_key":"k"}}"#;

fn full() -> Error {
    Error::setting("file", "cannot be written: the disk is full")
}

/// A login that has its code, saved with this function.
fn answered<S: FnMut(&Snapshot) -> Result<(), Error>>(save: S) -> Saving<Login<bilibili::Web>, S> {
    let mut flow = Saving::new(Login::new(bilibili::Web::new(), seed()), save);
    assert!(matches!(flow.poll(START), Ok(Step::Send(_))));
    flow.handle(START, Ok(reply(200, CODE)));
    flow
}

#[test]
fn a_login_survives_a_crash_after_every_answer() {
    for info in flows::FLOWS {
        let mut world = Simulated::new(flow(info.id), scenario(""));
        let mut crashes = 0;
        let credential = loop {
            assert!(crashes < 100, "{} does not go on", info.id);
            match world.poll().unwrap() {
                Step::Send(call) => {
                    let outcome = world.send(call);
                    let now = world.now();
                    let saved = RefCell::new(String::new());
                    let inside: &mut BoxFlow = &mut world.flow;
                    let mut saving = Saving::new(inside, |snapshot| {
                        *saved.borrow_mut() = snapshot.to_json();
                        Ok(())
                    });
                    saving.handle(now, outcome);
                    let snapshot = Snapshot::from_json(&saved.take()).unwrap();
                    world.flow = flows::resume(&snapshot).unwrap();
                    crashes += 1;
                }
                Step::Wait(until) => world.wait_until(until),
                Step::Event(event) => world.events.push(event),
                Step::Done(credential) => break credential,
                _ => panic!("an unknown step"),
            }
        };
        world.assert_genuine(&credential);
        assert_eq!(world.kinds().first(), Some(&"code"));
        // The shortest login has two calls.
        assert!(crashes > 1, "{}", info.id);
    }
}

#[test]
fn it_is_saved_before_the_next_poll() {
    let mut saved = 0;
    let flow = answered(|_| {
        saved += 1;
        Ok(())
    });
    drop(flow);
    assert_eq!(saved, 1);
}

#[test]
fn a_failure_to_save_ends_the_login_once() {
    let mut flow = answered(|_| Err(full()));
    assert_eq!(flow.poll(START).err(), Some(full()));
    flow.handle(START, Ok(reply(200, CODE)));
    assert_eq!(flow.poll(START).err(), Some(Error::Finished));
    assert_eq!(flow.snapshot().err(), Some(Error::Finished));
    assert!(flow.code().is_none());
}

#[test]
fn a_login_that_ended_unsaved_can_still_go_on() {
    let mut flow = answered(|_| Err(full()));
    assert!(flow.poll(START).is_err());
    let mut flow = flow.into_flow();
    assert!(matches!(flow.poll(START), Ok(Step::Event(_))));
}

#[test]
fn a_failure_to_save_may_be_ignored() {
    let mut flow = answered(|_| Ok(()));
    assert!(matches!(flow.poll(START), Ok(Step::Event(_))));
    assert!(flow.code().is_some());
}

#[test]
fn its_debug_has_no_secret() {
    let text = format!("{:?}", answered(|_| Ok(())));
    assert!(text.starts_with("Saving(Login(bilibili-web"), "{text}");
    assert!(!text.contains("k=1"), "{text}");
}

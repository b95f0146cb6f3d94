//! Steps in which the user types something.

use super::*;

/// A login that waits for input.
fn asked() -> Rig<Login<Toy>> {
    let mut rig = shown();
    rig.ok("type");
    rig
}

/// Polls until the login waits, and returns the events and until when it waits.
fn silence(rig: &mut Rig<Login<Toy>>) -> (Vec<&'static str>, Timestamp) {
    let mut kinds = Vec::new();
    loop {
        match rig.flow.poll(rig.now).unwrap() {
            Step::Event(event) => kinds.push(event.kind()),
            Step::Wait(until) => return (kinds, until),
            step => panic!("{step:?} instead of silence"),
        }
    }
}

#[test]
fn nothing_is_sent_until_input_is_there() {
    let mut rig = asked();
    let (kinds, until) = silence(&mut rig);
    assert_eq!(kinds, ["input_wanted"]);
    assert_eq!(until, START + LIFETIME);
}

#[test]
fn the_input_goes_out_at_once() {
    let mut rig = asked();
    let _ = silence(&mut rig);
    assert!(rig.flow.answer(rig.now, &" 42\n".into()));
    let before = rig.now;
    let call = rig.ok("done");
    assert_eq!(
        (call.name, call.request.body().as_slice()),
        ("typed", b"42".as_slice())
    );
    assert_eq!(rig.now, before);
    assert!(rig.end().is_ok());
}

#[test]
fn a_refused_input_is_wanted_again() {
    let mut rig = asked();
    let _ = silence(&mut rig);
    assert!(rig.flow.answer(rig.now, &"41".into()));
    rig.ok("retype");
    let input = rig.flow.input().unwrap();
    assert!(input.again);
    assert_eq!(silence(&mut rig).0, ["input_wanted"]);
}

#[test]
fn blank_input_and_input_that_is_not_wanted_are_refused() {
    let mut rig = shown();
    assert!(!rig.flow.answer(rig.now, &"42".into()));
    let mut rig = asked();
    let _ = silence(&mut rig);
    assert!(!rig.flow.answer(rig.now, &" \t".into()));
    assert!(rig.flow.input().is_some());
}

#[test]
fn the_code_still_expires_while_input_is_wanted() {
    let mut rig = asked();
    let (_, until) = silence(&mut rig);
    rig.now = until;
    assert_eq!(rig.error(), Error::Expired);
}

#[test]
fn an_expired_input_step_is_renewed() {
    let mut rig = Rig::new(toy().renewals(1));
    rig.ok("show");
    rig.ok("type");
    assert_eq!(rig.call().name, "start");
    assert_eq!(rig.kinds(), ["code", "input_wanted"]);
}

#[test]
fn a_snapshot_keeps_the_question_and_takes_the_answer() {
    let mut rig = asked();
    let _ = silence(&mut rig);
    rig.flow = Login::resume(&rig.flow.snapshot().unwrap()).unwrap();
    assert_eq!(rig.flow.input(), Some(InputWanted::new("the number")));
    assert!(rig.flow.answer(rig.now, &"42".into()));
    rig.flow = Login::resume(&rig.flow.snapshot().unwrap()).unwrap();
    assert_eq!(rig.ok("done").request.body(), b"42");
}

#[test]
fn a_stray_reply_during_the_question_changes_nothing() {
    let mut rig = asked();
    let _ = silence(&mut rig);
    rig.flow.handle(rig.now, Ok(reply(200, "done")));
    assert_eq!(silence(&mut rig).1, START + LIFETIME);
}

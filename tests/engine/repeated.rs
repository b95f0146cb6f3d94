//! Replies that repeat the one before.

use super::*;

/// How the login ends with these replies of status 200, each with its header.
fn end_of(replies: &[(&str, &[(&'static str, &str)])]) -> Result<Secret, Error> {
    let mut rig = shown();
    for (body, headers) in replies {
        let _ = rig.answer(Ok(reply_with(200, headers, body)));
    }
    rig.end()
}

const DONE: &[(&str, &str)] = &[("x-toy", "done")];

#[test]
fn a_reply_that_says_unchanged_is_not_read_twice() {
    let mut rig = shown();
    rig.ok("same");
    rig.answer(Ok(reply_with(200, DONE, "same")));
    assert_eq!(rig.call().name, "poll");
}

#[test]
fn a_reply_is_read_again_after_any_other() {
    for between in ["wait", "scanned", "slow"] {
        let end = end_of(&[("same", &[]), (between, &[]), ("same", DONE)]);
        assert_eq!(end.unwrap().expose(), "secret", "{between}");
    }
}

#[test]
fn a_reply_is_read_again_after_a_failure() {
    let mut rig = shown();
    rig.ok("same");
    rig.lose(Failure::Connect, ms(0));
    rig.answer(Ok(reply_with(200, DONE, "same")));
    assert!(rig.end().is_ok());
}

#[test]
fn a_repeated_reply_that_sets_a_cookie_is_read() {
    let cookie: &[_] = &[("x-toy", "done"), ("set-cookie", "a=b")];
    assert!(end_of(&[("same", &[]), ("same", cookie)]).is_ok());
}

#[test]
fn another_status_with_the_same_body_is_read() {
    let mut rig = shown();
    rig.ok("same");
    rig.answer(Ok(reply_with(201, DONE, "same")));
    assert!(rig.end().is_ok());
}

#[test]
fn a_repeated_reply_after_the_deadline_ends_the_login() {
    let mut rig = shown();
    for _ in 0..200 {
        if let Came::Failed(error) = rig.next() {
            assert_eq!(error, Error::Expired);
            return;
        }
        rig.flow.handle(rig.now, Ok(reply(200, "same")));
    }
    panic!("no end");
}

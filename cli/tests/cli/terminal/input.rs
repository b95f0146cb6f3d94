//! A login that needs a typed number, at a terminal.

use super::cells::Model;
use super::pty::{Run, UTF8, size};
use crate::support::*;

const QUESTION: &str = "Type the number shown on the phone and press Enter (";

/// The user types these lines, one after each question; returns the run at its end, and what the
/// window then shows.
fn typed(
    window: (u16, u16),
    variables: &[(&str, &str)],
    options: &[&str],
    lines: &[&str],
) -> (Option<i32>, String, String) {
    let server = simulator(&["wechat-ilink.number=748291", AT_ONCE]);
    let origin = server.origin();
    let login = ["login", "wechat-ilink", "--reroute", &origin, "--out", "-"];
    let arguments = [&login[..], options].concat();
    let mut run = Run::start(&arguments, size(window, (8, 16)), variables, false);
    for (number, line) in lines.iter().enumerate() {
        run.until(|output| String::from_utf8_lossy(output).matches(QUESTION).count() > number);
        run.type_line(line);
    }
    let code = run.finish();
    let shown = Model::faultless(window.0.into(), Some(window.1.into())).show(&run.output);
    assert!(!shown.is_alternate());
    (code, shown.text(), run.text())
}

#[test]
fn the_number_is_typed_behind_the_question() {
    // Below the code, and where the code fills the window.
    for window in [(112, 64), (80, 24)] {
        for transport in ["blocking", "async"] {
            let options = ["--transport", transport];
            let (code, shown, _) = typed(window, &[UTF8], &options, &["748291"]);
            assert_eq!(code, Some(0), "{shown}");
            let mut lines = shown.lines().map(str::trim_end);
            let asked = lines.find(|line| line.starts_with(QUESTION)).unwrap();
            assert!(asked.ends_with(" left): 748291"), "{shown}");
            assert_eq!(lines.next(), Some("Confirmed. Fetching the credentials."));
        }
    }
}

#[test]
fn a_blank_line_and_a_wrong_number_are_asked_again() {
    let lines = ["", "123", "748291"];
    let (code, shown, _) = typed((112, 64), &[UTF8], &[], &lines);
    assert_eq!(code, Some(0), "{shown}");
    assert_eq!(shown.matches(QUESTION).count(), 3, "{shown}");
    assert_eq!(shown.matches("The service did not accept that.").count(), 1);
}

#[test]
fn a_dumb_terminal_gets_the_question_without_escapes() {
    let variables = [UTF8, ("TERM", "dumb")];
    let (code, _, output) = typed((80, 64), &variables, &[], &["748291"]);
    assert_eq!(code, Some(0), "{output}");
    assert!(!output.contains('\x1b'));
}

#[test]
fn a_quiet_login_asks_nevertheless() {
    let (code, shown, _) = typed((112, 64), &[UTF8], &["--quiet"], &["748291"]);
    assert_eq!(code, Some(0), "{shown}");
}

#[test]
fn what_is_typed_before_the_question_is_no_answer() {
    let server = simulator(&["wechat-ilink.number=748291", "person=scan@3s confirm@3s"]);
    let origin = server.origin();
    let arguments = ["login", "wechat-ilink", "--reroute", &origin, "--out", "-"];
    let mut run = Run::start(&arguments, size((112, 64), (8, 16)), &[UTF8], false);
    run.until_text("Waiting for the scan,");
    run.type_line("123");
    run.until_text(QUESTION);
    run.type_line("748291");
    assert_eq!(run.finish(), Some(0), "{}", run.text());
    assert!(!run.text().contains("did not accept"), "{}", run.text());
}

#[test]
fn an_interrupt_at_the_question_ends_the_login() {
    let server = simulator(&["wechat-ilink.number=748291", AT_ONCE]);
    let origin = server.origin();
    let arguments = ["login", "wechat-ilink", "--reroute", &origin, "--out", "-"];
    let mut run = Run::start(&arguments, size((80, 24), (8, 16)), &[UTF8], false);
    run.until_text(QUESTION);
    crate::interrupt::kill(&run.child, "-INT");
    assert_eq!(run.finish(), Some(130));
    let shown = Model::faultless(80, Some(24)).show(&run.output);
    let text = shown.text();
    let error = text
        .lines()
        .position(|line| line.starts_with("error: cancelled"));
    assert!(error.is_some(), "{text}");
}

//! The terminal at the end of the code, and after a change of its size.

use super::cells::Model;
use super::pty::{Run, UTF8, size};
use crate::interrupt::{kill, wait_for_requests};
use crate::support::simulator;

const SMALL: (u16, u16) = (80, 24);

/// A demo whose code fills a window of 80x24.
fn start() -> Run {
    let arguments = ["login", "bilibili-web", "--demo"];
    let mut run = Run::start(&arguments, size(SMALL, (8, 16)), &[UTF8], false);
    run.until_text("Waiting for the scan,");
    run
}

fn model((columns, lines): (u16, u16)) -> Model {
    Model::faultless(columns.into(), Some(lines.into()))
}

#[test]
fn an_interrupt_restores_the_main_screen() {
    for signal in ["-INT", "-TERM", "-HUP"] {
        let mut run = start();
        assert!(model(SMALL).show(&run.output).is_alternate());
        kill(&run.child, signal);
        assert_eq!(run.finish(), Some(130));
        let shown = model(SMALL).show(&run.output);
        assert!(!shown.is_alternate() && shown.has_cursor());
        let text = shown.text();
        assert!(text.starts_with("This is a simulation"), "{text}");
        assert!(
            text.contains("error: cancelled") && !text.contains("Waiting"),
            "{text}"
        );
    }
}

#[test]
fn a_blocked_program_restores_the_main_screen() {
    // The picture of the user does not fit into a pipe without a reader.
    let server = simulator(&["person=scan@0s", "wechat-web.avatar=192KiB"]);
    let origin = server.origin();
    let arguments = ["login", "wechat-web", "--json", "--reroute", &origin];
    let low = (80, 18);
    let mut run = Run::start(&arguments, size(low, (8, 16)), &[UTF8], true);
    run.until_text("Waiting for the scan,");
    wait_for_requests(&server, 3);
    assert!(model(low).show(&run.output).is_alternate());
    kill(&run.child, "-INT");
    assert_eq!(run.finish(), Some(130));
    let shown = model(low).show(&run.output);
    assert!(!shown.is_alternate() && shown.has_cursor());
}

#[test]
fn the_end_of_a_login_is_on_the_main_screen() {
    let mut run = start();
    assert_eq!(run.finish(), Some(0));
    let shown = model(SMALL).show(&run.output);
    assert!(!shown.is_alternate() && shown.has_cursor());
    let text = shown.text();
    let parts = ["Scanned.", "Confirmed.", "Logged in.", "SESSDATA"];
    let places: Vec<usize> = parts.iter().filter_map(|part| text.find(part)).collect();
    assert!(places.len() == parts.len() && places.is_sorted(), "{text}");
    assert!(!text.contains('▀') && !text.contains("Waiting"), "{text}");
}

#[test]
fn an_enlarged_window_gets_a_better_drawing() {
    let mut run = start();
    let large = (112, 64);
    run.resize(size(large, (8, 16)));
    run.until_text("[?1049l");
    run.until(|output| output.ends_with(b"left\x1b[0m"));
    kill(&run.child, "-INT");
    let output = String::from_utf8_lossy(&run.output).into_owned();
    let (_, after) = output.split_once("[?1049l").unwrap();
    let link = after.split("Link: ").nth(1).unwrap();
    let link = link.split_whitespace().next().unwrap();
    assert!(model(large).show(after.as_bytes()).says(link));
    assert!(after.is_ascii());
    run.finish();
}

#[test]
fn a_window_made_too_small_names_the_file() {
    let mut run = start();
    let tiny = (40, 15);
    run.resize(size(tiny, (8, 16)));
    run.until_text("[?1049l");
    run.until_text("--qr-file");
    kill(&run.child, "-INT");
    run.finish();
    assert!(!model(tiny).show(&run.output).is_alternate());
}

//! What is left on a terminal when the code is no longer needed, and when the window changes.

use super::cells::Model;
use super::pty::{Run, UTF8, size};
use crate::interrupt::kill;

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
fn an_interruption_restores_the_screen_and_says_so_there() {
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
fn the_end_of_a_login_is_told_on_the_screen_it_began_on() {
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
fn a_window_that_is_enlarged_gets_the_better_drawing() {
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
fn a_window_made_too_small_loses_the_code_and_names_the_file() {
    let mut run = start();
    let tiny = (40, 15);
    run.resize(size(tiny, (8, 16)));
    run.until_text("[?1049l");
    run.until_text("--qr-file");
    kill(&run.child, "-INT");
    run.finish();
    assert!(!model(tiny).show(&run.output).is_alternate());
}

//! The display on a terminal while the login waits for the scan.

use std::io::{BufRead as _, BufReader};
use std::thread::scope;

use serde_json::Value;

use super::cells::Model;
use super::pty::{Run, UTF8, size};
use super::{flows, kinds};
use crate::interrupt::kill;
use crate::support::*;

/// Runs a demo until it waits for the scan; returns the output and the text in the code.
fn waiting(
    flow: &str,
    (columns, lines): (u16, u16),
    variables: &[(&str, &str)],
    options: &[&str],
) -> (Vec<u8>, String) {
    let arguments = [&["login", flow, "--demo", "--json"], options].concat();
    let size = size((columns, lines), (8, 16));
    let mut run = Run::start(&arguments, size, variables, true);
    let mut line = String::new();
    // Kept open, since the login would end at the next line.
    let mut out = BufReader::new(run.child.stdout.take().unwrap());
    out.read_line(&mut line).unwrap();
    run.until(|output| {
        let text = String::from_utf8_lossy(output);
        // A dumb terminal has no status.
        text.contains("Waiting for the scan,") || text.contains("Scanned.")
    });
    kill(&run.child, "-INT");
    let output = run.output.clone();
    run.finish();
    let event: Value = serde_json::from_str(&line).unwrap();
    (output, event["payload"].as_str().unwrap().to_owned())
}

#[test]
fn every_flow_can_be_scanned_in_any_large_window() {
    scope(|scope| {
        for flow in flows() {
            scope.spawn(move || {
                let (output, text) = waiting(flow, (112, 64), &[UTF8], &[]);
                for (kind, model) in kinds(112, 64) {
                    let shown = model.show(&output);
                    assert!(shown.says(&text), "{flow}, {kind}: {}", shown.text());
                    assert!(!shown.is_alternate(), "{flow}");
                }
            });
        }
    });
}

#[test]
fn every_flow_shows_a_whole_code_at_80x24() {
    // tmux takes one line.
    let cases = flows().map(|flow| (flow, 24));
    scope(|scope| {
        for (flow, lines) in cases.chain([("bilibili-web", 23)]) {
            scope.spawn(move || {
                let (output, text) = waiting(flow, (80, lines), &[UTF8], &[]);
                let shown = Model::faultless(80, Some(lines.into())).show(&output);
                assert!(shown.says(&text), "{flow}: {}", shown.text());
                let seen = shown.text();
                for part in ["Scan this code with", "Valid for", "Waiting for the scan,"] {
                    assert!(seen.contains(part), "{flow}: {seen}");
                }
            });
        }
    });
}

#[test]
fn a_code_that_does_not_fit_names_the_file() {
    for (flow, size, fits) in [
        ("wechat-web", (60, 20), true),
        ("115", (60, 20), true),
        ("bilibili-tv", (60, 20), false),
        ("bilibili-web", (79, 22), false),
        ("taptap", (34, 40), false),
    ] {
        let (output, text) = waiting(flow, size, &[UTF8], &[]);
        let model = Model::faultless(size.0.into(), Some(size.1.into()));
        let shown = model.show(&output);
        if fits {
            assert!(shown.says(&text), "{flow}: {}", shown.text());
        } else {
            let seen = String::from_utf8_lossy(&output);
            assert!(
                !seen.contains('▀') && !seen.contains("[48;5"),
                "{flow}: {seen}"
            );
            assert!(
                seen.contains("--qr-file") && seen.contains(&text),
                "{flow}: {seen}"
            );
        }
    }
}

#[test]
fn a_locale_without_utf8_gets_ascii_that_can_be_scanned() {
    scope(|scope| {
        for locale in ["C", "POSIX", "zh_CN.GBK", ""] {
            scope.spawn(move || {
                let locale = [("LC_ALL", locale)];
                let (output, text) = waiting("bilibili-web", (112, 64), &locale, &[]);
                assert!(output.is_ascii());
                let model = Model {
                    utf8: false,
                    ..Model::faultless(112, Some(64))
                };
                assert!(model.show(&output).says(&text), "{locale:?}");
            });
        }
    });
}

#[test]
fn half_blocks_are_not_sent_to_a_terminal_without_utf8() {
    for locale in ["C", "zh_CN.GBK", ""] {
        let (output, text) = waiting("bilibili-web", (80, 24), &[("LC_ALL", locale)], &[]);
        let seen = String::from_utf8(output).unwrap();
        assert!(seen.is_ascii() && seen.contains("--qr-file") && seen.contains(&text));
    }
}

#[test]
fn a_dumb_terminal_gets_a_code_without_escapes() {
    let cases = [
        ("bilibili-web", 24),
        ("bilibili-web", 40),
        ("115", 24),
        ("115", 64),
    ];
    scope(|scope| {
        for (flow, lines) in cases {
            for variables in [&[UTF8, ("TERM", "dumb")][..], &[("TERM", "dumb")]] {
                scope.spawn(move || {
                    let (output, text) = waiting(flow, (80, lines), variables, &[]);
                    assert!(!output.contains(&0x1b));
                    let model = Model::faultless(80, Some(lines.into()));
                    let shown = model.show(up_to_scanned(&output));
                    assert!(shown.says(&text), "{flow}: {}", shown.text());
                });
            }
        }
    });
}

/// The output up to the message about the scan, without the end of the line before it.
fn up_to_scanned(output: &[u8]) -> &[u8] {
    let message = b"\r\nScanned.";
    let at = output
        .windows(message.len())
        .position(|part| part == message);
    at.map_or(output, |at| &output[..at])
}

#[test]
fn a_code_larger_than_the_window_is_not_redrawn() {
    // At each line that is written, terminals jump back to the end from the part that the user has
    // scrolled to.
    let options = ["--qr", "full"];
    let (output, _) = waiting("bilibili-web", (80, 24), &[UTF8], &options);
    let output = String::from_utf8(output).unwrap();
    assert!(output.contains("Scanned.") && output.contains("--qr-file"));
    assert!(!output.contains("Waiting for the scan,"), "{output}");
}

#[test]
fn modules_are_three_columns_wide_where_cells_are_tall() {
    let size = size((120, 64), (8, 24));
    let arguments = ["login", "wechat-web", "--demo"];
    let mut run = Run::start(&arguments, size, &[UTF8], false);
    run.until_text("Waiting for the scan,");
    kill(&run.child, "-INT");
    let model = Model {
        cell: (4, 12),
        ..Model::faultless(120, Some(64))
    };
    let shown = model.show(&run.output);
    let code = "https://login.weixin.qq.com/l/ocDSbQFprw==";
    assert!(shown.says(code), "{}", shown.text());
    let text = shown.text();
    // Version 3 with a quiet zone of four.
    let rows = text.lines().filter(|line| line.len() == 3 * 37);
    assert_eq!(rows.count(), 37);
    run.finish();
}

#[test]
fn transient_failures_do_not_move_the_code() {
    let fault = "fault.1=bilibili-tv/poll#1-2 status:502";
    let server = simulator(&["person=expire", fault]);
    let origin = server.origin();
    let arguments = ["login", "bilibili-tv", "--reroute", &origin, "--out", "-"];
    // No more lines than necessary.
    let mut run = Run::start(&arguments, size((80, 29), (8, 16)), &[UTF8], false);
    run.until_text("Retry 2: ");
    kill(&run.child, "-INT");
    let text = run.text();
    let link = text.split("Link: ").nth(1).unwrap();
    let link = link.split_whitespace().next().unwrap();
    let shown = Model::faultless(80, Some(29)).show(&run.output);
    assert!(!shown.is_alternate());
    assert!(shown.says(link), "{}", shown.text());
    assert_eq!(
        shown
            .text()
            .lines()
            .filter(|line| line.contains("Retry "))
            .count(),
        1
    );
    run.finish();
}

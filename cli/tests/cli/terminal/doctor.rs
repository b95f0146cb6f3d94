//! What `qrlogin doctor` says of the terminal.

use super::pty::{Run, UTF8, size};

#[test]
fn the_window_is_judged_by_the_largest_code() {
    for (cells, variables, verdict, part) in [
        ((120, 60), &[UTF8][..], "ok", "120x60, UTF-8"),
        ((80, 40), &[UTF8], "warning", "half blocks"),
        ((80, 40), &[("LC_ALL", "C")], "failed", "do not fit"),
        ((40, 20), &[UTF8], "failed", "do not fit"),
        ((120, 60), &[UTF8, ("TERM", "dumb")], "warning", "TERM=dumb"),
    ] {
        let mut run = Run::start(&["doctor"], size(cells, (8, 16)), variables, false);
        run.finish();
        let text = run.text();
        let line = text
            .lines()
            .find(|line| line.contains("  terminal "))
            .unwrap();
        assert!(line.starts_with(verdict) && line.contains(part), "{text}");
    }
}

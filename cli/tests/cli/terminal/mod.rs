//! Whether the code can be scanned where it is shown: the program at terminals that draw in many ways.
#![cfg(unix)]

mod cells;
mod parse;
mod pty;

use std::io::{BufRead as _, BufReader};
use std::thread::scope;

use qrcode::{Color, EcLevel, QrCode};
use serde_json::Value;

use crate::interrupt::kill;
use crate::support::*;
use cells::{Model, Shown};
use pty::{Run, size};

const UTF8: (&str, &str) = ("LANG", "zh_CN.UTF-8");
const FLOWS: [&str; 8] = [
    "bilibili-web",
    "bilibili-tv",
    "wechat-web",
    "115",
    "115-open",
    "115-gateway",
    "phi-api",
    "taptap",
];

/// A demo up to the time when the scan is waited for: what came to the terminal, and the text in the code.
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
    let out = run.child.stdout.take().unwrap();
    BufReader::new(out).read_line(&mut line).unwrap();
    run.until(|output| {
        let text = String::from_utf8_lossy(output);
        text.contains("Waiting for the scan,") || text.contains("Ctrl-C stops.\r\n\u{1b}[1mScan")
    });
    kill(&run.child, "-INT");
    let output = run.output.clone();
    run.finish();
    let event: Value = serde_json::from_str(&line).unwrap();
    (output, event["payload"].as_str().unwrap().to_owned())
}

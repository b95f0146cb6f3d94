//! The drawing without a terminal: in a log, in a container, over `ssh HOST COMMAND`.

use std::thread::scope;

use super::cells::{Model, Shown};
use super::{flows, kinds};
use crate::support::*;

/// A log on an 80-column terminal.
const LOG: Model = Model::faultless(80, None);

/// A login without a terminal, and the text in the code.
fn logged(flow: &str, variables: &[(&str, &str)], options: &[&str]) -> (String, String) {
    let mut command = command(&["login", flow, "--demo"]);
    for name in ["LC_ALL", "LC_CTYPE", "LANG"] {
        command.env_remove(name);
    }
    let output = command
        .args(options)
        .envs(variables.iter().copied())
        .output();
    let text = String::from_utf8(output.unwrap().stderr).unwrap();
    let link = text.lines().find_map(|line| line.strip_prefix("Link: "));
    let link = link.unwrap().to_owned();
    (text, link)
}

fn shown(model: Model, log: &str) -> Shown {
    model.show(log.replace('\n', "\r\n").as_bytes())
}

#[test]
fn every_flow_can_be_scanned_from_a_log() {
    scope(|scope| {
        for flow in flows() {
            scope.spawn(move || {
                for variables in [&[][..], &[("LANG", "C.UTF-8")]] {
                    let (log, link) = logged(flow, variables, &[]);
                    for light in [false, true] {
                        let shown = shown(Model { light, ..LOG }, &log);
                        assert!(shown.says(&link), "{flow}: {}", shown.text());
                    }
                }
            });
        }
    });
}

#[test]
fn a_log_of_ascii_works_with_any_font_and_locale() {
    for locale in ["C", "C.UTF-8"] {
        let (log, link) = logged("115", &[("LC_ALL", locale)], &[]);
        assert!(log.is_ascii());
        for (kind, model) in kinds(80, 24) {
            let model = Model {
                lines: None,
                ..model
            };
            assert!(shown(model, &log).says(&link), "{kind}");
        }
    }
}

#[test]
fn a_log_that_cannot_hold_the_code_names_the_file() {
    let (log, _) = logged("bilibili-web", &[("LC_ALL", "C")], &[]);
    assert!(log.is_ascii() && !log.contains('\u{1b}'));
    assert!(log.contains("--qr-file"));
}

#[test]
fn the_hint_names_the_file_before_other_forms_and_colours() {
    let (log, _) = logged("wechat-web", &[], &[]);
    let hint = log.lines().find(|line| line.starts_with("Note: ")).unwrap();
    let places = ["--qr-file", "--qr utf8", "--invert"].map(|option| hint.find(option).unwrap());
    assert!(places.is_sorted(), "{hint}");
    let (log, _) = logged("wechat-web", &[], &["--qr", "none"]);
    assert!(!log.contains("Note: "));
}

#[test]
fn each_requested_form_can_be_scanned() {
    let wide = Model::faultless(120, None);
    for how in ["full", "half", "ansi", "utf8"] {
        let (log, link) = logged("bilibili-web", &[("LC_ALL", "C")], &["--qr", how]);
        assert!(shown(wide, &log).says(&link), "{how}");
    }
}

#[test]
fn forms_without_colours_are_for_dark_unless_inverted() {
    for (options, light) in [
        (&["--qr", "utf8"][..], false),
        (&["--qr", "utf8", "--invert"], true),
    ] {
        for flow in ["bilibili-web", "115"] {
            let (log, link) = logged(flow, &[], options);
            assert!(!log.contains('\u{1b}'));
            assert!(shown(Model { light, ..LOG }, &log).says(&link), "{flow}");
            let inverted = shown(
                Model {
                    light: !light,
                    ..LOG
                },
                &log,
            );
            assert!(inverted.is_unreadable(), "{flow}");
        }
    }
}

#[test]
fn decoders_do_not_read_ascii() {
    let (log, link) = logged("wechat-web", &[], &["--qr", "ascii"]);
    assert!(log.contains("##") && log.is_ascii());
    // Nevertheless the modules are correct.
    let filled = log.replace('#', "█");
    assert!(shown(LOG, &filled).says(&link));
    assert!(!shown(LOG, &log).says(&link));
}

//! The drawing without a terminal: in a log, in a container, over `ssh HOST COMMAND`.

use qrlogin_test_support::find;

use super::cells::{Model, Shown};
use super::{flows, kinds};
use crate::support::*;

/// A log on an 80-column terminal.
const LOG: Model = Model::faultless(80, None);

/// A login without a terminal, and the text in the code.
fn logged(flow: &str, variables: &[(&str, &str)], options: &[&str]) -> (String, String) {
    let server = simulator(&[AT_ONCE]);
    let mut command = command(&["login", flow, "--reroute", &server.origin()]);
    command.args(required(find(flow).unwrap()));
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
    let variables = [&[][..], &[("LANG", "C.UTF-8")]];
    let cases = flows().flat_map(|flow| variables.map(|variables| (flow, variables)));
    at_once(cases, |(flow, variables)| {
        let (log, link) = logged(flow, variables, &[]);
        for light in [false, true] {
            let shown = shown(Model { light, ..LOG }, &log);
            assert!(shown.says(&link), "{flow}: {}", shown.text());
        }
    });
}

#[test]
fn a_log_of_ascii_works_with_any_font_and_locale() {
    at_once(["C", "C.UTF-8"], |locale| {
        let (log, link) = logged("115", &[("LC_ALL", locale)], &[]);
        assert!(log.is_ascii());
        for (kind, model) in kinds(80, 24) {
            let model = Model {
                lines: None,
                ..model
            };
            assert!(shown(model, &log).says(&link), "{kind}");
        }
    });
}

#[test]
fn a_log_that_cannot_hold_the_code_names_the_file() {
    let (log, _) = logged("bilibili-web", &[("LC_ALL", "C")], &[]);
    assert!(log.is_ascii() && !log.contains('\u{1b}'));
    assert!(log.contains("--qr-file"));
}

#[test]
fn the_hint_names_the_file_before_other_forms_and_colours() {
    at_once([&[][..], &["--qr", "none"]], |options| {
        let (log, _) = logged("wechat-web", &[], options);
        let hint = log.lines().find(|line| line.starts_with("Note: "));
        assert_eq!(hint.is_some(), options.is_empty());
        if let Some(hint) = hint {
            let options = ["--qr-file", "--qr utf8", "--invert"];
            let places = options.map(|option| hint.find(option).unwrap());
            assert!(places.is_sorted(), "{hint}");
        }
    });
}

#[test]
fn each_requested_form_can_be_scanned() {
    let wide = Model::faultless(120, None);
    at_once(["full", "half", "ansi", "utf8"], |how| {
        let (log, link) = logged("bilibili-web", &[("LC_ALL", "C")], &["--qr", how]);
        assert!(shown(wide, &log).says(&link), "{how}");
    });
}

#[test]
fn forms_without_colours_are_for_dark_unless_inverted() {
    let forms = [
        (&["--qr", "utf8"][..], false),
        (&["--qr", "utf8", "--invert"], true),
    ];
    let cases = forms.map(|form| ["bilibili-web", "115"].map(|flow| (flow, form)));
    at_once(cases.into_iter().flatten(), |(flow, (options, light))| {
        let (log, link) = logged(flow, &[], options);
        assert!(!log.contains('\u{1b}'));
        let shown_on = |light| shown(Model { light, ..LOG }, &log);
        assert!(shown_on(light).says(&link), "{flow}");
        assert!(shown_on(!light).is_unreadable(), "{flow}");
    });
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

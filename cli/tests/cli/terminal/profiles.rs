//! Profiles at a terminal: where credentials go by default, the menu, and questions.

use super::cells::Model;
use super::pty::{Run, UTF8, size};
use crate::support::*;

const LARGE: (u16, u16) = (112, 64);

/// Starts the program at a terminal of this size in this home.
fn start(home: &Home, arguments: &[&str], window: (u16, u16)) -> Run {
    let variables = [UTF8, ("XDG_DATA_HOME", home.data())];
    Run::start(arguments, size(window, (8, 16)), &variables, false)
}

/// A login that ends at once, and what the window shows at its end.
fn login(
    home: &Home,
    server: &qrlogin_simulator::Server,
    options: &[&str],
) -> (Option<i32>, String) {
    let origin = server.origin();
    let arguments = [&["login", "--reroute", &origin][..], options].concat();
    let mut run = start(home, &arguments, LARGE);
    let code = run.finish();
    (code, run.text())
}

#[test]
fn at_a_terminal_credentials_go_to_a_profile_unseen() {
    let (home, server) = (Home::new(), simulator(&[AT_ONCE]));
    let (code, text) = login(&home, &server, &["bilibili-web"]);
    assert_eq!(code, Some(0), "{text}");
    let issued = issued(&server).pop().unwrap();
    let saved = home.text("bilibili-web");
    for name in ["bili_jct", "refresh_token"] {
        let secret = issued.get(name).unwrap();
        assert!(saved.contains(secret) && !text.contains(secret), "{text}");
    }
    assert!(
        text.contains("will be saved to profile bilibili-web"),
        "{text}"
    );
    assert!(
        text.contains("(bilibili-web); saved to profile bilibili-web"),
        "{text}"
    );
}

#[test]
fn a_dash_prints_at_a_terminal() {
    let (home, server) = (Home::new(), simulator(&[AT_ONCE]));
    for options in [&["wechat-web", "--out", "-"][..], &["wechat-web", "--json"]] {
        let (code, text) = login(&home, &server, options);
        assert_eq!(code, Some(0), "{text}");
        assert!(text.contains("\"skey\":"), "{text}");
    }
    let demo = ["login", "wechat-web", "--demo"];
    let mut run = start(&home, &demo, LARGE);
    assert_eq!(run.finish(), Some(0));
    assert!(run.text().contains("\"skey\":"), "{}", run.text());
    assert!(!home.profiles().exists());
}

#[test]
fn at_a_terminal_a_format_needs_a_place() {
    let (home, server) = (Home::new(), simulator(&[AT_ONCE]));
    let (code, text) = login(&home, &server, &["115", "--format", "header"]);
    assert_eq!((code, requests(&server)), (Some(2), 0), "{text}");
    assert!(text.contains("--out -"), "{text}");
    let options = ["115", "--format", "header", "--out", "-"];
    let (code, text) = login(&home, &server, &options);
    assert!(code == Some(0) && text.contains("UID="), "{text}");
}

#[test]
fn every_code_fits_with_the_name_of_its_profile() {
    for flow in qrlogin_test_support::FLOWS {
        let (home, server) = (Home::new(), simulator(&["person="]));
        let origin = server.origin();
        let required = required(flow);
        let mut arguments = vec!["login", flow.id, "--reroute", &origin];
        arguments.extend(required.iter().map(String::as_str));
        let mut run = start(&home, &arguments, (80, 24));
        run.until_text("Waiting for the scan,");
        let shown = Model::faultless(80, Some(24)).show(&run.output);
        crate::interrupt::kill(&run.child, "-INT");
        assert_eq!(run.finish(), Some(130), "{}", flow.id);
        let text = run.text();
        assert!(!text.contains("too small"), "{}: {text}", flow.id);
        assert!(!shown.is_unreadable(), "{}: {}", flow.id, shown.text());
    }
}

/// A login that types these lines in the menu.
fn menu(home: &Home, server: &qrlogin_simulator::Server, lines: &[&str]) -> (Option<i32>, String) {
    let origin = server.origin();
    let mut run = start(home, &["login", "--reroute", &origin], LARGE);
    for (number, line) in lines.iter().enumerate() {
        run.until(|output| {
            let text = String::from_utf8_lossy(output);
            text.matches("or name:").count() > number
        });
        run.type_line(line);
    }
    let code = run.finish();
    (code, run.text())
}

#[test]
fn a_flow_is_chosen_in_the_menu() {
    let server = simulator(&[AT_ONCE]);
    for (lines, flow) in [
        (&["1"][..], "bilibili-web"),
        (&["微信"], "wechat-web"),
        (&["nonsense", "", "115"], "115"),
        (&["0", "4"], "115"),
    ] {
        let home = Home::new();
        let (code, text) = menu(&home, &server, lines);
        assert_eq!(code, Some(0), "{text}");
        assert_eq!(home.profile(flow)["flow"], flow, "{text}");
        for (number, info) in (1..).zip(qrlogin::flows::FLOWS) {
            let id = format!("{number:>2}  {:<12}  {}; scan with ", info.id, info.yields);
            assert!(text.contains(&id), "{id}: {text}");
        }
    }
}

#[test]
fn three_lines_without_a_flow_end_the_menu() {
    let beyond = (qrlogin::flows::FLOWS.len() + 1).to_string();
    let (home, server) = (Home::new(), simulator(&[AT_ONCE]));
    let (code, text) = menu(&home, &server, &["a", "b", &beyond]);
    assert_eq!((code, requests(&server)), (Some(2), 0), "{text}");
    assert_eq!(text.matches("is neither").count(), 3, "{text}");
    assert!(text.contains("qrlogin flows"), "{text}");
}

#[test]
fn an_interrupt_ends_the_menu() {
    let home = Home::new();
    let mut run = start(&home, &["login"], LARGE);
    run.until_text("or name:");
    crate::interrupt::kill(&run.child, "-INT");
    assert_eq!(run.finish(), Some(130));
    assert!(
        run.text().contains("cancelled; nothing was sent"),
        "{}",
        run.text()
    );
}

#[test]
fn a_number_is_typed_after_the_menu() {
    let (home, server) = (
        Home::new(),
        simulator(&["wechat-ilink.number=748291", AT_ONCE]),
    );
    let origin = server.origin();
    let mut run = start(&home, &["login", "--reroute", &origin], LARGE);
    run.until_text("or name:");
    run.type_line("wechat-ilink");
    run.until_text("Type the number shown on the phone");
    run.type_line("748291");
    assert_eq!(run.finish(), Some(0), "{}", run.text());
    assert_eq!(home.names(), ["wechat-ilink.json"]);
}

#[test]
fn a_setting_is_typed_after_the_menu() {
    let (home, server) = (Home::new(), simulator(&[AT_ONCE]));
    let origin = server.origin();
    let arguments = ["login", "--reroute", &origin, "--set", "client_id=@-"];
    let mut run = start(&home, &arguments, LARGE);
    run.until_text("or name:");
    run.type_line("115-open");
    run.type_line("1");
    run.type_line("\u{4}");
    assert_eq!(run.finish(), Some(0), "{}", run.text());
    assert_eq!(home.names(), ["115-open.json"]);
}

#[test]
fn with_json_there_is_no_menu() {
    let home = Home::new();
    let mut run = start(&home, &["login", "--json"], LARGE);
    assert_eq!(run.finish(), Some(2));
    assert!(!run.text().contains("or name:"), "{}", run.text());
}

#[test]
fn a_removal_asks_with_account_and_flow() {
    let (home, server) = (Home::new(), simulator(&[AT_ONCE]));
    login(&home, &server, &["115"]);
    let account = home.profile("115")["account"]["id"].clone();
    let question = format!("Remove profile 115 ({}, 115)?", account.as_str().unwrap());
    for (answer, code) in [("", 130), ("n", 130), ("y", 0)] {
        let mut run = start(&home, &["remove", "115"], LARGE);
        run.until_text(&question);
        assert_eq!(home.names(), ["115.json"]);
        run.type_line(answer);
        assert_eq!(run.finish(), Some(code), "{}", run.text());
    }
    assert!(home.names().is_empty());
}

#[test]
fn an_export_to_the_terminal_needs_a_dash() {
    let (home, server) = (Home::new(), simulator(&[AT_ONCE]));
    login(&home, &server, &["115"]);
    let seid = home.profile("115")["credential"]["seid"].clone();
    for (options, code) in [
        (&["export", "115"][..], 2),
        (&["export", "115", "-o", "-"], 0),
    ] {
        let mut run = start(&home, options, LARGE);
        assert_eq!(run.finish(), Some(code), "{}", run.text());
        let is_printed = run.text().contains(seid.as_str().unwrap());
        assert_eq!(is_printed, code == 0, "{}", run.text());
    }
}

//! `qrlogin status`.

use qrlogin_simulator::Server;

use crate::support::*;

/// A home with the profile `main` of a flow, and its simulator.
pub(crate) fn with_main(flow: &str, settings: &[&str]) -> (Home, Server) {
    let (home, server) = (Home::new(), simulator(&[&[AT_ONCE], settings].concat()));
    let required: &[&str] = match flow {
        "115-open" => &["--set", "client_id=1"],
        _ => &[],
    };
    let ran = home.login(&server, flow, &[&["--profile", "main"], required].concat());
    assert_eq!(ran.code, 0, "{}", ran.err);
    (home, server)
}

/// A command for these simulated services.
pub(crate) fn at(home: &Home, server: &Server, arguments: &[&str]) -> Ran {
    home.run(&[arguments, &["--reroute", &server.origin()]].concat())
}

pub(crate) fn set(server: &Server, name: &str, value: &str) {
    let simulator = server.simulator();
    let mut simulator = simulator.lock().unwrap();
    simulator.scenario_mut().set(name, value).unwrap();
}

/// Ends the session at the simulator as another program would.
pub(crate) fn end_session(home: &Home, server: &Server) {
    let text = home.text("main");
    assert_eq!(at(home, server, &["logout", "main"]).code, 0);
    home.write("main", &text);
}

#[test]
fn a_valid_profile_is_named_with_its_place() {
    for transport in ["blocking", "async"] {
        let (home, server) = with_main("bilibili-web", &[]);
        let ran = at(
            &home,
            &server,
            &["status", "main", "--transport", transport],
        );
        assert_eq!((ran.code, &*ran.err), (0, ""));
        let id = home.profile("main")["account"]["id"]
            .as_str()
            .unwrap()
            .to_owned();
        let path = home.file("main").display().to_string();
        let wanted = format!(
            "Profile   main\nFlow      bilibili-web\nAccount   {id} simulated\nStore     file\n\
             Path      {path}\nStatus    valid\n"
        );
        assert_eq!(ran.out, wanted);
    }
}

#[test]
fn a_refused_profile_is_exit_code_12() {
    let (home, server) = with_main("bilibili-web", &[]);
    end_session(&home, &server);
    let ran = at(&home, &server, &["status", "main"]);
    assert_eq!(ran.code, 12, "{}", ran.err);
    assert!(ran.out.contains("Status    refused: -101 "), "{}", ran.out);
    assert!(ran.last().starts_with("hint: log in again"), "{}", ran.err);
    let json = at(&home, &server, &["status", "main", "--json"]);
    assert_eq!((json.code, &*json.err), (12, ""));
    let json = json.json();
    assert_eq!(
        (&json["status"], &json["reason"]["code"]),
        (&"refused".into(), &"-101".into())
    );
    assert_eq!((&json["v"], &json["store"]), (&1.into(), &"file".into()));
}

#[test]
fn a_service_that_says_nothing_is_exit_code_22() {
    let (home, server) = with_main("bilibili-web", &[]);
    let text = home.text("main");
    for (fault, kind) in [
        ("412-json", "blocked"),
        ("html", "intercepted"),
        ("cut-before", "transport"),
    ] {
        set(&server, "fault.1", &format!("bilibili-web/nav {fault}"));
        let ran = at(&home, &server, &["status", "main", "--json"]);
        assert_eq!(ran.code, 22, "{fault}: {}", ran.err);
        let json = ran.json();
        assert_eq!(
            (&json["status"], &json["reason"]["kind"]),
            (&"unknown".into(), &kind.into())
        );
        assert_eq!(home.text("main"), text);
    }
}

#[test]
fn a_profile_without_a_check_is_not_asked() {
    let (home, server) = with_main("steam", &[]);
    let before = requests(&server);
    let ran = at(&home, &server, &["status", "main"]);
    assert_eq!((ran.code, requests(&server)), (22, before), "{}", ran.err);
    assert!(ran.out.contains("Status    not asked: "), "{}", ran.out);
}

#[test]
fn all_profiles_have_one_exit_code() {
    let (home, server) = with_main("bilibili-web", &[]);
    home.login(&server, "steam", &["--profile", "steam"]);
    let all = |options: &[&str]| at(&home, &server, &[&["status"], options].concat());
    // One without a check does not count.
    let ran = all(&[]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    assert!(
        ran.out.contains("Status    valid\n\nProfile   steam"),
        "{}",
        ran.out
    );
    home.write("other", "{}");
    let json = all(&["--all", "--json"]);
    assert_eq!(json.code, 22, "{}", json.err);
    let states: Vec<_> = json.json()["profiles"].as_array().unwrap().clone();
    let states: Vec<_> = states
        .iter()
        .map(|it| it["status"].as_str().unwrap())
        .collect();
    assert_eq!(states, ["valid", "unusable", "not_asked"]);
    end_session(&home, &server);
    assert_eq!(all(&["--all"]).code, 12);
}

#[test]
fn without_profiles_there_is_nothing_to_ask() {
    let home = Home::new();
    let ran = home.run(&["status"]);
    assert_eq!((ran.code, &*ran.out), (0, ""));
    assert!(ran.err.starts_with("There are no profiles"), "{}", ran.err);
    assert_eq!(home.run(&["status", "main"]).code, 2);
    assert_eq!(home.run(&["status", "main", "--all"]).code, 2);
}

#[test]
fn no_output_of_a_status_holds_a_secret() {
    let (home, server) = with_main("bilibili-web", &[]);
    let cookie = issued(&server).pop().unwrap();
    for options in [&[][..], &["--json"]] {
        let ran = at(&home, &server, &[&["status", "main"], options].concat());
        for name in ["SESSDATA", "bili_jct", "refresh_token"] {
            let value = cookie.get(name).unwrap();
            assert!(!ran.out.contains(value) && !ran.err.contains(value));
        }
    }
}

//! `qrlogin refresh` of a profile, and commands that wait for it.

use std::thread::scope;

use qrlogin_simulator::Server;

use crate::support::*;

/// The response with the new tokens takes more than a second.
const SLOW: &str = "fault.1=115-open/refreshToken slow-body:64/300ms";

/// A home with a profile whose tokens are about to expire, and their server.
fn with_main(settings: &[&str]) -> (Home, Server) {
    let server = simulator(&[&[AT_ONCE, "115-open.expires-in=60"], settings].concat());
    let home = Home::new();
    let options = ["--profile", "main", "--set", "client_id=1"];
    let ran = home.login(&server, "115-open", &options);
    assert_eq!(ran.code, 0, "{}", ran.err);
    (home, server)
}

fn refresh(home: &Home, server: &Server, options: &[&str]) -> Ran {
    let origin = server.origin();
    let refresh = ["refresh", "--profile", "main", "--reroute", &origin];
    home.run(&[&refresh[..], options].concat())
}

fn wait_for_the_call(server: &Server) {
    wait_until(|| {
        let simulator = server.simulator();
        let simulator = simulator.lock().unwrap();
        simulator.log().iter().any(|it| it.call == "refreshToken")
    });
}

#[test]
fn a_refreshed_profile_stays_a_profile() {
    let (home, server) = with_main(&[]);
    let text = home.text("main");
    let account = "\"account\":{\"id\":\"7\",\"name\":null}";
    let text = text.replace("\"account\":null", account);
    let old = text.replace("\"saved_at\":1", "\"note\":\"mine\",\"saved_at\":");
    home.write("main", &old);
    let ran = refresh(&home, &server, &["--json"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let line = ran.json();
    assert_eq!(
        (&line["event"], &line["profile"]),
        (&"refreshed".into(), &"main".into())
    );
    assert_eq!(line["saved_to"], home.file("main").to_str().unwrap());
    let new = home.profile("main");
    assert_eq!((&new["v"], &new["flow"]), (&1.into(), &"115-open".into()));
    assert_eq!(
        (&new["note"], &new["account"]["id"]),
        (&"mine".into(), &"7".into())
    );
    assert!(new["saved_at"].as_u64().unwrap() > 1_700_000_000_000);
    let issued = issued(&server).pop().unwrap();
    for name in ["access_token", "refresh_token"] {
        assert_eq!(new["credential"][name], issued.get(name).unwrap());
        assert!(!old.contains(issued.get(name).unwrap()));
    }
    let again = refresh(&home, &server, &["--json"]).json();
    assert_eq!(
        (&again["event"], &again["profile"]),
        (&"not_due".into(), &"main".into())
    );
}

#[test]
fn a_profile_is_refreshed_by_its_file_as_well() {
    let (home, server) = with_main(&[]);
    let (origin, file) = (server.origin(), home.file("main"));
    let ran = home.run(&["refresh", file.to_str().unwrap(), "--reroute", &origin]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let issued = issued(&server).pop().unwrap();
    let profile = home.profile("main");
    assert_eq!(profile["v"], 1);
    let token = issued.get("refresh_token").unwrap();
    assert_eq!(profile["credential"]["refresh_token"], token);
}

#[test]
fn a_file_or_a_profile_is_required() {
    let home = Home::new();
    for arguments in [&["refresh"][..], &["refresh", "x", "--profile", "main"]] {
        let ran = home.run(arguments);
        assert_eq!(ran.code, 2, "{arguments:?}");
        assert!(ran.err.contains("Usage: qrlogin refresh"), "{}", ran.err);
    }
}

#[test]
fn a_rejected_refresh_names_the_profile() {
    let (home, server) = with_main(&["115-open.refuse-refresh=40140116"]);
    let old = home.text("main");
    let ran = refresh(&home, &server, &[]);
    assert_eq!((ran.code, home.text("main")), (12, old), "{}", ran.err);
    assert!(ran.last().contains("--force --profile main"), "{}", ran.err);
}

#[test]
fn if_the_folder_vanishes_new_tokens_are_printed() {
    let (home, server) = with_main(&[SLOW]);
    let ran = scope(|scope| {
        let refreshing = scope.spawn(|| refresh(&home, &server, &[]));
        wait_for_the_call(&server);
        std::fs::remove_dir_all(home.profiles()).unwrap();
        refreshing.join().unwrap()
    });
    assert_eq!(ran.code, 1, "{}", ran.err);
    let issued = issued(&server).pop().unwrap();
    let token = issued.get("refresh_token").unwrap();
    // A file that every command reads.
    assert_eq!(ran.json()["refresh_token"], token);
    assert_eq!(ran.json()["flow"], "115-open");
}

/// Runs a command during a refresh, for which it has to wait.
#[cfg(unix)]
fn during(arguments: &[&str]) -> (Home, Server, Ran) {
    let (home, server) = with_main(&[SLOW]);
    let ran = scope(|scope| {
        let refreshing = scope.spawn(|| refresh(&home, &server, &[]));
        wait_for_the_call(&server);
        let ran = home.run(arguments);
        assert_eq!(refreshing.join().unwrap().code, 0);
        ran
    });
    (home, server, ran)
}

#[cfg(unix)]
#[test]
fn a_rename_waits_for_a_refresh() {
    let (home, server, ran) = during(&["rename", "main", "other"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let issued = issued(&server).pop().unwrap();
    let token = issued.get("refresh_token").unwrap();
    assert_eq!(home.profile("other")["credential"]["refresh_token"], token);
    assert_eq!(home.names(), ["other.json"]);
}

#[cfg(unix)]
#[test]
fn a_removal_waits_for_a_refresh() {
    let (home, _, ran) = during(&["remove", "main", "--yes"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(home.names().is_empty());
}

#[cfg(unix)]
#[test]
fn a_login_is_saved_after_a_refresh() {
    let ((home, server), other) = (with_main(&[SLOW]), simulator(&["person="]));
    let options = ["--profile", "main", "--force", "--set", "client_id=1"];
    let (refreshed, logged_in) = scope(|scope| {
        let login = scope.spawn(|| home.login(&other, "115-open", &options));
        shows_a_code(&other);
        // The login has checked the profile, and does not hold its lock.
        let refreshing = scope.spawn(|| refresh(&home, &server, &[]));
        wait_for_the_call(&server);
        confirm(&other);
        (refreshing.join().unwrap(), login.join().unwrap())
    });
    assert_eq!(refreshed.code, 0, "{}", refreshed.err);
    assert_eq!(logged_in.code, 0, "{}", logged_in.err);
    let issued = issued(&other).pop().unwrap();
    let token = issued.get("access_token").unwrap();
    assert_eq!(home.profile("main")["credential"]["access_token"], token);
    assert_eq!(home.names(), ["main.json"]);
}

//! `qrlogin login --profile`: which credentials a profile keeps.

use std::thread::scope;

use qrlogin_simulator::Server;

use crate::support::*;

/// A simulator that logs in another account.
fn other_account() -> Server {
    simulator(&[AT_ONCE, "seed=7"])
}

fn id(home: &Home, name: &str) -> String {
    let profile = home.profile(name);
    profile["account"]["id"].as_str().unwrap().to_owned()
}

#[test]
fn the_place_is_named_before_and_the_account_after() {
    let (home, server) = (Home::new(), simulator(&[AT_ONCE]));
    let ran = home.login(&server, "bilibili-web", &["--profile", "main"]);
    let path = home.file("main");
    let before = format!(
        "The credentials will be saved to profile main: {}\n",
        path.display()
    );
    assert!(ran.err.starts_with(&before), "{}", ran.err);
    let account = id(&home, "main");
    let after = format!("Logged in as {account} (bilibili-web); saved to profile main");
    assert_eq!(ran.last(), after);
    let options = ["--profile", "open", "--set", "client_id=1"];
    let ran = home.login(&server, "115-open", &options);
    assert_eq!(ran.last(), "Logged in (115-open); saved to profile open");
    let quiet = home.login(&server, "bilibili-web", &["--profile", "main", "--quiet"]);
    assert!(!quiet.err.contains("profile"), "{}", quiet.err);
}

#[test]
fn the_last_line_names_profile_and_file() {
    let (home, server) = (Home::new(), simulator(&[AT_ONCE]));
    let ran = home.login(&server, "steam", &["--profile", "main", "--json"]);
    let last = ran.lines().pop().unwrap();
    assert_eq!(last["event"], "credential");
    assert_eq!(last["profile"], "main");
    assert_eq!(last["saved_to"], home.file("main").to_str().unwrap());
    assert_eq!(last["account"], home.profile("main")["account"]);
    assert_eq!(last["flow"], "steam");
    assert!(last.get("credential").is_none());
    let token = issued(&server).pop().unwrap();
    assert!(!ran.out.contains(token.get("refresh_token").unwrap()));
}

#[test]
fn the_same_account_replaces_its_profile() {
    let (home, server) = (Home::new(), simulator(&[AT_ONCE]));
    home.login(&server, "bilibili-web", &["--profile", "main"]);
    let old = home.text("main");
    let ran = home.login(&server, "bilibili-web", &["--profile", "main"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let issued = issued(&server).pop().unwrap();
    let new = home.profile("main");
    let token = issued.get("refresh_token").unwrap();
    assert_eq!(new["credential"]["refresh_token"], token);
    assert!(!old.contains(token));
    assert_eq!(home.names(), ["main.json"]);
}

#[test]
fn a_failed_login_keeps_the_old_credentials() {
    let (home, server) = (Home::new(), simulator(&[AT_ONCE]));
    home.login(&server, "115", &["--profile", "main"]);
    let old = home.text("main");
    let denies = simulator(&["person=scan@0s deny@0s"]);
    for force in [&[][..], &["--force"]] {
        let options = [&["--profile", "main"], force].concat();
        let ran = home.login(&denies, "115", &options);
        assert_eq!(ran.code, 11, "{}", ran.err);
        assert_eq!(home.text("main"), old);
    }
}

#[test]
fn another_flow_is_refused_before_the_scan() {
    let (home, server) = (Home::new(), simulator(&[AT_ONCE]));
    home.login(&server, "bilibili-web", &["--profile", "main"]);
    let (old, before) = (home.text("main"), requests(&server));
    let ran = home.login(&server, "115", &["--profile", "main", "--json"]);
    assert_eq!((ran.code, requests(&server)), (3, before));
    assert_eq!(ran.error()["kind"], "exists");
    assert!(
        ran.err
            .contains("profile main holds credentials of bilibili-web")
    );
    assert!(ran.last().contains("--force"), "{}", ran.err);
    assert_eq!(home.text("main"), old);
    let forced = home.login(&server, "115", &["--profile", "main", "--force"]);
    assert_eq!(forced.code, 0, "{}", forced.err);
    assert_eq!(home.profile("main")["flow"], "115");
}

#[test]
fn another_account_is_saved_beside_the_old_one() {
    let (home, server, other) = (Home::new(), simulator(&[AT_ONCE]), other_account());
    home.login(&server, "bilibili-web", &["--profile", "main"]);
    let old = home.text("main");
    for number in 2..4 {
        let ran = home.login(&other, "bilibili-web", &["--profile", "main"]);
        let beside = format!("main-{number}");
        assert_eq!((ran.code, &*ran.out), (3, ""), "{}", ran.err);
        assert_eq!(home.text("main"), old);
        let issued = issued(&other).pop().unwrap();
        let kept = home.profile(&beside);
        let token = issued.get("refresh_token").unwrap();
        assert_eq!(kept["credential"]["refresh_token"], token);
        let said = format!(
            "logged in as {}, but profile main belongs to {}; the new credentials are in profile \
             {beside}",
            id(&home, &beside),
            id(&home, "main")
        );
        assert!(ran.err.contains(&said), "{}", ran.err);
        let hint = format!("qrlogin rename {beside} main");
        assert!(ran.last().contains(&hint), "{}", ran.err);
    }
    assert_eq!(home.names(), ["main-2.json", "main-3.json", "main.json"]);
    assert_ne!(id(&home, "main-2"), id(&home, "main"));
}

#[test]
fn the_error_line_names_the_profile_of_another_account() {
    let (home, server, other) = (Home::new(), simulator(&[AT_ONCE]), other_account());
    home.login(&server, "wechat-web", &["--profile", "main"]);
    let ran = home.login(&other, "wechat-web", &["--profile", "main", "--json"]);
    let error = ran.error();
    assert_eq!((ran.code, &error["exit_code"]), (3, &3.into()));
    assert_eq!(error["kind"], "other_account");
    assert_eq!(error["profile"], "main-2");
    assert_eq!(error["saved_to"], home.file("main-2").to_str().unwrap());
    assert_eq!(error["account"], home.profile("main-2")["account"]);
    assert!(error.get("credential").is_none());
}

#[test]
fn with_force_another_account_replaces_the_old_one() {
    let (home, server, other) = (Home::new(), simulator(&[AT_ONCE]), other_account());
    home.login(&server, "bilibili-web", &["--profile", "main"]);
    let old = id(&home, "main");
    let ran = home.login(&other, "bilibili-web", &["--profile", "main", "--force"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_ne!(id(&home, "main"), old);
    assert_eq!(home.names(), ["main.json"]);
}

#[test]
fn an_unknown_account_is_replaced_with_force_only() {
    let (home, server) = (Home::new(), simulator(&[AT_ONCE]));
    let options = ["--profile", "main", "--set", "client_id=1"];
    let logged_in = |force: &[&str]| home.login(&server, "115-open", &[&options, force].concat());
    assert_eq!(logged_in(&[]).code, 0);
    let (old, before) = (home.text("main"), requests(&server));
    let refused = logged_in(&[]);
    assert_eq!((refused.code, requests(&server)), (3, before));
    assert!(refused.err.contains("do not name their account"));
    assert_eq!(home.text("main"), old);
    assert_eq!(logged_in(&["--force"]).code, 0);
    assert_ne!(home.text("main"), old);
}

#[test]
fn a_damaged_profile_is_replaced_with_force_only() {
    let (home, server) = (Home::new(), simulator(&[AT_ONCE]));
    home.write("main", "no JSON");
    let refused = home.login(&server, "115", &["--profile", "main"]);
    assert_eq!((refused.code, requests(&server)), (3, 0));
    assert_eq!(home.text("main"), "no JSON");
    let forced = home.login(&server, "115", &["--profile", "main", "--force"]);
    assert_eq!(forced.code, 0, "{}", forced.err);
    assert_eq!(home.profile("main")["flow"], "115");
}

#[test]
fn two_logins_at_once_keep_both_accounts() {
    let (home, servers) = (
        Home::new(),
        [simulator(&["person="]), {
            simulator(&["person=", "seed=7"])
        }],
    );
    let codes = scope(|scope| {
        let logins: Vec<_> = servers
            .iter()
            .map(|server| {
                let home = &home;
                scope.spawn(move || home.login(server, "wechat-web", &["--profile", "main"]))
            })
            .collect();
        // Both have checked the profile, which does not exist, before the first one is saved.
        for server in &servers {
            shows_a_code(server);
        }
        for server in &servers {
            confirm(server);
        }
        let ended = logins.into_iter().map(|login| login.join().unwrap().code);
        ended.collect::<Vec<_>>()
    });
    let mut sorted = codes;
    sorted.sort_unstable();
    assert_eq!(sorted, [0, 3]);
    assert_eq!(home.names(), ["main-2.json", "main.json"]);
    assert_ne!(id(&home, "main"), id(&home, "main-2"));
}

#[test]
fn a_profile_that_vanishes_is_created_again() {
    let (home, server) = (Home::new(), simulator(&[AT_ONCE]));
    home.login(&server, "wechat-web", &["--profile", "main"]);
    let slow = simulator(&["person="]);
    scope(|scope| {
        let login = scope.spawn(|| home.login(&slow, "wechat-web", &["--profile", "main"]));
        shows_a_code(&slow);
        std::fs::remove_file(home.file("main")).unwrap();
        confirm(&slow);
        let ran = login.join().unwrap();
        assert_eq!(ran.code, 0, "{}", ran.err);
    });
    assert_eq!(home.names(), ["main.json"]);
}

#[test]
fn if_the_folder_vanishes_credentials_are_printed() {
    for json in [false, true] {
        let (home, server) = (Home::new(), simulator(&["person="]));
        let json_option: &[&str] = if json { &["--json"] } else { &[] };
        let options = [&["--profile", "main"], json_option].concat();
        let ran = scope(|scope| {
            let login = scope.spawn(|| home.login(&server, "wechat-web", &options));
            shows_a_code(&server);
            std::fs::remove_dir_all(home.profiles()).unwrap();
            confirm(&server);
            login.join().unwrap()
        });
        assert_eq!(ran.code, 1, "{}", ran.err);
        assert!(
            ran.err.contains("logged in, but cannot write"),
            "{}",
            ran.err
        );
        let last = ran.lines().pop().unwrap();
        let credential = if json { &last["credential"] } else { &last };
        assert!(credential["skey"].is_string(), "{}", ran.out);
    }
}

#[cfg(unix)]
#[test]
fn a_link_without_a_target_is_created_there() {
    let (home, server) = (Home::new(), simulator(&[AT_ONCE]));
    let elsewhere = tempfile::tempdir().unwrap();
    let target = elsewhere.path().join("real.json");
    home.write("other", "");
    std::os::unix::fs::symlink(&target, home.file("main")).unwrap();
    let refused = home.login(&server, "115", &["--profile", "main"]);
    assert_eq!((refused.code, requests(&server)), (3, 0), "{}", refused.err);
    let ran = home.login(&server, "115", &["--profile", "main", "--force"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(home.file("main").symlink_metadata().unwrap().is_symlink());
    assert_eq!(std::fs::read_to_string(&target).unwrap(), home.text("main"));
    assert_eq!(home.profile("main")["flow"], "115");
}

#[test]
fn a_profile_excludes_other_places_and_formats() {
    let (home, server) = (Home::new(), simulator(&[AT_ONCE]));
    for options in [
        &["--out", "/no/such/x.json"][..],
        &["--out", "-"],
        &["--format", "netscape"],
        &["--format", "header"],
    ] {
        let options = [&["--profile", "main"], options].concat();
        let ran = home.login(&server, "115", &options);
        assert_eq!(ran.code, 2, "{options:?}: {}", ran.err);
    }
    let demo = home.run(&["login", "115", "--demo", "--profile", "main"]);
    assert_eq!(demo.code, 2, "{}", demo.err);
    assert_eq!(requests(&server), 0);
    assert!(!home.profiles().exists());
}

#[test]
fn without_a_terminal_a_login_saves_no_profile() {
    let (home, server) = (Home::new(), simulator(&[AT_ONCE]));
    let ran = home.login(&server, "wechat-web", &[]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.json()["skey"].is_string());
    assert!(!home.profiles().exists());
}

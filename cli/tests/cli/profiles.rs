//! Profiles: their files, and what `list` and `show` say of them.

use std::path::Path;

use serde_json::Value;

use crate::support::*;

#[cfg(unix)]
fn mode(path: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt as _;
    path.metadata().unwrap().permissions().mode() & 0o777
}

/// A profile of each flow, saved by a login.
fn every_flow(home: &Home, server: &qrlogin_simulator::Server) {
    at_once(qrlogin_test_support::FLOWS, |flow| {
        let required = required(flow);
        let mut options = vec!["--profile", flow.id];
        options.extend(required.iter().map(String::as_str));
        let ran = home.login(server, flow.id, &options);
        assert_eq!(ran.code, 0, "{}: {}", flow.id, ran.err);
    });
}

/// The secrets that a simulator has issued: what is public is the account and its name.
fn secrets(server: &qrlogin_simulator::Server) -> Vec<String> {
    const PUBLIC: [&str; 15] = [
        "DedeUserID",
        "mid",
        "wxuin",
        "openid",
        "name",
        "steamid",
        "account_name",
        "ilink_user_id",
        "host",
        "Expires",
        "objectId",
        "gender",
        "client_id",
        "botid",
        "bot_appid",
    ];
    let issued = issued(server);
    let values = issued.iter().flat_map(|login| login.values.iter());
    let secret = values.filter(|(name, _)| !PUBLIC.contains(name));
    let texts = secret.map(|(_, value)| value.clone());
    // Short ones are a part of many other texts, and numbers are times.
    texts
        .filter(|text| text.len() > 7 && text.parse::<u64>().is_err())
        .collect()
}

#[test]
fn a_profile_has_flow_account_time_and_credentials() {
    let (home, server) = (Home::new(), simulator(&[AT_ONCE]));
    let ran = home.login(&server, "bilibili-web", &["--profile", "main"]);
    assert_eq!((ran.code, &*ran.out), (0, ""), "{}", ran.err);
    let issued = issued(&server).pop().unwrap();
    let profile = home.profile("main");
    let fields: Vec<_> = profile.as_object().unwrap().keys().collect();
    assert_eq!(fields, ["account", "credential", "flow", "saved_at", "v"]);
    assert_eq!(profile["v"], 1);
    assert_eq!(profile["flow"], "bilibili-web");
    assert_eq!(profile["account"]["id"], issued.get("DedeUserID").unwrap());
    assert!(profile["account"]["name"].is_null());
    assert!(profile["saved_at"].as_u64().unwrap() > 1_700_000_000_000);
    let token = issued.get("refresh_token").unwrap();
    assert_eq!(profile["credential"]["refresh_token"], token);
    assert!(home.text("main").ends_with("}\n"));
    assert_eq!(home.names(), ["main.json"]);
}

#[cfg(unix)]
#[test]
fn the_folder_has_mode_0700_and_the_file_0600() {
    let (home, server) = (Home::new(), simulator(&[AT_ONCE]));
    for _ in 0..2 {
        let ran = home.login(&server, "115", &["--profile", "main"]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        assert_eq!(mode(&home.profiles()), 0o700);
        assert_eq!(mode(&home.file("main")), 0o600);
    }
}

#[test]
fn list_has_a_line_for_each_profile() {
    let (home, server) = (Home::new(), simulator(&[AT_ONCE]));
    home.login(&server, "steam", &["--profile", "b"]);
    let options = ["--profile", "long-name", "--set", "client_id=1"];
    home.login(&server, "115-open", &options);
    let ran = home.run(&["list"]);
    assert_eq!((ran.code, &*ran.err), (0, ""));
    let lines: Vec<_> = ran.out.lines().collect();
    let account = home.profile("b")["account"].clone();
    let account = format!(
        "{} {}",
        account["id"].as_str().unwrap(),
        account["name"].as_str().unwrap()
    );
    let (flow, saved) = ("FLOW", lines[0].find("SAVED").unwrap());
    assert_eq!(lines[0].find(flow), lines[1].find("steam"));
    assert_eq!(lines[0].find("ACCOUNT"), lines[1].find(&account));
    assert_eq!(
        lines[0].find("ACCOUNT"),
        lines[2].find(" - ").map(|it| it + 1)
    );
    assert!(lines[1].starts_with("b ") && lines[2].starts_with("long-name  115-open"));
    for line in &lines[1..] {
        assert!(line[saved..].ends_with(" UTC"), "{line}");
    }
    assert_eq!(lines.len(), 3);
}

#[test]
fn list_and_show_print_no_secrets() {
    let (home, server) = (Home::new(), simulator(&[AT_ONCE]));
    every_flow(&home, &server);
    let mut printed = vec![home.run(&["list"]), home.run(&["list", "--json"])];
    for flow in qrlogin_test_support::FLOWS {
        printed.push(home.run(&["show", flow.id]));
        printed.push(home.run(&["show", flow.id, "--json"]));
    }
    let text: String = printed.iter().map(|ran| ran.out.as_str()).collect();
    assert!(
        printed
            .iter()
            .all(|ran| ran.code == 0 && ran.err.is_empty())
    );
    let secrets = secrets(&server);
    assert!(secrets.len() > 20, "{}", secrets.len());
    for secret in secrets {
        assert!(!text.contains(&secret), "{secret}");
        let files = qrlogin_test_support::FLOWS.iter();
        let mut files = files.map(|flow| home.text(flow.id));
        let is_saved = files.any(|file| file.contains(&secret) || file.contains("%2"));
        assert!(is_saved, "{secret}");
    }
}

#[test]
fn show_names_fields_cookies_and_their_ends() {
    let (home, server) = (Home::new(), simulator(&[AT_ONCE]));
    home.login(&server, "bilibili-web", &["--profile", "main"]);
    let text = home.run(&["show", "main"]).out;
    let path = home.file("main");
    for part in [
        "Flow      bilibili-web\n",
        &format!("File      {}\n", path.display()),
        "Accepted  not asked\n",
        "Fields    cookies, refresh_token\n",
        "Cookies   SESSDATA           bilibili.com  until 20",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    let json = home.run(&["show", "main", "--json"]).json();
    let profile = home.profile("main");
    assert_eq!(json["v"], 1);
    assert_eq!(json["name"], "main");
    assert_eq!(json["accepted"], "not_asked");
    assert_eq!(json["path"], path.to_str().unwrap());
    for field in ["flow", "account", "saved_at"] {
        assert_eq!(json[field], profile[field]);
    }
    let saved = &profile["credential"]["cookies"];
    for (cookie, saved) in json["cookies"]
        .as_array()
        .unwrap()
        .iter()
        .zip(saved.as_array().unwrap())
    {
        assert_eq!(cookie["name"], saved["name"]);
        assert_eq!(cookie["expires"], saved["expires"]);
        assert!(cookie.get("value").is_none());
    }
}

#[test]
fn broken_files_are_listed_with_their_problem() {
    let (home, server) = (Home::new(), simulator(&[AT_ONCE]));
    home.login(&server, "115", &["--profile", "good"]);
    let bare = home.profile("good")["credential"].to_string();
    for (name, text) in [
        ("bare", bare.as_str()),
        ("broken", "{\"v\":1,"),
        ("cut", "{\"v\":1,\"flow\":\"115\"}"),
        ("new", "{\"v\":2,\"key\":\"c4nary\"}"),
        ("not a name", "c4nary"),
        (".hidden", "c4nary"),
    ] {
        home.write(name, text);
    }
    std::fs::write(home.profiles().join("notes.txt"), "c4nary").unwrap();
    std::fs::create_dir(home.file("folder")).unwrap();
    let list = home.run(&["list"]);
    let json = home.run(&["list", "--json"]);
    assert_eq!((list.code, json.code), (0, 0));
    assert!(!list.out.contains("c4nary") && !json.out.contains("c4nary"));
    let json = json.json();
    let found: Vec<_> = json["profiles"].as_array().unwrap().iter().collect();
    let kinds: Vec<(&str, &str)> = found
        .iter()
        .map(|entry| {
            let kind = entry["problem"]["kind"].as_str();
            (entry["name"].as_str().unwrap(), kind.unwrap_or("none"))
        })
        .collect();
    let expected = [
        ("bare", "no_profile"),
        ("broken", "no_profile"),
        ("cut", "damaged"),
        ("folder", "unreadable"),
        ("good", "none"),
        ("new", "version"),
        ("not a name", "name"),
    ];
    assert_eq!(kinds, expected);
    for entry in found {
        let name = entry["name"].as_str().unwrap();
        let line = list
            .out
            .lines()
            .find(|line| line.starts_with(&format!("{name} ")));
        let problem = entry["problem"]["message"].as_str();
        let problem = problem.or(entry["account"]["id"].as_str()).unwrap();
        assert!(line.unwrap().contains(problem), "{}", list.out);
    }
    assert_eq!(list.out.lines().count(), 8);
}

#[test]
fn without_profiles_the_list_is_empty() {
    let home = Home::new();
    let ran = home.run(&["list"]);
    assert_eq!((ran.code, &*ran.out), (0, ""));
    assert!(ran.err.contains("--profile"), "{}", ran.err);
    let json = home.run(&["list", "--json"]).json();
    assert_eq!(json, serde_json::json!({ "v": 1, "profiles": [] }));
    assert!(!home.profiles().exists());
}

#[test]
fn an_unknown_version_is_refused_and_left_unchanged() {
    let (home, server) = (Home::new(), simulator(&[AT_ONCE]));
    const NEWER: &str = "{\"v\":2,\"flow\":\"115\"}";
    home.write("main", NEWER);
    let bare = home.profiles().join("bare");
    let ran = login(&server, "115", &["--out", bare.to_str().unwrap()]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let before = requests(&server);
    let origin = server.origin();
    let cases: [&[&str]; 6] = [
        &["show", "main"],
        &["export", "main"],
        &["refresh", "--profile", "main"],
        &["login", "115", "--profile", "main", "--reroute", &origin],
        &[
            "login",
            "115",
            "--profile",
            "main",
            "--force",
            "--reroute",
            &origin,
        ],
        &[
            "import",
            bare.to_str().unwrap(),
            "--profile",
            "main",
            "--force",
        ],
    ];
    for arguments in cases {
        let ran = home.run(arguments);
        assert_eq!((ran.code, &*ran.out), (2, ""), "{arguments:?}");
        assert!(
            ran.err.contains("another version of qrlogin (v 2)"),
            "{}",
            ran.err
        );
        assert!(ran.last().contains("newer version"), "{}", ran.err);
        assert_eq!(home.text("main"), NEWER);
    }
    assert_eq!(requests(&server), before);
}

#[test]
fn a_missing_profile_gets_a_hint() {
    let home = Home::new();
    for arguments in [
        &["show", "main", "--json"][..],
        &["export", "main"],
        &["rename", "main", "other", "--json"],
        &["remove", "main", "--yes", "--json"],
        &["refresh", "--profile", "main", "--json"],
    ] {
        let ran = home.run(arguments);
        assert_eq!(ran.code, 2, "{arguments:?}");
        assert!(ran.err.contains("there is no profile main"), "{}", ran.err);
        assert!(ran.last().contains("qrlogin list"), "{}", ran.err);
        if arguments.contains(&"--json") {
            assert_eq!(ran.error()["kind"], "usage");
        }
    }
}

#[test]
fn a_wrong_name_is_refused() {
    let home = Home::new();
    for name in ["", "a/b", "..", ".a", "a b", "微信"] {
        let ran = home.run(&["show", name]);
        assert_eq!(ran.code, 2, "{name}");
        assert!(ran.err.contains("is not a profile name"), "{}", ran.err);
    }
}

#[test]
fn without_a_folder_for_data_nothing_is_sent() {
    let server = simulator(&[AT_ONCE]);
    let ran = login(&server, "115", &["--profile", "main"]);
    assert_eq!((ran.code, requests(&server)), (2, 0));
    assert!(ran.last().contains("--out FILE"), "{}", ran.err);
}

#[test]
fn accounts_cannot_control_the_terminal() {
    let (home, server) = (Home::new(), simulator(&[AT_ONCE]));
    home.login(&server, "steam", &["--profile", "main"]);
    let mut profile: Value = home.profile("main");
    profile["account"]["name"] = "a\u{1b}]0;x\u{7}\nb".into();
    home.write("main", &profile.to_string());
    for arguments in [&["list"][..], &["show", "main"], &["list", "--json"]] {
        let ran = home.run(arguments);
        assert!(!ran.out.contains(['\u{1b}', '\u{7}']), "{}", ran.out);
    }
    assert_eq!(home.run(&["list"]).out.lines().count(), 2);
}

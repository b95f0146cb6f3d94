//! `qrlogin export` and `qrlogin import` in the formats of other programs.

use std::fs;

use qrlogin::export::Format;

use crate::support::*;

/// A home with a profile `main` of this flow.
fn with(flow: &str) -> Home {
    let (home, server) = (Home::new(), simulator(&[AT_ONCE]));
    let ran = home.login(&server, flow, &["--profile", "main"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    home
}

/// A file with this text.
fn file(text: &str) -> tempfile::NamedTempFile {
    let file = tempfile::NamedTempFile::new().unwrap();
    fs::write(file.path(), text).unwrap();
    file
}

fn import(home: &Home, text: &str, options: &[&str]) -> Ran {
    let file = file(text);
    let path = file.path().to_str().unwrap();
    home.run(&[&["import", path], options].concat())
}

#[test]
fn a_login_and_an_export_write_the_same_file() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("state.json");
    let options = ["--format", "playwright", "--out", path.to_str().unwrap()];
    let ran = login(&simulator(&[AT_ONCE]), "bilibili-web", &options);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let saved = fs::read_to_string(&path).unwrap();
    let home = Home::new();
    let imported = home.run(&["import", path.to_str().unwrap(), "--profile", "main"]);
    assert_eq!(imported.code, 0, "{}", imported.err);
    let ran = home.run(&["export", "main", "--format", "playwright"]);
    assert_eq!((ran.code, ran.out), (0, saved), "{}", ran.err);
    assert_eq!(ran.err, "");
}

#[test]
fn a_foreign_file_becomes_a_profile_of_its_flow() {
    let text = with("115")
        .run(&["export", "main", "--format", "openlist"])
        .out;
    let home = Home::new();
    let ran = import(&home, &text, &[]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(
        ran.err.contains("(openlist, 115) to profile 115"),
        "{}",
        ran.err
    );
    let other = import(&home, &text, &["--flow", "115-gateway", "--json"]);
    assert_eq!(other.code, 0, "{}", other.err);
    assert_eq!(other.json()["flow"], "115-gateway");
    assert_eq!(other.json()["format"], "openlist");
}

#[test]
fn the_names_of_missing_parts_are_printed() {
    let home = Home::new();
    let ran = import(&home, "SESSDATA=c4nary; bili_jct=b", &[]);
    assert_eq!(ran.code, 2);
    let text = "read as header, has no DedeUserID, which bilibili-web needs";
    assert!(ran.err.contains(text), "{}", ran.err);
    assert!(
        ran.err.contains("qrlogin login bilibili-web"),
        "{}",
        ran.err
    );
    assert!(!ran.err.contains("c4nary") && !home.profiles().exists());
}

#[test]
fn a_line_that_is_wrong_is_named() {
    let home = Home::new();
    let text = "# Netscape HTTP Cookie File\n.115.com TRUE / FALSE 0 UID c4nary\n";
    let ran = import(&home, text, &["--json"]);
    let error = ran.error();
    let message = error["message"].as_str().unwrap();
    assert!(message.contains("line 2"), "{message}");
    assert!(!format!("{}{}", ran.out, ran.err).contains("c4nary"));
}

#[test]
fn a_file_of_several_flows_wants_one() {
    let home = Home::new();
    let text = "SESSDATA=a; bili_jct=b; DedeUserID=1; UID=1_R2_17; CID=c; SEID=s";
    let ran = import(&home, text, &[]);
    assert_eq!(ran.code, 2);
    assert!(
        ran.err.contains("bilibili-web, 115") && ran.err.contains("--flow"),
        "{}",
        ran.err
    );
    let ran = import(&home, text, &["--flow", "bilibili", "--profile", "main"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_eq!(home.profile("main")["flow"], "bilibili-web");
    assert!(ran.err.contains("no refresh token"), "{}", ran.err);
}

#[test]
fn a_profile_of_another_flow_than_named_is_refused() {
    let main = with("115");
    let path = main.file("main");
    let home = Home::new();
    let ran = home.run(&["import", path.to_str().unwrap(), "--flow", "bilibili-web"]);
    assert_eq!(ran.code, 2);
    assert!(
        ran.err.contains("no credentials of bilibili-web"),
        "{}",
        ran.err
    );
}

#[test]
fn a_format_of_other_flows_is_refused_before_the_scan() {
    let server = simulator(&[AT_ONCE]);
    let ran = login(&server, "115", &["--format", "biliup"]);
    assert_eq!((ran.code, requests(&server)), (2, 0));
    assert!(
        ran.err.contains("it is for bilibili-tv, not for 115"),
        "{}",
        ran.err
    );
    assert!(ran.err.contains("p115client, openlist"), "{}", ran.err);
}

#[test]
fn a_lossy_format_says_so_before_the_scan() {
    let ran = login(&simulator(&[AT_ONCE]), "115", &["--format", "openlist"]);
    let note = "Note: --format openlist may not keep everything";
    let at = |text: &str| ran.err.find(text).unwrap_or_else(|| panic!("{}", ran.err));
    assert!(at(note) < at("Scan this code"));
    assert!(
        ran.err.contains("cannot hold app, user_agent"),
        "{}",
        ran.err
    );
}

#[test]
fn cookies_without_a_place_in_the_format_are_a_warning() {
    let home = with("bilibili-web");
    let ran = home.run(&["export", "main", "--format", "yutto"]);
    assert!(
        ran.out.starts_with("[profiles.default]\nsessdata = "),
        "{}",
        ran.out
    );
    let lost = "warning: --format yutto cannot hold DedeUserID, DedeUserID__ckMd5, refresh_token";
    assert!(ran.err.starts_with(lost), "{}", ran.err);
}

#[test]
fn biliup_gets_the_life_of_the_tokens() {
    let home = with("bilibili-tv");
    let ran = home.run(&["export", "main", "--format", "biliup"]);
    let file: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    let life = file["token_info"]["expires_in"].as_u64().unwrap();
    assert!(life > 86_400, "{life}");
}

#[test]
fn the_help_lists_every_format() {
    for command in ["login", "export", "import"] {
        let ran = run(&[command, "--help"]);
        for format in Format::ALL {
            let line = format!("- {}", format.name());
            assert!(ran.out.contains(&line), "{command}: {format}");
        }
    }
}

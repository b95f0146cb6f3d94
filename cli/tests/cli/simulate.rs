//! `qrlogin simulate`.

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Command, Stdio};

use crate::support::*;

#[cfg(unix)]
#[test]
fn the_first_line_is_the_origin_for_logins() {
    let mut child = command(&["simulate", "--set", AT_ONCE, "--verbose"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let mut origin = String::new();
    out.read_line(&mut origin).unwrap();
    let origin = origin.trim();
    assert!(origin.starts_with("http://127.0.0.1:"), "{origin}");
    let ran = run(&["login", "wechat-web", "--reroute", origin]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let skey = ran.json()["skey"].as_str().unwrap().to_owned();

    let id = child.id().to_string();
    assert!(
        Command::new("kill")
            .args(["-INT", &id])
            .status()
            .unwrap()
            .success()
    );
    let ended = finish(child);
    assert_eq!(ended.code, 0);
    assert!(ended.took.as_secs() < 1);
    assert!(
        ended
            .err
            .contains(&format!("qrlogin login 115-gateway --reroute {origin}"))
    );
    // From the first request to the last, just before the interrupt.
    for logged in [
        "GET wechat-web/jslogin -> 200",
        "GET wechat-web/exchange -> 200",
    ] {
        assert!(ended.err.contains(logged), "{}", ended.err);
    }
    // The lines to copy are complete.
    let open = format!("qrlogin login 115-open --reroute {origin} --set client_id=demo\n");
    assert!(ended.err.contains(&open), "{}", ended.err);
    assert!(!ended.err.contains(&skey));
    let mut rest = String::new();
    out.read_to_string(&mut rest).unwrap();
    assert_eq!(rest, "");
}

#[test]
fn only_the_loopback_is_served_without_a_flag() {
    for address in ["0.0.0.0:0", "[::]:0", "192.0.2.1:80"] {
        let ran = run(&["simulate", "--listen", address]);
        assert_eq!(ran.code, 2, "{}", ran.err);
        assert!(ran.err.contains("not a loopback address"));
    }
}

#[test]
fn the_error_names_a_wrong_setting_and_allowed_values() {
    let cases = [
        ("bilibili-web.era=stone", "ticket-2026"),
        ("bilibili-web.eon=x", "bilibili-web.era"),
        ("bilibili-web.lifetime=180", "250ms, 2s, 3m"),
        ("fault.1=115/pole hang", "token, image, status"),
        ("nothing", "name=value"),
    ];
    for (setting, text) in cases {
        let ran = run(&["simulate", "--set", setting]);
        assert_eq!(ran.code, 2);
        assert!(ran.err.contains(text), "{}", ran.err);
        assert!(ran.last().contains("--list-settings"));
    }
    assert_eq!(run(&["simulate", "--scenario", "/no/such/file"]).code, 2);
}

#[test]
fn an_unknown_setting_lists_only_similar_ones() {
    let ran = run(&["simulate", "--set", "persn=x"]);
    assert_eq!(ran.code, 2);
    assert!(
        ran.err.contains("person") && ran.err.len() < 300,
        "{}",
        ran.err
    );
}

#[test]
fn a_setting_that_is_given_twice_is_refused() {
    let ran = run(&["simulate", "--set", "seed=1", "--set", "seed=2"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("`seed` is set twice"), "{}", ran.err);
}

#[test]
fn the_list_of_settings_has_the_calls_for_faults() {
    let listed = run(&["simulate", "--list-settings"]).out;
    assert!(listed.contains("\n# 115-gateway: start image status login unknown\n"));
}

#[test]
fn the_list_of_settings_is_a_scenario_file() {
    let options = [
        "--set",
        "seed=7",
        "--set",
        "person=scan@1s deny@2s",
        "--list-settings",
    ];
    let listed = run(&[&["simulate"], &options[..]].concat());
    assert_eq!(listed.code, 0, "{}", listed.err);
    assert!(listed.out.contains("\nseed = 7\n"));
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("scenario");
    std::fs::write(&file, &listed.out).unwrap();
    let path = file.to_str().unwrap();
    let again = run(&["simulate", "--scenario", path, "--list-settings"]);
    assert_eq!(again.code, 0, "{}", again.err);
    assert_eq!(again.out, listed.out);
}

#[test]
fn a_command_runs_with_the_variables_and_its_exit_code() {
    let script = "test -n \"$QRLOGIN_SIMULATOR\" && test -z \"$HTTPS_PROXY\" && echo ok; exit 7";
    let ran = run(&["simulate", "--", "sh", "-c", script]);
    assert_eq!((ran.code, ran.out.as_str()), (7, "ok\n"), "{}", ran.err);
}

#[test]
fn a_client_in_the_command_logs_in_through_the_proxy() {
    let qrlogin = env!("CARGO_BIN_EXE_qrlogin");
    let login = ["--", qrlogin, "login", "bilibili-web"];
    let simulate = ["simulate", "--tls", "--set", AT_ONCE];
    let ran = run(&[&simulate[..], &login[..]].concat());
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_eq!(ran.json()["flow"], "bilibili-web");
}

#[test]
fn a_command_that_is_not_there_is_named() {
    let ran = run(&["simulate", "--", "/no/such/command"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("/no/such/command"), "{}", ran.err);
}

#[cfg(unix)]
#[test]
fn a_command_killed_by_a_signal_has_its_number() {
    let ran = run(&["simulate", "--", "sh", "-c", "kill -9 $$"]);
    assert_eq!(ran.code, 128 + 9);
}

#[cfg(unix)]
#[test]
fn a_request_to_terminate_is_passed_on_to_the_command() {
    let script = "trap 'echo ended; exit 5' TERM; echo begun; while :; do sleep 0.05; done";
    let mut child = command(&["simulate", "--", "sh", "-c", script])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    out.read_line(&mut line).unwrap();
    assert_eq!(line, "begun\n");
    let id = child.id().to_string();
    Command::new("kill").arg(&id).status().unwrap();
    out.read_to_string(&mut line).unwrap();
    assert_eq!((finish(child).code, line.as_str()), (5, "begun\nended\n"));
}

#[test]
fn the_ready_line_has_all_that_clients_need() {
    let mut child = command(&["simulate", "--tls", "--ready", "json", "--exit-with-stdin"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    out.read_line(&mut line).unwrap();
    let ready: serde_json::Value = serde_json::from_str(&line).unwrap();
    let origin = ready["origin"].as_str().unwrap();
    assert!(origin.starts_with("http://127.0.0.1:"));
    assert_eq!(ready["v"], 1);
    assert_eq!(ready["pid"], child.id());
    assert_eq!(ready["env"]["HTTPS_PROXY"], origin);
    assert_eq!(ready["env"]["SSL_CERT_FILE"], ready["ca"]);
    assert!(std::path::Path::new(ready["ca"].as_str().unwrap()).exists());
    // It ends with its standard input.
    drop(child.stdin.take());
    assert_eq!(finish(child).code, 0);
}

#[test]
fn the_variables_are_written_to_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("env");
    let file = path.to_str().unwrap();
    // The second run replaces the file of the first.
    for _ in 0..2 {
        let ran = run(&["simulate", "--env-file", file, "--", "cat", file]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        assert!(
            ran.out.contains("\nQRLOGIN_SIMULATOR=http://127.0.0.1:"),
            "{}",
            ran.out
        );
    }
    std::fs::write(&path, "mine").unwrap();
    let ran = run(&["simulate", "--env-file", file, "--", "true"]);
    assert_eq!(ran.code, 3, "{}", ran.err);
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "mine");
}

//! Logins that succeed.

use std::thread::scope;

use qrlogin::http::Uri;
use qrlogin_test_support::FLOWS;

use crate::support::*;

#[test]
fn every_flow_logs_in_over_both_transports() {
    scope(|scope| {
        for flow in FLOWS {
            for transport in ["blocking", "async"] {
                scope.spawn(move || {
                    let server = simulator(&[AT_ONCE]);
                    let ran = login_of_table(&server, flow, &["--transport", transport]);
                    let flow = flow.id;
                    assert_eq!(ran.code, 0, "{flow} {transport}: {}", ran.err);
                    assert_eq!(ran.out.lines().count(), 1);
                    let credential = ran.json();
                    assert_eq!(credential["flow"], flow);
                    let [issued] = &issued(&server)[..] else {
                        panic!("{flow}: not issued once")
                    };
                    let leaves = leaves(&credential);
                    for (name, value) in &issued.values {
                        // LeanCloud's number of the player is no credential.
                        if *name == "objectId" {
                            continue;
                        }
                        let in_ms = format!("{value}000");
                        let found = leaves.contains(value) || leaves.contains(&in_ms);
                        assert!(found, "{flow}: {name} is missing");
                    }
                });
            }
        }
    });
}

#[test]
fn the_gateway_flows_use_the_base_url() {
    scope(|scope| {
        let own_servers = FLOWS
            .iter()
            .filter_map(|flow| Some((flow.id, flow.own_server?)));
        for (flow, (_, address)) in own_servers {
            scope.spawn(move || {
                let server = simulator(&[AT_ONCE]);
                let address: Uri = address.parse().unwrap();
                let path = address.path().trim_end_matches('/');
                let url = format!("{}{path}", server.origin());
                let ran = run(&["login", flow, "--base-url", &url]);
                assert_eq!(ran.code, 0, "{flow}: {}", ran.err);
                assert_eq!(issued(&server).len(), 1);
            });
        }
    });
}

#[test]
fn flow_options_reach_the_service() {
    let server = simulator(&[AT_ONCE]);
    let ran = login(
        &server,
        "115-gateway",
        &["--app", "tv", "--set", "image=true"],
    );
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_eq!(ran.json()["app"], "tv");
    let simulator = server.simulator();
    let simulator = simulator.lock().unwrap();
    assert!(simulator.log().iter().any(|entry| entry.call == "image"));
}

#[test]
fn settings_accept_files_hyphens_and_underscores() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("token");
    std::fs::write(&file, "a-secret-token\n").unwrap();
    let token = format!("extspam=@{}", file.display());
    let options = [
        "--set",
        "mode=desktop",
        "--set",
        &token,
        "--set",
        "client-version=2.0.1",
    ];
    let ran = login_with(&[AT_ONCE], "wechat-web", &options);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(!ran.err.contains("a-secret-token"));
}

#[test]
fn each_change_is_reported_once_on_standard_error() {
    let person = ["person=scan@300ms confirm@800ms"];
    let ran = login_with(&person, "wechat-web", &["--qr", "utf8"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.json()["skey"].is_string());
    let order = [
        "Link: https://login.weixin.qq.com/l/",
        "Valid for 5:00. Waiting for the scan; press Ctrl-C to cancel.",
        "Scan this code with WeChat:",
        "Scanned. Confirm the login on the phone.",
        "Confirmed. Fetching the credentials.",
        "Logged in.",
    ];
    let mut rest = ran.err.as_str();
    for text in order {
        assert_eq!(ran.err.matches(text).count(), 1, "{text}");
        let (before, after) = rest.split_once(text).expect(text);
        // Without a terminal, only the code has colours.
        assert!(before.is_empty() || before.ends_with('\n'), "{text}");
        rest = after;
    }
}

#[test]
fn a_renewal_reports_the_expiry_and_shows_another_code() {
    let settings = [
        "wechat-web.lifetime=500ms",
        "person=expire;scan@0s confirm@0s",
    ];
    let ran = login_with(&settings, "wechat-web", &["--renew", "2"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(
        ran.err
            .contains("The code expired. Here is a new one (1 of 2).")
    );
    let links: Vec<_> = ran
        .err
        .lines()
        .filter(|line| line.contains("/l/"))
        .collect();
    assert_eq!(links.len(), 2);
    assert_ne!(links[0], links[1]);
}

#[test]
fn transient_failures_are_reported_and_retried() {
    let settings = [AT_ONCE, "fault.1=wechat-web/jslogin#1 status:502"];
    let ran = login_with(&settings, "wechat-web", &[]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let line = "Retry 1 (a few at most): the service is having problems (HTTP 502)\n";
    assert!(ran.err.contains(line), "{}", ran.err);
}

#[test]
fn retries_with_a_code_show_the_time_left() {
    let settings = [AT_ONCE, "fault.1=wechat-web/login#1 status:502"];
    let left = |options: &[&str]| {
        let ran = login_with(&settings, "wechat-web", options);
        assert_eq!(ran.code, 0, "{}", ran.err);
        let line = ran
            .err
            .lines()
            .find_map(|line| line.strip_prefix("Retry 1, for another "));
        line.unwrap().split_once(": ").unwrap().0.to_owned()
    };
    // The end of the code, or of `--timeout`.
    assert!(["5:00", "4:59"].contains(&&*left(&[])));
    assert!(["1:00", "0:59"].contains(&&*left(&["--timeout", "1m"])));
}

#[test]
fn quiet_prints_only_the_code() {
    let ran = login_with(&[AT_ONCE], "wechat-web", &["--quiet", "--qr", "none"]);
    assert_eq!(ran.code, 0);
    let lines: Vec<_> = ran.err.lines().collect();
    assert_eq!(lines[0], "Scan this code with WeChat:");
    assert!(lines[1].starts_with("Link: "));
    assert!(
        lines[2..]
            .iter()
            .all(|line| line.starts_with("Image: ") || line.starts_with("Note: "))
    );
    assert!(
        lines.iter().any(|line| line.starts_with("Link: ")),
        "{}",
        ran.err
    );
    let is_of_the_code = |line: &&str| {
        ["Link: ", "Image: ", "Note: ", "Scan this"]
            .iter()
            .any(|start| line.starts_with(start))
    };
    assert!(lines.iter().all(is_of_the_code), "{}", ran.err);
}

#[test]
fn short_lived_credentials_have_a_warning() {
    let settings = [AT_ONCE, "115-gateway.login=without-kid"];
    let ran = login_with(&settings, "115-gateway", &["--quiet"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.json()["kid"].is_null());
    assert!(ran.last().starts_with("warning: ") && ran.last().contains("KID"));
}

#[test]
fn cookies_are_printed_as_header_or_cookies_txt() {
    let server = simulator(&[AT_ONCE]);
    let header = login(&server, "wechat-web", &["--format", "header"]);
    let netscape = login(&server, "wechat-web", &["--format", "netscape"]);
    let issued = issued(&server);
    let sid = |login: usize| issued[login].get("wxsid").unwrap().to_owned();
    assert!(
        header.out.contains(&format!("wxsid={}; ", sid(0))),
        "{}",
        header.err
    );
    assert_eq!(header.out.lines().count(), 1);
    assert!(netscape.out.starts_with("# Netscape HTTP Cookie File\n"));
    let line = netscape.out.lines().find(|line| line.contains("\twxsid\t"));
    let fields: Vec<_> = line.unwrap().split('\t').collect();
    assert_eq!(fields.len(), 7);
    assert_eq!(fields[6], sid(1));
}

#[test]
fn credentials_without_cookies_are_printed_as_json() {
    let settings = [AT_ONCE, "wechat-web.lacks=cookies"];
    let ran = login_with(&settings, "wechat-web", &["--format", "header"]);
    assert_eq!(ran.code, 1);
    assert!(ran.json()["skey"].is_string());
    assert!(ran.err.contains("logged in, but there are no cookies"));
}

//! Logins that fail, and their exit codes.

use std::thread::scope;

use crate::support::*;

/// Flow, settings, exit code, kind and advice.
type Case = (
    &'static str,
    &'static [&'static str],
    i32,
    &'static str,
    &'static str,
);

const CASES: &[Case] = &[
    (
        "wechat-web",
        &["wechat-web.lifetime=300ms", "person=expire"],
        10,
        "expired",
        "new_code",
    ),
    (
        "115-gateway",
        &["person=scan@0s deny@0s"],
        11,
        "denied",
        "start_again",
    ),
    (
        "wechat-web",
        &[AT_ONCE, "wechat-web.exchange=1203-environment"],
        12,
        "rejected",
        "account_restricted",
    ),
    (
        "115-gateway",
        &[AT_ONCE, "115-gateway.login=retired"],
        12,
        "rejected",
        "choose_other_app",
    ),
    (
        "bilibili-web",
        &["fault.1=any 412-html"],
        13,
        "blocked",
        "wait_for_unblock",
    ),
    (
        "wechat-web",
        &["fault.1=any status:403"],
        13,
        "blocked",
        "wait_for_unblock",
    ),
    (
        "bilibili-web",
        &["fault.1=any status:502"],
        14,
        "unavailable",
        "try_later",
    ),
    (
        "bilibili-web",
        &["fault.1=any status:404"],
        15,
        "not_found",
        "check_address",
    ),
    (
        "115-gateway",
        &[AT_ONCE, "115-gateway.login=without-seid"],
        15,
        "incomplete",
        "report_change",
    ),
    (
        "wechat-web",
        &[AT_ONCE, "wechat-web.exchange=html"],
        15,
        "malformed",
        "report_change",
    ),
    (
        "wechat-web",
        &["wechat-web.jslogin=empty-uuid"],
        15,
        "malformed",
        "report_change",
    ),
    (
        "wechat-web",
        &[AT_ONCE, "wechat-web.page-host=evil.example"],
        15,
        "untrusted",
        "report_change",
    ),
    (
        "bilibili-web",
        &["fault.1=any status:302"],
        17,
        "intercepted",
        "check_portal",
    ),
];

#[test]
fn each_kind_of_failure_has_its_exit_code_and_advice() {
    scope(|scope| {
        for (index, (flow, settings, code, kind, advice)) in CASES.iter().enumerate() {
            scope.spawn(move || {
                let transport = ["blocking", "async"][index % 2];
                let ran = login_with(settings, flow, &["--json", "--transport", transport]);
                assert_eq!(ran.code, *code, "{settings:?}: {}", ran.err);
                let error = ran.error();
                assert_eq!(error["exit_code"], *code, "{settings:?}");
                assert_eq!(error["kind"], *kind, "{settings:?}");
                assert_eq!(error["advice_key"], *advice, "{settings:?}");
            });
        }
    });
}

#[test]
fn a_failure_ends_with_its_message_and_a_hint() {
    let settings = ["fault.1=any status:403"];
    let ran = login_with(&settings, "wechat-web", &["--json"]);
    let error = ran.error();
    let text = |name: &str| error[name].as_str().unwrap().to_owned();
    let lines: Vec<_> = ran.err.lines().rev().take(2).collect();
    assert_eq!(lines[0], format!("hint: {}", text("advice")));
    assert_eq!(lines[1], format!("error: {}", text("message")));
}

#[test]
fn an_expired_code_of_bilibili_may_be_a_declined_login() {
    let timeout = ["--json", "--timeout", "1"];
    let hint = |flow| {
        let settings = [
            "bilibili-web.lifetime=1s",
            "wechat-web.lifetime=1s",
            "person=expire",
        ];
        let error = login_with(&settings, flow, &["--json"]).error();
        error["advice"].as_str().unwrap().contains("declined")
    };
    scope(|scope| {
        scope.spawn(|| assert!(hint("bilibili-web")));
        scope.spawn(|| assert!(!hint("wechat-web")));
        let own = login_with(&["person=expire"], "bilibili-web", &timeout).error();
        assert_eq!(own["advice_key"], "new_code");
    });
}

#[test]
fn the_hint_names_a_rejected_setting() {
    let login = |setting| {
        let options = ["--json", "--set", "client_id=1"];
        login_with(&[setting], "115-open", &options).error()
    };
    let unknown = login("115-open.client-id=4711");
    assert_eq!(unknown["advice_key"], "fix_setting");
    assert!(
        unknown["advice"]
            .as_str()
            .unwrap()
            .contains("--set client_id")
    );
    // A declined login is not the fault of a setting.
    let not_approved = login("115-open.refuse-auth=40140108");
    assert_eq!(not_approved["advice_key"], "check_app");
}

#[test]
fn the_error_names_an_unreachable_server_and_the_reason() {
    scope(|scope| {
        for transport in ["blocking", "async"] {
            let origin = NO_SERVER;
            scope.spawn(move || {
                let options = [
                    "login",
                    "115-gateway",
                    "--timeout",
                    "1",
                    "--transport",
                    transport,
                ];
                let by_url = run(&[&options[..], &["--base-url", origin]].concat());
                assert_eq!(by_url.code, 14, "{}", by_url.err);
                let line = "error: could not connect to 127.0.0.1: connection refused\n";
                assert!(by_url.err.contains(line), "{}", by_url.err);
                assert!(!by_url.err.contains("io:"), "{}", by_url.err);
                assert!(by_url.last().contains("--base-url"));
            });
            scope.spawn(move || {
                let options = [
                    "login",
                    "115-gateway",
                    "--timeout",
                    "1",
                    "--transport",
                    transport,
                ];
                let rerouted = run(&[&options[..], &["--reroute", origin]].concat());
                assert_eq!(rerouted.code, 14, "{}", rerouted.err);
                assert!(rerouted.last().contains("`qrlogin simulate`"));
            });
        }
    });
}

#[test]
fn the_end_of_the_timeout_is_expired_and_named() {
    let ran = login_with(&["person=expire"], "bilibili-web", &["--timeout", "1"]);
    assert_eq!(ran.code, 10, "{}", ran.err);
    assert!(ran.took.as_secs_f32() < 5.0, "{:?}", ran.took);
    let line = |start: &str| ran.err.lines().find(|line| line.starts_with(start));
    assert!(
        line("Waiting for the scan, ")
            .unwrap()
            .contains("--timeout")
    );
    assert!(line("error: ").unwrap().contains("1s (--timeout)"));
    assert!(ran.last().contains("a longer --timeout"), "{}", ran.err);
    assert!(!ran.err.contains("Valid for"), "{}", ran.err);
    assert!(!ran.err.contains("code expired"), "{}", ran.err);
}

#[test]
fn a_code_that_expires_before_the_timeout_is_reported() {
    let settings = ["wechat-web.lifetime=300ms", "person=expire"];
    let ran = login_with(&settings, "wechat-web", &["--timeout", "900", "--json"]);
    assert_eq!(ran.code, 10, "{}", ran.err);
    assert!(ran.err.contains("Valid for"), "{}", ran.err);
    let last = ran.lines().pop().unwrap();
    assert!(
        last["message"].as_str().unwrap().contains("code expired"),
        "{last}"
    );
}

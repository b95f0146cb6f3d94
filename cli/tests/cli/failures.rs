//! Logins that fail, and their exit codes.

use std::thread::scope;

use crate::support::*;

/// Flow, settings, exit code, a part of the error and of the hint.
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
        "scan the new code",
    ),
    (
        "115-gateway",
        &["person=scan@0s deny@0s"],
        11,
        "declined on the phone",
        "start a new login",
    ),
    (
        "wechat-web",
        &[AT_ONCE, "wechat-web.exchange=1203-environment"],
        12,
        "code 1203",
        "does not allow this account",
    ),
    (
        "115-gateway",
        &[AT_ONCE, "115-gateway.login=retired"],
        12,
        "系统已下架",
        "choose another app",
    ),
    (
        "bilibili-web",
        &["fault.1=any 412-html"],
        13,
        "HTTP status 412",
        "use another network",
    ),
    (
        "wechat-web",
        &["fault.1=any status:403"],
        13,
        "HTTP status 403",
        "use another network",
    ),
    (
        "115-gateway",
        &[AT_ONCE, "115-gateway.login=without-seid"],
        15,
        "lacks seid",
        "newer version",
    ),
    (
        "wechat-web",
        &[AT_ONCE, "wechat-web.exchange=html"],
        15,
        "unexpected answer",
        "newer version",
    ),
    (
        "wechat-web",
        &["wechat-web.jslogin=empty-uuid"],
        15,
        "",
        "newer version",
    ),
    (
        "wechat-web",
        &[AT_ONCE, "wechat-web.page-host=evil.example"],
        15,
        "evil.example",
        "newer version",
    ),
];

#[test]
fn each_kind_of_failure_has_its_exit_code_and_ends_with_advice() {
    scope(|scope| {
        for (index, (flow, settings, code, error, hint)) in CASES.iter().enumerate() {
            scope.spawn(move || {
                let transport = ["blocking", "async"][index % 2];
                let ran = login_with(settings, flow, &["--transport", transport]);
                assert_eq!(ran.code, *code, "{settings:?}: {}", ran.err);
                assert_eq!(ran.out, "", "{settings:?}");
                let lines: Vec<_> = ran.err.lines().rev().collect();
                assert!(
                    lines[0].starts_with("hint: ") && lines[0].contains(hint),
                    "{}",
                    ran.err
                );
                assert!(
                    lines[1].starts_with("error: ") && lines[1].contains(error),
                    "{}",
                    ran.err
                );
            });
        }
    });
}

#[test]
fn a_service_that_cannot_be_reached_is_exit_code_14_with_its_causes() {
    scope(|scope| {
        for transport in ["blocking", "async"] {
            let origin = NOBODY;
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
                assert!(
                    by_url
                        .err
                        .contains("error: no answer from the service: no connection")
                );
                assert!(by_url.err.contains("  because: "));
                assert!(by_url.last().contains("check the network"));
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
fn the_time_of_the_option_ends_the_wait_as_expired_and_is_named() {
    let ran = login_with(&["person=expire"], "bilibili-web", &["--timeout", "1"]);
    assert_eq!(ran.code, 10, "{}", ran.err);
    assert!(ran.took.as_secs_f32() < 5.0, "{:?}", ran.took);
    for part in [
        "--timeout leaves 0:01",
        "error: nobody confirmed in the 1 s that --timeout gives",
    ] {
        assert!(ran.err.contains(part), "{part}: {}", ran.err);
    }
    assert!(ran.last().contains("a longer --timeout"), "{}", ran.err);
    assert!(!ran.err.contains("Valid for"), "{}", ran.err);
    assert!(!ran.err.contains("code expired"), "{}", ran.err);
}

#[test]
fn a_code_that_ends_before_the_time_of_the_option_is_told_as_such() {
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

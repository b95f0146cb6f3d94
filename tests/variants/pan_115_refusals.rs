//! 115 itself: how it refuses a login as one of its apps, and what comes in between.

use qrlogin::pan115::advice::CHOOSE_OTHER_APP;
use qrlogin::{Advice, Error};

use super::{ends, fail, incomplete, refused, succeed};
use qrlogin_test_support::{Simulated, run};

/// The codes of specification section 5.3 that end a login.
const FINAL: [(&str, Advice); 12] = [
    ("40101004", Advice::WAIT_FOR_UNBLOCK),
    ("40101017", Advice::SEE_MESSAGE),
    ("40100000", Advice::REPORT_CHANGE),
    ("40101032", Advice::START_AGAIN),
    ("40101025", Advice::NEW_CODE),
    ("40101010", Advice::ACCOUNT_RESTRICTED),
    ("40101033", Advice::START_AGAIN),
    ("40101035", Advice::START_AGAIN),
    ("40101037", Advice::START_AGAIN),
    ("40101038", Advice::START_AGAIN),
    ("99", Advice::START_AGAIN),
    ("990001", Advice::START_AGAIN),
];

fn count(world: &Simulated, call: &str) -> usize {
    world.calls.iter().filter(|(name, _)| *name == call).count()
}

#[test]
fn a_refusal_of_115_is_final_with_its_code() {
    let forms = "115.variant = observed | documented
         115.state = number | boolean
         115.escape-unicode = yes | no";
    for (code, advice) in FINAL {
        refused(
            "115",
            &[],
            &format!("{forms}\n115.login = {code}"),
            code,
            advice,
        );
        let (world, _) = run("115", &format!("115.login = {code}"));
        assert_eq!(count(&world, "login"), 1, "{code}");
    }
    ends(
        "115",
        &[],
        &format!("{forms}\n115.login = 40199002"),
        &Error::Expired,
    );
}

#[test]
fn a_failure_of_115_that_may_pass_is_tried_again() {
    refused(
        "115",
        &[],
        "115.login = 50199004",
        "50199004",
        Advice::TRY_LATER,
    );
    for call in ["token", "status", "login"] {
        let lines = format!("fault.1 = 115/{call}#1-2 refuse:50199004");
        succeed("115", &[], &lines);
    }
}

#[test]
fn the_message_of_115_is_passed_on() {
    for (code, words) in [
        ("40101004", "IP登录异常,请稍候再登录！"),
        ("40101010", "已开启两步验证登录！"),
        ("40101025", "no reason given"),
    ] {
        let lines = format!("115.escape-unicode = yes | no\n115.login = {code}");
        for (variant, error) in fail("115", &lines) {
            let Error::Rejected { message, .. } = error else {
                panic!("{variant}: {error}");
            };
            assert_eq!(message, words, "{variant}");
        }
    }
}

#[test]
fn a_retired_app_is_refused_with_code_0() {
    let forms = "115.variant = observed | documented
         115.state = number | boolean";
    let retired = format!("{forms}\n115.login = retired");
    refused("115", &[], &retired, "0", CHOOSE_OTHER_APP);
    for (app, path) in [
        ("alipaymini", "alipaymini"),
        ("web", "web"),
        ("qipad", "ios"),
    ] {
        let retired = format!("{forms}\n115.retired = mac,{path}");
        refused("115", &[("app", app)], &retired, "0", CHOOSE_OTHER_APP);
    }
}

#[test]
fn a_flagged_address_is_reported_at_every_call() {
    for call in ["token", "status", "login"] {
        let lines = format!("fault.1 = 115/{call} refuse:40101004");
        refused("115", &[], &lines, "40101004", Advice::WAIT_FOR_UNBLOCK);
        let (world, _) = run("115", &lines);
        assert_eq!(count(&world, call), 1, "{call}: asked again");
    }
}

#[test]
fn an_unknown_code_of_115_is_reported_at_the_end() {
    for code in ["12345678", "0"] {
        let lines = format!("fault.1 = 115/status#1-3 refuse:{code}");
        succeed("115", &[], &lines);
        for call in ["token", "status"] {
            let lines = format!("fault.1 = 115/{call} refuse:{code}");
            refused("115", &[], &lines, code, Advice::SEE_MESSAGE);
        }
    }
    let lines = "fault.1 = 115/login refuse:12345678";
    refused("115", &[], lines, "12345678", Advice::SEE_MESSAGE);
    let lines = "fault.1 = 115/login refuse:0";
    refused("115", &[], lines, "0", CHOOSE_OTHER_APP);
}

#[test]
fn pan_115_is_no_success_with_a_cookie_missing() {
    for (login, missing) in [
        ("without-uid", &["UID"][..]),
        ("without-cid", &["CID"]),
        ("without-seid", &["SEID"]),
        ("without-cookies", &["UID", "CID", "SEID"]),
        ("empty", &["UID", "CID", "SEID"]),
    ] {
        let lines = format!(
            "115.variant = observed | documented\n115.wobble = yes | no\n115.login = {login}"
        );
        ends("115", &[], &lines, &incomplete(missing));
    }
}

#[test]
fn pan_115_without_kid_is_a_success() {
    let lines =
        "115.variant = observed | documented\n115.wobble = yes | no\n115.login = without-kid";
    succeed("115", &[], lines);
}

#[test]
fn a_firewall_at_the_login_is_reported_as_blocked() {
    for status in [405, 418, 200] {
        let lines = format!("115.login = waf\n115.block-status = {status}");
        ends("115", &[], &lines, &Error::of_status(status));
    }
}

/// Each subset of the hosts that can stand in for each other.
fn subsets() -> impl Iterator<Item = Vec<&'static str>> {
    const HOSTS: [&str; 4] = [
        "qrcodeapi.115.com",
        "hnqrcodeapi.115.com",
        "passportapi.115.com",
        "hnpassportapi.115.com",
    ];
    (0..16).map(|set| {
        let hosts = HOSTS.iter().enumerate();
        let chosen = hosts.filter(|(bit, _)| set >> bit & 1 == 1);
        chosen.map(|(_, host)| *host).collect()
    })
}

fn with_hosts_blocked(id: &str, login_hosts: &[&str]) {
    for (blocked, status) in subsets().flat_map(|it| [405, 418, 200].map(|s| (it.clone(), s))) {
        let open = |hosts: &[&str]| hosts.iter().any(|host| !blocked.contains(host));
        let reachable = open(&["qrcodeapi.115.com", "hnqrcodeapi.115.com"]) && open(login_hosts);
        let lines = format!(
            "115.blocked-hosts = {}\n115.block-status = {status}",
            blocked.join(",")
        );
        let (world, outcome) = run(id, &lines);
        match outcome {
            Ok(credential) if reachable => world.assert_genuine(&credential),
            Err(error) if !reachable => assert_eq!(error, Error::of_status(status), "{lines}"),
            Ok(_) => panic!("{lines}: false success"),
            Err(error) => panic!("{lines}: {error}"),
        }
        let asked_again = world
            .kinds()
            .iter()
            .filter(|kind| **kind == "retrying")
            .count();
        assert!(!reachable || asked_again <= 3, "{lines}: {asked_again}");
    }
}

#[test]
fn pan_115_needs_one_unblocked_host_for_each_purpose() {
    let hosts = [
        "passportapi.115.com",
        "qrcodeapi.115.com",
        "hnpassportapi.115.com",
    ];
    with_hosts_blocked("115", &hosts);
}

#[test]
fn the_open_platform_needs_one_unblocked_host_each() {
    with_hosts_blocked("115-open", &["passportapi.115.com", "qrcodeapi.115.com"]);
}

#[test]
fn a_host_of_115_that_falls_silent_later_is_left() {
    for id in ["115", "115-open"] {
        for block in ["405-html", "html", "status:502", "cut-before", "empty"] {
            let lines = format!("fault.1 = {id}/status#1-2 {block}\nperson = scan@20s confirm@40s");
            succeed(id, &[], &lines);
        }
    }
}

#[test]
fn a_burst_block_of_115_is_retried_or_reported() {
    for id in ["115", "115-open"] {
        let often = "115.hold = 0s\n115.burst = 5";
        succeed(id, &[], &format!("{often}\nperson = scan@2s confirm@8s"));
        let short = format!("{often}\n115.burst-block = 5s\nperson = scan@20s confirm@90s");
        succeed(id, &[], &short);
        let long = format!("{often}\n115.burst-block = 250s\nperson = scan@20s confirm@200s");
        ends(id, &[], &long, &Error::blocked(405));
        // Held polls are too rare for a burst.
        succeed(id, &[], "115.burst = 5\nperson = scan@20s confirm@200s");
    }
}

#[test]
fn a_lost_login_reply_is_retried_while_it_is_valid() {
    for before in ["cut-before", "status:502", "405-html", "html", "empty"] {
        succeed("115", &[], &format!("fault.1 = 115/login#1-2 {before}"));
        let lines = format!("fault.1 = 115-open/deviceCodeToToken#1-2 {before}");
        succeed("115-open", &[], &lines);
    }
    for after in ["cut-after", "cut-body:20", "garbage"] {
        let lines = format!("fault.1 = 115/login#1 {after}");
        ends("115", &[], &lines, &Error::Expired);
        let lines = format!("fault.1 = 115-open/deviceCodeToToken#1 {after}");
        ends("115-open", &[], &lines, &Error::Expired);
    }
}

#[test]
fn a_retired_name_is_refused_before_any_request() {
    for app in "windows mac linux desktop bios bandroid bipad".split(' ') {
        let settings = [("app", app)].into_iter().collect();
        let info = qrlogin::flows::find("115").unwrap();
        let options = qrlogin::flows::Options::default();
        let login = info.login(&settings, qrlogin_test_support::seed(), &options);
        assert_eq!(login.err().unwrap().advice(), Advice::FIX_SETTING, "{app}");
    }
}

//! WeChat.

use qrlogin::Error;

use super::{fail, lacks, succeed};
use qrlogin_test_support::run;

#[test]
fn wechat_in_every_form() {
    succeed(
        "wechat-web",
        &[],
        "wechat-web.uuid = padded | old
         wechat-web.page-host = asked | wx2.qq.com | wx8.qq.com | web.wechat.com | web2.wechat.com
         wechat-web.separator = LF | none | space
         wechat-web.avatar = jpeg | none | png-under-jpg | 192KiB | hostile-url | empty
         wechat-web.report-scanned = yes | no
         wechat-web.message = empty | OK
         wechat-web.isgrayscale = yes | no
         wechat-web.ticket = reusable | single-use
         wechat-web.gzip = never",
    );
}

#[test]
fn wechat_for_the_desktop_and_for_file_transfer() {
    for mode in ["web", "desktop", "filehelper"] {
        succeed("wechat-web", &[("mode", mode)], "wechat-web.gzip = never");
    }
}

#[test]
fn wechat_with_the_callers_desktop_headers() {
    let headers = [("client_version", "2.0.0"), ("extspam", "callers-own")];
    succeed(
        "wechat-web",
        &headers,
        "wechat-web.uos = 1203 | html\nwechat-web.gzip = never",
    );
}

#[test]
fn wechat_refusals_are_reported_with_its_message() {
    let lines = "wechat-web.gzip = never
        wechat-web.exchange = 1203-environment | 1203-environment-mac | 1203-not-allowed | 1203-cannot | 1203-new | 1203-new-english | 1203-pay | 1203-ticket";
    for (variant, error) in fail("wechat-web", lines) {
        let Error::Rejected { code, message, .. } = &error else {
            panic!("{variant}: {error}");
        };
        assert_eq!(code, "1203");
        assert!(message.chars().count() > 5, "{variant}: {message}");
    }
}

#[test]
fn wechat_answers_that_are_no_exchange_are_malformed_or_blocked() {
    let lines = "wechat-web.gzip = never
        wechat-web.exchange = html | empty | invalid-utf8 | redirecturl | dtd";
    for (variant, error) in fail("wechat-web", lines) {
        assert!(
            matches!(
                error,
                Error::Malformed { .. } | Error::Blocked { .. } | Error::Untrusted { .. }
            ),
            "{variant}: {error}"
        );
    }
}

#[test]
fn wechat_names_the_part_of_the_exchange_that_is_missing() {
    for name in ["skey", "pass_ticket"] {
        let lines = format!("wechat-web.gzip = never\nwechat-web.lacks = {name}");
        for (variant, error) in fail("wechat-web", &lines) {
            assert!(lacks(&error, name), "{variant}: {error}");
        }
    }
}

#[test]
fn a_foreign_page_host_gets_no_request() {
    for (variant, error) in fail("wechat-web", "wechat-web.page-host = evil.example") {
        let host = "evil.example".to_owned();
        assert_eq!(error, Error::untrusted(&host), "{variant}");
    }
}

#[test]
fn wechat_without_a_code_ends() {
    fail(
        "wechat-web",
        "wechat-web.jslogin = 400 | 500 | 500-with-uuid | empty-uuid | 404",
    );
    fail(
        "wechat-web",
        "wechat-web.poll = 500 | 202 | unknown | empty | html | no-redirect",
    );
}

#[test]
fn a_lost_answer_about_the_scan_is_fetched_again() {
    let (world, outcome) = run(
        "wechat-web",
        "wechat-web.gzip = never\nperson = scan@2s confirm@40s\nfault.1 = wechat-web/login#1 cut-after",
    );
    world.assert_genuine(&outcome.unwrap());
    assert!(world.kinds().contains(&"scanned"), "{:?}", world.kinds());
}

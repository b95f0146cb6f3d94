//! The 115 gateway by itself.

use qrlogin::Error;
use qrlogin::pan115::advice::CHOOSE_OTHER_APP;

use super::{fail, lacks, succeed};

#[test]
fn the_115_gateway_as_documented_and_as_observed() {
    succeed(
        "115-gateway",
        &[],
        "115-gateway.variant = observed | documented
         115-gateway.time = 10 | 13
         115-gateway.hold = 30s | 5s | 0s
         115-gateway.version = variant | absent
         115-gateway.report-scanned = yes | no
         115-gateway.scanned-at-once = yes | no
         115-gateway.login = ok | without-kid",
    );
}

#[test]
fn an_unknown_status_of_the_115_gateway_is_no_obstacle() {
    succeed("115-gateway", &[], "115-gateway.status = 99");
}

#[test]
fn the_115_gateway_with_its_picture_of_the_code() {
    succeed(
        "115-gateway",
        &[("image", "true")],
        "115-gateway.image = png | html-as-png | 500",
    );
}

#[test]
fn every_app_of_the_115_gateway() {
    for app in "web android ios tv alipaymini wechatmini qandroid".split(' ') {
        succeed("115-gateway", &[("app", app)], "seed = 1");
    }
}

#[test]
fn the_115_gateway_expires_and_cancels_in_both_variants() {
    let both = "115-gateway.variant = observed | documented";
    for (variant, error) in fail("115-gateway", &format!("{both}\nperson = expire | scan@2s")) {
        assert_eq!(error, Error::Expired, "{variant}");
    }
    for (variant, error) in fail("115-gateway", &format!("{both}\nperson = scan@2s deny@5s")) {
        assert_eq!(error, Error::Denied, "{variant}");
    }
}

#[test]
fn the_115_gateway_refuses_with_the_code_of_115() {
    let codes = ["40101004", "40101017", "40100000", "40101032", "40101010"];
    for expected in codes {
        let lines =
            format!("115-gateway.variant = observed | documented\n115-gateway.login = {expected}");
        for (variant, error) in fail("115-gateway", &lines) {
            let Error::Rejected { code, .. } = &error else {
                panic!("{variant}: {error}");
            };
            assert_eq!(code, expected, "{variant}");
        }
    }
    for (_, error) in fail("115-gateway", "115-gateway.login = retired") {
        assert_eq!(error.advice(), CHOOSE_OTHER_APP, "{error}");
    }
    for (_, error) in fail("115-gateway", "115-gateway.login = 40199002") {
        assert_eq!(error, Error::Expired);
    }
}

#[test]
fn the_115_gateway_is_no_success_with_a_value_missing() {
    for name in ["uid", "cid", "seid"] {
        let lines = format!("115-gateway.login = without-{name}");
        for (variant, error) in fail("115-gateway", &lines) {
            assert!(lacks(&error, name), "{variant}: {error}");
        }
    }
    fail("115-gateway", "115-gateway.login = empty | not-ready | waf");
    fail("115-gateway", "115-gateway.status = waf | waf-405");
    fail("115-gateway", "115-gateway.start-fails = yes");
}

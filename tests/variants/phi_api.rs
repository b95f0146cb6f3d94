//! phiApi by itself.

use qrlogin::flows::Options;
use qrlogin::{Advice, Error, Settings};

use super::{fail, succeed};
use qrlogin_test_support::{Simulated, flow_with, scenario};

#[test]
fn phi_api_in_every_era_and_region() {
    for region in ["china", "international"] {
        for base_url in ["http://localhost:5015/phiApi", "http://localhost:5015/api"] {
            let eras = if base_url.ends_with("/api") {
                "legacy"
            } else {
                "current | documented | envelope | prefix"
            };
            succeed(
                "phi-api",
                &[("region", region), ("base_url", base_url)],
                &format!(
                    "phi-api.era = {eras}
                     phi-api.keys = era | snake | camel
                     phi-api.token-body = json | text
                     phi-api.query = era
                     phi-api.interval = 1 | 5
                     phi-api.access-token = yes | no"
                ),
            );
        }
    }
}

#[test]
fn phi_api_with_either_name_of_the_region() {
    succeed(
        "phi-api",
        &[("region", "china")],
        "phi-api.query = code | document",
    );
}

#[test]
fn phi_api_without_the_profile() {
    let settings = Settings::new().with("profile", "false");
    let flow = flow_with("phi-api", &settings, &Options::default());
    let mut world = Simulated::new(flow, scenario(""));
    let credential = world.run().unwrap();
    let profile = ["openid", "unionid", "name", "avatar", "gender"];
    world.assert_genuine_except(&credential, &profile);
}

#[test]
fn phi_api_of_the_get_version_is_unsupported() {
    for (variant, error) in fail("phi-api", "phi-api.era = envelope-get") {
        assert_eq!(error.advice(), Advice::CHECK_SERVER, "{variant}: {error}");
    }
}

#[test]
fn phi_api_passes_on_the_message_of_the_upstream() {
    for style in ["bare", "prefixed"] {
        let line =
            |value: &str| format!("phi-api.error-style = {style}\nphi-api.upstream = {value}");
        let expired = line("invalid_grant_code | invalid_grant | expired_token");
        for (variant, error) in fail("phi-api", &expired) {
            assert_eq!(error, Error::Expired, "{variant}");
        }
        let refused = line(
            "invalid_request | invalid_client | unsupported_grant_type | unsupported_response_type | unsupported_secret_type | captcha.needs | captcha.failed | user_is_deactivated | forbidden | not_found | brand_new_error | server_error | too_many_login_attempts | text",
        );
        for (variant, error) in fail("phi-api", &refused) {
            assert!(
                matches!(error, Error::Rejected { .. }),
                "{variant}: {error}"
            );
        }
    }
}

#[test]
fn phi_api_refusals_of_the_last_step_are_reported() {
    let lines = "phi-api.session = 114-access_denied | 114-server_error | 114-text | 1145-211 | 1145-219 | 1145-text";
    for (variant, error) in fail("phi-api", lines) {
        assert!(
            matches!(error, Error::Rejected { .. }),
            "{variant}: {error}"
        );
    }
    fail("phi-api", "phi-api.session = empty | short");
    fail("phi-api", "phi-api.new-code = 500 | 200");
}

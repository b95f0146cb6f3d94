//! TapTap and Phigros through phiApi.

use qrlogin::Credential;

use crate::issued::all_same;
use crate::{Calls, FlowUnderTest, Hosts, Recording, Scenarios, Service, SingleUse, Timing};

/// The entry of this flow.
pub static FLOW: FlowUnderTest = FlowUnderTest {
    id: "phi-api",
    reports_scan: false,
    is_complete: |credential, settings| match credential {
        Credential::PhiApi(it) => {
            let wants_profile = settings.get("profile") != Some("false");
            let profile = it.profile.as_ref();
            it.session_token.expose().len() == 25
                && !it.token.kid.is_empty()
                && !it.token.mac_key.is_empty()
                // The login goes on without a profile that cannot be fetched.
                && profile.is_none_or(|it| wants_profile && !it.openid.is_empty())
        }
        _ => false,
    },
    genuine: |credential, issued| {
        let Credential::PhiApi(it) = credential else {
            return Err("credentials of another flow".to_owned());
        };
        let values = [
            ("sessionToken", it.session_token.expose()),
            ("kid", it.token.kid.expose()),
            ("mac_key", it.token.mac_key.expose()),
        ];
        all_same(issued, &values)?;
        let Some(profile) = &it.profile else {
            return Ok(());
        };
        let values = [
            ("openid", profile.openid.expose()),
            ("unionid", profile.unionid.expose()),
        ];
        all_same(issued, &values)
    },
    not_fetched: |settings| match settings.get("profile") {
        Some("false") => &["openid", "unionid", "name", "avatar", "gender"],
        _ => &[],
    },
    public: &["mac_algorithm"],
    required: &[],
    hosts: Hosts::Secure,
    own_server: Some(("base_url", "https://phi-api.example/phiApi")),
    calls: Calls {
        start: "GetNewQRCode",
        poll: "CheckQRCode",
        long_poll: false,
        single_use: &[("CheckQRCode", SingleUse::WhileCollectable)],
        ends_code: None,
        optional: &[],
        signed: &[],
    },
    service: Service {
        section: "phi-api",
        upstream: Some("taptap"),
        interval: Some("phi-api.interval"),
        collectable: None,
        refuses_fast_polls: true,
        denied_as_expired: false,
        cancel_ends_code: |_| false,
        refusals: (
            "phi-api/CheckQRCode",
            &["refuse:slow_down", "refuse:server_error"],
        ),
    },
    timing: Timing {
        tries: 4,
        gap: |scenario| u64::from(scenario.phi_api.interval.max(3)) * 1000,
        life: 300_000,
        stated_life: Some(30_000..=1_800_000),
        after_scan: 0,
    },
    scenarios: Scenarios {
        good: &[
            "phi-api.era = current | documented | envelope | prefix
             phi-api.keys = era | snake | camel
             phi-api.token-body = json | text
             phi-api.interval = 1 | 5 | 10
             phi-api.access-token = yes | no
             phi-api.error-style = bare | prefixed
             flow.region = china | international
             flow.profile = true | false",
            "phi-api.era = legacy
             phi-api.keys = era | snake | camel
             flow.base_url = http://localhost:5015/api
             flow.region = china | international",
            "phi-api.query = code | document
             flow.region = china",
            "phi-api.backend = taptap
             phi-api.era = current | envelope | prefix
             taptap.mac-algorithm = hmac-sha-1 | hmac-sha-256
             flow.region = china | international",
        ],
        bad: &[
            "phi-api.era = envelope-get",
            "phi-api.upstream = invalid_grant_code | invalid_request | server_error | slow_down | text | captcha.needs",
            "phi-api.session = 114-access_denied | 114-server_error | 1145-211 | 1145-text | empty | short",
            "phi-api.new-code = 500 | 200",
        ],
        more_stages: &[],
    },
    recordings: &[
        Recording {
            name: "success-current",
            settings: "",
            scenario: "phi-api.era = current",
        },
        Recording {
            name: "success-current-china",
            settings: "region=china",
            scenario: "phi-api.era = current & phi-api.access-token = no",
        },
        Recording {
            name: "success-documented",
            settings: "",
            scenario: "phi-api.era = documented",
        },
        Recording {
            name: "success-envelope",
            settings: "",
            scenario: "phi-api.era = envelope",
        },
        Recording {
            name: "success-prefix",
            settings: "region=china",
            scenario: "phi-api.era = prefix",
        },
        Recording {
            name: "success-legacy",
            settings: "base_url=http://localhost:5015/api profile=false",
            scenario: "phi-api.era = legacy",
        },
        Recording {
            name: "expired",
            settings: "",
            scenario: "person = expire & phi-api.lifetime = 15s",
        },
        Recording {
            name: "refused",
            settings: "",
            scenario: "phi-api.upstream = invalid_request",
        },
        Recording {
            name: "refused-session",
            settings: "",
            scenario: "phi-api.session = 1145-211 & phi-api.error-style = prefixed",
        },
        Recording {
            name: "renewed",
            settings: "renew=1",
            scenario: "person = expire; scan@1s confirm@3s & phi-api.lifetime = 9s",
        },
        Recording {
            name: "malformed",
            settings: "",
            scenario: "phi-api.session = short",
        },
    ],
};

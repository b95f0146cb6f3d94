//! TapTap, and a session of Phigros.

use qrlogin::Credential;

use crate::issued::{all_same, same};
use crate::{Calls, FlowUnderTest, Hosts, Recording, Scenarios, Service, SingleUse, Timing};

/// The entry of this flow.
pub static FLOW: FlowUnderTest = FlowUnderTest {
    id: "taptap",
    reports_scan: true,
    is_complete: |credential, settings| match credential {
        Credential::TapTap(it) => {
            let goal = settings.get("goal").unwrap_or("session");
            let profile = it.profile.as_ref();
            let session = it.session_token.as_ref();
            !it.token.kid.is_empty()
                && !it.token.mac_key.is_empty()
                && profile.is_some_and(|it| !it.openid.is_empty()) == (goal != "token")
                && session.is_some_and(|it| it.expose().len() == 25) == (goal == "session")
        }
        _ => false,
    },
    genuine: |credential, issued| {
        let Credential::TapTap(it) = credential else {
            return Err("credentials of another flow".to_owned());
        };
        let values = [
            ("kid", it.token.kid.expose()),
            ("mac_key", it.token.mac_key.expose()),
        ];
        all_same(issued, &values)?;
        if let Some(profile) = &it.profile {
            all_same(issued, &[("openid", profile.openid.expose())])?;
            // Older apps have none.
            let unionid = Some(profile.unionid.expose()).filter(|id| !id.is_empty());
            same("unionid", unionid, issued.get("unionid"))?;
        }
        match &it.session_token {
            Some(token) => all_same(issued, &[("sessionToken", token.expose())]),
            None => Ok(()),
        }
    },
    not_fetched: |_| &[],
    public: &["mac_algorithm"],
    required: &[],
    hosts: Hosts::Secure,
    own_server: None,
    calls: Calls {
        start: "code",
        poll: "poll",
        long_poll: false,
        single_use: &[("poll", SingleUse::WhileCollectable)],
        ends_code: None,
        optional: &[],
        signed: &["profile"],
    },
    service: Service {
        section: "taptap",
        upstream: None,
        interval: Some("taptap.interval"),
        collectable: None,
        refuses_fast_polls: true,
        denied_as_expired: false,
        cancel_ends_code: |_| false,
        refusals: ("taptap/token", &["refuse:slow_down", "refuse:server_error"]),
    },
    timing: Timing {
        tries: 4,
        gap: |scenario| u64::from(scenario.taptap.interval.max(3)) * 1000,
        life: 300_000,
        stated_life: Some(30_000..=1_800_000),
        after_scan: 0,
    },
    scenarios: Scenarios {
        good: &[
            "taptap.answer = full | without-qrcode-url
             taptap.interval = 1 | 5 | 10
             taptap.expired = invalid_grant_code | invalid_grant | expired_token
             taptap.error-style = bare | prefixed
             taptap.waiting-status = 400 | 200
             taptap.denied-status = 401 | 400 | 200
             taptap.invalid-grant-status = 400 | 200
             taptap.access-token = yes | no
             taptap.mac-algorithm = hmac-sha-1 | hmac-sha-256
             taptap.scope-separator = space | comma
             taptap.gender = yes | no
             taptap.lacks = none | scope | unionid
             flow.region = china | international
             flow.goal = token | profile | session",
            "taptap.answer = minimal
             taptap.lacks = none | mac_algorithm
             taptap.player = new
             flow.create = true
             flow.region = china | international",
            "flow.scope = basic_info
             flow.goal = token | profile | session",
        ],
        bad: &[
            "taptap.token = invalid_request | invalid_grant_code | server_error | slow_down | text | captcha.needs",
            "taptap.profile = access_denied | invalid_time | replay_attacks | forbidden | server_error",
            "taptap.session = 211 | 219 | 401 | 403 | 500 | empty | short",
            "taptap.player = new",
            "taptap.lacks = kid | mac_key | openid | sessionToken",
        ],
        more_stages: &[],
    },
    recordings: &[
        Recording {
            name: "success-international",
            settings: "",
            scenario: "taptap.answer = full",
        },
        Recording {
            name: "success-china",
            settings: "region=china",
            scenario: "taptap.answer = minimal & taptap.error-style = prefixed & taptap.access-token = no",
        },
        Recording {
            name: "success-sha256",
            settings: "goal=profile",
            scenario: "taptap.mac-algorithm = hmac-sha-256",
        },
        Recording {
            name: "success-token",
            settings: "goal=token",
            scenario: "taptap.scope-separator = comma & taptap.extra-scope = compliance",
        },
        Recording {
            name: "success-new-player",
            settings: "create=true scope=basic_info",
            scenario: "taptap.player = new",
        },
        Recording {
            name: "refused-client",
            settings: "client_id=FAKEclientid goal=profile",
            scenario: "taptap.answer = full",
        },
        Recording {
            name: "success-clock-skew",
            settings: "",
            scenario: "clock-skew = 4000",
        },
        Recording {
            name: "success-slow-down",
            settings: "",
            scenario: "fault.1 = taptap/token#2 refuse:slow_down",
        },
        Recording {
            name: "expired",
            settings: "",
            scenario: "person = expire & taptap.lifetime = 15s",
        },
        Recording {
            name: "denied",
            settings: "",
            scenario: "person = scan@2s deny@5s",
        },
        Recording {
            name: "refused",
            settings: "",
            scenario: "taptap.token = invalid_request",
        },
        Recording {
            name: "refused-session",
            settings: "",
            scenario: "taptap.session = 211",
        },
        Recording {
            name: "incomplete",
            settings: "",
            scenario: "taptap.lacks = mac_key",
        },
        Recording {
            name: "renewed",
            settings: "renew=1",
            scenario: "person = expire; scan@1s confirm@3s & taptap.lifetime = 9s",
        },
        Recording {
            name: "malformed",
            settings: "",
            scenario: "taptap.session = short",
        },
    ],
};

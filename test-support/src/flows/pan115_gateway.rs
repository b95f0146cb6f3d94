//! 115 through a gateway of the user.

use qrlogin::Credential;

use crate::issued::all_same;
use crate::{Calls, FlowUnderTest, Hosts, Recording, Scenarios, Service, SingleUse, Timing};

/// The entry of this flow.
pub static FLOW: FlowUnderTest = FlowUnderTest {
    id: "115-gateway",
    reports_scan: true,
    is_complete: |credential, _| match credential {
        Credential::Pan115Gateway(it) => {
            let texts = [&it.uid, &it.cid, &it.seid];
            texts.iter().all(|text| !text.is_empty())
        }
        _ => false,
    },
    genuine: |credential, issued| {
        let Credential::Pan115Gateway(it) = credential else {
            return Err("credentials of another flow".to_owned());
        };
        let values = [
            ("uid", it.uid.expose()),
            ("cid", it.cid.expose()),
            ("seid", it.seid.expose()),
            ("kid", it.kid.as_ref().map_or("", |kid| kid.expose())),
        ];
        all_same(issued, &values)
    },
    not_fetched: |_| &[],
    public: &[],
    required: &[],
    hosts: Hosts::Any,
    own_server: Some(("base_url", "https://115-gateway.example")),
    calls: Calls {
        start: "start",
        poll: "status",
        long_poll: true,
        single_use: &[("login", SingleUse::WhileCollectable)],
        ends_code: None,
        optional: &["image"],
        signed: &[],
    },
    service: Service {
        section: "115-gateway",
        upstream: Some("115"),
        interval: None,
        collectable: None,
        refuses_fast_polls: false,
        denied_as_expired: false,
        cancel_ends_code: |_| false,
        refusals: ("115-gateway/status", &["refuse:50199004"]),
    },
    timing: Timing {
        tries: 4,
        gap: |_| 2_000,
        life: 300_000,
        stated_life: None,
        after_scan: 0,
    },
    scenarios: Scenarios {
        good: &[
            "115-gateway.variant = observed | documented
             115-gateway.time = 10 | 13
             115-gateway.hold = 30s | 5s | 0s | 45s
             115-gateway.version = variant | absent
             115-gateway.expired = -1 | 40199002
             115-gateway.report-scanned = yes | no
             115-gateway.scanned-at-once = yes | no
             115-gateway.login = ok | without-kid
             115-gateway.status = real | 99
             flow.app = web | android | ios | tv | alipaymini | wechatmini | qandroid",
            "115-gateway.variant = observed | documented
             115-gateway.image = html-as-png | 500
             flow.image = true",
            "115-gateway.upstream = yes
             115-gateway.variant = observed | documented
             115.variant = observed | documented
             flow.app = web | tv | qandroid",
        ],
        bad: &[
            "115-gateway.variant = observed | documented
             115-gateway.login = without-uid | without-cid | without-seid | empty | not-ready | waf | retired | 40101004 | 40199002",
            "115-gateway.status = waf | waf-405",
            "115-gateway.start-fails = yes",
        ],
        more_stages: &[],
    },
    recordings: &[
        Recording {
            name: "success-observed",
            settings: "",
            scenario: "115-gateway.variant = observed",
        },
        Recording {
            name: "success-documented",
            settings: "",
            scenario: "115-gateway.variant = documented & 115-gateway.login = without-kid",
        },
        Recording {
            name: "success-image",
            settings: "image=true app=alipaymini",
            scenario: "",
        },
        Recording {
            name: "success-own-server",
            settings: "base_url=https://jo:pass-word@115.home.example.net:8443",
            scenario: "",
        },
        Recording {
            name: "success-timeouts",
            settings: "",
            scenario: "person = scan@100s confirm@120s & 115-gateway.hold = 60s",
        },
        Recording {
            name: "expired",
            settings: "",
            scenario: "person = expire & 115-gateway.lifetime = 40s",
        },
        Recording {
            name: "denied",
            settings: "",
            scenario: "person = scan@2s deny@5s",
        },
        Recording {
            name: "refused",
            settings: "",
            scenario: "115-gateway.login = 40101004",
        },
        Recording {
            name: "refused-retired",
            settings: "",
            scenario: "115-gateway.login = retired",
        },
        Recording {
            name: "renewed",
            settings: "renew=1",
            scenario: "person = expire; scan@1s confirm@3s & 115-gateway.lifetime = 20s",
        },
        Recording {
            name: "malformed",
            settings: "",
            scenario: "fault.1 = any#2-9 garbage",
        },
    ],
};

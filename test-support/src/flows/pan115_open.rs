//! 115's open platform.

use qrlogin::Credential;

use crate::issued::all_same;
use crate::{Calls, FlowUnderTest, Hosts, Recording, Scenarios, Service, SingleUse, Timing};

/// The entry of this flow.
pub static FLOW: FlowUnderTest = FlowUnderTest {
    id: "115-open",
    reports_scan: true,
    is_complete: |credential, _| match credential {
        Credential::Pan115Open(it) => !it.access_token.is_empty() && !it.refresh_token.is_empty(),
        _ => false,
    },
    genuine: |credential, issued| {
        let Credential::Pan115Open(it) = credential else {
            return Err("credentials of another flow".to_owned());
        };
        let values = [
            ("access_token", it.access_token.expose()),
            ("refresh_token", it.refresh_token.expose()),
        ];
        all_same(issued, &values)
    },
    not_fetched: |_| &[],
    public: &[],
    required: &[("client_id", "100195123")],
    hosts: Hosts::Below(&["115.com"]),
    own_server: None,
    calls: Calls {
        start: "authDeviceCode",
        poll: "status",
        long_poll: true,
        single_use: &[("deviceCodeToToken", SingleUse::WhileCollectable)],
        ends_code: None,
        optional: &[],
        signed: &[],
    },
    service: Service {
        section: "115",
        upstream: None,
        interval: None,
        collectable: None,
        refuses_fast_polls: false,
        denied_as_expired: false,
        cancel_ends_code: |_| false,
        refusals: ("115-open/status", &["refuse:50199004"]),
    },
    timing: Timing {
        tries: 4,
        gap: |_| 1_000,
        life: 300_000,
        stated_life: None,
        after_scan: 0,
    },
    scenarios: Scenarios {
        good: &[
            "115.variant = observed | documented
             115.hold = 30s | 5s | 0s | 45s
             115.content-type = text/html | application/json
             115.state = number | boolean
             115.waiting = empty | 0 | null | absent | list | 99
             115.expired = -1 | 40199002
             115.report-scanned = yes | no
             115.scanned-at-once = yes | no
             115-open.expires-in = 7200 | 0
             flow.client_id = 100195123",
            "115.blocked-hosts = qrcodeapi.115.com | passportapi.115.com
             flow.client_id = 100195123",
        ],
        bad: &[
            "115-open.refuse-auth = 40140107 | 40140101 | 0
             flow.client_id = 100195123",
            "115-open.refuse-token = 40140113 | 40140122 | 40110000 | 0 | 40199002
             flow.client_id = 100195123",
            "115-open.without-access-token = yes
             flow.client_id = 100195123",
            "115-open.without-refresh-token = yes
             flow.client_id = 100195123",
        ],
        more_stages: &[],
    },
    recordings: &[
        Recording {
            name: "success-observed",
            settings: "",
            scenario: "115.variant = observed",
        },
        Recording {
            name: "success-documented",
            settings: "",
            scenario: "115.variant = documented",
        },
        Recording {
            name: "expired",
            settings: "",
            scenario: "person = expire & 115.lifetime = 40s",
        },
        Recording {
            name: "denied",
            settings: "",
            scenario: "person = scan@2s deny@5s",
        },
        Recording {
            name: "incomplete",
            settings: "",
            scenario: "115-open.without-refresh-token = yes",
        },
        Recording {
            name: "refused",
            settings: "",
            scenario: "115-open.refuse-auth = 40140107",
        },
        Recording {
            name: "refused-grants",
            settings: "",
            scenario: "115-open.refuse-token = 40140122",
        },
        Recording {
            name: "renewed",
            settings: "renew=1",
            scenario: "person = expire; scan@1s confirm@3s & 115.lifetime = 20s",
        },
        Recording {
            name: "intercepted-garbage",
            settings: "",
            scenario: "fault.1 = any#2-9 garbage",
        },
    ],
};

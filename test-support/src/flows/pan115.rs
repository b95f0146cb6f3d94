//! 115 itself.

use qrlogin::Credential;

use crate::issued::all_same;
use crate::{Calls, FlowUnderTest, Hosts, Recording, Scenarios, Service, SingleUse, Timing};

/// The entry of this flow.
pub static FLOW: FlowUnderTest = FlowUnderTest {
    id: "115",
    reports_scan: true,
    is_complete: |credential, _| match credential {
        Credential::Pan115(it) => {
            let texts = [&it.uid, &it.cid, &it.seid];
            texts.iter().all(|text| !text.is_empty())
        }
        _ => false,
    },
    genuine: |credential, issued| {
        let Credential::Pan115(it) = credential else {
            return Err("credentials of another flow".to_owned());
        };
        let values = [
            ("UID", it.uid.expose()),
            ("CID", it.cid.expose()),
            ("SEID", it.seid.expose()),
            ("KID", it.kid.as_ref().map_or("", |kid| kid.expose())),
        ];
        all_same(issued, &values)
    },
    not_fetched: |_| &[],
    public: &[],
    required: &[],
    hosts: Hosts::Below(&["115.com"]),
    own_server: None,
    calls: Calls {
        start: "token",
        poll: "status",
        long_poll: true,
        single_use: &[("login", SingleUse::WhileCollectable)],
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
        refusals: ("115/status", &["refuse:50199004"]),
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
             115.escape-unicode = yes | no
             115.time = 10 | 13
             115.qrcode = https | http | empty | absent
             115.acw-tc = yes | no
             115.waiting = empty | 0 | null | absent | list | 99
             115.expired = -1 | 40199002
             115.report-scanned = yes | no
             115.scanned-at-once = yes | no
             115.wobble = yes | no
             115.login = ok | in-data | without-kid
             flow.app = web | android | ios | 115ipad | tv | qipad | os_linux | alipaymini | harmony",
            "115.blocked-hosts = qrcodeapi.115.com | passportapi.115.com | qrcodeapi.115.com,passportapi.115.com
             115.block-status = 405 | 418 | 200",
        ],
        bad: &[
            "115.variant = observed | documented
             115.login = without-cookies | empty | without-uid | without-cid | without-seid | retired | waf | 40199002 | 40101004 | 40101017 | 40100000 | 40101025 | 50199004 | 99",
            "115.blocked-hosts = qrcodeapi.115.com,hnqrcodeapi.115.com,passportapi.115.com,hnpassportapi.115.com",
            "115.retired = alipaymini",
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
            scenario: "115.variant = documented & 115.state = boolean",
        },
        Recording {
            name: "success-in-data",
            settings: "app=qipad",
            scenario: "115.login = in-data & 115.qrcode = absent & 115.wobble = yes",
        },
        Recording {
            name: "success-second-host",
            settings: "",
            scenario: "115.blocked-hosts = qrcodeapi.115.com,passportapi.115.com",
        },
        Recording {
            name: "success-long-wait",
            settings: "user_agent=my-drive/1",
            scenario: "person = scan@40s confirm@50s",
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
            name: "success-without-kid",
            settings: "",
            scenario: "115.login = without-kid",
        },
        Recording {
            name: "incomplete",
            settings: "",
            scenario: "115.login = without-seid",
        },
        Recording {
            name: "refused",
            settings: "",
            scenario: "115.login = 40101004",
        },
        Recording {
            name: "refused-retired",
            settings: "",
            scenario: "115.retired = alipaymini",
        },
        Recording {
            name: "blocked",
            settings: "",
            scenario: "115.blocked-hosts = qrcodeapi.115.com,hnqrcodeapi.115.com",
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

//! A bot of WeCom.

use qrlogin::Credential;

use crate::issued::all_same;
use crate::{Calls, FlowUnderTest, Hosts, Recording, Scenarios, Service, SingleUse, Timing};

/// The entry of this flow.
pub static FLOW: FlowUnderTest = FlowUnderTest {
    id: "wecom",
    reports_scan: true,
    is_complete: |credential, _| match credential {
        Credential::WeCom(it) => !it.app_id.is_empty() && !it.app_secret.is_empty(),
        _ => false,
    },
    genuine: |credential, issued| {
        let Credential::WeCom(it) = credential else {
            return Err("credentials of another flow".to_owned());
        };
        let values = [
            ("botid", it.app_id.expose()),
            ("secret", it.app_secret.expose()),
        ];
        all_same(issued, &values)
    },
    not_fetched: |_| &[],
    public: &[],
    required: &[],
    hosts: Hosts::Below(&["work.weixin.qq.com"]),
    own_server: None,
    calls: Calls {
        start: "generate",
        poll: "query_result",
        long_poll: false,
        single_use: &[("query_result", SingleUse::WhileCollectable)],
        ends_code: None,
        optional: &[],
        signed: &[],
    },
    service: Service {
        section: "wecom",
        upstream: None,
        interval: None,
        collectable: None,
        refuses_fast_polls: false,
        denied_as_expired: false,
        cancel_ends_code: |_| false,
        refusals: ("wecom/query_result", &[]),
    },
    timing: Timing {
        tries: 4,
        gap: |_| 3_000,
        life: 300_000,
        stated_life: None,
        after_scan: 0,
    },
    scenarios: Scenarios {
        good: &["wecom.errcode = yes | no
             wecom.pending = waiting | empty | missing
             wecom.scanned = scanned | confirmed | pending
             wecom.denied = fail | rejected | cancel | cancelled
             wecom.expired = expired | timeout
             wecom.id = botid | bot_id
             flow.source = desk | hall
             flow.plat = other | macos | windows | linux"],
        bad: &[
            "wecom.start = errcode | 403 | no-scode | no-link | html",
            "wecom.link = evil.example | lookalike | http | port | user | path | no-query | control | javascript | 10KB",
            "wecom.poll = unknown | errcode | 403 | html",
            "wecom.lacks = bot_info | botid | secret",
        ],
        more_stages: &[],
    },
    recordings: &[
        Recording {
            name: "success",
            settings: "",
            scenario: "wecom.errcode = no",
        },
        Recording {
            name: "success-in-other-words",
            settings: "source=desk plat=linux",
            scenario: "wecom.pending = empty & wecom.scanned = confirmed & wecom.id = bot_id & person = scan@8s confirm@14s",
        },
        Recording {
            name: "denied",
            settings: "",
            scenario: "person = scan@2s deny@5s & wecom.denied = cancelled",
        },
        Recording {
            name: "expired",
            settings: "",
            scenario: "person = expire & wecom.lifetime = 20s",
        },
        Recording {
            name: "renewed",
            settings: "renew=1",
            scenario: "person = expire; scan@1s confirm@3s & wecom.lifetime = 20s & wecom.expired = timeout",
        },
        Recording {
            name: "refused",
            settings: "",
            scenario: "wecom.start = errcode",
        },
        Recording {
            name: "incomplete",
            settings: "",
            scenario: "wecom.lacks = secret",
        },
        Recording {
            name: "untrusted",
            settings: "",
            scenario: "wecom.link = evil.example",
        },
        Recording {
            name: "malformed",
            settings: "",
            scenario: "wecom.start = no-scode",
        },
    ],
};

//! A bot of DingTalk.

use qrlogin::Credential;
use qrlogin_simulator::Scenario;

use crate::issued::all_same;
use crate::{Calls, FlowUnderTest, Hosts, Recording, Scenarios, Service, SingleUse, Timing};

/// The entry of this flow.
pub static FLOW: FlowUnderTest = FlowUnderTest {
    id: "dingtalk",
    reports_scan: false,
    is_complete: |credential, _| match credential {
        Credential::DingTalk(it) => {
            let secrets = [&it.app_id, &it.app_secret];
            secrets.iter().all(|text| !text.is_empty())
        }
        _ => false,
    },
    genuine: |credential, issued| {
        let Credential::DingTalk(it) = credential else {
            return Err("credentials of another flow".to_owned());
        };
        let values = [
            ("client_id", it.app_id.expose()),
            ("client_secret", it.app_secret.expose()),
        ];
        all_same(issued, &values)
    },
    not_fetched: |_| &[],
    public: &[],
    required: &[("source", "QRLOGIN_TEST")],
    hosts: Hosts::Below(&["oapi.dingtalk.com"]),
    own_server: None,
    calls: Calls {
        start: "init",
        poll: "poll",
        long_poll: false,
        single_use: &[("poll", SingleUse::WhileCollectable)],
        ends_code: None,
        optional: &[],
        signed: &[],
    },
    service: Service {
        section: "dingtalk",
        upstream: None,
        interval: Some("dingtalk.interval"),
        collectable: None,
        refuses_fast_polls: false,
        denied_as_expired: false,
        cancel_ends_code: |_| false,
        refusals: ("dingtalk/poll", &["refuse:-1"]),
    },
    timing: Timing {
        tries: 4,
        gap,
        life: 7_200_000,
        stated_life: Some(1_000..=86_400_000),
        after_scan: 0,
    },
    scenarios: Scenarios {
        good: &[
            "dingtalk.interval = 0 | 3 | 10 | 30
             dingtalk.spelling = upper | lower | blanks
             dingtalk.errcode = yes | no
             dingtalk.uri = yes | no
             flow.source = OPEN_CLAW",
            "dingtalk.interval = 3 | 30
             dingtalk.source = QRLOGIN_TEST
             flow.source = QRLOGIN_TEST",
        ],
        bad: &[
            "dingtalk.init = 40035 | no-nonce | html\nflow.source = QRLOGIN_TEST",
            "dingtalk.begin = 40035 | no-device_code | no-link | html\nflow.source = QRLOGIN_TEST",
            "dingtalk.bad-news = fail | expired | unknown | absent | -1 | 404 | empty-success
             dingtalk.bad-news-for = 200m
             flow.source = QRLOGIN_TEST",
            "dingtalk.lacks = client_id | client_secret\nflow.source = QRLOGIN_TEST",
            "dingtalk.link = https://evil.example/ | javascript:alert(1) | http://open.dingtalk.com/
             flow.source = QRLOGIN_TEST",
            "dingtalk.source = QRLOGIN_TEST\nflow.source = OPEN_CLAW",
        ],
        more_stages: &["dingtalk.bad-news = fail\ndingtalk.bad-news-for = 10s"],
    },
    recordings: RECORDINGS,
};

/// The interval that the service states, within bounds.
fn gap(scenario: &Scenario) -> u64 {
    match scenario.dingtalk.interval {
        0 => 5_000,
        interval => u64::from(interval.min(60)) * 1_000,
    }
}

const RECORDINGS: &[Recording] = &[
    Recording {
        name: "success",
        settings: "",
        scenario: "",
    },
    Recording {
        name: "success-lower-case",
        settings: "",
        scenario: "dingtalk.spelling = lower & dingtalk.errcode = no & dingtalk.uri = no",
    },
    Recording {
        name: "success-bad-news",
        settings: "",
        scenario: "dingtalk.bad-news = fail & dingtalk.bad-news-for = 10s & person = confirm@20s",
    },
    Recording {
        name: "success-refused-polls",
        settings: "",
        scenario: "dingtalk.bad-news = -1 & dingtalk.bad-news-for = 10s & person = confirm@20s",
    },
    Recording {
        name: "expired",
        settings: "",
        scenario: "person = expire & dingtalk.lifetime = 20s",
    },
    Recording {
        name: "expired-early",
        settings: "",
        scenario: "dingtalk.interval = 30 & dingtalk.bad-news = expired & dingtalk.bad-news-for = 10m",
    },
    Recording {
        name: "denied",
        settings: "",
        scenario: "dingtalk.interval = 30 & person = scan@2s deny@5s",
    },
    Recording {
        name: "refused",
        settings: "source=OPEN_CLAW",
        scenario: "dingtalk.source = QRLOGIN_TEST",
    },
    Recording {
        name: "refused-at-last",
        settings: "",
        scenario: "dingtalk.interval = 30 & dingtalk.bad-news = fail & dingtalk.bad-news-for = 10m",
    },
    Recording {
        name: "incomplete",
        settings: "",
        scenario: "dingtalk.lacks = client_secret",
    },
    Recording {
        name: "untrusted",
        settings: "",
        scenario: "dingtalk.link = https://evil.example/page",
    },
    Recording {
        name: "renewed",
        settings: "renew=1",
        scenario: "person = expire; scan@1s confirm@3s & dingtalk.lifetime = 20s",
    },
    Recording {
        name: "malformed",
        settings: "",
        scenario: "dingtalk.begin = no-link",
    },
];

//! A bot of Feishu, or Lark.

use qrlogin::Credential;
use qrlogin_simulator::Scenario;

use crate::issued::{all_same, same};
use crate::{Calls, FlowUnderTest, Hosts, Recording, Scenarios, Service, SingleUse, Timing};

/// The entry of this flow.
pub static FLOW: FlowUnderTest = FlowUnderTest {
    id: "feishu",
    reports_scan: false,
    is_complete: |credential, _| match credential {
        Credential::Feishu(it) => {
            let secrets = [&it.app_id, &it.app_secret];
            !it.host.is_empty() && secrets.iter().all(|text| !text.is_empty())
        }
        _ => false,
    },
    genuine: |credential, issued| {
        let Credential::Feishu(it) = credential else {
            return Err("credentials of another flow".to_owned());
        };
        let values = [
            ("client_id", it.app_id.expose()),
            ("client_secret", it.app_secret.expose()),
        ];
        all_same(issued, &values)?;
        let user = it.open_id.as_ref().map(|id| id.expose());
        same("open_id", user, issued.get("open_id"))
    },
    not_fetched: |_| &[],
    public: &[],
    required: &[],
    hosts: Hosts::Secure,
    own_server: None,
    calls: Calls {
        start: "begin",
        poll: "poll",
        long_poll: false,
        single_use: &[("poll", SingleUse::WhileCollectable)],
        ends_code: None,
        optional: &[],
        signed: &[],
    },
    service: Service {
        section: "feishu",
        upstream: None,
        interval: Some("feishu.interval"),
        collectable: None,
        refuses_fast_polls: true,
        denied_as_expired: false,
        cancel_ends_code: |_| false,
        refusals: ("feishu/poll", &["refuse:slow_down", "status:429"]),
    },
    timing: Timing {
        tries: 4,
        gap,
        life: 600_000,
        stated_life: Some(1_000..=86_400_000),
        // If Feishu's host says that the account is one of Lark.
        after_scan: 10_000,
    },
    scenarios: Scenarios {
        // Growing intervals are forgotten by a caller that resumes from an old snapshot.
        good: &[
            "feishu.pending = 400 | 200 | silent | silent-400
             feishu.brand = feishu | lark | absent | other
             feishu.lacks = none | open_id | user_info
             feishu.interval = 0 | 5 | 10 | 30
             feishu.lifetime-name = expires_in | expire_in
             feishu.uri = yes | no
             flow.create_only = true | false
             flow.name = reader
             feishu.grows = no",
            "feishu.brand = lark
             feishu.interval = 5 | 30
             feishu.grows = no",
            "feishu.brand = lark-late
             feishu.lark = same | access_denied | expired_token | invalid_device_code | 404
             feishu.grows = no",
            "feishu.brand = lark | feishu
             flow.brand = lark
             feishu.grows = no",
        ],
        bad: &[
            "feishu.start = slow_down | invalid_request | no-device_code | no-link | 404 | html
             feishu.grows = no",
            "feishu.poll = 429 | brand_new_error | 404 | html
             feishu.grows = no",
            "feishu.lacks = client_id | client_secret
             feishu.grows = no",
            "feishu.link = https://evil.example/ | javascript:alert(1) | http://open.feishu.cn/
             feishu.grows = no",
        ],
        more_stages: &["feishu.brand = lark", "feishu.brand = lark-late"],
    },
    recordings: RECORDINGS,
};

/// The interval that the service states, within bounds.
fn gap(scenario: &Scenario) -> u64 {
    match scenario.feishu.interval {
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
        name: "success-lark",
        settings: "",
        scenario: "feishu.brand = lark",
    },
    Recording {
        name: "success-lark-late",
        settings: "",
        scenario: "feishu.brand = lark-late",
    },
    Recording {
        name: "success-lark-fails",
        settings: "",
        scenario: "feishu.brand = lark-late & feishu.lark = access_denied",
    },
    Recording {
        name: "success-from-lark",
        settings: "brand=lark",
        scenario: "feishu.brand = lark",
    },
    Recording {
        name: "success-proposed",
        settings: "source=reader name=Reader desc=Reads create_only=true avatar=https://pictures.example/1.png",
        scenario: "feishu.lacks = user_info",
    },
    Recording {
        name: "success-slow-down",
        settings: "",
        scenario: "feishu.slow-polls = 2 & person = confirm@20s",
    },
    Recording {
        name: "expired",
        settings: "",
        scenario: "person = expire & feishu.lifetime = 20s",
    },
    Recording {
        name: "denied",
        settings: "",
        scenario: "person = scan@2s deny@5s",
    },
    Recording {
        name: "refused",
        settings: "",
        scenario: "feishu.start = invalid_request",
    },
    Recording {
        name: "incomplete",
        settings: "",
        scenario: "feishu.lacks = client_secret",
    },
    Recording {
        name: "untrusted",
        settings: "",
        scenario: "feishu.link = https://evil.example/page",
    },
    Recording {
        name: "renewed",
        settings: "renew=1",
        scenario: "person = expire; scan@1s confirm@3s & feishu.lifetime = 20s",
    },
    Recording {
        name: "malformed",
        settings: "",
        scenario: "feishu.start = no-link",
    },
];

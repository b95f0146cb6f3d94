//! A bot of WeChat's iLink API.

use qrlogin::Credential;

use crate::issued::{all_same, same};
use crate::{Calls, FlowUnderTest, Hosts, Recording, Scenarios, Service, SingleUse, Timing};

/// The entry of this flow.
pub static FLOW: FlowUnderTest = FlowUnderTest {
    id: "wechat-ilink",
    reports_scan: true,
    is_complete: |credential, _| match credential {
        Credential::WechatIlink(it) => {
            let secrets = [&it.bot_token, &it.ilink_bot_id];
            !it.baseurl.is_empty() && secrets.iter().all(|text| !text.is_empty())
        }
        _ => false,
    },
    genuine: |credential, issued| {
        let Credential::WechatIlink(it) = credential else {
            return Err("credentials of another flow".to_owned());
        };
        let values = [
            ("bot_token", it.bot_token.expose()),
            ("ilink_bot_id", it.ilink_bot_id.expose()),
        ];
        all_same(issued, &values)?;
        let base = issued.get("baseurl");
        let base = base.unwrap_or("https://ilinkai.weixin.qq.com");
        same("baseurl", Some(&it.baseurl), Some(base))?;
        let user = it.ilink_user_id.as_ref().map(|user| user.expose());
        same("ilink_user_id", user, issued.get("ilink_user_id"))
    },
    not_fetched: |_| &[],
    public: &["baseurl"],
    required: &[],
    hosts: Hosts::Secure,
    own_server: None,
    calls: Calls {
        start: "get_bot_qrcode",
        poll: "get_qrcode_status",
        long_poll: true,
        single_use: &[("get_qrcode_status", SingleUse::WhileCollectable)],
        ends_code: None,
        optional: &[],
        signed: &[],
    },
    service: Service {
        section: "wechat-ilink",
        upstream: None,
        interval: None,
        collectable: None,
        refuses_fast_polls: false,
        denied_as_expired: false,
        cancel_ends_code: |_| false,
        refusals: ("wechat-ilink/get_qrcode_status", &["refuse:-2"]),
    },
    timing: Timing {
        tries: 4,
        gap: |_| 1_000,
        life: 300_000,
        stated_life: None,
        after_scan: 180_000,
    },
    scenarios: Scenarios {
        good: &["wechat-ilink.number = 12 | 345678
             wechat-ilink.number-tries = 100
             wechat-ilink.refused-numbers = 1 | 2
             wechat-ilink.redirect = other | unnamed
             wechat-ilink.ret = yes | no
             wechat-ilink.scanned = scaned | scanned
             wechat-ilink.base = base | other | none
             wechat-ilink.lacks = none | ilink_user_id
             wechat-ilink.hold = 30s | 1s | 10s | 45s
             flow.client_version = 2.4.9 | 3.0.0
             flow.tokens = aa@im.bot:11,bb@im.bot:22 | cc@im.bot:33
             flow.route_tag = blue | green"],
        bad: &[
            "wechat-ilink.start = -1 | no-qrcode | no-text | javascript | control | 10KB | foreign | html",
            "wechat-ilink.poll = unknown | number | none | -1 | html",
            "wechat-ilink.redirect = evil.example | weixin.qq.com.evil.example | port",
            "wechat-ilink.base = evil.example",
            "wechat-ilink.lacks = bot_token | ilink_bot_id",
            "wechat-ilink.bound = yes",
            "flow.client_version = 1.0.11",
            "wechat-ilink.number = 12\nwechat-ilink.refused-numbers = 9",
        ],
        more_stages: &["wechat-ilink.number = 12", "wechat-ilink.redirect = other"],
    },
    recordings: &[
        Recording {
            name: "success",
            settings: "",
            scenario: "wechat-ilink.hold = 30s",
        },
        Recording {
            name: "success-number",
            settings: "",
            scenario: "wechat-ilink.number = 12 & wechat-ilink.refused-numbers = 1 & person = scan@2s confirm@20s",
        },
        Recording {
            name: "success-redirect",
            settings: "",
            scenario: "wechat-ilink.redirect = other & wechat-ilink.base = other & person = scan@2s confirm@20s",
        },
        Recording {
            name: "success-known-tokens",
            settings: "tokens=aa@im.bot:11,bb@im.bot:22 client_version=3.0.0 route_tag=blue",
            scenario: "wechat-ilink.ret = no & wechat-ilink.lacks = ilink_user_id & wechat-ilink.base = none",
        },
        Recording {
            name: "success-long-wait",
            settings: "",
            scenario: "person = scan@80s confirm@100s & wechat-ilink.hold = 60s",
        },
        Recording {
            name: "expired",
            settings: "",
            scenario: "person = expire & wechat-ilink.lifetime = 40s",
        },
        Recording {
            name: "expired-old-version",
            settings: "client_version=1.0.11",
            scenario: "wechat-ilink.lifetime = 40s",
        },
        Recording {
            name: "expired-blocked-number",
            settings: "",
            scenario: "wechat-ilink.number = 345678 & wechat-ilink.refused-numbers = 9",
        },
        Recording {
            name: "already_bound",
            settings: "",
            scenario: "wechat-ilink.bound = yes",
        },
        Recording {
            name: "refused",
            settings: "",
            scenario: "wechat-ilink.start = -1",
        },
        Recording {
            name: "untrusted",
            settings: "",
            scenario: "wechat-ilink.redirect = evil.example",
        },
        Recording {
            name: "incomplete",
            settings: "",
            scenario: "wechat-ilink.lacks = bot_token",
        },
        Recording {
            name: "renewed",
            settings: "renew=1",
            scenario: "person = expire; scan@1s confirm@3s & wechat-ilink.lifetime = 30s",
        },
        Recording {
            name: "malformed",
            settings: "",
            scenario: "wechat-ilink.poll = none",
        },
    ],
};

//! A bot of QQ.

use qrlogin::Credential;

use crate::issued::{all_same, same};
use crate::{Calls, FlowUnderTest, Hosts, Recording, Scenarios, Service, SingleUse, Timing};

/// The entry of this flow.
pub static FLOW: FlowUnderTest = FlowUnderTest {
    id: "qq-bot",
    reports_scan: false,
    is_complete: |credential, _| match credential {
        Credential::QqBot(it) => !it.app_id.is_empty() && !it.app_secret.is_empty(),
        _ => false,
    },
    genuine: |credential, issued| {
        let Credential::QqBot(it) = credential else {
            return Err("credentials of another flow".to_owned());
        };
        let values = [
            ("bot_appid", it.app_id.expose()),
            ("secret", it.app_secret.expose()),
        ];
        all_same(issued, &values)?;
        let owner = it.owner.as_ref().map(|owner| owner.expose());
        same("user_openid", owner, issued.get("user_openid"))
    },
    not_fetched: |_| &[],
    public: &[],
    required: &[],
    hosts: Hosts::Below(&["q.qq.com"]),
    own_server: None,
    calls: Calls {
        start: "create_bind_task",
        poll: "poll_bind_result",
        long_poll: false,
        single_use: &[("poll_bind_result", SingleUse::WhileCollectable)],
        ends_code: None,
        optional: &[],
        signed: &[],
    },
    service: Service {
        section: "qq-bot",
        upstream: None,
        interval: None,
        collectable: None,
        refuses_fast_polls: false,
        denied_as_expired: false,
        cancel_ends_code: |_| false,
        refusals: ("qq-bot/poll_bind_result", &[]),
    },
    timing: Timing {
        tries: 4,
        gap: |_| 2_000,
        life: 600_000,
        stated_life: None,
        after_scan: 0,
    },
    scenarios: Scenarios {
        good: &[
            "qq-bot.retcode = yes | no
             qq-bot.status = number | text
             qq-bot.waiting = 0 | 1 | missing
             qq-bot.appid = number | text
             qq-bot.lacks = none | user_openid",
            "qq-bot.source = desk
             flow.source = desk",
        ],
        bad: &[
            "qq-bot.start = retcode | 403 | no-task | html",
            "qq-bot.poll = unknown | retcode | 403 | html",
            "qq-bot.secret = other-key | wrong-tag | short | empty | not-base64 | not-utf8",
            "qq-bot.lacks = bot_appid | bot_encrypt_secret",
        ],
        more_stages: &["qq-bot.secret = wrong-tag"],
    },
    recordings: &[
        Recording {
            name: "success",
            settings: "",
            scenario: "qq-bot.status = number",
        },
        Recording {
            name: "success-in-other-types",
            settings: "source=desk",
            scenario: "qq-bot.source = desk & qq-bot.retcode = no & qq-bot.status = text & qq-bot.appid = number & qq-bot.lacks = user_openid & person = scan@8s confirm@14s",
        },
        Recording {
            name: "expired",
            settings: "",
            scenario: "person = expire & qq-bot.lifetime = 10s",
        },
        Recording {
            name: "renewed",
            settings: "renew=1",
            scenario: "person = expire; scan@1s confirm@3s & qq-bot.lifetime = 10s",
        },
        Recording {
            name: "refused",
            settings: "",
            scenario: "qq-bot.start = retcode",
        },
        Recording {
            name: "incomplete",
            settings: "",
            scenario: "qq-bot.lacks = bot_appid",
        },
        Recording {
            name: "malformed",
            settings: "",
            scenario: "qq-bot.start = no-task",
        },
        Recording {
            name: "malformed-wrong-tag",
            settings: "",
            scenario: "qq-bot.secret = wrong-tag",
        },
    ],
};

//! Bilibili in the browser.

use qrlogin::Credential;

use crate::issued::{has_bilibili_cookies, same, same_bilibili_cookies};
use crate::{Calls, FlowUnderTest, Hosts, Recording, Scenarios, Service, SingleUse, Timing};

/// The entry of this flow.
pub static FLOW: FlowUnderTest = FlowUnderTest {
    id: "bilibili-web",
    reports_scan: true,
    is_complete: |credential, _| match credential {
        Credential::BilibiliWeb(it) => has_bilibili_cookies(&it.cookies),
        _ => false,
    },
    genuine: |credential, issued| {
        let Credential::BilibiliWeb(it) = credential else {
            return Err("credentials of another flow".to_owned());
        };
        same_bilibili_cookies(&it.cookies, issued)?;
        let token = it.refresh_token.as_ref().map(|token| token.expose());
        let issued = issued.get("refresh_token");
        same("refresh_token", token.or(Some("")), issued)
    },
    not_fetched: |_| &[],
    public: &["Expires"],
    required: &[],
    hosts: Hosts::Below(&["bilibili.com", "biligame.com"]),
    own_server: None,
    calls: Calls {
        start: "generate",
        poll: "poll",
        long_poll: false,
        single_use: &[
            ("poll", SingleUse::WhileCollectable),
            ("ticket", SingleUse::Always),
        ],
        ends_code: None,
        optional: &["spi"],
        signed: &[],
    },
    service: Service {
        section: "bilibili-web",
        upstream: None,
        interval: None,
        collectable: None,
        refuses_fast_polls: false,
        denied_as_expired: false,
        cancel_ends_code: |_| false,
        refusals: ("bilibili-web/poll", &["refuse:-509", "refuse:-799"]),
    },
    timing: Timing {
        tries: 3,
        gap: |_| 2_000,
        life: 180_000,
        stated_life: None,
        after_scan: 0,
    },
    scenarios: Scenarios {
        good: &[
            "bilibili-web.era = ticket-2026 | ticket-2026-hops | url-cookies-2024 | url-cookies-2022
             bilibili-web.qr = qr-h5-2022 | qr-account-2026
             bilibili-web.message = 0 | OK
             bilibili-web.timestamp = number | string
             bilibili-web.refresh-token = yes | no
             bilibili-web.escape-ampersand = yes | no
             bilibili-web.report-scanned = yes | no
             bilibili-web.url-sessdata = raw | encoded
             bilibili-web.expires-days = 180 | 30
             bilibili-web.domain-dot = yes | no
             bilibili-web.empty-first = yes | no
             bilibili-web.wanna-go-back = yes | no
             bilibili-web.lacks = none | DedeUserID__ckMd5 | sid
             flow.buvid = true | false",
            "bilibili-web.era = url-cookies-2024 | url-cookies-2022 | ticket-2026
             bilibili-web.poll-cookies = no",
        ],
        bad: &[
            "bilibili-web.lacks = SESSDATA | bili_jct | DedeUserID
             bilibili-web.era = ticket-2026 | ticket-2026-hops | url-cookies-2024",
            "fault.1 = bilibili-web/poll 412-json | bilibili-web/poll 412-html | any#2- garbage | any#2- empty",
        ],
        more_stages: &["bilibili-web.era = ticket-2026-hops"],
    },
    recordings: &[
        Recording {
            name: "success-ticket-2026",
            settings: "",
            scenario: "bilibili-web.era = ticket-2026",
        },
        Recording {
            name: "success-ticket-2026-hops",
            settings: "",
            scenario: "bilibili-web.era = ticket-2026-hops",
        },
        Recording {
            name: "success-url-cookies-2024",
            settings: "",
            scenario: "bilibili-web.era = url-cookies-2024 & bilibili-web.poll-cookies = no",
        },
        Recording {
            name: "success-url-cookies-2022",
            settings: "",
            scenario: "bilibili-web.era = url-cookies-2022 & bilibili-web.empty-first = yes",
        },
        Recording {
            name: "success-after-trouble",
            settings: "",
            scenario: "person = scan@6s confirm@9s & fault.1 = any#2-4 cut-before & fault.2 = any#5 status:503/3",
        },
        Recording {
            name: "expired",
            settings: "",
            scenario: "person = expire & bilibili-web.lifetime = 9s",
        },
        Recording {
            name: "renewed",
            settings: "renew=1",
            scenario: "person = expire; scan@1s confirm@3s & bilibili-web.lifetime = 6s",
        },
        Recording {
            name: "incomplete",
            settings: "",
            scenario: "bilibili-web.lacks = SESSDATA",
        },
        Recording {
            name: "blocked",
            settings: "",
            scenario: "fault.1 = bilibili-web/poll#2 412-html",
        },
        Recording {
            name: "malformed",
            settings: "",
            scenario: "fault.1 = any#3-9 garbage",
        },
    ],
};

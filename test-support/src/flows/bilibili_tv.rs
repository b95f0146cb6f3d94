//! Bilibili on a TV.

use qrlogin::Credential;

use crate::issued::{all_same, has_bilibili_cookies, same_bilibili_cookies};
use crate::{Calls, FlowUnderTest, Hosts, Recording, Scenarios, Service, SingleUse, Timing};

/// The entry of this flow.
pub static FLOW: FlowUnderTest = FlowUnderTest {
    id: "bilibili-tv",
    reports_scan: false,
    is_complete: |credential, _| match credential {
        Credential::BilibiliTv(it) => {
            has_bilibili_cookies(&it.cookies)
                && !it.access_token.is_empty()
                && !it.refresh_token.is_empty()
        }
        _ => false,
    },
    genuine: |credential, issued| {
        let Credential::BilibiliTv(it) = credential else {
            return Err("credentials of another flow".to_owned());
        };
        same_bilibili_cookies(&it.cookies, issued)?;
        let values = [
            ("access_token", it.access_token.expose()),
            ("refresh_token", it.refresh_token.expose()),
            ("mid", &it.mid.to_string()),
        ];
        all_same(issued, &values)
    },
    not_fetched: |_| &[],
    public: &[],
    required: &[],
    hosts: Hosts::Below(&["bilibili.com", "snm0516.aisee.tv"]),
    own_server: None,
    calls: Calls {
        start: "auth_code",
        poll: "poll",
        long_poll: false,
        single_use: &[("poll", SingleUse::WhileCollectable)],
        ends_code: None,
        optional: &[],
        signed: &[],
    },
    service: Service {
        section: "bilibili-tv",
        upstream: None,
        interval: None,
        collectable: None,
        refuses_fast_polls: false,
        denied_as_expired: false,
        cancel_ends_code: |_| false,
        refusals: ("bilibili-tv/poll", &["refuse:-509", "refuse:-799"]),
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
            "bilibili-tv.era = tv-silent | tv-scanned | tv-documents-2022
             bilibili-tv.tokens = both | token-info | top-level
             bilibili-tv.lacks = none | DedeUserID__ckMd5 | sid
             bilibili-tv.escape-ampersand = yes | no
             bilibili-tv.null-data = yes | no",
            "flow.appkey = 8d23902c1688a798
             flow.appsec = 710f0212e62bd499b8d3ac6e1db9302a
             flow.mobi_app = android_bilithings",
        ],
        bad: &[
            "bilibili-tv.lacks = SESSDATA | bili_jct | DedeUserID",
            "flow.appkey = 4409e2ce8ffd12b8\nflow.appsec = wrong",
            "fault.1 = bilibili-tv/poll 412-html | any#2- garbage | any#2- hang | any#1- cut-before",
        ],
        more_stages: &[],
    },
    recordings: &[
        Recording {
            name: "success-tv-silent",
            settings: "",
            scenario: "bilibili-tv.era = tv-silent",
        },
        Recording {
            name: "success-tv-scanned",
            settings: "",
            scenario: "bilibili-tv.era = tv-scanned & bilibili-tv.tokens = token-info",
        },
        Recording {
            name: "success-tv-documents-2022",
            settings: "",
            scenario: "bilibili-tv.era = tv-documents-2022 & bilibili-tv.tokens = top-level",
        },
        Recording {
            name: "success-own-key",
            settings: "appkey=mine appsec=my-own-secret",
            scenario: "bilibili-tv.appkey = mine & bilibili-tv.appsec = my-own-secret",
        },
        Recording {
            name: "expired",
            settings: "",
            scenario: "person = expire & bilibili-tv.lifetime = 9s",
        },
        Recording {
            name: "renewed",
            settings: "renew=1",
            scenario: "person = expire; scan@1s confirm@3s & bilibili-tv.lifetime = 6s",
        },
        Recording {
            name: "refused",
            settings: "appkey=4409e2ce8ffd12b8 appsec=wrong",
            scenario: "",
        },
        Recording {
            name: "malformed",
            settings: "",
            scenario: "fault.1 = any#2-9 garbage",
        },
    ],
};

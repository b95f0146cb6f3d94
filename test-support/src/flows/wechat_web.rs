//! WeChat in the browser.

use qrlogin::Credential;

use crate::issued::{all_same, same};
use crate::{Calls, FlowUnderTest, Hosts, Recording, Scenarios, Service, SingleUse, Timing};

/// Cookies that later calls need, beside the values of the page.
const COOKIES: [&str; 4] = [
    "webwx_data_ticket",
    "webwxuvid",
    "webwx_auth_ticket",
    "mm_lang",
];

/// The entry of this flow.
pub static FLOW: FlowUnderTest = FlowUnderTest {
    id: "wechat-web",
    reports_scan: true,
    is_complete: |credential, _| match credential {
        Credential::WechatWeb(it) => {
            let texts = [&it.sid, &it.skey, &it.pass_ticket];
            it.uin != 0 && texts.iter().all(|text| !text.is_empty())
        }
        _ => false,
    },
    genuine: |credential, issued| {
        let Credential::WechatWeb(it) = credential else {
            return Err("credentials of another flow".to_owned());
        };
        let cookie = |name: &str| it.cookie(name).map(|cookie| cookie.expose());
        let uin = it.uin.to_string();
        for (name, value) in [("wxuin", uin.as_str()), ("wxsid", it.sid.expose())] {
            match issued.get(name) {
                // The element is missing, so the value comes from the cookie.
                Some("") => same(name, Some(value), cookie(name))?,
                expected => same(name, Some(value), expected)?,
            }
        }
        let values = [
            ("skey", it.skey.expose()),
            ("pass_ticket", it.pass_ticket.expose()),
            ("host", &it.host),
        ];
        all_same(issued, &values)?;
        for name in COOKIES {
            same(name, cookie(name), issued.get(name))?;
        }
        Ok(())
    },
    not_fetched: |_| &[],
    public: &["host", "mm_lang", "wxloadtime"],
    required: &[],
    hosts: Hosts::Below(&["qq.com", "wechat.com"]),
    own_server: None,
    calls: Calls {
        start: "jslogin",
        poll: "poll",
        long_poll: true,
        single_use: &[(
            "exchange",
            SingleUse::OnceConfirmed(|scenario| scenario.wechat_web.ticket.name() == "single-use"),
        )],
        ends_code: Some("exchange"),
        optional: &[],
        signed: &[],
    },
    service: Service {
        section: "wechat-web",
        upstream: None,
        interval: None,
        collectable: Some(60_000),
        refuses_fast_polls: false,
        denied_as_expired: false,
        cancel_ends_code: |scenario| scenario.wechat_web.cancel.name() == "202",
        refusals: ("wechat-web/poll", &[]),
    },
    timing: Timing {
        tries: 6,
        gap: |_| 500,
        life: 300_000,
        stated_life: None,
        after_scan: 300_000,
    },
    scenarios: Scenarios {
        good: &[
            "wechat-web.gzip = never
             wechat-web.ticket-lifetime = 10000m
             wechat-web.uuid = padded | old
             wechat-web.page-host = asked | wx2.qq.com | wx8.qq.com | web.wechat.com | web2.wechat.com
             wechat-web.separator = LF | none | space
             wechat-web.avatar = none | png-under-jpg | hostile-url | empty | jpeg
             wechat-web.report-scanned = yes | no
             wechat-web.message = empty | OK
             wechat-web.isgrayscale = yes | no
             wechat-web.ticket = reusable | single-use
             wechat-web.cancel = 408 | 202
             wechat-web.hold = 25s | 10s | 1s | 45s
             wechat-web.lacks = none | wxsid | wxuin | cookie:mm_lang | cookie:wxsid
             flow.mode = web | desktop | filehelper
             flow.lang = zh_CN | en_US",
        ],
        bad: &[
            "wechat-web.gzip = never
             wechat-web.exchange = 1203-environment | 1203-pay | html | empty | invalid-utf8 | redirecturl | dtd",
            "wechat-web.gzip = never\nwechat-web.lacks = skey | pass_ticket",
            "wechat-web.gzip = never\nwechat-web.page-host = evil.example",
            "wechat-web.jslogin = 400 | 500 | 500-with-uuid | empty-uuid | 404",
            "wechat-web.poll = 500 | 202 | unknown | empty | html | no-redirect",
        ],
        more_stages: &[],
    },
    recordings: &[
        Recording {
            name: "success-avatar",
            settings: "",
            scenario: "wechat-web.avatar = jpeg",
        },
        Recording {
            name: "success-no-avatar",
            settings: "",
            scenario: "wechat-web.avatar = none & wechat-web.separator = none & wechat-web.uuid = old",
        },
        Recording {
            name: "success-png-other-host",
            settings: "",
            scenario: "wechat-web.avatar = png-under-jpg & wechat-web.page-host = wx2.qq.com",
        },
        Recording {
            name: "success-desktop",
            settings: "mode=desktop extspam=callers-own-0123456789",
            scenario: "wechat-web.uos = 1203 & wechat-web.message = OK",
        },
        Recording {
            name: "success-filehelper",
            settings: "mode=filehelper",
            scenario: "wechat-web.separator = space",
        },
        Recording {
            name: "success-long-wait",
            settings: "",
            scenario: "person = scan@60s confirm@90s & wechat-web.avatar = none",
        },
        Recording {
            name: "expired",
            settings: "",
            scenario: "person = expire & wechat-web.lifetime = 40s",
        },
        Recording {
            name: "denied",
            settings: "",
            scenario: "person = scan@2s cancel@4s & wechat-web.cancel = 202",
        },
        Recording {
            name: "refused",
            settings: "",
            scenario: "wechat-web.exchange = 1203-new",
        },
        Recording {
            name: "refused-ticket",
            settings: "",
            scenario: "wechat-web.exchange = 1203-ticket",
        },
        Recording {
            name: "untrusted",
            settings: "",
            scenario: "wechat-web.page-host = evil.example",
        },
        Recording {
            name: "renewed",
            settings: "renew=1",
            scenario: "person = expire; scan@1s confirm@3s & wechat-web.lifetime = 30s",
        },
        Recording {
            name: "malformed",
            settings: "",
            scenario: "wechat-web.exchange = invalid-utf8",
        },
    ],
};

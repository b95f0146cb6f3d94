//! The services: what the judge has to know of each, the variants that can lead to a success, and
//! those that cannot.
//!
//! Settings are lines `name = value | value`, one value of each at random; those that begin with
//! `flow.` are the flow's.

/// One service and its flow.
pub struct Service {
    pub flow: &'static str,
    /// Where its settings are, if not under the name of the flow.
    pub section: Option<&'static str>,
    /// The call that begins a code.
    pub start: &'static str,
    /// The call that asks whether the person has confirmed.
    pub poll: &'static str,
    /// Whether a poll is held until something happens. Then an unanswered one means "not yet".
    pub long_poll: bool,
    /// How often a call may fail in a row where no code is on show, and after its end.
    pub tries: usize,
    /// How long to leave the service alone between a poll's answer and the next poll, in ms.
    pub gap: u64,
    /// How long the flow takes a code to live, in ms, unless the service says.
    pub life: u64,
    /// How much longer the flow takes a code to live once it was scanned, in ms.
    pub after_scan: u64,
    /// Whether it tells a login that was declined as an expired one (rule 8 of the contract lets
    /// it).
    pub denied_as_expired: bool,
    /// Calls that the service answers well only once: such an answer, if lost, is lost for good.
    pub once: &'static [&'static str],
    /// Groups of settings that can lead to a success.
    pub good: &'static [&'static str],
    /// Settings that cannot.
    pub bad: &'static [&'static str],
}

pub static SERVICES: [Service; 8] = [
    Service {
        flow: "bilibili-web",
        section: None,
        start: "generate",
        poll: "poll",
        long_poll: false,
        tries: 3,
        gap: 2_000,
        life: 180_000,
        after_scan: 0,
        denied_as_expired: false,
        once: &["poll", "ticket"],
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
             bilibili-web.lacks = none | DedeUserID__ckMd5 | sid",
            "bilibili-web.era = url-cookies-2024 | url-cookies-2022 | ticket-2026
             bilibili-web.poll-cookies = no",
        ],
        bad: &[
            "bilibili-web.lacks = SESSDATA | bili_jct | DedeUserID
             bilibili-web.era = ticket-2026 | ticket-2026-hops | url-cookies-2024",
            "fault.1 = bilibili-web/poll 412-json | bilibili-web/poll 412-html | any#2- garbage | any#2- empty",
        ],
    },
    Service {
        flow: "bilibili-tv",
        section: None,
        start: "auth_code",
        poll: "poll",
        long_poll: false,
        tries: 3,
        gap: 2_000,
        life: 180_000,
        after_scan: 0,
        denied_as_expired: false,
        once: &["poll"],
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
    },
    Service {
        flow: "wechat-web",
        section: None,
        start: "jslogin",
        poll: "poll",
        long_poll: true,
        tries: 6,
        gap: 500,
        life: 300_000,
        after_scan: 300_000,
        denied_as_expired: false,
        once: &["exchange"],
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
    },
    Service {
        flow: "115-gateway",
        section: None,
        start: "start",
        poll: "status",
        long_poll: true,
        tries: 4,
        gap: 2_000,
        life: 300_000,
        after_scan: 0,
        denied_as_expired: false,
        once: &["login"],
        good: &[
            "115-gateway.variant = observed | documented
             115-gateway.time = 10 | 13
             115-gateway.hold = 30s | 5s | 0s | 45s
             115-gateway.version = variant | absent
             115-gateway.expired = -1 | 40199002
             115-gateway.report-scanned = yes | no
             115-gateway.scanned-at-once = yes | no
             115-gateway.login = ok | without-kid
             115-gateway.status = real | 99
             flow.app = web | android | ios | tv | alipaymini | wechatmini | qandroid",
            "115-gateway.variant = observed | documented
             115-gateway.image = html-as-png | 500
             flow.image = true",
            "115-gateway.upstream = yes
             115-gateway.variant = observed | documented
             115.variant = observed | documented
             flow.app = web | tv | qandroid",
        ],
        bad: &[
            "115-gateway.variant = observed | documented
             115-gateway.login = without-uid | without-cid | without-seid | empty | not-ready | waf | retired | 40101004 | 40199002",
            "115-gateway.status = waf | waf-405",
            "115-gateway.start-fails = yes",
        ],
    },
    Service {
        flow: "phi-api",
        section: None,
        start: "GetNewQRCode",
        poll: "CheckQRCode",
        long_poll: false,
        tries: 4,
        gap: 3_000,
        life: 300_000,
        after_scan: 0,
        denied_as_expired: false,
        once: &["CheckQRCode"],
        good: &[
            "phi-api.era = current | documented | envelope | prefix
             phi-api.keys = era | snake | camel
             phi-api.token-body = json | text
             phi-api.interval = 1 | 5 | 10
             phi-api.access-token = yes | no
             phi-api.error-style = bare | prefixed
             flow.region = china | international
             flow.profile = true | false",
            "phi-api.era = legacy
             phi-api.keys = era | snake | camel
             flow.base_url = http://localhost:5015/api
             flow.region = china | international",
            "phi-api.query = code | document
             flow.region = china",
            "phi-api.backend = taptap
             phi-api.era = current | envelope | prefix
             taptap.mac-algorithm = hmac-sha-1 | hmac-sha-256
             flow.region = china | international",
        ],
        bad: &[
            "phi-api.era = envelope-get",
            "phi-api.upstream = invalid_grant_code | invalid_request | server_error | slow_down | text | captcha.needs",
            "phi-api.session = 114-access_denied | 114-server_error | 1145-211 | 1145-text | empty | short",
            "phi-api.new-code = 500 | 200",
        ],
    },
    Service {
        flow: "115",
        section: None,
        start: "token",
        poll: "status",
        long_poll: true,
        tries: 4,
        gap: 1_000,
        life: 300_000,
        after_scan: 0,
        denied_as_expired: false,
        once: &["login"],
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
    },
    Service {
        flow: "115-open",
        section: Some("115"),
        start: "authDeviceCode",
        poll: "status",
        long_poll: true,
        tries: 4,
        gap: 1_000,
        life: 300_000,
        after_scan: 0,
        denied_as_expired: false,
        once: &["deviceCodeToToken"],
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
    },
    Service {
        flow: "taptap",
        section: None,
        start: "code",
        poll: "poll",
        long_poll: false,
        tries: 4,
        gap: 3_000,
        life: 300_000,
        after_scan: 0,
        denied_as_expired: false,
        once: &["poll"],
        good: &[
            "taptap.answer = full | without-qrcode-url
             taptap.interval = 1 | 5 | 10
             taptap.expired = invalid_grant_code | invalid_grant | expired_token
             taptap.error-style = bare | prefixed
             taptap.waiting-status = 400 | 200
             taptap.denied-status = 401 | 400 | 200
             taptap.invalid-grant-status = 400 | 200
             taptap.access-token = yes | no
             taptap.mac-algorithm = hmac-sha-1 | hmac-sha-256
             taptap.scope-separator = space | comma
             taptap.gender = yes | no
             taptap.lacks = none | scope | unionid
             flow.region = china | international
             flow.goal = token | profile | session",
            "taptap.answer = minimal
             taptap.lacks = none | mac_algorithm
             taptap.player = new
             flow.create = true
             flow.region = china | international",
            "flow.scope = basic_info
             flow.goal = token | profile | session",
        ],
        bad: &[
            "taptap.token = invalid_request | invalid_grant_code | server_error | slow_down | text | captcha.needs",
            "taptap.profile = access_denied | invalid_time | replay_attacks | forbidden | server_error",
            "taptap.session = 211 | 219 | 401 | 403 | 500 | empty | short",
            "taptap.player = new",
            "taptap.lacks = kid | mac_key | openid | sessionToken",
        ],
    },
];

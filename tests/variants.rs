//! Every era and variant that a service is known to speak, and every way it is known to refuse, against
//! the simulated services.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    missing_docs
)]

mod support;

use qrlogin::flows::Options;
use qrlogin::{Advice, Credential, Error, Settings};
use support::secs;
use support::simulated::{Simulated, flow_with, run, scenario};

/// All combinations of one value from each line `name = value | value`.
fn combinations(lines: &str) -> Vec<String> {
    let mut all = vec![String::new()];
    for line in lines.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (name, values) = line.split_once('=').unwrap();
        all = values
            .split('|')
            .flat_map(|value| {
                all.iter()
                    .map(move |rest| format!("{rest}\n{}={}", name.trim(), value.trim()))
            })
            .collect();
    }
    all
}

/// Each of these settings leads to complete, genuine credentials.
fn succeed(id: &str, flow_settings: &[(&str, &str)], lines: &str) {
    let settings: Settings = flow_settings.iter().copied().collect();
    for variant in combinations(lines) {
        let flow = flow_with(id, &settings, &Options::default());
        let mut world = Simulated::new(flow, scenario(&variant));
        match world.run() {
            Ok(credential) => world.assert_genuine(&credential),
            Err(error) => panic!("{variant}: {error}"),
        }
    }
}

/// How each of these settings ends.
fn fail(id: &str, lines: &str) -> Vec<(String, Error)> {
    combinations(lines)
        .into_iter()
        .map(|variant| {
            let (world, outcome) = run(id, &variant);
            let Err(error) = outcome else {
                panic!("{variant}: false success");
            };
            assert!(world.elapsed() < secs(600), "{variant}: no end in sight");
            (variant, error)
        })
        .collect()
}

fn lacks(error: &Error, name: &str) -> bool {
    matches!(error, Error::Incomplete { missing } if missing.iter().any(|one| one == name))
}

#[test]
fn bilibili_web_in_every_era() {
    succeed(
        "bilibili-web",
        &[],
        "bilibili-web.era = ticket-2026 | ticket-2026-hops | url-cookies-2024 | url-cookies-2022
         bilibili-web.qr = qr-h5-2022 | qr-account-2026
         bilibili-web.message = 0 | OK
         bilibili-web.timestamp = number | string
         bilibili-web.refresh-token = yes | no
         bilibili-web.escape-ampersand = yes | no
         bilibili-web.report-scanned = yes | no
         bilibili-web.url-sessdata = raw | encoded",
    );
}

#[test]
fn bilibili_web_with_every_form_of_cookie() {
    succeed(
        "bilibili-web",
        &[],
        "bilibili-web.era = ticket-2026 | ticket-2026-hops
         bilibili-web.domain-dot = yes | no
         bilibili-web.expires-days = 180 | 30
         bilibili-web.sessdata-secure = yes | no
         bilibili-web.header-case = lower | mixed
         bilibili-web.empty-first = yes | no
         bilibili-web.wanna-go-back = yes | no
         bilibili-web.lacks = none | DedeUserID__ckMd5 | sid",
    );
}

#[test]
fn bilibili_web_cookies_from_the_url_alone() {
    let lines = "bilibili-web.era = url-cookies-2024 | url-cookies-2022
         bilibili-web.poll-cookies = no
         bilibili-web.url-sessdata = raw | encoded";
    for variant in combinations(lines) {
        let (world, outcome) = run("bilibili-web", &variant);
        world.assert_genuine_but_for(&outcome.unwrap(), &["sid"]);
    }
}

#[test]
fn bilibili_web_names_the_required_cookie_that_is_missing() {
    for name in ["SESSDATA", "bili_jct", "DedeUserID"] {
        let eras = "ticket-2026 | ticket-2026-hops | url-cookies-2024 | url-cookies-2022";
        let lines = format!("bilibili-web.era = {eras}\nbilibili-web.lacks = {name}");
        for (variant, error) in fail("bilibili-web", &lines) {
            assert!(lacks(&error, name), "{variant}: {error}");
        }
    }
}

#[test]
fn bilibili_tv_in_every_era() {
    succeed(
        "bilibili-tv",
        &[],
        "bilibili-tv.era = tv-silent | tv-scanned | tv-documents-2022
         bilibili-tv.tokens = both | token-info | top-level
         bilibili-tv.lacks = none | DedeUserID__ckMd5 | sid
         bilibili-tv.escape-ampersand = yes | no
         bilibili-tv.null-data = yes | no",
    );
}

#[test]
fn bilibili_tv_with_each_published_key_pair_and_with_one_of_ones_own() {
    let things = [
        ("appkey", "8d23902c1688a798"),
        ("appsec", "710f0212e62bd499b8d3ac6e1db9302a"),
        ("mobi_app", "android_bilithings"),
    ];
    succeed("bilibili-tv", &things, "seed = 1");
    let own = [("appkey", "mine"), ("appsec", "secret")];
    let accepted = "bilibili-tv.appkey = mine\nbilibili-tv.appsec = secret";
    succeed("bilibili-tv", &own, accepted);
}

#[test]
fn bilibili_tv_tells_a_wrong_secret_as_a_refused_signature() {
    let settings = Settings::new()
        .with("appkey", "4409e2ce8ffd12b8")
        .with("appsec", "wrong");
    let flow = flow_with("bilibili-tv", &settings, &Options::default());
    let error = Simulated::new(flow, scenario("")).run().unwrap_err();
    let Error::Rejected { code, advice, .. } = error else {
        panic!("{error}");
    };
    assert_eq!((code.as_str(), advice), ("-3", Advice::CheckKeyPair));
}

#[test]
fn bilibili_tv_names_the_required_cookie_that_is_missing() {
    for name in ["SESSDATA", "bili_jct", "DedeUserID"] {
        for (variant, error) in fail("bilibili-tv", &format!("bilibili-tv.lacks = {name}")) {
            assert!(lacks(&error, name), "{variant}: {error}");
        }
    }
}

#[test]
fn bilibili_stops_at_the_firewall() {
    for id in ["bilibili-web", "bilibili-tv"] {
        let lines = format!("fault.1 = {id}/poll#2 412-json | {id}/poll#2 412-html | #1 412-html");
        for (variant, error) in fail(id, &lines) {
            assert_eq!(error, Error::Blocked { status: 412 }, "{variant}");
        }
    }
}

#[test]
fn wechat_in_every_form() {
    succeed(
        "wechat-web",
        &[],
        "wechat-web.uuid = padded | old
         wechat-web.page-host = asked | wx2.qq.com | wx8.qq.com | web.wechat.com | web2.wechat.com
         wechat-web.separator = LF | none | space
         wechat-web.avatar = jpeg | none | png-under-jpg | 192KiB | hostile-url | empty
         wechat-web.report-scanned = yes | no
         wechat-web.message = empty | OK
         wechat-web.isgrayscale = yes | no
         wechat-web.ticket = reusable | single-use
         wechat-web.gzip = never",
    );
}

#[test]
fn wechat_for_the_desktop_and_for_file_transfer() {
    for mode in ["web", "desktop", "filehelper"] {
        succeed("wechat-web", &[("mode", mode)], "wechat-web.gzip = never");
    }
}

#[test]
fn wechat_with_the_callers_desktop_headers() {
    let headers = [("client_version", "2.0.0"), ("extspam", "callers-own")];
    succeed(
        "wechat-web",
        &headers,
        "wechat-web.uos = 1203 | html\nwechat-web.gzip = never",
    );
}

#[test]
fn wechat_refusals_are_told_in_its_own_words() {
    let lines = "wechat-web.gzip = never
        wechat-web.exchange = 1203-environment | 1203-environment-mac | 1203-not-allowed | 1203-cannot | 1203-new | 1203-new-english | 1203-pay | 1203-ticket";
    for (variant, error) in fail("wechat-web", lines) {
        let Error::Rejected { code, message, .. } = &error else {
            panic!("{variant}: {error}");
        };
        assert_eq!(code, "1203");
        assert!(message.chars().count() > 5, "{variant}: {message}");
    }
}

#[test]
fn wechat_answers_that_are_no_exchange_are_malformed_or_blocked() {
    let lines = "wechat-web.gzip = never
        wechat-web.exchange = html | empty | invalid-utf8 | redirecturl | dtd";
    for (variant, error) in fail("wechat-web", lines) {
        assert!(
            matches!(
                error,
                Error::Malformed { .. } | Error::Blocked { .. } | Error::Untrusted { .. }
            ),
            "{variant}: {error}"
        );
    }
}

#[test]
fn wechat_names_the_part_of_the_exchange_that_is_missing() {
    for name in ["skey", "pass_ticket"] {
        let lines = format!("wechat-web.gzip = never\nwechat-web.lacks = {name}");
        for (variant, error) in fail("wechat-web", &lines) {
            assert!(lacks(&error, name), "{variant}: {error}");
        }
    }
}

#[test]
fn wechat_does_not_go_to_a_host_that_is_not_its_own() {
    for (variant, error) in fail("wechat-web", "wechat-web.page-host = evil.example") {
        let host = "evil.example".to_owned();
        assert_eq!(error, Error::Untrusted { host }, "{variant}");
    }
}

#[test]
fn wechat_without_a_code_ends() {
    fail(
        "wechat-web",
        "wechat-web.jslogin = 400 | 500 | 500-with-uuid | empty-uuid | 404",
    );
    fail(
        "wechat-web",
        "wechat-web.poll = 500 | 202 | unknown | empty | html | no-redirect",
    );
}

#[test]
fn a_lost_answer_about_the_scan_is_fetched_again() {
    let (world, outcome) = run(
        "wechat-web",
        "wechat-web.gzip = never\nperson = scan@2s confirm@40s\nfault.1 = wechat-web/login#1 cut-after",
    );
    world.assert_genuine(&outcome.unwrap());
    assert!(world.kinds().contains(&"scanned"), "{:?}", world.kinds());
}

#[test]
fn the_115_gateway_as_documented_and_as_observed() {
    succeed(
        "115-gateway",
        &[],
        "115-gateway.variant = observed | documented
         115-gateway.time = 10 | 13
         115-gateway.hold = 30s | 5s | 0s
         115-gateway.version = variant | absent
         115-gateway.report-scanned = yes | no
         115-gateway.scanned-at-once = yes | no
         115-gateway.login = ok | without-kid",
    );
}

#[test]
fn an_unknown_status_of_the_115_gateway_is_no_obstacle() {
    succeed("115-gateway", &[], "115-gateway.status = 99");
}

#[test]
fn the_115_gateway_with_its_picture_of_the_code() {
    succeed(
        "115-gateway",
        &[("image", "true")],
        "115-gateway.image = png | html-as-png | 500",
    );
}

#[test]
fn every_app_of_the_115_gateway() {
    for app in "web android ios tv alipaymini wechatmini qandroid".split(' ') {
        succeed("115-gateway", &[("app", app)], "seed = 1");
    }
}

#[test]
fn the_115_gateway_expires_and_cancels_in_both_variants() {
    let both = "115-gateway.variant = observed | documented";
    for (variant, error) in fail("115-gateway", &format!("{both}\nperson = expire | scan@2s")) {
        assert_eq!(error, Error::Expired, "{variant}");
    }
    for (variant, error) in fail("115-gateway", &format!("{both}\nperson = scan@2s deny@5s")) {
        assert_eq!(error, Error::Denied, "{variant}");
    }
}

#[test]
fn the_115_gateway_refuses_with_the_code_of_115() {
    let codes = ["40101004", "40101017", "40100000", "40101032", "40101010"];
    for expected in codes {
        let lines =
            format!("115-gateway.variant = observed | documented\n115-gateway.login = {expected}");
        for (variant, error) in fail("115-gateway", &lines) {
            let Error::Rejected { code, .. } = &error else {
                panic!("{variant}: {error}");
            };
            assert_eq!(code, expected, "{variant}");
        }
    }
    for (_, error) in fail("115-gateway", "115-gateway.login = retired") {
        assert_eq!(error.advice(), Advice::ChooseOtherApp, "{error}");
    }
    for (_, error) in fail("115-gateway", "115-gateway.login = 40199002") {
        assert_eq!(error, Error::Expired);
    }
}

#[test]
fn the_115_gateway_is_no_success_with_a_value_missing() {
    for name in ["uid", "cid", "seid"] {
        let lines = format!("115-gateway.login = without-{name}");
        for (variant, error) in fail("115-gateway", &lines) {
            assert!(lacks(&error, name), "{variant}: {error}");
        }
    }
    fail("115-gateway", "115-gateway.login = empty | not-ready | waf");
    fail("115-gateway", "115-gateway.status = waf | waf-405");
    fail("115-gateway", "115-gateway.start-fails = yes");
}

#[test]
fn phi_api_in_every_era_and_region() {
    for region in ["china", "international"] {
        for base_url in ["http://localhost:5015/phiApi", "http://localhost:5015/api"] {
            let eras = if base_url.ends_with("/api") {
                "legacy"
            } else {
                "current | documented | envelope | prefix"
            };
            succeed(
                "phi-api",
                &[("region", region), ("base_url", base_url)],
                &format!(
                    "phi-api.era = {eras}
                     phi-api.keys = era | snake | camel
                     phi-api.token-body = json | text
                     phi-api.query = era
                     phi-api.interval = 1 | 5
                     phi-api.access-token = yes | no"
                ),
            );
        }
    }
}

#[test]
fn phi_api_with_either_name_of_the_region() {
    succeed(
        "phi-api",
        &[("region", "china")],
        "phi-api.query = code | document",
    );
}

#[test]
fn phi_api_without_the_profile() {
    let settings = Settings::new().with("profile", "false");
    let flow = flow_with("phi-api", &settings, &Options::default());
    let mut world = Simulated::new(flow, scenario(""));
    let credential = world.run().unwrap();
    let profile = ["openid", "unionid", "name", "avatar", "gender"];
    world.assert_genuine_but_for(&credential, &profile);
}

#[test]
fn phi_api_of_the_version_with_get_is_told_as_unsupported() {
    for (variant, error) in fail("phi-api", "phi-api.era = envelope-get") {
        assert_eq!(error.advice(), Advice::CheckServer, "{variant}: {error}");
    }
}

#[test]
fn phi_api_passes_the_words_of_the_upstream_on() {
    for style in ["bare", "prefixed"] {
        let line =
            |value: &str| format!("phi-api.error-style = {style}\nphi-api.upstream = {value}");
        let expired = line("invalid_grant_code | invalid_grant | expired_token");
        for (variant, error) in fail("phi-api", &expired) {
            assert_eq!(error, Error::Expired, "{variant}");
        }
        let refused = line(
            "invalid_request | invalid_client | unsupported_grant_type | unsupported_response_type | unsupported_secret_type | captcha.needs | captcha.failed | user_is_deactivated | forbidden | not_found | brand_new_error | server_error | too_many_login_attempts | text",
        );
        for (variant, error) in fail("phi-api", &refused) {
            assert!(
                matches!(error, Error::Rejected { .. }),
                "{variant}: {error}"
            );
        }
    }
}

#[test]
fn phi_api_refusals_of_the_last_step_are_told() {
    let lines = "phi-api.session = 114-access_denied | 114-server_error | 114-text | 1145-211 | 1145-219 | 1145-text";
    for (variant, error) in fail("phi-api", lines) {
        assert!(
            matches!(error, Error::Rejected { .. }),
            "{variant}: {error}"
        );
    }
    fail("phi-api", "phi-api.session = empty | short");
    fail("phi-api", "phi-api.new-code = 500 | 200");
}

#[test]
fn no_service_is_asked_faster_than_it_allows() {
    for id in [
        "bilibili-web",
        "bilibili-tv",
        "wechat-web",
        "115-gateway",
        "phi-api",
    ] {
        let (world, _) = run(id, "person = expire");
        let hasty: Vec<_> = world
            .simulator
            .log()
            .iter()
            .filter(|entry| entry.notes.iter().any(|note| note.contains("fast")))
            .collect();
        assert!(hasty.is_empty(), "{id}: {hasty:?}");
    }
}

#[test]
fn trouble_in_the_middle_is_borne_by_every_flow() {
    for id in [
        "bilibili-web",
        "bilibili-tv",
        "wechat-web",
        "115-gateway",
        "phi-api",
    ] {
        for fault in [
            "#2-4 status:502",
            "#2 status:503/9",
            "#2-3 status:429/5",
            "#1-2 cut-before",
            "#2 garbage",
            "#1 cut-body:7",
            "#1-2 empty",
            "#2 slow-body:20/100ms",
        ] {
            let lines = format!("person = scan@20s confirm@40s\nfault.1 = any{fault}");
            let (world, outcome): (_, Result<Credential, Error>) = run(id, &lines);
            match outcome {
                Ok(credential) => world.assert_genuine(&credential),
                Err(error) => panic!("{id} {fault}: {error}"),
            }
        }
    }
}

#[test]
fn a_service_that_never_answers_does_not_hold_a_login_for_ever() {
    for id in [
        "bilibili-web",
        "bilibili-tv",
        "wechat-web",
        "115-gateway",
        "phi-api",
    ] {
        for fault in ["#1- hang", "#2- hang", "#1- garbage", "#3- status:500"] {
            let (world, outcome) = run(id, &format!("fault.1 = any{fault}\nperson = expire"));
            assert!(outcome.is_err(), "{id} {fault}");
            assert!(
                world.elapsed() < secs(480),
                "{id} {fault}: {:?}",
                world.elapsed()
            );
        }
    }
}

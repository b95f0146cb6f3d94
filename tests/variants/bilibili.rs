//! Bilibili.

use qrlogin::flows::Options;
use qrlogin::{Advice, Error, Settings};

use super::{combinations, fail, lacks, succeed};
use qrlogin_test_support::{Simulated, flow_with, run, scenario};

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
        world.assert_genuine_except(&outcome.unwrap(), &["sid"]);
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
fn bilibili_tv_with_published_and_other_key_pairs() {
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
fn bilibili_tv_reports_a_wrong_secret_as_a_refused_signature() {
    let settings = Settings::new()
        .with("appkey", "4409e2ce8ffd12b8")
        .with("appsec", "wrong");
    let flow = flow_with("bilibili-tv", &settings, &Options::default());
    let error = Simulated::new(flow, scenario("")).run().unwrap_err();
    let Error::Rejected { code, advice, .. } = error else {
        panic!("{error}");
    };
    assert_eq!((code.as_str(), advice), ("-3", Advice::CHECK_KEY_PAIR));
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
            assert_eq!(error, Error::blocked(412), "{variant}");
        }
    }
}

#[test]
fn bilibili_ends_when_the_account_must_be_verified() {
    for id in ["bilibili-web", "bilibili-tv"] {
        for (variant, error) in fail(id, &format!("{id}.verification = yes")) {
            let Error::Rejected { code, advice, .. } = &error else {
                panic!("{variant}: {error}");
            };
            assert_eq!((code.as_str(), advice), ("2", &Advice::VERIFY_ACCOUNT));
        }
    }
}

//! 115's codes on virtual time: token, long poll, second endpoint, image.

use crate::pan115::client::{Code, QR_API, quick_status, status, token};
use crate::support::Client;

const DOCUMENTED: (&str, &str) = ("115.variant", "documented");
const EXPIRED: &str = r#"{"state":0,"code":40199002,"message":"key invalid","data":{}}"#;
const EMPTY: &str = r#"{"state":1,"code":0,"message":"","data":{}}"#;

#[test]
fn a_token_has_four_members_and_comes_as_html() {
    let mut client = Client::new(&[]);
    let reply = client.get(&format!("{QR_API}/api/1.0/web/1.0/token"));
    let json = reply.json();
    let (uid, sign) = (&json["data"]["uid"], &json["data"]["sign"]);
    let (uid, sign) = (uid.as_str().unwrap(), sign.as_str().unwrap());
    assert_eq!((uid.len(), sign.len()), (40, 32));
    assert_eq!(
        reply.text(),
        format!(
            r#"{{"state":1,"code":0,"message":"","data":{{"uid":"{uid}","time":1790000000,"sign":"{sign}","qrcode":"https://115.com/scan/dg-{uid}"}}}}"#
        )
    );
    assert_eq!(reply.header("content-type"), "text/html");
    assert_eq!(client.simulator.codes()[0].service.name(), "115");
}

#[test]
fn every_app_gets_tokens_with_or_without_a_slash() {
    let mut client = Client::new(&[]);
    for app in ["web", "app", "tv", "alipaymini", "115ipad", "mac"] {
        for slash in ["", "/"] {
            let reply = client.get(&format!("{QR_API}/api/1.0/{app}/1.0/token{slash}"));
            assert_eq!(reply.json()["state"], 1, "{app}{slash}");
        }
    }
    let unknown = client.get(&format!("{QR_API}/api/1.0/toaster/1.0/token"));
    assert_eq!(unknown.status, 404);
    let posted = client.post_form(&format!("{QR_API}/api/1.0/web/1.0/token"), "");
    assert_eq!((posted.status, posted.header("allow")), (405, "GET"));
}

#[test]
fn the_codes_content_can_be_missing_empty_or_older() {
    let qrcode = |value: &str| {
        let mut client = Client::new(&[("115.qrcode", value)]);
        let reply = client.get(&format!("{QR_API}/api/1.0/web/1.0/token"));
        reply.json()["data"].get("qrcode").cloned()
    };
    assert_eq!(qrcode("absent"), None);
    assert_eq!(qrcode("empty").unwrap(), "");
    let older = qrcode("http").unwrap();
    assert!(older.as_str().unwrap().starts_with("http://115.com/scan/"));
}

#[test]
fn every_login_host_serves_the_codes() {
    let mut client = Client::new(&[("person", "scan@0ms")]);
    let code = token(&mut client);
    for host in ["hnqrcodeapi", "passportapi", "hnpassportapi"] {
        let url = format!(
            "http://{host}.115.com/get/status/?uid={}&time={}&sign={}&_=1",
            code.uid, code.time, code.sign
        );
        let mut fresh = Client::new(&[("person", "scan@0ms")]);
        token(&mut fresh);
        assert_eq!(fresh.get(&url).json()["data"]["status"], 1, "{host}");
    }
}

#[test]
fn a_status_call_without_change_is_empty_after_30_seconds() {
    let mut client = Client::new(&[("person", "expire")]);
    let code = token(&mut client);
    assert_eq!(status(&mut client, &code).text(), EMPTY);
    assert_eq!(client.elapsed(), 30_000);
}

#[test]
fn a_status_call_ends_on_change_and_reports_scans_once() {
    let mut client = Client::new(&[("person", "scan@2s confirm@40s")]);
    let code = token(&mut client);
    let statuses: Vec<_> = (0..3)
        .map(|_| {
            let json = status(&mut client, &code).json();
            (json["data"]["status"].as_i64(), client.elapsed())
        })
        .collect();
    assert_eq!(
        statuses,
        [(Some(1), 2000), (None, 32_000), (Some(2), 40_000)]
    );
    assert_eq!(status(&mut client, &code).json()["data"]["status"], 2);
}

#[test]
fn the_documented_variant_reports_the_status_at_once() {
    let mut client = Client::new(&[DOCUMENTED, ("115.lifetime", "6s"), ("person", "scan@2s")]);
    let code = token(&mut client);
    let reply = status(&mut client, &code);
    assert_eq!(reply.header("content-type"), "application/json");
    assert_eq!(reply.json()["data"]["status"], 0);
    for (wait, expected) in [(2000, 1), (1000, 1), (3000, -1)] {
        client.wait(wait);
        let json = status(&mut client, &code).json();
        assert_eq!(
            (&json["state"], &json["data"]["status"]),
            (&1.into(), &expected.into())
        );
    }
    assert_eq!(client.elapsed(), 6000);
}

#[test]
fn a_code_expires_before_and_after_the_scan() {
    for person in ["expire", "scan@1s"] {
        let mut client = Client::new(&[("person", person), ("115.lifetime", "5s")]);
        let code = token(&mut client);
        client.wait(2000);
        if person != "expire" {
            assert_eq!(status(&mut client, &code).json()["data"]["status"], 1);
        }
        assert_eq!(status(&mut client, &code).text(), EXPIRED, "{person}");
        assert_eq!(client.elapsed(), 5000);
    }
}

#[test]
fn a_refusal_is_minus_2_in_both_variants() {
    for variant in ["observed", "documented"] {
        let mut client = Client::new(&[("person", "scan@1s deny@2s"), ("115.variant", variant)]);
        let code = token(&mut client);
        client.wait(3000);
        assert_eq!(status(&mut client, &code).json()["data"]["status"], -2);
    }
}

#[test]
fn status_1_can_be_skipped() {
    let mut client = Client::new(&[("115.report-scanned", "no")]);
    let code = token(&mut client);
    assert_eq!(status(&mut client, &code).json()["data"]["status"], 2);
    assert_eq!(client.elapsed(), 4000);
}

#[test]
fn scanned_can_be_reported_at_once_to_every_poll() {
    let mut client = Client::new(&[("115.scanned-at-once", "yes"), ("person", "scan@1s")]);
    let code = token(&mut client);
    for _ in 0..3 {
        assert_eq!(status(&mut client, &code).json()["data"]["status"], 1);
        client.wait(500);
    }
    assert_eq!(client.elapsed(), 2500);
}

#[test]
fn a_waiting_code_has_many_forms() {
    for (form, expected) in [
        ("empty", EMPTY),
        ("null", r#"{"state":1,"code":0,"message":"","data":null}"#),
        ("absent", r#"{"state":1,"code":0,"message":""}"#),
        ("list", r#"{"state":1,"code":0,"message":"","data":[]}"#),
        (
            "0",
            r#"{"state":1,"code":0,"message":"","data":{"msg":"","status":0,"version":"1.0"}}"#,
        ),
        (
            "99",
            r#"{"state":1,"code":0,"message":"","data":{"msg":"","status":99,"version":"1.0"}}"#,
        ),
    ] {
        let mut client = Client::new(&[("person", "expire"), ("115.waiting", form)]);
        let code = token(&mut client);
        assert_eq!(status(&mut client, &code).text(), expected);
    }
}

#[test]
fn state_can_be_a_boolean() {
    let mut client = Client::new(&[("115.state", "boolean"), ("person", "expire")]);
    let code = token(&mut client);
    assert_eq!(status(&mut client, &code).json()["state"], true);
    client.wait(300_000);
    assert_eq!(status(&mut client, &code).json()["state"], false);
}

#[test]
fn time_has_10_or_13_digits_and_must_match() {
    let mut client = Client::new(&[("115.time", "13"), ("person", "scan@0ms")]);
    let mut code = token(&mut client);
    assert_eq!(code.time, "1790000000000");
    assert_eq!(status(&mut client, &code).json()["data"]["status"], 1);
    code.time = "1790000000".to_owned();
    assert_eq!(status(&mut client, &code).text(), EXPIRED);
    assert!(client.last_log().notes.contains(&"wrong sign or time"));
}

#[test]
fn unknown_uids_and_wrong_signs_are_invalid_keys() {
    let mut client = Client::new(&[]);
    let mut code = token(&mut client);
    code.sign = "0".to_owned();
    assert_eq!(status(&mut client, &code).text(), EXPIRED);
    let unknown = Code {
        uid: "testuid123".to_owned(),
        time: "1791102171".to_owned(),
        sign: "0123456789abcdef0123456789abcdef".to_owned(),
    };
    assert_eq!(status(&mut client, &unknown).text(), EXPIRED);
}

#[test]
fn status_without_its_last_slash_is_404() {
    for variant in ["observed", "documented"] {
        let mut client = Client::new(&[("115.variant", variant)]);
        let reply = client.get(&format!("{QR_API}/get/status?uid=a&time=1&sign=b"));
        assert_eq!(reply.status, 404);
        let notes = &client.last_log().notes;
        assert!(notes.contains(&"status without its last slash"));
    }
}

#[test]
fn polls_that_come_too_fast_are_noted() {
    let mut client = Client::new(&[DOCUMENTED]);
    let code = token(&mut client);
    let mut noted = Vec::new();
    for wait in [0, 100, 500] {
        client.wait(wait);
        status(&mut client, &code);
        noted.push(client.last_log().notes.contains(&"too fast"));
    }
    assert_eq!(noted, [false, true, false]);
}

#[test]
fn the_second_endpoint_reports_the_state_at_once() {
    let mut client = Client::new(&[]);
    let code = token(&mut client);
    let mut at = |ms: u64| {
        client.now = crate::support::START + ms;
        quick_status(&mut client, &code).text().to_owned()
    };
    assert_eq!(
        at(0),
        r#"{"state":false,"code":90038,"message":"请扫描二维码"}"#
    );
    assert_eq!(
        at(2000),
        r#"{"state":false,"code":90039,"message":"请确认登录"}"#
    );
    let confirmed = format!(
        r#"{{"state":true,"code":0,"message":"","key":"{}"}}"#,
        code.uid
    );
    assert_eq!(at(4000), confirmed);
    assert_eq!(client.elapsed(), 4000);
}

#[test]
fn the_second_endpoint_can_omit_the_confirmation() {
    let mut client = Client::new(&[("115.quick-status-confirms", "no")]);
    let code = token(&mut client);
    client.wait(5000);
    assert_eq!(quick_status(&mut client, &code).json()["code"], 90_039);
}

#[test]
fn the_image_is_a_png_of_the_content() {
    let mut client = Client::new(&[]);
    let code = token(&mut client);
    for app in ["mac", "web"] {
        let url = format!(
            "{QR_API}/api/1.0/{app}/1.0/qrcode?uid={}&qrfrom=1",
            code.uid
        );
        let reply = client.get(&url);
        assert_eq!(reply.header("content-type"), "image/png");
        assert!(reply.body.starts_with(b"\x89PNG\r\n\x1a\n"));
    }
}

#[test]
fn the_image_can_be_a_page_or_want_a_referer() {
    let image = |setting: &str, referer: &str| {
        let mut client = Client::new(&[("115.image", setting)]);
        let request = http::Request::get(format!("{QR_API}/api/1.0/web/1.0/qrcode?uid=u"))
            .header("referer", referer)
            .body(Vec::new());
        client.send(request.unwrap()).body
    };
    assert!(image("html-as-png", "").starts_with(b"<!doctypehtml>"));
    assert!(image("wants-referer", "").starts_with(b"<!doctypehtml>"));
    assert!(image("wants-referer", "https://115.com/").starts_with(b"\x89PNG"));
}

#[test]
fn texts_can_be_escaped() {
    let mut client = Client::new(&[("115.escape-unicode", "yes")]);
    let code = token(&mut client);
    assert!(
        quick_status(&mut client, &code)
            .text()
            .contains(r#""message":"\u8bf7\u626b"#)
    );
}

//! The status and login calls of the 115 gateway on virtual time.

use serde_json::json;

use crate::gateway_115::client::{DOCUMENTED, call, login, start, status};
use crate::support::Client;

#[test]
fn observed_status_calls_report_waiting_after_30_seconds() {
    let mut client = Client::new(&[("person", "expire")]);
    let session = start(&mut client);
    let reply = status(&mut client, &session);
    assert_eq!(client.elapsed(), 30_000);
    assert_eq!(
        reply.text(),
        "{\"status\":0,\"message\":\"Waiting for scan\",\"version\":\"\"}\n"
    );
}

#[test]
fn observed_status_calls_end_early_and_report_a_scan_once() {
    let mut client = Client::new(&[("person", "scan@2s confirm@40s")]);
    let session = start(&mut client);
    let scanned = status(&mut client, &session);
    assert_eq!(client.elapsed(), 2000);
    assert_eq!(
        scanned.text(),
        "{\"status\":1,\"message\":\"QR code scanned, waiting for confirmation\",\"version\":\"1.0\"}\n"
    );
    assert_eq!(
        status(&mut client, &session).json()["status"],
        0,
        "nothing new"
    );
    assert_eq!(client.elapsed(), 32_000);
    let confirmed = status(&mut client, &session);
    assert_eq!(client.elapsed(), 40_000);
    assert_eq!(
        confirmed.json()["message"],
        "Login confirmed, ready to complete"
    );
    assert_eq!(confirmed.json()["status"], 2);
}

#[test]
fn documented_status_calls_report_the_state_at_once() {
    let mut client = Client::new(&[DOCUMENTED]);
    let session = start(&mut client);
    assert_eq!(
        status(&mut client, &session).text(),
        r#"{"status":0,"message":"Waiting for scan","version":"1.0"}"#
    );
    for (wait, expected) in [(2000, 1), (1000, 1), (1000, 2), (1000, 2)] {
        client.wait(wait);
        assert_eq!(status(&mut client, &session).json()["status"], expected);
    }
    assert_eq!(client.elapsed(), 5000);
}

#[test]
fn expiry_is_500_around_40199002_or_minus_1() {
    let mut client = Client::new(&[("person", "expire")]);
    let session = start(&mut client);
    client.wait(299_999);
    let reply = status(&mut client, &session);
    assert_eq!((client.elapsed(), reply.status), (300_000, 500));
    assert_eq!(
        reply.text(),
        "{\"message\":\"Failed to check QR code status: failed to check QR code status: {\\\"state\\\":0,\\\"code\\\":40199002,\\\"message\\\":\\\"key invalid\\\",\\\"data\\\":{}}: qrcode expired\"}\n"
    );

    let mut client = Client::new(&[("person", "expire"), DOCUMENTED]);
    let session = start(&mut client);
    client.wait(300_000);
    assert_eq!(
        status(&mut client, &session).text(),
        r#"{"status":-1,"message":"QR code expired","version":"1.0"}"#
    );
}

#[test]
fn a_refusal_is_minus_2_in_both() {
    for variant in ["observed", "documented"] {
        let mut client = Client::new(&[
            ("person", "scan@1s deny@2s"),
            ("115-gateway.variant", variant),
        ]);
        let session = start(&mut client);
        client.wait(3000);
        let json = status(&mut client, &session).json();
        assert_eq!(
            (&json["status"], &json["message"]),
            (&(-2).into(), &"Login canceled".into())
        );
    }
}

#[test]
fn unknown_uids_and_wrong_signs_are_expired() {
    let mut client = Client::new(&[]);
    let mut session = start(&mut client);
    session["sign"] = "x".into();
    assert_eq!(status(&mut client, &session).status, 500);
    let unknown = json!({"uid": "testuid123", "sign": "s", "time": 1});
    assert!(status(&mut client, &unknown).text().contains("40199002"));
}

#[test]
fn a_login_gives_the_four_values_once() {
    let mut client = Client::new(&[]);
    let session = start(&mut client);
    client.wait(5000);
    assert_eq!(status(&mut client, &session).json()["status"], 2);
    let reply = login(&mut client, &session, "alipaymini");
    let (uid, cid) = (client.issued("uid"), client.issued("cid"));
    let (seid, kid) = (client.issued("seid"), client.issued("kid"));
    assert_eq!(
        reply.text(),
        format!(
            "{{\"credentials\":{{\"uid\":\"{uid}\",\"cid\":\"{cid}\",\"seid\":\"{seid}\",\"kid\":\"{kid}\"}},\"success\":true,\"message\":\"Login successful\"}}\n"
        )
    );
    assert!(uid.ends_with("_R2_1790000004"), "{uid}");
    assert_eq!(login(&mut client, &session, "alipaymini").status, 500);
}

#[test]
fn the_default_app_differs() {
    for (variant, slot) in [("observed", "_I1_"), ("documented", "_A1_")] {
        let mut client = Client::new(&[("115-gateway.variant", variant)]);
        let session = start(&mut client);
        client.wait(5000);
        assert_eq!(call(&mut client, "login", &session.to_string()).status, 200);
        assert!(client.issued("uid").contains(slot));
    }
}

#[test]
fn an_early_login_is_400_or_500_by_variant() {
    let mut client = Client::new(&[DOCUMENTED]);
    let session = start(&mut client);
    let reply = login(&mut client, &session, "web");
    assert_eq!(reply.status, 400);
    assert_eq!(
        reply.text(),
        r#"{"credentials":{"uid":"","cid":"","seid":"","kid":""},"success":false,"message":"QR code not ready for login. Current status: waiting for scan"}"#
    );
    let mut client = Client::new(&[]);
    let session = start(&mut client);
    let reply = login(&mut client, &session, "web");
    assert_eq!(reply.status, 500);
    assert!(
        reply.json()["message"]
            .as_str()
            .unwrap()
            .starts_with("Failed to complete QR code login: failed to complete QR code login: {")
    );
    client.wait(5000);
    assert_eq!(
        login(&mut client, &session, "web").status,
        200,
        "not spent by that"
    );
}

#[test]
fn every_refusal_of_the_login_can_be_had() {
    for (answer, part) in [
        ("40199002", "qrcode expired"),
        ("40101004", "IP登录异常,请稍候再登录！"),
        ("40101017", "failed to login"),
        ("40100000", "wrong parameters"),
        ("40101032", "credential invalid"),
        ("40101010", "requires two-step verification"),
        (
            "retired",
            "\"state\":0,\"code\":0,\"message\":\"登录失败，系统已下架！",
        ),
        ("waf", "<!doctypehtml>"),
    ] {
        let mut client = Client::new(&[("115-gateway.login", answer)]);
        let session = start(&mut client);
        client.wait(5000);
        let reply = login(&mut client, &session, "web");
        assert_eq!(reply.status, 500, "{answer}");
        assert!(
            reply.json()["message"].as_str().unwrap().contains(part),
            "{answer}: {}",
            reply.text()
        );
        assert!(client.simulator.issued().is_empty());
    }
}

#[test]
fn success_can_come_with_empty_values() {
    for (answer, empty) in [
        ("empty", 4),
        ("without-kid", 1),
        ("without-uid", 1),
        ("without-cid", 1),
        ("without-seid", 1),
    ] {
        let mut client = Client::new(&[("115-gateway.login", answer)]);
        let session = start(&mut client);
        client.wait(5000);
        let json = login(&mut client, &session, "web").json();
        assert_eq!(json["success"], true);
        let values = json["credentials"].as_object().unwrap().values();
        assert_eq!(
            values.filter(|value| *value == "").count(),
            empty,
            "{answer}"
        );
    }
}

#[test]
fn apps_can_be_retired() {
    let mut client = Client::new(&[("115-gateway.apps", "alipaymini, wechatmini")]);
    let session = start(&mut client);
    client.wait(5000);
    assert!(
        login(&mut client, &session, "web")
            .text()
            .contains("系统已下架")
    );
    assert_eq!(login(&mut client, &session, "wechatmini").status, 200);
}

#[test]
fn strange_statuses_can_be_had() {
    let with = |settings: &[(&str, &str)]| {
        let mut client = Client::new(settings);
        let session = start(&mut client);
        status(&mut client, &session)
    };
    let never = ("person", "expire");
    assert_eq!(
        with(&[never, ("115-gateway.status", "99")]).text(),
        "{\"status\":99,\"message\":\"Unknown status\",\"version\":\"\"}\n"
    );
    let waf = with(&[never, ("115-gateway.status", "waf")]);
    assert!(
        waf.text()
            .ends_with("invalid character '\\u003c' looking for beginning of value\"}\n"),
        "{}",
        waf.text()
    );
    assert!(
        with(&[never, ("115-gateway.status", "waf-405")])
            .text()
            .ends_with(": unexpected error\"}\n")
    );
    assert_eq!(
        with(&[("115-gateway.report-scanned", "no")]).json()["status"],
        2,
        "1 is skipped"
    );
    assert!(
        with(&[("115-gateway.version", "absent")])
            .json()
            .get("version")
            .is_none()
    );
}

#[test]
fn hold_and_shape_of_expiry_are_separate_settings() {
    let mut client = Client::new(&[
        ("person", "expire"),
        ("115-gateway.hold", "1500ms"),
        ("115-gateway.lifetime", "2s"),
        ("115-gateway.expired", "-1"),
    ]);
    let session = start(&mut client);
    assert_eq!(status(&mut client, &session).json()["status"], 0);
    assert_eq!(client.elapsed(), 1500);
    assert_eq!(status(&mut client, &session).json()["status"], -1);
    assert_eq!(client.elapsed(), 2000);
}

//! The 115 gateway on top of the simulated 115.

use serde_json::{Value, json};

use crate::gateway_115::client::{BASE, DOCUMENTED, call, login, start, status};
use crate::pan115::client::{Code, quick_status};
use crate::support::Client;

const UPSTREAM: (&str, &str) = ("115-gateway.upstream", "yes");

fn with(settings: &[(&str, &str)]) -> Client {
    let mut all = vec![UPSTREAM];
    all.extend(settings);
    Client::new(&all)
}

#[test]
fn a_start_gives_the_token_of_115() {
    let mut client = with(&[]);
    let reply = call(&mut client, "start", "");
    let code = &client.simulator.codes()[0];
    assert_eq!(code.service.name(), "115");
    let json = reply.json();
    assert_eq!(json["uid"], code.handle);
    assert_eq!(json["qrcode_content"], code.payload);
    assert_eq!(json["time"], 1_790_000_000);
    assert!(reply.text().ends_with("\"}\n"));
}

#[test]
fn a_scan_at_115_is_seen_through_the_gateway() {
    let mut client = with(&[("person", "scan@2s confirm@40s")]);
    let session = start(&mut client);
    let seen: Vec<_> = (0..3)
        .map(|_| {
            (
                status(&mut client, &session).text().to_owned(),
                client.elapsed(),
            )
        })
        .collect();
    let text = |status, message, version| {
        format!("{{\"status\":{status},\"message\":\"{message}\",\"version\":\"{version}\"}}\n")
    };
    let scanned = text(1, "QR code scanned, waiting for confirmation", "1.0");
    let confirmed = text(2, "Login confirmed, ready to complete", "1.0");
    assert_eq!(
        seen,
        [
            (scanned, 2000),
            (text(0, "Waiting for scan", ""), 32_000),
            (confirmed, 40_000)
        ]
    );
}

#[test]
fn the_control_calls_act_at_115() {
    let mut client = with(&[("person", "scan@manual confirm@manual")]);
    let session = start(&mut client);
    let uid = session["uid"].as_str().unwrap();
    client.simulator.scan(client.now, Some(uid)).unwrap();
    let code = Code::of(&session);
    assert_eq!(quick_status(&mut client, &code).json()["code"], 90_039);
    assert_eq!(status(&mut client, &session).json()["status"], 1);
}

#[test]
fn the_credentials_are_those_that_115_issued() {
    let mut client = with(&[]);
    let session = start(&mut client);
    client.wait(5000);
    let reply = login(&mut client, &session, "alipaymini");
    let json = reply.json();
    let [upstream, gateway] = client.simulator.issued() else {
        panic!("two services have issued something");
    };
    for (name, cookie) in [
        ("uid", "UID"),
        ("cid", "CID"),
        ("seid", "SEID"),
        ("kid", "KID"),
    ] {
        let value = &json["credentials"][name];
        assert_eq!(value, upstream.get(cookie).unwrap());
        assert_eq!(value, gateway.get(name).unwrap());
    }
    assert!(
        json["credentials"]["uid"]
            .as_str()
            .unwrap()
            .contains("_R2_")
    );
    assert_eq!(json["success"], true);
}

#[test]
fn the_default_app_is_tv_or_web_by_variant() {
    for (variant, slot) in [("observed", "_I1_"), ("documented", "_A1_")] {
        let mut client = with(&[("115-gateway.variant", variant)]);
        let session = start(&mut client);
        client.wait(5000);
        call(&mut client, "login", &session.to_string());
        assert!(client.issued("uid").contains(slot), "{variant}");
    }
}

#[test]
fn an_expired_code_is_500_or_status_minus_1() {
    let mut client = with(&[("person", "expire")]);
    let session = start(&mut client);
    client.wait(300_000);
    let reply = status(&mut client, &session);
    assert_eq!(reply.status, 500);
    assert_eq!(
        reply.text(),
        "{\"message\":\"Failed to check QR code status: failed to check QR code status: {\\\"state\\\":0,\\\"code\\\":40199002,\\\"message\\\":\\\"key invalid\\\",\\\"data\\\":{}}: qrcode expired\"}\n"
    );
    let mut client = with(&[("person", "expire"), DOCUMENTED]);
    let session = start(&mut client);
    client.wait(300_000);
    assert_eq!(
        status(&mut client, &session).text(),
        r#"{"status":-1,"message":"QR code expired","version":"1.0"}"#
    );
}

#[test]
fn an_expired_status_of_115_is_passed_on() {
    let mut client = with(&[("person", "expire"), ("115.expired", "-1")]);
    let session = start(&mut client);
    client.wait(300_000);
    assert_eq!(status(&mut client, &session).json()["status"], -1);
}

#[test]
fn every_form_of_waiting_is_0_except_99() {
    for (form, expected) in [
        ("empty", 0),
        ("null", 0),
        ("absent", 0),
        ("list", 0),
        ("0", 0),
        ("99", 99),
    ] {
        let mut client = with(&[("person", "expire"), ("115.waiting", form)]);
        let session = start(&mut client);
        assert_eq!(status(&mut client, &session).json()["status"], expected);
    }
}

#[test]
fn a_poll_without_change_is_waiting_in_each_variants_form() {
    for (variant, expected) in [
        (
            "observed",
            "{\"status\":0,\"message\":\"Waiting for scan\",\"version\":\"\"}\n",
        ),
        (
            "documented",
            r#"{"status":0,"message":"Waiting for scan","version":"1.0"}"#,
        ),
    ] {
        let mut client = with(&[("person", "expire"), ("115-gateway.variant", variant)]);
        let session = start(&mut client);
        assert_eq!(status(&mut client, &session).text(), expected);
    }
}

#[test]
fn the_documented_gateway_does_not_go_back_from_scanned() {
    let mut client = with(&[DOCUMENTED, ("person", "scan@1s")]);
    let session = start(&mut client);
    for _ in 0..2 {
        assert_eq!(status(&mut client, &session).json()["status"], 1);
    }
    assert_eq!(client.elapsed(), 31_000);
}

#[test]
fn an_early_login_is_refused_by_115_or_the_gateway() {
    let mut client = with(&[]);
    let session = start(&mut client);
    let reply = login(&mut client, &session, "web");
    assert_eq!(reply.status, 500);
    assert!(reply.json()["message"].as_str().unwrap().starts_with(
        "Failed to complete QR code login: failed to complete QR code login: {\"state\":0,"
    ));

    let mut client = with(&[DOCUMENTED]);
    let session = start(&mut client);
    let refusals = [0, 3000].map(|wait| {
        client.wait(wait);
        let reply = login(&mut client, &session, "web");
        let message = reply.json()["message"].as_str().unwrap().to_owned();
        (reply.status, message.split(": ").nth(1).unwrap().to_owned())
    });
    let expected = ["waiting for scan", "scanned, waiting for confirmation"];
    assert_eq!(refusals, expected.map(|text| (400, text.to_owned())));
    assert_eq!(client.elapsed(), 3000, "the check waits for nothing");
    client.wait(2000);
    assert_eq!(login(&mut client, &session, "web").status, 200);
}

#[test]
fn a_refusal_of_115_is_quoted_whole_and_unescaped() {
    for escaped in ["no", "yes"] {
        let mut client = with(&[("115.login", "40101004"), ("115.escape-unicode", escaped)]);
        let session = start(&mut client);
        client.wait(5000);
        let reply = login(&mut client, &session, "web");
        assert_eq!(
            reply.json(),
            json!({"message": "Failed to complete QR code login: failed to complete QR code login: {\"state\":0,\"code\":40101004,\"message\":\"IP登录异常,请稍候再登录！\",\"data\":{},\"errno\":40101004,\"error\":\"IP登录异常,请稍候再登录！\"}: unexpected error"})
        );
    }
}

#[test]
fn missing_cookies_of_115_are_empty_in_a_success() {
    for (answer, empty) in [("without-kid", 1), ("in-data", 4), ("without-cookies", 4)] {
        let mut client = with(&[("115.login", answer)]);
        let session = start(&mut client);
        client.wait(5000);
        let json = login(&mut client, &session, "web").json();
        assert_eq!(json["success"], true);
        let values = json["credentials"].as_object().unwrap().values();
        assert_eq!(values.filter(|value| *value == "").count(), empty);
    }
}

#[test]
fn a_firewall_page_is_500_but_a_picture_for_image() {
    let blocked = |status_code: &str| {
        let mut client = with(&[("115.block-status", status_code)]);
        let session = start(&mut client);
        client
            .simulator
            .scenario_mut()
            .set("115.blocked-hosts", "qrcodeapi.115.com")
            .unwrap();
        let uid = json!({"uid": session["uid"]}).to_string();
        let image = call(&mut client, "image", &uid);
        assert_eq!(
            (image.status, image.header("content-type")),
            (200, "image/png")
        );
        assert!(image.body.starts_with(b"<!doctypehtml>"));
        status(&mut client, &session)
    };
    let decoded = blocked("200");
    assert_eq!(decoded.status, 500);
    assert!(
        decoded
            .text()
            .ends_with("invalid character '\\u003c' looking for beginning of value\"}\n")
    );
    let refused = blocked("405");
    assert!(refused.text().contains("\\u003c!doctypehtml\\u003e"));
    assert!(refused.text().ends_with(": unexpected error\"}\n"));
}

#[test]
fn a_start_without_115_fails() {
    let mut client = with(&[("115.blocked-hosts", "qrcodeapi.115.com")]);
    let reply = call(&mut client, "start", "");
    assert_eq!(reply.status, 500);
    assert!(reply.text().starts_with(
        "{\"message\":\"Failed to start QR code session: failed to start QR code session: "
    ));
}

#[test]
fn the_image_is_from_115_unless_the_uid_is_invalid() {
    let mut client = with(&[]);
    let session = start(&mut client);
    let image = |client: &mut Client, uid: &Value| {
        call(client, "image", &json!({ "uid": uid }).to_string())
    };
    assert!(
        image(&mut client, &session["uid"])
            .body
            .starts_with(b"\x89PNG")
    );
    assert_eq!(image(&mut client, &"a b".into()).status, 500);
}

#[test]
fn requests_are_checked_before_they_are_forwarded() {
    let mut client = with(&[]);
    assert_eq!(call(&mut client, "status", "").status, 400);
    assert_eq!(call(&mut client, "nothing", "").status, 404);
    assert_eq!(client.get(&format!("{BASE}/image")).status, 405);
    assert!(client.simulator.codes().is_empty());
}

#[test]
fn polls_that_come_too_fast_are_noted() {
    let mut client = with(&[("115.hold", "0s"), ("person", "expire")]);
    let session = start(&mut client);
    status(&mut client, &session);
    status(&mut client, &session);
    assert!(client.last_log().notes.contains(&"too fast"));
}

#[test]
fn a_call_to_115_stands_in_the_log() {
    let mut client = with(&[]);
    let session = start(&mut client);
    client.wait(5000);
    login(&mut client, &session, "tv");
    let log = client.simulator.log();
    let behind: Vec<_> = log
        .iter()
        .filter(|entry| entry.service.is_some_and(|service| service.name() == "115"))
        .map(|entry| (entry.call, entry.answered.map(|(_, status)| status)))
        .collect();
    assert_eq!(behind, [("token", Some(200)), ("login", Some(200))]);
}

#[test]
fn a_failed_call_to_115_is_quoted_with_its_address() {
    for (fault, why) in [
        ("115/status cut-before", "EOF"),
        ("115/status cut-after", "EOF"),
        ("115/status cut-body:5", "unexpected EOF"),
        (
            "115/status hang",
            "context deadline exceeded (Client.Timeout exceeded while awaiting headers)",
        ),
    ] {
        let mut client = with(&[("fault.1", fault)]);
        client.patience = 90_000;
        let session = start(&mut client);
        let asked = client.now;
        let reply = status(&mut client, &session);
        assert_eq!(reply.status, 500, "{fault}");
        let waited = if fault.ends_with("hang") {
            60_000..60_001
        } else {
            0..30_001
        };
        assert!(waited.contains(&(client.now - asked)), "{fault}");
        let text = reply.json()["message"].as_str().unwrap().to_owned();
        let uid = session["uid"].as_str().unwrap();
        let url = format!("Get \"https://qrcodeapi.115.com/get/status/?uid={uid}&time=");
        assert!(text.contains(&url), "{text}");
        assert!(text.ends_with(&format!("\": {why}")), "{text}");
    }
}

#[test]
fn a_fault_of_an_abandoned_call_hits_no_other_call() {
    let documented = ("115-gateway.variant", "documented");
    let fault = ("fault.1", "115/status#1 cut-after");
    let mut client = with(&[documented, fault, ("person", "expire")]);
    let session = start(&mut client);
    assert_eq!(login(&mut client, &session, "tv").status, 400);
    let met = |client: &Client| {
        let log = client.simulator.log().iter();
        let met = log.filter(|entry| entry.notes.contains(&"cut-after"));
        met.map(|entry| entry.call).collect::<Vec<_>>()
    };
    assert_eq!(met(&client), ["status"]);
    assert_eq!(status(&mut client, &session).status, 200);
    assert_eq!(met(&client), ["status"]);
}

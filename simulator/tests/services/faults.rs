//! Faults on virtual time, mostly with Bilibili web.

use qrlogin_simulator::Failure;

use crate::bilibili::client::{GENERATE, code, generate, poll_url};
use crate::support::{Client, get};

#[test]
fn only_a_fault_after_the_service_spends_the_key() {
    for (kind, expected) in [
        ("cut-before", 0),
        ("hang", 0),
        ("cut-after", 86038),
        ("cut-body:10", 86038),
    ] {
        let mut client = Client::new(&[("fault.1", &format!("bilibili-web/poll#1 {kind}"))]);
        let key = generate(&mut client);
        client.wait(5000);
        let failure = client.try_send(get(&poll_url(&key))).unwrap_err();
        let expected_failure = match kind {
            "hang" => Failure::TimedOut,
            "cut-body:10" => Failure::CutBody,
            _ => Failure::Cut,
        };
        assert_eq!(failure, expected_failure);
        assert_eq!(code(&mut client, &key), expected, "{kind}");
    }
}

#[test]
fn faults_count_the_requests_of_their_target_only() {
    let mut client = Client::new(&[("fault.1", "bilibili-web/poll#2-3 status:502")]);
    let key = generate(&mut client);
    let statuses: Vec<u16> = (0..4).map(|_| client.get(&poll_url(&key)).status).collect();
    assert_eq!(statuses, [200, 502, 502, 200]);
    assert_eq!(client.get(GENERATE).status, 200);
}

#[test]
fn the_first_fitting_fault_applies_and_the_others_count_on() {
    let mut client = Client::new(&[
        ("fault.1", "any#1 status:503/7"),
        ("fault.2", "bilibili-web#1-2 status:429"),
    ]);
    let first = client.get(GENERATE);
    assert_eq!((first.status, first.header("retry-after")), (503, "7"));
    assert_eq!(client.get(GENERATE).status, 429);
    assert_eq!(client.get(GENERATE).status, 200);
}

#[test]
fn every_response_of_a_fault_has_its_form() {
    let with = |kind: &str| Client::new(&[("fault.1", kind)]).get(GENERATE);
    let blocked = with("412-json");
    assert_eq!((blocked.status, blocked.body.len()), (412, 61));
    assert_eq!(
        blocked.text(),
        r#"{"code":-412,"message":"请求被拦截","ttl":1,"data":null}"#
    );
    assert!(with("412-html").text().starts_with("<!DOCTYPE HTML PUBLIC"));
    let waf = with("405-html");
    assert_eq!(waf.status, 405);
    assert!(waf.text().contains("<title>405</title>"));
    assert_eq!(
        (with("html").status, with("html").header("content-type")),
        (200, "text/html; charset=utf-8")
    );
    assert!(with("empty").body.is_empty());
    assert!(std::str::from_utf8(&with("garbage").body).is_err());
    assert_eq!(
        with("wrong-charset").header("content-type"),
        "application/json; charset=gbk"
    );
    assert_eq!(
        with("refuse:-509").text(),
        r#"{"code":-509,"message":"超出限制","ttl":1}"#
    );
    assert_eq!(
        with("refuse:-352/null").text(),
        r#"{"code":-352,"message":"风控校验失败","ttl":1,"data":null}"#
    );
    assert_eq!(with("refuse:inner:86999").json()["data"]["code"], 86999);
}

#[test]
fn a_slow_body_takes_time_or_times_out() {
    let mut client = Client::new(&[("fault.1", "any#1-2 slow-body:64/1s")]);
    let reply = client.get(GENERATE);
    let pauses = reply.body.len().div_ceil(64) as u64 - 1;
    assert_eq!(client.elapsed(), pauses * 1000);
    client.patience = 2000;
    let asked = client.now;
    assert_eq!(
        client.try_send(get(GENERATE)).unwrap_err(),
        Failure::TimedOut
    );
    assert_eq!(client.now, asked + 2000);
}

#[test]
fn each_service_can_refuse_in_its_own_form() {
    let mut client = Client::new(&[("fault.1", "any refuse:slow_down")]);
    let json = client
        .get("http://localhost/phiApi/LoginQrCode/GetNewQRCode")
        .json();
    assert!(
        json["data"]["message"]
            .as_str()
            .unwrap()
            .contains("\"error\":\"slow_down\"")
    );
    assert_eq!(
        client
            .post_json("http://localhost/api/v1/115/qrcode/status", "{}")
            .status,
        500
    );
    let mut client = Client::new(&[("fault.1", "wechat-web/login refuse:500")]);
    let reply = client.get("https://login.wx.qq.com/cgi-bin/mmwebwx-bin/login?uuid=x");
    assert_eq!(reply.text(), "window.code=500;");
}

#[test]
fn a_fault_goes_on_counting_when_others_change() {
    let mut client = Client::new(&[
        ("fault.1", "any/poll hang"),
        ("fault.2", "any/generate#3 status:503"),
    ]);
    generate(&mut client);
    client.simulator.scenario_mut().set("fault.1", "").unwrap();
    generate(&mut client);
    assert_eq!(client.get(GENERATE).status, 503);
}

#[test]
fn a_fault_that_is_replaced_counts_anew() {
    let mut client = Client::new(&[("fault.1", "any#1 status:503")]);
    assert_eq!(client.get(GENERATE).status, 503);
    let scenario = client.simulator.scenario_mut();
    scenario.set("fault.1", "any#1 status:502").unwrap();
    assert_eq!(client.get(GENERATE).status, 502);
}

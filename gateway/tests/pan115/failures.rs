//! A service that fails, or cannot be reached.

use crate::support::{Reply, Rig};
use serde_json::json;

const ALL_HOSTS: &str = "115.blocked-hosts = qrcodeapi.115.com,hnqrcodeapi.115.com,\
                         passportapi.115.com,hnpassportapi.115.com";

fn assert_failure(reply: &Reply, message: &str) {
    assert_eq!(reply.status, 500);
    assert_eq!(reply.text(), format!("{{\"message\":\"{message}\"}}\n"));
    assert_eq!(reply.headers["content-type"], "application/json");
}

#[tokio::test]
async fn a_firewall_before_all_hosts_is_a_failure() {
    let rig = Rig::new(ALL_HOSTS);
    let reply = rig.post("start", &json!({})).await;
    assert_failure(&reply, "the service blocked the request (HTTP 405)");
    let code = json!({"uid": "u", "sign": "s", "time": 1});
    for call in ["status", "login"] {
        let reply = rig.post(call, &code).await;
        assert_failure(&reply, "the service blocked the request (HTTP 405)");
    }
    assert_eq!(rig.service.count("login"), 0);
}

#[tokio::test]
async fn a_firewall_page_with_200_is_a_failure() {
    let rig = Rig::new(&format!("{ALL_HOSTS}\n115.block-status = 200"));
    let reply = rig.post("start", &json!({})).await;
    let message = "the answer is a web page or a redirect, not the service's own (HTTP 200)";
    assert_failure(&reply, message);
}

#[tokio::test]
async fn behind_a_firewall_the_other_host_is_used() {
    for host in ["qrcodeapi.115.com", "passportapi.115.com"] {
        let rig = Rig::new(&format!("115.blocked-hosts = {host}"));
        let code = rig.confirmed().await;
        assert_eq!(rig.post("login", &code).await.status, 200, "{host}");
    }
}

#[tokio::test]
async fn a_broken_connection_is_tried_once_more() {
    for call in ["token", "status", "login"] {
        let rig = Rig::new(&format!("fault.1 = 115/{call}#1 cut-before"));
        let code = rig.confirmed().await;
        assert_eq!(rig.post("login", &code).await.status, 200, "{call}");
    }
}

#[tokio::test]
async fn a_service_out_of_reach_is_a_failure() {
    let rig = Rig::new("fault.1 = 115 cut-before");
    let reply = rig.post("start", &json!({})).await;
    assert_failure(&reply, "no answer from the service: the connection broke");
}

#[tokio::test]
async fn a_service_without_an_answer_is_a_failure() {
    let rig = Rig::new("fault.1 = 115/token hang");
    let reply = rig.post("start", &json!({})).await;
    assert_failure(&reply, "no answer from the service: timed out");
}

#[tokio::test]
async fn a_service_that_is_down_is_a_failure() {
    let rig = Rig::new("fault.1 = 115/token status:502");
    let reply = rig.post("start", &json!({})).await;
    assert_failure(&reply, "the service is having problems (HTTP 502)");
}

#[tokio::test]
async fn a_lost_login_reply_leads_to_a_new_code() {
    let rig = Rig::new("fault.1 = 115/login#1 cut-after");
    let code = rig.confirmed().await;
    let reply = rig.post("login", &code).await;
    assert_eq!(reply.status, 400);
    assert!(reply.message().ends_with("Current status: expired"));
    assert_eq!(rig.status(&code).await, -1);
}

#[tokio::test]
async fn a_refused_login_has_the_message_of_the_service() {
    for (choice, code, text) in [
        ("retired", "0", "登录失败，系统已下架！"),
        ("40101004", "40101004", "IP登录异常,请稍候再登录！"),
        ("40101032", "40101032", "请重新登录"),
    ] {
        let rig = Rig::new(&format!("115.login = {choice}"));
        let confirmed = rig.confirmed().await;
        let reply = rig.post("login", &confirmed).await;
        assert_eq!(reply.status, 500, "{choice}");
        let message = reply.message();
        let expected = format!("the service rejected the login ({code}): {text}");
        assert!(message.starts_with(&expected), "{message}");
        assert_eq!(rig.service.count("login"), 1, "{choice}");
    }
}

#[tokio::test]
async fn a_login_without_a_required_cookie_is_a_failure() {
    let rig = Rig::new("115.login = without-seid");
    let code = rig.confirmed().await;
    let reply = rig.post("login", &code).await;
    let message = "the login was confirmed, but the response is missing SEID";
    assert_failure(&reply, message);
}

#[tokio::test]
async fn no_failure_quotes_the_service_or_the_code() {
    for fault in [
        "garbage",
        "empty",
        "html",
        "cut-body:20",
        "405-html",
        "status:500",
    ] {
        for call in ["status", "login"] {
            let rig = Rig::new(&format!("fault.1 = 115/{call} {fault}"));
            let code = rig.start().await;
            rig.wait(10);
            let reply = rig.post(call, &code).await;
            let was_spent = call == "login" && reply.status == 400;
            assert!(reply.status == 500 || was_spent, "{fault} {call}");
            let [uid, sign] = ["uid", "sign"].map(|name| code[name].as_str().unwrap());
            for text in [uid, sign, "u003c", "state", "SEID"] {
                assert!(!reply.text().contains(text), "{fault} {call}: {text}");
            }
        }
    }
}

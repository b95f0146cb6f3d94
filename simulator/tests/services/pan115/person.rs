//! Other acts on 115's codes: the phone's calls, control calls, the firewall, faults.

use qrlogin_simulator::{Failure, Progress};

use crate::pan115::client::{Code, QR_API, logged_in, login, status, token};
use crate::support::{Client, Reply};

const MANUAL: (&str, &str) = ("person", "scan@manual confirm@manual");
const PHONE: &str = "UID=100000001_F1_1700000000; CID=c; SEID=s; KID=k";

fn phone(client: &mut Client, call: &str, cookie: &str) -> Reply {
    let request = http::Request::get(format!("{QR_API}/api/2.0/{call}")).header("cookie", cookie);
    client.send(request.body(Vec::new()).unwrap())
}

fn decide(client: &mut Client, call: &str, code: &Code) -> Reply {
    let uid = &code.uid;
    phone(
        client,
        &format!("{call}.php?key={uid}&uid={uid}&client=0"),
        PHONE,
    )
}

fn scan(client: &mut Client, code: &Code) -> Reply {
    phone(client, &format!("prompt.php?uid={}", code.uid), PHONE)
}

#[test]
fn the_phone_scans_and_confirms() {
    let mut client = Client::new(&[MANUAL]);
    let code = token(&mut client);
    assert!(scan(&mut client, &code).json()["data"]["tip_txt"].is_string());
    assert_eq!(status(&mut client, &code).json()["data"]["status"], 1);
    assert_eq!(decide(&mut client, "slogin", &code).json()["state"], 1);
    assert_eq!(status(&mut client, &code).json()["data"]["status"], 2);
    assert_eq!(login(&mut client, &code, "tv").json()["state"], 1);
    assert_eq!(client.elapsed(), 0);
}

#[test]
fn the_phone_refuses() {
    let mut client = Client::new(&[MANUAL]);
    let code = token(&mut client);
    scan(&mut client, &code);
    assert_eq!(decide(&mut client, "cancel", &code).json()["state"], 1);
    assert_eq!(status(&mut client, &code).json()["data"]["status"], -2);
}

#[test]
fn the_phone_must_have_a_login_and_valid_code() {
    let mut client = Client::new(&[MANUAL]);
    let code = token(&mut client);
    for cookie in ["", "UID=1; CID=c; SEID=s", "UID=1_F1_1; CID=c"] {
        let reply = phone(&mut client, &format!("prompt.php?uid={}", code.uid), cookie);
        assert_eq!(reply.json()["state"], 0, "{cookie}");
    }
    let other_key = format!("slogin.php?key=x&uid={}", code.uid);
    assert_eq!(phone(&mut client, &other_key, PHONE).json()["state"], 0);
    client.wait(300_000);
    assert_eq!(scan(&mut client, &code).json()["code"], 40_199_002);
    assert_eq!(status(&mut client, &code).json()["code"], 40_199_002);
}

#[test]
fn a_held_poll_ends_when_the_person_acts() {
    let mut client = Client::new(&[MANUAL]);
    let code = token(&mut client);
    let url = format!(
        "{QR_API}/get/status/?uid={}&time={}&sign={}",
        code.uid, code.time, code.sign
    );
    let mut request = crate::support::get(&url);
    request
        .headers_mut()
        .insert("user-agent", "x".parse().unwrap());
    let now = client.now;
    let held = client.simulator.begin(now, request);
    assert!(matches!(
        client.simulator.poll(now + 10, &held),
        Progress::Held { .. }
    ));
    let payload = format!("https://115.com/scan/dg-{}", code.uid);
    client.simulator.scan(now + 20, Some(&payload)).unwrap();
    let Progress::Ready(delivery) = client.simulator.poll(now + 20, &held) else {
        panic!("still held");
    };
    assert_eq!(delivery.status(), Some(200));
}

#[test]
fn control_calls_expire_a_code() {
    let mut client = Client::new(&[MANUAL]);
    let code = token(&mut client);
    client
        .simulator
        .expire(client.now, Some(&code.uid))
        .unwrap();
    assert_eq!(status(&mut client, &code).json()["code"], 40_199_002);
}

#[test]
fn the_firewall_blocks_one_host_only() {
    for block in ["405", "418", "200"] {
        let mut client = Client::new(&[
            ("115.blocked-hosts", "qrcodeapi.115.com"),
            ("115.block-status", block),
        ]);
        let reply = client.get(&format!("{QR_API}/api/1.0/web/1.0/token"));
        assert_eq!(reply.status.to_string(), block);
        assert!(reply.text().starts_with("<!doctypehtml>"));
        assert_eq!(client.last_log().notes, ["host blocked"]);
        let other = client.get("https://hnqrcodeapi.115.com/api/1.0/web/1.0/token");
        assert_eq!(other.json()["state"], 1);
    }
}

#[test]
fn a_request_without_user_agent_meets_the_firewall() {
    let mut client = Client::new(&[]);
    client.user_agent = "";
    let reply = client.get(&format!("{QR_API}/api/1.0/web/1.0/token"));
    assert_eq!(reply.status, 405);
    assert_eq!(client.last_log().notes, ["no User-Agent"]);
}

#[test]
fn a_burst_meets_the_firewall_for_a_while() {
    let mut client = Client::new(&[("115.burst", "3"), ("115.burst-block", "60s")]);
    let mut token = |wait: u64| {
        client.wait(wait);
        client
            .get(&format!("{QR_API}/api/1.0/web/1.0/token"))
            .status
    };
    let statuses = [0, 0, 0, 0, 30_000, 29_999, 1].map(&mut token);
    assert_eq!(statuses, [200, 200, 200, 405, 405, 405, 200]);
    let slowly = [5000; 5].map(&mut token);
    assert_eq!(slowly, [200; 5]);
}

#[test]
fn the_login_call_alone_can_meet_the_firewall() {
    let mut client = Client::new(&[("115.login", "waf"), ("115.block-status", "418")]);
    assert_eq!(logged_in(&mut client, "tv").status, 418);
}

#[test]
fn faults_hit_the_calls_by_name() {
    let mut client = Client::new(&[
        ("fault.1", "115/status#1 cut-before"),
        ("fault.2", "115/login#1 refuse:40101004"),
        ("fault.3", "115/token#2 refuse:slow_down"),
        ("person", "confirm@0ms"),
    ]);
    let code = token(&mut client);
    let url = format!("{QR_API}/get/status/?uid={}", code.uid);
    let lost = client.try_send(crate::support::get(&url)).unwrap_err();
    assert_eq!(lost, Failure::Cut);
    assert_eq!(status(&mut client, &code).json()["data"]["status"], 2);
    assert_eq!(login(&mut client, &code, "tv").json()["code"], 40_101_004);
    assert_eq!(login(&mut client, &code, "tv").json()["state"], 1);
    let refused = client.get(&format!("{QR_API}/api/1.0/web/1.0/token"));
    assert_eq!(refused.json()["code"], 50_199_004);
}

#[test]
fn nothing_that_is_printed_holds_a_secret() {
    let mut client = Client::new(&[]);
    let code = token(&mut client);
    client.wait(5000);
    login(&mut client, &code, "web");
    let printed = format!(
        "{:?} {:?} {:?}",
        client.simulator,
        client.simulator.log(),
        client.simulator.issued()
    );
    for secret in [&code.uid, &code.sign, &client.issued("SEID")] {
        assert!(!printed.contains(secret.as_str()));
    }
}

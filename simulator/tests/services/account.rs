//! The account of the person.

use std::time::Duration;

use http::Request;
use qrlogin_simulator::{Scenario, ServiceId, VirtualClient};
use serde_json::Value;

const PASSPORT: &str = "https://passport.bilibili.com/x/passport-login/web/qrcode";

fn client(settings: &[(&str, &str)]) -> VirtualClient {
    let mut scenario = Scenario::default();
    scenario.set("person", "confirm@0s").unwrap();
    for (name, value) in settings {
        scenario.set(name, value).unwrap();
    }
    VirtualClient::new(scenario, 1_800_000_000_000)
}

fn get(client: &mut VirtualClient, url: &str, cookie: &str) -> Value {
    let request = Request::get(url)
        .header("user-agent", "Mozilla/5.0")
        .header("cookie", cookie);
    let sent = client.send(request.body(Vec::new()).unwrap(), Duration::from_secs(10));
    serde_json::from_slice(sent.unwrap().body()).unwrap()
}

/// A login at Bilibili's web site; returns its cookie and its number.
fn log_in(client: &mut VirtualClient) -> (String, String) {
    let code = get(client, &format!("{PASSPORT}/generate"), "");
    let key = code["data"]["qrcode_key"].as_str().unwrap().to_owned();
    client.wait(Duration::from_secs(1));
    get(client, &format!("{PASSPORT}/poll?qrcode_key={key}"), "");
    let issued = client.simulator().issued().last().unwrap();
    let value = |name: &str| issued.get(name).unwrap().to_owned();
    (
        format!("SESSDATA={}", value("SESSDATA")),
        value("DedeUserID"),
    )
}

/// The number and the name of the account of these cookies.
fn owner(client: &mut VirtualClient, cookie: &str) -> (u64, String) {
    let data = get(
        client,
        "https://api.bilibili.com/x/web-interface/nav",
        cookie,
    );
    let (id, name) = (&data["data"]["mid"], &data["data"]["uname"]);
    (id.as_u64().unwrap(), name.as_str().unwrap().to_owned())
}

#[test]
fn a_login_has_the_number_and_the_name() {
    let mut client = client(&[("account.id", "10001"), ("account.name", "甲")]);
    let (cookie, id) = log_in(&mut client);
    assert_eq!(id, "10001");
    assert_eq!(owner(&mut client, &cookie), (10001, "甲".to_owned()));
}

#[test]
fn an_earlier_login_keeps_its_account() {
    let mut client = client(&[("account.id", "1"), ("account.name", "甲")]);
    let (first, _) = log_in(&mut client);
    let scenario = client.simulator_mut().scenario_mut();
    scenario.set("account.id", "2").unwrap();
    scenario.set("account.name", "乙").unwrap();
    let (second, _) = log_in(&mut client);
    assert_eq!(owner(&mut client, &first), (1, "甲".to_owned()));
    assert_eq!(owner(&mut client, &second), (2, "乙".to_owned()));
}

#[test]
fn without_a_number_the_seed_makes_one() {
    let (_, id) = log_in(&mut client(&[]));
    let (_, again) = log_in(&mut client(&[("account.id", "seed")]));
    let (_, other) = log_in(&mut client(&[("seed", "7")]));
    assert_eq!(id, again);
    assert_ne!(id, other);
}

#[test]
fn a_wrong_number_is_refused() {
    let mut scenario = Scenario::default();
    for value in ["0", "-1", "x", "9007199254740993", ""] {
        assert!(scenario.set("account.id", value).is_err(), "{value}");
    }
}

#[test]
fn it_is_the_account_at_115_too() {
    let mut client = client(&[("account.id", "10001"), ("account.name", "甲")]);
    let start = "https://qrcodeapi.115.com/api/1.0/web/1.0/token/";
    let uid = get(&mut client, start, "")["data"]["uid"]
        .as_str()
        .unwrap()
        .to_owned();
    client.wait(Duration::from_secs(1));
    let url = "https://passportapi.115.com/app/1.0/web/1.0/login/qrcode/";
    let request = Request::post(url)
        .header("user-agent", "Mozilla/5.0")
        .header("content-type", "application/x-www-form-urlencoded");
    let request = request.body(format!("account={uid}&app=web").into_bytes());
    let sent = client
        .send(request.unwrap(), Duration::from_secs(10))
        .unwrap();
    let body: Value = serde_json::from_slice(sent.body()).unwrap();
    assert_eq!(body["data"]["user_id"], 10001);
    assert_eq!(body["data"]["user_name"], "甲");
    let issued = client.simulator().issued().last().unwrap();
    assert_eq!(issued.service, ServiceId::Pan115);
    assert!(issued.get("UID").unwrap().starts_with("10001_"));
}

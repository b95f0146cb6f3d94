//! 115's login call, and the cookies it sets.

use crate::pan115::client::{PASSPORT, QR_API, logged_in, login, status, token};
use crate::support::{Client, Reply};

/// A request with the cookies of the last login.
fn with_cookies(client: &mut Client, url: &str) -> Reply {
    let names = ["UID", "CID", "SEID", "KID"];
    let pairs = names.map(|name| format!("{name}={}", client.issued(name)));
    let request = http::Request::get(url).header("cookie", pairs.join("; "));
    client.send(request.body(Vec::new()).unwrap())
}

fn is_logged_in(client: &mut Client) -> bool {
    let reply = with_cookies(client, "https://my.115.com/?ct=guide&ac=status");
    reply.json()["state"] == true
}

#[test]
fn a_login_gives_four_cookies_in_its_data() {
    let mut client = Client::new(&[]);
    let code = token(&mut client);
    assert_eq!(status(&mut client, &code).json()["data"]["status"], 1);
    assert_eq!(status(&mut client, &code).json()["data"]["status"], 2);
    let reply = login(&mut client, &code, "alipaymini");
    let json = reply.json();
    assert_eq!((&json["state"], &json["code"]), (&1.into(), &0.into()));
    for name in ["UID", "CID", "SEID", "KID"] {
        assert_eq!(json["data"]["cookie"][name], client.issued(name), "{name}");
    }
    assert_eq!(client.simulator.issued()[0].handle, code.uid);
    assert_eq!(reply.header("content-type"), "text/html");
}

#[test]
fn the_uid_cookie_holds_account_slot_and_second() {
    for (app, slot) in [
        ("web", "A1"),
        ("115ios", "D3"),
        ("tv", "I1"),
        ("os_windows", "P1"),
        ("wechatmini", "R1"),
        ("alipaymini", "R2"),
        ("harmony", "S1"),
    ] {
        let mut client = Client::new(&[]);
        let user = logged_in(&mut client, app).json()["data"]["user_id"].clone();
        // Confirmed four seconds after the start.
        assert_eq!(client.issued("UID"), format!("{user}_{slot}_1790000004"));
    }
}

#[test]
fn the_user_agent_selects_the_app_under_ios() {
    for (user_agent, slot) in [
        ("UPhone/1.0.0", "D1"),
        ("OfficePhone/1.0.0", "N1"),
        ("UPad/1.0.0", "H1"),
        ("OfficePad/1.0.0", "O1"),
        ("Mozilla/5.0", "D1"),
    ] {
        let mut client = Client::new(&[]);
        let code = token(&mut client);
        client.wait(5000);
        let request = http::Request::post(format!("{PASSPORT}/app/1.0/ios/1.0/login/qrcode"))
            .header("user-agent", user_agent)
            .header("content-type", "application/x-www-form-urlencoded");
        let form = format!("account={}&app=ios", code.uid);
        client.send(request.body(form.into_bytes()).unwrap());
        let uid = client.issued("UID");
        assert_eq!(uid.split('_').nth(1), Some(slot), "{user_agent}");
    }
}

#[test]
fn the_forms_app_may_be_missing_but_not_differ() {
    let mut client = Client::new(&[]);
    let code = token(&mut client);
    client.wait(5000);
    let url = format!("{QR_API}/app/1.0/tv/1.0/login/qrcode/");
    let other = client.post_form(&url, &format!("account={}&app=web", code.uid));
    assert_eq!(other.json()["code"], 40_100_000);
    let none = client.post_form(&url, "app=tv");
    assert_eq!(none.json()["code"], 40_100_000);
    let in_address = client.post_form(&format!("{url}?account={}", code.uid), "app=tv");
    assert_eq!(in_address.json()["code"], 40_100_000);
    let got = client.send(crate::support::get(&url));
    assert_eq!(got.status, 405);
    let right = client.post_form(&url, &format!("account={}", code.uid));
    assert_eq!(right.json()["state"], 1);
}

#[test]
fn retired_desktop_apps_fail_with_code_0() {
    for app in ["windows", "mac", "linux", "toaster"] {
        let mut client = Client::new(&[]);
        let json = logged_in(&mut client, app).json();
        assert_eq!((&json["state"], &json["code"]), (&0.into(), &0.into()));
        assert_eq!(json["errno"], 0);
        assert!(json["message"].as_str().unwrap().contains("系统已下架"));
        assert!(client.simulator.issued().is_empty(), "{app}");
    }
    let mut client = Client::new(&[("115.retired", "tv, web")]);
    assert_eq!(logged_in(&mut client, "tv").json()["state"], 0);
    assert_eq!(logged_in(&mut client, "linux").json()["state"], 1);
}

#[test]
fn a_refusal_has_its_code_and_text_twice() {
    for (code, text) in [
        ("40101004", "IP登录异常,请稍候再登录！"),
        ("40101017", "用户验证失败！"),
        ("40100000", "参数错误！"),
        ("40101032", "请重新登录"),
        ("40101025", ""),
        ("50199004", "get failed"),
        ("40101010", "已开启两步验证登录！"),
        ("99", ""),
    ] {
        let mut client = Client::new(&[("115.login", code)]);
        let reply = logged_in(&mut client, "web");
        assert_eq!(
            reply.text(),
            format!(
                r#"{{"state":0,"code":{code},"message":"{text}","data":{{}},"errno":{code},"error":"{text}"}}"#
            )
        );
    }
}

#[test]
fn a_uid_can_be_used_once() {
    let mut client = Client::new(&[]);
    let code = token(&mut client);
    client.wait(5000);
    assert_eq!(login(&mut client, &code, "tv").json()["state"], 1);
    assert_eq!(login(&mut client, &code, "tv").json()["code"], 40_199_002);
    assert!(client.last_log().notes.contains(&"uid already used"));
    assert_eq!(status(&mut client, &code).json()["code"], 40_199_002);
    assert_eq!(client.simulator.issued().len(), 1);
}

#[test]
fn a_refused_login_leaves_the_uid_unused() {
    let mut client = Client::new(&[]);
    let code = token(&mut client);
    client.wait(5000);
    assert_eq!(login(&mut client, &code, "linux").json()["state"], 0);
    assert_eq!(login(&mut client, &code, "tv").json()["state"], 1);
}

#[test]
fn a_login_before_the_confirmation_is_refused() {
    let mut client = Client::new(&[]);
    let code = token(&mut client);
    assert_eq!(login(&mut client, &code, "tv").json()["state"], 0);
    assert_eq!(client.elapsed(), 0);
    assert_eq!(client.last_log().notes, ["login before confirmation"]);
}

#[test]
fn an_early_login_can_be_held_for_20_seconds() {
    let held = |person: &str| {
        let mut client = Client::new(&[("115.early-login", "held"), ("person", person)]);
        let code = token(&mut client);
        let state = login(&mut client, &code, "tv").json()["state"].clone();
        (state, client.elapsed())
    };
    assert_eq!(held("scan@2s confirm@4s"), (1.into(), 4000));
    assert_eq!(held("scan@2s deny@4s"), (0.into(), 4000));
    assert_eq!(held("expire"), (0.into(), 20_000));
}

#[test]
fn cookies_can_be_missing_or_empty_or_elsewhere() {
    let data = |answer: &str| {
        let mut client = Client::new(&[("115.login", answer)]);
        let json = logged_in(&mut client, "tv").json();
        assert_eq!(json["state"], 1);
        (json["data"].clone(), client)
    };
    for (answer, name) in [
        ("without-uid", "UID"),
        ("without-cid", "CID"),
        ("without-seid", "SEID"),
        ("without-kid", "KID"),
    ] {
        let (data, client) = data(answer);
        let cookie = data["cookie"].as_object().unwrap();
        assert_eq!((cookie.get(name), cookie.len()), (None, 3));
        assert_eq!(client.issued(name), "");
    }
    assert_eq!(data("empty").0["cookie"]["SEID"], "");
    assert!(data("without-cookies").0.get("cookie").is_none());
    let (data, client) = data("in-data");
    assert!(data.get("cookie").is_none());
    assert_eq!(data["KID"], client.issued("KID"));
}

#[test]
fn unimportant_members_can_be_strange() {
    let mut client = Client::new(&[("115.wobble", "yes"), ("115.state", "boolean")]);
    let json = logged_in(&mut client, "tv").json();
    assert_eq!(json["state"], true);
    assert!(json["data"]["is_vip"].as_u64().unwrap() > 2_147_483_647);
    assert!(json["data"]["is_trusted"].is_null());
    assert!(json["data"]["user_id"].is_string());
    assert_eq!(json["data"]["cookie"].as_object().unwrap().len(), 5);
}

#[test]
fn a_web_login_sets_a_cookie_of_its_own() {
    let mut client = Client::new(&[]);
    let reply = logged_in(&mut client, "web");
    assert_eq!(reply.cookie("USERSESSIONID").unwrap().len(), 64);
    assert_eq!(logged_in(&mut client, "tv").cookie("USERSESSIONID"), None);
}

#[test]
fn the_cookies_can_be_checked() {
    let mut client = Client::new(&[]);
    logged_in(&mut client, "tv");
    assert!(is_logged_in(&mut client));
    let url = format!("{PASSPORT}/app/1.0/tv/1.0/check/sso");
    let json = with_cookies(&mut client, &url).json();
    assert_eq!(json["state"], 0, "0 is good here");
    let user = json["data"]["user_id"].to_string();
    assert!(client.issued("UID").starts_with(&user));
    assert_ne!(client.get(&url).json()["state"], 0);
    let without = client.get("https://my.115.com/?ct=guide&ac=status");
    assert_eq!(without.json()["state"], false);
}

#[test]
fn a_new_login_ends_the_older_one_in_its_slot() {
    let mut client = Client::new(&[]);
    logged_in(&mut client, "tv");
    let old = client.issued("SEID");
    logged_in(&mut client, "alipaymini");
    assert!(is_logged_in(&mut client));
    logged_in(&mut client, "tv");
    assert!(is_logged_in(&mut client));
    assert_ne!(client.issued("SEID"), old);
    let first = client.simulator.issued()[0].clone();
    let pairs: Vec<_> = ["UID", "CID", "SEID", "KID"]
        .iter()
        .map(|name| format!("{name}={}", first.get(name).unwrap()))
        .collect();
    let request = http::Request::get("https://my.115.com/?ct=guide&ac=status")
        .header("cookie", pairs.join("; "));
    let reply = client.send(request.body(Vec::new()).unwrap());
    assert_eq!(reply.json()["state"], false);
}

/// The cookies of a login, by its number.
fn cookies_of(client: &Client, login: usize) -> String {
    let issued = &client.simulator.issued()[login];
    let pairs = ["UID", "CID", "SEID", "KID"];
    pairs
        .map(|name| format!("{name}={}", issued.get(name).unwrap()))
        .join("; ")
}

fn ask_with(client: &mut Client, url: &str, cookies: &str) -> serde_json::Value {
    let request = http::Request::get(url).header("cookie", cookies);
    client.send(request.body(Vec::new()).unwrap()).json()
}

#[test]
fn check_sso_ends_the_sessions_of_other_devices() {
    let mut client = Client::new(&[]);
    logged_in(&mut client, "tv");
    logged_in(&mut client, "alipaymini");
    let [tv, alipay] = [0, 1].map(|login| cookies_of(&client, login));
    let url = format!("{PASSPORT}/app/1.0/tv/1.0/check/sso");
    assert_eq!(ask_with(&mut client, &url, &tv)["state"], 0);
    let status = "https://my.115.com/?ct=guide&ac=status";
    assert_eq!(ask_with(&mut client, status, &tv)["state"], true);
    assert_eq!(ask_with(&mut client, status, &alipay)["state"], false);
}

#[test]
fn the_account_is_returned_to_its_session_only() {
    let mut client = Client::new(&[]);
    logged_in(&mut client, "tv");
    let url = "https://my.115.com/?ct=ajax&ac=nav";
    let cookies = cookies_of(&client, 0);
    let json = ask_with(&mut client, url, &cookies);
    let user = json["data"]["user_id"].to_string();
    assert!(client.issued("UID").starts_with(&user));
    assert_eq!(ask_with(&mut client, url, "UID=1")["state"], false);
}

#[test]
fn the_version_of_the_browser_can_be_had() {
    let mut client = Client::new(&[]);
    let reply = client.get("https://appversion.115.com/1/web/1.0/api/chrome");
    assert_eq!(reply.json()["state"], true);
}

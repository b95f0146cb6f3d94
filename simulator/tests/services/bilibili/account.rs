//! The calls of a Bilibili client after its login, on virtual time.

use md5::{Digest as _, Md5};
use serde_json::{Value, json};

use crate::support::{Client, START, get, post};

const GENERATE: &str = "https://passport.bilibili.com/x/passport-login/web/qrcode/generate";
const POLL: &str = "https://passport.bilibili.com/x/passport-login/web/qrcode/poll";
const NAV: &str = "https://api.bilibili.com/x/web-interface/nav";
const COOKIE_INFO: &str = "https://passport.bilibili.com/x/passport-login/web/cookie/info";
const TV: &str = "https://passport.bilibili.com/x/passport-tv-login/qrcode";
const TOKEN_INFO: &str = "https://passport.bilibili.com/x/passport-login/oauth2/info";

/// A web login; returns `SESSDATA`.
fn log_in(client: &mut Client) -> String {
    let json = client.get(GENERATE).json();
    let key = json["data"]["qrcode_key"].as_str().unwrap().to_owned();
    client.wait(5000);
    let reply = client.get(&format!("{POLL}?qrcode_key={key}"));
    format!("SESSDATA={}", reply.cookie("SESSDATA").unwrap())
}

fn ask(client: &mut Client, url: &str, cookie: &str) -> Value {
    let mut request = get(url);
    let cookie = cookie.parse().unwrap();
    request.headers_mut().insert("cookie", cookie);
    client.send(request).json()
}

/// A signed query.
fn signed(parameters: &str) -> String {
    let (appkey, appsec) = ("4409e2ce8ffd12b8", "59b43e04ad6965f34319062b478f83dd");
    let mut all: Vec<_> = parameters.split('&').map(str::to_owned).collect();
    all.push(format!("appkey={appkey}"));
    all.push("ts=1790000000".to_owned());
    all.sort();
    let text = all.join("&");
    let sign = Md5::digest(format!("{text}{appsec}"));
    let sign: String = sign.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{text}&sign={sign}")
}

#[test]
fn nav_knows_the_issued_session_and_no_other() {
    let mut client = Client::new(&[]);
    let cookie = log_in(&mut client);
    let json = ask(&mut client, NAV, &format!("sid=x; {cookie}"));
    assert_eq!(
        (&json["code"], &json["data"]["isLogin"]),
        (&0.into(), &true.into())
    );
    assert_eq!(json["data"]["mid"].to_string(), client.issued("DedeUserID"));
    let json = ask(&mut client, NAV, "SESSDATA=other");
    assert_eq!(
        (&json["code"], &json["data"]["isLogin"]),
        (&(-101).into(), &false.into())
    );
    assert!(json["data"]["wbi_img"]["img_url"].is_string());
}

#[test]
fn a_nav_without_login_can_be_without_data() {
    let mut client = Client::new(&[("bilibili-web.nav-data", "no")]);
    let json = client.get(NAV).json();
    assert_eq!((&json["code"], json.get("data")), (&(-101).into(), None));
}

#[test]
fn fresh_cookies_need_no_renewal_and_foreign_ones_are_refused() {
    let mut client = Client::new(&[]);
    let cookie = log_in(&mut client);
    let json = ask(&mut client, COOKIE_INFO, &cookie);
    assert_eq!(
        (&json["code"], &json["data"]["refresh"]),
        (&0.into(), &false.into())
    );
    assert_eq!(json["data"]["timestamp"], START + 5000);
    let json = ask(&mut client, COOKIE_INFO, "SESSDATA=other");
    assert_eq!((&json["code"], json.get("data")), (&(-101).into(), None));
}

#[test]
fn fingerprints_are_given_without_a_login_and_both_ways_agree() {
    let mut client = Client::new(&[]);
    let spi = client
        .get("https://api.bilibili.com/x/frontend/finger/spi")
        .json();
    let b_3 = spi["data"]["b_3"].as_str().unwrap();
    assert!(b_3.ends_with("infoc"));
    assert!(spi["data"]["b_4"].as_str().unwrap().ends_with("=="));
    let older = client
        .get("https://api.bilibili.com/x/web-frontend/getbuvid")
        .json();
    assert_eq!(older["data"]["buvid"], b_3);
}

#[test]
fn a_tv_token_is_known_with_owner_and_expiry() {
    let mut client = Client::new(&[]);
    let code = client
        .post_form(&format!("{TV}/auth_code"), &signed("local_id=0"))
        .json();
    let code = code["data"]["auth_code"].as_str().unwrap().to_owned();
    client.wait(5000);
    let form = signed(&format!("local_id=0&auth_code={code}"));
    let token = client.post_form(&format!("{TV}/poll"), &form).json();
    let token = token["data"]["access_token"].as_str().unwrap().to_owned();
    client.wait(10_000);
    let mut info = |token: &str| {
        let query = signed(&format!("access_key={token}&actionKey=appkey"));
        client.get(&format!("{TOKEN_INFO}?{query}")).json()
    };
    let known = info(&token);
    assert_eq!(
        (&known["code"], &known["data"]["refresh"]),
        (&0.into(), &false.into())
    );
    assert_eq!(known["data"]["access_token"], token.as_str());
    let left = known["data"]["expires_in"].as_u64().unwrap();
    assert!((15_551_980..15_552_000).contains(&left), "{left}");
    assert_eq!(info("0123456789abcdef")["code"], -101);
    assert_eq!(known["data"]["mid"].to_string(), client.issued("mid"));
    let unsigned = client
        .get(&format!("{TOKEN_INFO}?access_key={token}"))
        .json();
    assert_eq!(unsigned["code"], -400);
}

const MYINFO: &str = "https://api.bilibili.com/x/space/myinfo";
const CONFIRM: &str = "https://passport.bilibili.com/x/passport-tv-login/h5/qrcode/confirm";

/// A form that is posted with cookies.
fn post_with(client: &mut Client, url: &str, form: &str, cookies: &str) -> Value {
    let mut request = post(url, "application/x-www-form-urlencoded", form);
    let cookies = cookies.parse().unwrap();
    request.headers_mut().insert("cookie", cookies);
    client.send(request).json()
}

#[test]
fn fingerprints_are_activated_before_a_login() {
    let mut client = Client::new(&[]);
    let url = "https://api.bilibili.com/x/internal/gaia-gateway/ExClimbWuzhi";
    let json = client.post_json(url, r#"{"payload":"{}"}"#).json();
    assert_eq!((&json["code"], &json["data"]), (&0.into(), &json!({})));
}

#[test]
fn a_web_ticket_is_a_token_with_its_term() {
    let mut client = Client::new(&[]);
    let path = "bapis/bilibili.api.ticket.v1.Ticket/GenWebTicket?key_id=ec02&hexsign=x&csrf=";
    let json = client
        .post_form(&format!("https://api.bilibili.com/{path}"), "")
        .json();
    let data = &json["data"];
    assert_eq!(data["ticket"].as_str().unwrap().split('.').count(), 3);
    assert_eq!(data["created_at"], START / 1000);
    assert_eq!(data["ttl"], 259_200);
}

#[test]
fn myinfo_is_for_those_who_are_logged_in() {
    let mut client = Client::new(&[]);
    let cookie = log_in(&mut client);
    let json = ask(&mut client, MYINFO, &cookie);
    assert_eq!(json["data"]["mid"].to_string(), client.issued("DedeUserID"));
    assert_eq!(json["data"]["name"], "simulated");
    assert_eq!(json["data"]["level"], 6);
    let face = json["data"]["face"].as_str().unwrap();
    assert!(client.get(face).body.starts_with(&[0xff, 0xd8]));
    assert_eq!(ask(&mut client, MYINFO, "SESSDATA=other")["code"], -101);
}

#[test]
fn an_unknown_path_is_404_in_json_by_any_method() {
    for host in ["passport", "api", "www", "app"] {
        for method in ["GET", "POST", "PUT"] {
            let mut client = Client::new(&[]);
            let request = http::Request::builder()
                .method(method)
                .uri(format!("https://{host}.bilibili.com/x/no/such?key=secret"))
                .body(Vec::new());
            assert_eq!(client.send(request.unwrap()).json()["code"], -404);
            let log = client.last_log().to_string();
            let place = format!("{method} bilibili-web/unknown ({host}.bilibili.com/x/no/such) ->");
            assert!(log.contains(&place), "{log}");
        }
    }
}

#[test]
fn a_logout_ends_the_session() {
    let mut client = Client::new(&[]);
    let cookie = log_in(&mut client);
    let cookies = format!("{cookie}; bili_jct={}", client.issued("bili_jct"));
    let url = "https://passport.bilibili.com/login/exit/v2";
    let wrong = post_with(&mut client, url, "biliCSRF=x", &cookies);
    assert_eq!(
        (&wrong["code"], &wrong["status"]),
        (&2202.into(), &false.into())
    );
    assert_eq!(ask(&mut client, NAV, &cookie)["code"], 0);
    let form = format!("biliCSRF={}", client.issued("bili_jct"));
    let right = post_with(&mut client, url, &form, &cookies);
    assert_eq!(
        (&right["code"], &right["status"]),
        (&0.into(), &true.into())
    );
    assert_eq!(ask(&mut client, NAV, &cookie)["code"], -101);
}

/// A TV code without acts of the person, and the response to its poll.
fn tv_code(client: &mut Client) -> String {
    let form = signed("local_id=0");
    let json = client.post_form(&format!("{TV}/auth_code"), &form).json();
    json["data"]["auth_code"].as_str().unwrap().to_owned()
}

fn tv_poll(client: &mut Client, code: &str) -> Value {
    let form = signed(&format!("local_id=0&auth_code={code}"));
    client.post_form(&format!("{TV}/poll"), &form).json()
}

#[test]
fn a_client_confirms_a_tv_code_with_web_cookies() {
    let mut client = Client::new(&[("person", "")]);
    let code = tv_code(&mut client);
    assert_eq!(tv_poll(&mut client, &code)["code"], 86039);
    let form = format!("auth_code={code}&csrf=0f&scanning_type=3");
    let json = post_with(&mut client, CONFIRM, &form, "SESSDATA=a; bili_jct=0f");
    assert_eq!(json["code"], 0);
    assert_eq!(tv_poll(&mut client, &code)["code"], 0);
}

#[test]
fn a_tv_code_is_not_confirmed_without_a_login() {
    let mut client = Client::new(&[("person", "")]);
    let code = tv_code(&mut client);
    let form = format!("auth_code={code}&csrf=0f");
    for (form, cookies, code) in [
        (form.as_str(), "bili_jct=0f", -101),
        (form.as_str(), "SESSDATA=a; bili_jct=1e", -111),
        ("auth_code=x&csrf=0f", "SESSDATA=a; bili_jct=0f", 86038),
    ] {
        let json = post_with(&mut client, CONFIRM, form, cookies);
        assert_eq!(json["code"], code);
    }
    assert_eq!(tv_poll(&mut client, &code)["code"], 86039);
}

#[test]
fn the_app_call_returns_the_account_of_a_tv_token() {
    let mut client = Client::new(&[]);
    let code = tv_code(&mut client);
    client.wait(5000);
    let token = tv_poll(&mut client, &code);
    let token = token["data"]["access_token"].as_str().unwrap().to_owned();
    for (token, code) in [(token.as_str(), 0), ("0123", -101)] {
        let query = signed(&format!("access_key={token}"));
        let url = format!("https://app.bilibili.com/x/v2/account/myinfo?{query}");
        assert_eq!(client.get(&url).json()["code"], code);
    }
}

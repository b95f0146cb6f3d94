//! What a Bilibili client asks after its login, on virtual time.

use md5::{Digest as _, Md5};
use serde_json::Value;

use crate::support::{Client, START, get};

const GENERATE: &str = "https://passport.bilibili.com/x/passport-login/web/qrcode/generate";
const POLL: &str = "https://passport.bilibili.com/x/passport-login/web/qrcode/poll";
const NAV: &str = "https://api.bilibili.com/x/web-interface/nav";
const COOKIE_INFO: &str = "https://passport.bilibili.com/x/passport-login/web/cookie/info";
const TV: &str = "https://passport.bilibili.com/x/passport-tv-login/qrcode";
const TOKEN_INFO: &str = "https://passport.bilibili.com/x/passport-login/oauth2/info";

/// A web login, to the cookie that counts.
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
fn a_tv_token_is_known_with_its_owner_and_its_term() {
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

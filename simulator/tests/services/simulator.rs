//! The rules for every service: determinism, the log, the clock, addresses.

use qrlogin_simulator::{Progress, Scenario, Simulator};

use crate::bilibili::client::{GENERATE, code, generate, poll_url};
use crate::support::{Client, START, get};

#[test]
fn the_seed_determines_every_byte() {
    let run = |seed: &str| {
        let mut client = Client::new(&[("seed", seed)]);
        let key = generate(&mut client);
        client.wait(5000);
        let reply = client.get(&poll_url(&key));
        (key, reply.body, format!("{:?}", reply.headers))
    };
    assert_eq!(run("1"), run("1"));
    assert_ne!(run("1"), run("2"));
}

#[test]
fn other_logins_do_not_change_a_logins_values() {
    let mut alone = Client::new(&[]);
    let mut busy = Client::new(&[]);
    busy.get("https://login.wx.qq.com/jslogin?appid=wx782c26e4c19acffb&fun=new");
    busy.post_json("http://localhost/api/v1/115/qrcode/start", "");
    assert_eq!(generate(&mut alone), generate(&mut busy));
}

#[test]
fn the_log_has_the_notes_and_no_secret() {
    let mut client = Client::new(&[]);
    let key = generate(&mut client);
    code(&mut client, &key);
    code(&mut client, &key);
    client.wait(5000);
    code(&mut client, &key);
    let log = client.simulator.log();
    assert!(log[2].notes.contains(&"too fast"));
    assert_eq!(
        log[0].to_string(),
        "1790000000000 GET bilibili-web/generate -> 200 after 0 ms"
    );
    let debug = format!(
        "{:?} {:?} {:?}",
        log,
        client.simulator.issued(),
        client.simulator
    );
    let secrets = [
        key,
        client.issued("SESSDATA"),
        client.issued("bili_jct"),
        client.issued("refresh_token"),
    ];
    for secret in secrets {
        assert!(!debug.contains(&secret));
    }
}

#[test]
fn the_clock_of_the_services_can_be_wrong() {
    let mut client = Client::new(&[("clock-skew", "-3600")]);
    assert_eq!(
        client.get(GENERATE).header("date"),
        "Mon, 21 Sep 2026 13:13:20 GMT"
    );
}

#[test]
fn a_loopback_host_takes_the_production_host_as_path_prefix() {
    let mut client = Client::new(&[]);
    let reply = client
        .get("http://127.0.0.1:8000/passport.bilibili.com/x/passport-login/web/qrcode/generate");
    assert_eq!(reply.json()["code"], 0);
    let request = http::Request::get("/x/passport-login/web/qrcode/generate")
        .header("host", "passport.bilibili.com")
        .body(Vec::new())
        .unwrap();
    assert_eq!(client.send(request).json()["code"], 0);
    assert_eq!(client.get("http://127.0.0.1:8000/nothing").status, 404);
    assert_eq!(client.last_log().service, None);
}

#[test]
fn time_that_runs_backwards_stands_still() {
    let mut simulator = Simulator::new(Scenario::default());
    let request = || {
        http::Request::get(GENERATE)
            .header("user-agent", "x")
            .body(Vec::new())
            .unwrap()
    };
    simulator.begin(START, request());
    let early = simulator.begin(5, request());
    assert_eq!(simulator.log()[1].at_ms, START);
    assert!(matches!(simulator.poll(6, &early), Progress::Ready(_)));
    assert!(matches!(simulator.poll(7, &early), Progress::Gone));
}

/// Numbers without meaning (xorshift).
fn noise(state: &mut u64) -> usize {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    (*state >> 16) as usize
}

#[test]
fn no_request_and_no_time_makes_it_panic_or_loop() {
    const ADDRESSES: [&str; 18] = [
        GENERATE,
        "https://passport.bilibili.com/x/passport-login/web/qrcode/poll",
        "https://passport.biligame.com/x/passport-login/web/crossDomain",
        "https://passport.bilibili.com/x/passport-tv-login/qrcode/poll",
        "https://login.wx.qq.com/jslogin",
        "https://login.wx.qq.com/cgi-bin/mmwebwx-bin/login",
        "https://wx.qq.com/cgi-bin/mmwebwx-bin/webwxnewloginpage",
        "https://wx.qq.com/cgi-bin/mmwebwx-bin/webwxpushloginurl",
        "http://localhost/api/v1/115/qrcode/status",
        "http://localhost/api/v1/115/qrcode/login",
        "http://localhost/phiApi/LoginQrCode/CheckQRCode",
        "http://localhost/phiApi/LoginQrCode/GetPhigrosToken",
        "https://qrcodeapi.115.com/get/status/",
        "https://passportapi.115.com/app/1.0/tv/1.0/login/qrcode",
        "https://qrcodeapi.115.com/api/2.0/slogin.php",
        "https://passportapi.115.com/open/authDeviceCode",
        "https://passportapi.115.com/open/deviceCodeToToken",
        "https://proapi.115.com/open/user/info",
    ];
    const PARTS: [&str; 12] = [
        "?uuid=%ff%00",
        "&&=&%",
        "?redirect_uri=https%25253A",
        "{\"uid\":",
        "[[[",
        "null",
        "\"",
        "\u{0}",
        "=",
        "码",
        "{}",
        "ticket=",
    ];
    const TYPES: [&str; 4] = [
        "application/json",
        "application/x-www-form-urlencoded",
        "text/xml",
        "\u{80}",
    ];
    let mut state = 0x9e37_79b9_7f4a_7c15;
    for round in 0..4000_u64 {
        let mut client = Client::new(&[
            ("wechat-web.hold", "1s"),
            ("115-gateway.hold", "1s"),
            (
                "115-gateway.upstream",
                if round % 2 == 0 { "yes" } else { "no" },
            ),
        ]);
        client.now = if round % 3 == 0 {
            u64::MAX - round % 2
        } else {
            START
        };
        client.patience = 0;
        let mut pick = |list: &'static [&'static str]| list[noise(&mut state) % list.len()];
        let url = format!(
            "{}{}",
            pick(&ADDRESSES),
            pick(&["", "?qrcode_key=%F0%9F&tip=0", "?uuid=a&uuid=b", "?&&="])
        );
        let body = format!("{}{}{}", pick(&PARTS), pick(&PARTS), pick(&PARTS));
        let request = http::Request::builder()
            .method(pick(&["GET", "POST", "OPTIONS", "BREW"]))
            .uri(url)
            .header(
                "content-type",
                http::HeaderValue::from_bytes(pick(&TYPES).as_bytes()).unwrap(),
            )
            .header("cookie", "wxsid=; SESSDATA; ==")
            .body(body.into_bytes())
            .unwrap();
        drop(client.try_send(request));
    }
}

#[test]
fn a_poll_at_the_end_of_time_is_held() {
    let mut simulator = Simulator::new(Scenario::default());
    let jslogin = get("https://login.wx.qq.com/jslogin?appid=wx782c26e4c19acffb&fun=new");
    let (_, reply) = simulator.exchange(u64::MAX - 1, jslogin, u64::MAX);
    let uuid = crate::support::Reply::new(reply.unwrap())
        .text()
        .split('"')
        .nth(1)
        .unwrap()
        .to_owned();
    let poll = format!("https://login.wx.qq.com/cgi-bin/mmwebwx-bin/login?uuid={uuid}");
    let (when, result) = simulator.exchange(u64::MAX, get(&poll), u64::MAX);
    assert_eq!(
        (when, result.map(|reply| reply.status())),
        (u64::MAX, Ok(http::StatusCode::OK))
    );
}

//! Bilibili web on virtual time.

use crate::support::{Client, Reply, get};

const GENERATE: &str = "https://passport.bilibili.com/x/passport-login/web/qrcode/generate";
const COOKIES: [&str; 5] = [
    "SESSDATA",
    "bili_jct",
    "DedeUserID",
    "DedeUserID__ckMd5",
    "sid",
];

fn generate(client: &mut Client) -> String {
    let reply = client.get(&format!("{GENERATE}?source=main-fe-header"));
    reply.json()["data"]["qrcode_key"]
        .as_str()
        .unwrap()
        .to_owned()
}

fn poll(client: &mut Client, key: &str) -> Reply {
    let url = GENERATE.replace("generate", "poll");
    client.get(&format!("{url}?qrcode_key={key}"))
}

fn inner_code(reply: &Reply) -> i64 {
    let json = reply.json();
    assert_eq!(json["code"], 0, "the outer code is that of the call");
    json["data"]["code"].as_i64().unwrap()
}

/// Logs in and returns the response with inner code 0.
fn log_in(client: &mut Client) -> Reply {
    let key = generate(client);
    client.wait(5000);
    let reply = poll(client, &key);
    assert_eq!(inner_code(&reply), 0);
    reply
}

#[test]
fn a_code_is_32_hex_digits_in_the_url() {
    let mut client = Client::new(&[("bilibili-web.escape-ampersand", "yes")]);
    let reply = client.get(&format!("{GENERATE}?source=main-fe-header"));
    let key = reply.json()["data"]["qrcode_key"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(
        key.len() == 32 && key.chars().all(|c| matches!(c, '0'..='9' | 'a'..='f')),
        "{key}"
    );
    let expected = format!(
        r#"{{"code":0,"message":"0","ttl":1,"data":{{"url":"https://account.bilibili.com/h5/account-h5/auth/scan-web?navhide=1\u0026callback=close\u0026qrcode_key={key}\u0026from=main-fe-header","qrcode_key":"{key}"}}}}"#
    );
    assert_eq!(reply.text(), expected);
}

#[test]
fn the_url_of_2022_leads_to_the_old_page() {
    let mut client = Client::new(&[
        ("bilibili-web.era", "url-cookies-2022"),
        ("bilibili-web.escape-ampersand", "no"),
    ]);
    let reply = client.get(GENERATE);
    let key = reply.json()["data"]["qrcode_key"]
        .as_str()
        .unwrap()
        .to_owned();
    let url = format!(
        "https://passport.bilibili.com/h5-app/passport/login/scan?navhide=1&qrcode_key={key}&from="
    );
    assert!(reply.text().contains(&url), "{}", reply.text());
}

#[test]
fn the_states_follow_the_person() {
    let mut client = Client::new(&[]);
    let key = generate(&mut client);
    client.wait(1999);
    let waiting = poll(&mut client, &key);
    assert_eq!(
        waiting.text(),
        r#"{"code":0,"message":"0","ttl":1,"data":{"url":"","refresh_token":"","timestamp":0,"code":86101,"message":"未扫码"}}"#
    );
    client.wait(1);
    assert_eq!(inner_code(&poll(&mut client, &key)), 86090);
    client.wait(1999);
    assert_eq!(inner_code(&poll(&mut client, &key)), 86090);
    client.wait(1);
    assert_eq!(inner_code(&poll(&mut client, &key)), 0);
}

#[test]
fn a_success_is_given_once_and_spends_the_key() {
    let mut client = Client::new(&[]);
    let key = generate(&mut client);
    client.wait(5000);
    assert_eq!(inner_code(&poll(&mut client, &key)), 0);
    let second = poll(&mut client, &key);
    assert_eq!(inner_code(&second), 86038);
    assert!(second.cookie_lines().is_empty());
    assert_eq!(client.simulator.issued().len(), 1);
}

#[test]
fn a_code_expires_at_180_seconds_to_the_millisecond() {
    let mut client = Client::new(&[("person", "expire")]);
    let key = generate(&mut client);
    client.wait(179_999);
    assert_eq!(inner_code(&poll(&mut client, &key)), 86101);
    client.wait(1);
    assert_eq!(inner_code(&poll(&mut client, &key)), 86038);
}

#[test]
fn a_confirmation_in_the_last_millisecond_can_be_collected_later() {
    let mut client = Client::new(&[("person", "scan@10s confirm@179999ms")]);
    let key = generate(&mut client);
    client.wait(181_000);
    assert_eq!(inner_code(&poll(&mut client, &key)), 0);
}

#[test]
fn a_confirmation_at_the_end_comes_too_late() {
    let mut client = Client::new(&[("person", "scan@10s confirm@180s")]);
    let key = generate(&mut client);
    client.wait(180_000);
    assert_eq!(inner_code(&poll(&mut client, &key)), 86038);
}

#[test]
fn an_unknown_key_is_expired_and_a_missing_one_invalid() {
    let mut client = Client::new(&[]);
    assert_eq!(
        inner_code(&poll(&mut client, "00112233445566778899aabbccddeeff")),
        86038
    );
    assert_eq!(poll(&mut client, "").json()["code"], -400);
}

#[test]
fn ticket_2026_sets_the_five_cookies_in_the_poll_response() {
    let mut client = Client::new(&[]);
    let reply = log_in(&mut client);
    for name in COOKIES {
        assert_eq!(
            reply.cookie(name),
            Some(client.issued(name).as_str()),
            "{name}"
        );
    }
    let url = reply.json()["data"]["url"].as_str().unwrap().to_owned();
    assert!(
        url.starts_with("https://passport.biligame.com/x/passport-login/web/crossDomain?ticket="),
        "{url}"
    );
    assert!(
        url.ends_with("&gourl=https%3A%2F%2Fwww.bilibili.com&first_domain=.bilibili.com"),
        "{url}"
    );
    assert!(!url.contains(&client.issued("bili_jct")));
    assert_eq!(
        reply.json()["data"]["refresh_token"],
        client.issued("refresh_token")
    );
}

#[test]
fn cookie_lines_have_the_captured_form() {
    let mut client = Client::new(&[]);
    let reply = log_in(&mut client);
    // Confirmed 4 s after 1790000000, plus 180 days.
    let sessdata = client.issued("SESSDATA");
    assert!(sessdata.contains("%2C1805552004%2C"), "{sessdata}");
    assert_eq!(client.issued("Expires"), "1805552004");
    assert_eq!(
        reply.cookie_lines()[0],
        format!(
            "SESSDATA={sessdata}; Path=/; Domain=bilibili.com; Expires=Sat, 20 Mar 2027 14:13:24 GMT; HttpOnly; Secure"
        )
    );
    let mid = client.issued("DedeUserID");
    assert_eq!(
        reply.cookie_lines()[2],
        format!(
            "DedeUserID={mid}; Path=/; Domain=bilibili.com; Expires=Sat, 20 Mar 2027 14:13:24 GMT"
        )
    );
    assert!(mid.parse::<u64>().is_ok());
}

#[test]
fn ticket_2026_hops_sets_the_cookies_on_three_redirects_only() {
    let mut client = Client::new(&[("bilibili-web.era", "ticket-2026-hops")]);
    let reply = log_in(&mut client);
    assert!(reply.cookie_lines().is_empty());
    let mut url = reply.json()["data"]["url"].as_str().unwrap().to_owned();
    let first = url.clone();
    for hop in 0..3 {
        let reply = client.get(&url);
        assert_eq!(reply.status, 302, "hop {hop}");
        for name in COOKIES {
            assert_eq!(
                reply.cookie(name),
                Some(client.issued(name).as_str()),
                "{name} on hop {hop}"
            );
        }
        url = reply.header("location").to_owned();
    }
    assert_eq!(url, "https://www.bilibili.com/");
    assert_eq!(client.get(&url).status, 200);

    let again = client.get(&first);
    assert!(
        again.cookie_lines().is_empty(),
        "a ticket is good for one use"
    );
}

#[test]
fn url_cookies_eras_have_cookies_in_the_query() {
    for (era, start, end) in [
        (
            "url-cookies-2022",
            "https://passport.biligame.com/crossDomain?DedeUserID=",
            "&gourl=https%3A%2F%2Fwww.bilibili.com",
        ),
        (
            "url-cookies-2024",
            "https://passport.biligame.com/x/passport-login/web/crossDomain?DedeUserID=",
            "&first_domain=.bilibili.com",
        ),
    ] {
        let mut client = Client::new(&[
            ("bilibili-web.era", era),
            ("bilibili-web.poll-cookies", "no"),
        ]);
        let reply = log_in(&mut client);
        assert!(reply.cookie_lines().is_empty());
        let url = reply.json()["data"]["url"].as_str().unwrap().to_owned();
        assert!(url.starts_with(start) && url.ends_with(end), "{url}");
        let raw = client
            .issued("SESSDATA")
            .replace("%2C", ",")
            .replace("%2A", "*");
        assert!(
            url.contains(&format!(
                "&SESSDATA={raw}&bili_jct={}&",
                client.issued("bili_jct")
            )),
            "{url}"
        );
    }
}

#[test]
fn each_knob_of_the_success_changes_it() {
    let mut client = Client::new(&[
        ("bilibili-web.message", "OK"),
        ("bilibili-web.timestamp", "string"),
        ("bilibili-web.refresh-token", "no"),
        ("bilibili-web.domain-dot", "yes"),
        ("bilibili-web.expires-days", "30"),
        ("bilibili-web.sessdata-secure", "no"),
        ("bilibili-web.empty-first", "yes"),
        ("bilibili-web.wanna-go-back", "yes"),
        ("bilibili-web.lacks", "bili_jct"),
    ]);
    let reply = log_in(&mut client);
    let json = reply.json();
    assert_eq!(json["message"], "OK");
    assert_eq!(json["data"]["timestamp"], "1790000005000");
    assert_eq!(json["data"]["refresh_token"], "");
    assert_eq!(reply.cookie("bili_jct"), None);
    assert!(reply.cookie("i-wanna-go-back").is_some());
    let sessdata: Vec<&str> = reply
        .cookie_lines()
        .into_iter()
        .filter(|line| line.starts_with("SESSDATA="))
        .collect();
    assert!(
        sessdata[0].starts_with("SESSDATA=; "),
        "the empty value comes first"
    );
    assert!(
        sessdata[1]
            .ends_with("; Domain=.bilibili.com; Expires=Wed, 21 Oct 2026 14:13:24 GMT; HttpOnly"),
        "{}",
        sessdata[1]
    );
}

#[test]
fn scanned_can_be_left_out() {
    let mut client = Client::new(&[("bilibili-web.report-scanned", "no")]);
    let key = generate(&mut client);
    client.wait(3000);
    assert_eq!(inner_code(&poll(&mut client, &key)), 86101);
}

#[test]
fn a_client_without_user_agent_is_blocked_with_a_page() {
    let mut client = Client::new(&[]);
    client.user_agent = "";
    let reply = client.send(get(GENERATE));
    assert_eq!(reply.status, 412);
    assert!(
        reply
            .text()
            .starts_with("<!DOCTYPE HTML PUBLIC \"-//W3C//DTD HTML 4.01 Transitional//EN\">")
    );
    assert!(
        reply
            .text()
            .contains("<title>出错啦! - bilibili.com</title>")
    );
}

#[test]
fn the_wrong_method_is_refused() {
    let mut client = Client::new(&[]);
    assert_eq!(client.post_form(GENERATE, "").status, 405);
}

#[test]
fn a_verification_replaces_the_cookies_and_issues_nothing() {
    let mut client = Client::new(&[("bilibili-web.verification", "yes")]);
    let reply = log_in(&mut client);
    let data = &reply.json()["data"];
    assert_eq!((&data["code"], &data["status"]), (&0.into(), &2.into()));
    let page = "https://passport.bilibili.com/h5-app/passport/risk/verify?tmp_token=";
    let url = data["url"].as_str().unwrap();
    assert!(url.starts_with(page), "{url}");
    assert!(reply.cookie_lines().is_empty());
    assert!(client.simulator.issued().is_empty());
    assert_eq!(client.get(url).status, 200);
}

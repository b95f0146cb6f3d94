//! A client with another base URL: it names the hosts by the path, and stays inside the simulator.

use crate::bilibili::client::{code, generate, poll_url};
use crate::support::{Client, Reply, get};
use crate::taptap::client::{CHINA, mac_at, signed};

const ORIGIN: &str = "http://127.0.0.1:8115";

/// The same address by path prefix.
fn by_path(url: &str) -> String {
    format!("{ORIGIN}/{}", url.strip_prefix("https://").unwrap())
}

fn stays_inside(url: &str, host: &str) {
    let prefix = format!("{ORIGIN}/{host}/");
    assert!(url.starts_with(&prefix), "{url}");
}

/// Cookies are for the requested host, over plain HTTP.
fn has_host_only_cookies(reply: &Reply) {
    let lines = reply.cookie_lines();
    assert!(!lines.is_empty());
    for line in lines {
        let line = line.to_ascii_lowercase();
        assert!(
            !line.contains("domain=") && !line.contains("secure"),
            "{line}"
        );
        assert!(line.contains("path=/"), "{line}");
    }
}

#[test]
fn wechat_leads_to_its_page_by_path() {
    let mut client = Client::new(&[]);
    let login = "https://login.wx.qq.com";
    let jslogin = format!("{login}/jslogin?appid=wx782c26e4c19acffb&fun=new");
    let reply = client.get(&by_path(&jslogin));
    let uuid = reply.text().split('"').nth(1).unwrap().to_owned();
    client.wait(5000);
    let poll = format!("{login}/cgi-bin/mmwebwx-bin/login?uuid={uuid}&tip=1");
    let reply = client.get(&by_path(&poll));
    let address = reply.text().split('"').nth(1).unwrap().to_owned();
    stays_inside(&address, "wx.qq.com");
    let reply = client.get(&format!("{address}&fun=new&version=v2"));
    assert!(reply.text().contains("<ret>0</ret>"), "{}", reply.text());
    has_host_only_cookies(&reply);
}

#[test]
fn wechat_reads_the_page_host_from_the_path() {
    let mut client = Client::new(&[]);
    let page = format!("{ORIGIN}/wx2.qq.com/cgi-bin/mmwebwx-bin/webwxnewloginpage");
    let login = "https://login.wx.qq.com";
    let jslogin = format!("{login}/jslogin?appid=wx782c26e4c19acffb&fun=new&redirect_uri={page}");
    let reply = client.get(&by_path(&jslogin));
    let uuid = reply.text().split('"').nth(1).unwrap().to_owned();
    client.wait(5000);
    let poll = format!("{login}/cgi-bin/mmwebwx-bin/login?uuid={uuid}&tip=1");
    let reply = client.get(&by_path(&poll));
    stays_inside(reply.text().split('"').nth(1).unwrap(), "wx2.qq.com");
}

#[test]
fn bilibili_hops_by_path_from_ticket_to_landing() {
    for era in [
        "ticket-2026",
        "ticket-2026-hops",
        "url-cookies-2024",
        "url-cookies-2022",
    ] {
        let mut client = Client::new(&[("bilibili-web.era", era)]);
        let key = generate(&mut client);
        client.wait(5000);
        let reply = client.get(&by_path(&poll_url(&key)));
        let mut address = reply.json()["data"]["url"].as_str().unwrap().to_owned();
        stays_inside(&address, "passport.biligame.com");
        if era != "ticket-2026-hops" {
            has_host_only_cookies(&reply);
            continue;
        }
        for _ in 0..3 {
            let reply = client.get(&address);
            has_host_only_cookies(&reply);
            address = reply.header("location").to_owned();
        }
        stays_inside(&address, "www.bilibili.com");
        assert_eq!(client.get(&address).status, 200);
    }
}

#[test]
fn pictures_of_115_are_inside() {
    let mut client = Client::new(&[]);
    let token = client.get(&by_path("https://qrcodeapi.115.com/api/1.0/web/1.0/token"));
    let uid = token.json()["data"]["uid"].as_str().unwrap().to_owned();
    client.wait(5000);
    let login = by_path("https://passportapi.115.com/app/1.0/tv/1.0/login/qrcode");
    let reply = client.post_form(&login, &format!("account={uid}&app=tv"));
    let face = reply.json()["data"]["face"]["face_m"].clone();
    stays_inside(face.as_str().unwrap(), "115.com");
    assert!(
        client
            .get(face.as_str().unwrap())
            .body
            .starts_with(&[0xff, 0xd8])
    );
}

#[test]
fn links_and_pictures_of_taptap_are_inside() {
    let mut client = Client::new(&[]);
    let url = by_path(&format!("https://{}/oauth2/v1/device/code", CHINA.accounts));
    let code = client.post_form(&url, &CHINA.code_form()).json()["data"].clone();
    for name in ["qrcode_url", "verification_url"] {
        stays_inside(&format!("{}/", code[name].as_str().unwrap()), CHINA.page);
    }
    assert_eq!(client.get(code["qrcode_url"].as_str().unwrap()).status, 200);
    client.wait(5000);
    let url = by_path(&format!("https://{}/oauth2/v1/token", CHINA.accounts));
    let form = CHINA.token_form(code["device_code"].as_str().unwrap());
    let token = client.post_form(&url, &form).json()["data"].clone();
    let path = format!("/account/profile/v1?client_id={}", CHINA.id);
    let target = format!("/{}{path}", CHINA.open);
    let ts = client.now / 1000;
    let mac = mac_at(&token, ts, "1", &target, "127.0.0.1", "8115");
    let header = crate::taptap::client::header(&token, ts, "1", &mac, ",");
    let mut request = signed(&format!("{ORIGIN}{target}"), &header);
    let host = "127.0.0.1:8115".parse().unwrap();
    request.headers_mut().insert("host", host);
    let reply = client.send(request);
    let avatar = reply.json()["data"]["avatar"].clone();
    stays_inside(avatar.as_str().unwrap(), "img3.tapimg.com");
    assert!(
        client
            .get(avatar.as_str().unwrap())
            .body
            .starts_with(&[0xff, 0xd8])
    );
}

#[test]
fn addresses_stay_as_they_are_for_real_hosts() {
    let mut client = Client::new(&[]);
    let key = generate(&mut client);
    client.wait(5000);
    let reply = client.get(&poll_url(&key));
    let url = reply.json()["data"]["url"].as_str().unwrap().to_owned();
    assert!(url.starts_with("https://passport.biligame.com/"), "{url}");
    let lines = reply.cookie_lines();
    assert!(
        lines
            .iter()
            .all(|line| line.contains("Domain=bilibili.com"))
    );
    assert_eq!(code(&mut client, &key), 86038);
}

#[test]
fn a_host_that_only_looks_local_is_not() {
    let mut client = Client::new(&[]);
    for host in ["127.evil.example", "localhost.example", "127.0.0.1.example"] {
        let request = get(&format!("http://{host}/passport.bilibili.com/"));
        assert_eq!(client.send(request).status, 404, "{host}");
        assert_eq!(client.last_log().service, None);
    }
}

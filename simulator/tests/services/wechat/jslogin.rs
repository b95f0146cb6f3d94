//! The calls that issue a uuid of WeChat web, and its page host.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE;

use crate::support::Client;
use crate::wechat::client::{JSLOGIN, confirmed, exchange, poll, uuid};

#[test]
fn jslogin_returns_the_captured_bytes() {
    let mut client = Client::new(&[]);
    let reply = client.get(JSLOGIN);
    let uuid = reply.text().split('"').nth(1).unwrap().to_owned();
    assert_eq!(
        reply.text(),
        format!("window.QRLogin.code = 200; window.QRLogin.uuid = \"{uuid}\";")
    );
    let bytes = URL_SAFE.decode(&uuid).unwrap();
    assert_eq!(uuid.len(), 12);
    assert_eq!((bytes.len(), bytes[0] % 32, bytes[1] >= 0x80), (7, 1, true));
}

#[test]
fn every_login_host_accepts_jslogin_by_form_or_query() {
    let mut client = Client::new(&[]);
    let form = "appid=wx782c26e4c19acffb&fun=new";
    assert!(
        client
            .post_form("https://login.weixin.qq.com/jslogin", form)
            .text()
            .contains("code = 200")
    );
    assert!(
        client
            .post_form(&format!("https://login.wx2.qq.com/jslogin?{form}"), "")
            .text()
            .contains("code = 200")
    );
    let failure = "window.QRLogin.code = 400; window.QRLogin.error = \"\";";
    assert_eq!(
        client.get("https://login.wx.qq.com/jslogin?fun=new").text(),
        failure
    );
}

#[test]
fn jslogin_can_fail_in_every_described_way() {
    for (answer, status, body) in [
        (
            "400",
            200,
            "window.QRLogin.code = 400; window.QRLogin.error = \"\";",
        ),
        (
            "500",
            200,
            "window.QRLogin.code = 500; window.QRLogin.error = \"\";",
        ),
        (
            "500-with-uuid",
            200,
            "window.QRLogin.code = 500; window.QRLogin.uuid = \"abc\";",
        ),
        (
            "empty-uuid",
            200,
            "window.QRLogin.code = 200; window.QRLogin.uuid = \"\";",
        ),
        ("404", 404, ""),
    ] {
        let reply = Client::new(&[("wechat-web.jslogin", answer)]).get(JSLOGIN);
        assert_eq!((reply.status, reply.text()), (status, body));
    }
    let mut client = Client::new(&[("wechat-web.uuid", "old")]);
    assert_eq!(uuid(&mut client).len(), 14);
}

#[test]
fn the_picture_is_a_jpeg() {
    let mut client = Client::new(&[]);
    let uuid = uuid(&mut client);
    let reply = client.get(&format!(
        "https://login.weixin.qq.com/qrcode/{uuid}?t=webwx"
    ));
    assert!(reply.body.starts_with(&[0xff, 0xd8, 0xff]) && reply.body.len() > 100);
}

#[test]
fn redirect_uri_selects_the_page_host_in_every_encoding() {
    for (parameter, host) in [
        (
            "redirect_uri=https://wx2.qq.com/cgi-bin/mmwebwx-bin/webwxnewloginpage",
            "wx2.qq.com",
        ),
        (
            "redirect_uri=https%3A%2F%2Fweb.wechat.com%2Fcgi-bin%2Fmmwebwx-bin%2Fwebwxnewloginpage%3Fmod%3Ddesktop",
            "web.wechat.com",
        ),
        (
            "redirect_uri=https%253A%252F%252Fszfilehelper.weixin.qq.com%252Fcgi-bin%252Fmmwebwx-bin%252Fwebwxnewloginpage",
            "szfilehelper.weixin.qq.com",
        ),
        ("lang=en_US", "wx.qq.com"),
    ] {
        let mut client = Client::new(&[]);
        let reply = client.get(&format!("{JSLOGIN}&{parameter}"));
        let uuid = reply.text().split('"').nth(1).unwrap().to_owned();
        client.wait(5000);
        let reply = poll(&mut client, &uuid, 1);
        assert!(
            reply.text().contains(&format!(
                "\"https://{host}/cgi-bin/mmwebwx-bin/webwxnewloginpage?ticket="
            )),
            "{}",
            reply.text()
        );
    }
}

#[test]
fn only_the_accounts_page_host_accepts_the_ticket() {
    let mut client = Client::new(&[
        ("wechat-web.page-host", "wx8.qq.com"),
        ("wechat-web.wrong-host", "1102"),
    ]);
    let uri = confirmed(&mut client) + "&fun=new&version=v2";
    assert!(uri.starts_with("https://wx8.qq.com/"));
    let wrong = client.get(&uri.replace("wx8.qq.com", "wx.qq.com"));
    assert!(wrong.text().starts_with("<error><ret>1102</ret>"));
    assert!(client.get(&uri).text().starts_with("<error><ret>0</ret>"));
}

#[test]
fn push_login_asks_the_phone_of_a_known_device() {
    let mut client = Client::new(&[]);
    exchange(&mut client);
    let (uin, uvid, auth) = (
        client.issued("wxuin"),
        client.issued("webwxuvid"),
        client.issued("webwx_auth_ticket"),
    );
    let request = |cookies: &str| {
        http::Request::get(format!(
            "https://wx.qq.com/cgi-bin/mmwebwx-bin/webwxpushloginurl?uin={uin}"
        ))
        .header("cookie", cookies)
        .body(Vec::new())
        .unwrap()
    };
    let full = format!("wxuin={uin}; webwxuvid={uvid}; webwx_auth_ticket={auth}");
    let reply = client.send(request(&full));
    let json = reply.json();
    assert_eq!(
        (&json["ret"], &json["msg"]),
        (&"0".into(), &"all ok".into())
    );
    let uuid = json["uuid"].as_str().unwrap().to_owned();
    assert!(
        poll(&mut client, &uuid, 1)
            .text()
            .starts_with("window.code=200;"),
        "without a 201"
    );

    assert_eq!(
        client.send(request("")).text(),
        r#"{"ret":"1","msg":"args error"}"#
    );
    assert_eq!(
        client.send(request(&format!("wxuin={uin}"))).text(),
        r#"{"ret":"3","msg":"device authinfo invalid"}"#
    );
    let mut strict = Client::new(&[("wechat-web.push", "antispam")]);
    assert_eq!(
        strict.send(request(&full)).text(),
        r#"{"ret":"2","msg":"antispam"}"#
    );
}

//! WeChat's web login, answer by answer (specification sections 2 to 7).

mod exchange;
mod logout;
mod poll;
mod settings;

use qrlogin::wechat::{DesktopHeaders, Web, WebCredential};
use qrlogin::{Advice, Call, Error, Event, Failure, Flow as _, Login};
use qrlogin::{Listed as _, Settings, Snapshot, flows};

use qrlogin_test_support::{
    Came, Rig, START, header, ms, parameter, reply, reply_with, secs, seed,
};

type Wechat = Rig<Login<Web>>;

const UUID: &str = "AYAAAAAAAA==";
const TICKET: &str = "AbCdEfGhIjKlMnOpQrStUvWx@qrticket_0";
const PASS_TICKET: &str = "NuM%2FexampleExample%2Bexample%3D%3D";
const SKEY: &str = "@crypt_1a2b3c4d_00112233445566778899aabbccddeeff";
const SCANNED: &str = "window.code=201;window.userAvatar = 'data:img/jpg;base64,/9j/';";

fn jslogin() -> String {
    format!(r#"window.QRLogin.code = 200; window.QRLogin.uuid = "{UUID}";"#)
}

fn redirect_uri(host: &str) -> String {
    format!(
        "https://{host}/cgi-bin/mmwebwx-bin/webwxnewloginpage?ticket={TICKET}&uuid={UUID}&lang=zh_CN&scan=1551166580"
    )
}

fn confirmed(uri: &str) -> String {
    format!("window.code=200;\nwindow.redirect_uri=\"{uri}\";")
}

/// A successful exchange without the elements of this name.
fn xml_without(name: &str) -> String {
    let fields = [
        ("ret", "0"),
        ("message", ""),
        ("skey", SKEY),
        ("wxsid", "AbCdEfGhIjKlMnOp"),
        ("wxuin", "3000000000"),
        ("pass_ticket", PASS_TICKET),
        ("isgrayscale", "1"),
    ];
    let elements: String = fields
        .iter()
        .filter(|(field, _)| *field != name)
        .map(|(field, value)| format!("<{field}>{value}</{field}>"))
        .collect();
    format!("<error>{elements}</error>")
}

fn xml() -> String {
    xml_without("none")
}

fn refusal(ret: &str, message: &str) -> String {
    format!("<error><ret>{ret}</ret><message>{message}</message></error>")
}

fn login(web: Web) -> Wechat {
    Rig::new(Login::new(web, seed()))
}

/// A login whose code is on show.
fn shown() -> Wechat {
    let mut rig = login(Web::new());
    rig.ok(jslogin());
    rig
}

/// A login that goes on to the exchange with this host.
fn exchanging(host: &str) -> Wechat {
    let mut rig = shown();
    rig.ok(confirmed(&redirect_uri(host)));
    rig
}

fn tip(call: &Call) -> String {
    parameter(call, "tip").expect("a tip")
}

fn malformed(what: &str) -> Error {
    Error::malformed(what.to_owned())
}

/// How a login ends that gets this answer to every exchange.
fn exchange_error(body: impl Into<Vec<u8>>) -> Error {
    let body = body.into();
    let mut rig = exchanging("wx.qq.com");
    rig.run(|_| Ok(reply(200, body.clone()))).err().unwrap()
}

/// How a login ends that gets this answer to every poll.
fn poll_error(body: &str) -> Error {
    shown().run(|_| Ok(reply(200, body))).err().unwrap()
}

fn set_cookies() -> Vec<(&'static str, &'static str)> {
    [
        "wxuin=1234567890; Domain=wx2.qq.com; Path=/; Expires=Wed, 15-Nov-2023 10:00:00 GMT; Secure",
        "wxsid=FromTheCookie; Domain=wx2.qq.com; Path=/; Secure",
        "webwx_data_ticket=gSeQ/Fake+1==; Domain=.qq.com; Path=/; Secure",
        "webwx_auth_ticket=CIsBE%2Cfake; Domain=wx2.qq.com; Path=/; Secure",
        "webwxuvid=00ff; Path=/",
        "spy=1; Domain=.wechat.com; Path=/",
        "wide=1; Domain=com; Path=/",
        "other=1; Domain=wx8.qq.com; Path=/",
    ]
    .map(|line| ("set-cookie", line))
    .to_vec()
}

fn with_cookies(body: &str) -> Result<WebCredential, Error> {
    let mut rig = exchanging("wx2.qq.com");
    rig.answer(Ok(reply_with(200, &set_cookies(), body)));
    rig.end()
}

#[test]
fn jslogin_requests_a_uuid_from_the_login_host() {
    let call = login(Web::new()).call();
    let uri = call.request.uri();
    assert_eq!(call.name, "jslogin");
    assert_eq!(uri.host(), Some("login.wx.qq.com"));
    assert_eq!(uri.path(), "/jslogin");
    assert_eq!(
        uri.query().unwrap(),
        "appid=wx782c26e4c19acffb&redirect_uri=https%3A%2F%2Fwx.qq.com%2Fcgi-bin%2Fmmwebwx-bin%2Fwebwxnewloginpage&fun=new&lang=zh_CN&_=1700000000000"
    );
    assert_eq!(call.timeout, secs(10));
}

#[test]
fn another_page_host_brings_its_own_login_host() {
    let web = Web::new().host("web2.wechat.com").unwrap();
    let mut rig = login(web.lang("en_US").unwrap());
    let call = rig.ok(jslogin());
    assert_eq!(call.request.uri().host(), Some("login.web2.wechat.com"));
    assert_eq!(parameter(&call, "lang").as_deref(), Some("en_US"));
    let poll = rig.call();
    assert_eq!(poll.request.uri().host(), Some("login.web2.wechat.com"));
    assert_eq!(header(&poll, "referer"), Some("https://web2.wechat.com/"));
}

#[test]
fn the_desktop_mode_says_so_in_the_address() {
    let call = login(Web::desktop()).call();
    let uri = parameter(&call, "redirect_uri").unwrap();
    assert!(uri.ends_with("/webwxnewloginpage?mod=desktop"), "{uri}");
}

#[test]
fn every_call_looks_like_the_pages_own() {
    let mut rig = shown();
    let poll = rig.ok(confirmed(&redirect_uri("wx.qq.com")));
    for call in [login(Web::new()).call(), poll, rig.call()] {
        assert_eq!(header(&call, "referer"), Some("https://wx.qq.com/"));
        assert!(header(&call, "user-agent").unwrap().contains("Chrome/"));
        assert_eq!(call.volatile, ["_", "r"]);
    }
}

#[test]
fn text_and_picture_of_the_code_are_two_addresses() {
    let mut rig = shown();
    rig.call();
    let [Event::Code(code)] = rig.events.as_slice() else {
        panic!("{:?}", rig.events);
    };
    assert_eq!(
        code.payload.expose(),
        "https://login.weixin.qq.com/l/AYAAAAAAAA=="
    );
    assert_eq!(
        code.image_url.as_ref().unwrap().expose(),
        "https://login.weixin.qq.com/qrcode/AYAAAAAAAA=="
    );
    assert_eq!(code.scan_with, "WeChat");
    assert_eq!(code.expires_at, START + secs(300));
}

#[test]
fn a_refused_jslogin_is_retried_five_times() {
    let mut rig = login(Web::new());
    let mut calls = 0;
    let end = rig.run(|_| {
        calls += 1;
        let body = r#"window.QRLogin.code = 400; window.QRLogin.error = "busy";"#;
        Ok(reply(200, body))
    });
    let error = Error::rejected(400, "busy", Advice::TRY_LATER);
    assert_eq!(end.err(), Some(error));
    assert_eq!(calls, 6);
    assert_eq!(rig.count("retrying"), 5);
}

#[test]
fn a_refused_jslogin_may_pass() {
    let mut rig = login(Web::new());
    rig.ok(r#"window.QRLogin.code = 500; window.QRLogin.uuid = "abc";"#);
    rig.ok(jslogin());
    assert_eq!(parameter(&rig.call(), "uuid").as_deref(), Some(UUID));
}

#[test]
fn a_jslogin_without_a_uuid_is_malformed() {
    let empty = r#"window.QRLogin.code = 200; window.QRLogin.uuid = "";"#;
    for (body, what) in [
        (empty, "jslogin: code 200 without a usable uuid"),
        ("", "jslogin: no code"),
        (
            "oops",
            "jslogin: expected a path such as window.code at byte 0",
        ),
    ] {
        let end = login(Web::new()).run(|_| Ok(reply(200, body)));
        assert_eq!(end.err(), Some(malformed(what)));
    }
}

#[test]
fn a_missing_jslogin_is_a_block() {
    let mut rig = login(Web::new());
    rig.answer(Ok(reply(404, "")));
    assert_eq!(rig.error(), Error::not_found(404));
}

#[test]
fn nothing_secret_is_in_any_debug_text() {
    let headers = DesktopHeaders::new("2.0.0", "FAKEspam").unwrap();
    let web = Web::desktop().desktop_headers(headers);
    let mut text = format!("{web:?}");
    let mut rig = login(web);
    let bodies = [jslogin(), confirmed(&redirect_uri("wx2.qq.com"))];
    for body in bodies {
        text += &format!("{:?} {:?}", rig.ok(body), rig.flow);
    }
    let exchange = rig.call();
    text += &format!("{exchange:?} {:?}", exchange.request.headers());
    let answer = reply_with(200, &set_cookies(), &xml());
    rig.flow.handle(rig.now, Ok(answer));
    text += &format!("{:?} {:?}", rig.flow, rig.flow.snapshot());
    let Came::Done(credential) = rig.next() else {
        panic!("not done");
    };
    text += &format!("{credential:?} {:?}", rig.events);
    for secret in [
        "FAKEspam",
        UUID,
        TICKET,
        "3000000000",
        "AbCdEfGhIjKlMnOp",
        SKEY,
        "NuM%2F",
        "gSeQ",
        "CIsBE",
        "FromTheCookie",
    ] {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
}

#[test]
fn a_snapshot_goes_on_where_the_login_was() {
    let mut rig = shown();
    rig.ok(SCANNED);
    rig.call();
    let snapshot = rig.flow.snapshot().unwrap();
    let mut resumed = Rig::new(Login::<Web>::resume(&snapshot).unwrap());
    resumed.now = rig.now;
    assert_eq!(tip(&resumed.call()), "0");
    resumed.ok(confirmed(&redirect_uri("wx.qq.com")));
    resumed.ok(xml());
    assert_eq!(resumed.end().unwrap().uin, 3_000_000_000);
}

#[test]
fn the_credential_is_read_as_it_was_written() {
    let credential = with_cookies(&xml()).unwrap();
    let json = serde_json::to_string(&credential).unwrap();
    let read: WebCredential = serde_json::from_str(&json).unwrap();
    assert_eq!(read, credential);
}

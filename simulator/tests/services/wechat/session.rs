//! The calls of a WeChat client with its new session, on virtual time.

use http::Request;
use serde_json::{Value, json};

use crate::support::{Client, Reply, get, post};

const CALLS: &str = "cgi-bin/mmwebwx-bin";

/// The credentials a client holds.
#[derive(Clone)]
struct Session {
    host: String,
    uin: String,
    sid: String,
    skey: String,
    cookies: String,
}

/// Logs in and keeps the credentials.
fn log_in(client: &mut Client) -> Session {
    let jslogin = "https://login.wx.qq.com/jslogin?appid=wx782c26e4c19acffb&fun=new";
    let reply = client.get(jslogin);
    let uuid = reply.text().split('"').nth(1).unwrap().to_owned();
    client.wait(5000);
    let poll = format!("https://login.wx.qq.com/{CALLS}/login?uuid={uuid}&tip=1");
    let reply = client.get(&poll);
    let uri = reply.text().split('"').nth(1).unwrap().to_owned();
    let reply = client.get(&format!("{uri}&fun=new&version=v2"));
    let element = |name: &str| {
        let rest = reply.text().split(&format!("<{name}>")).nth(1).unwrap();
        rest.split('<').next().unwrap().to_owned()
    };
    let pairs = reply.cookie_lines();
    let pairs: Vec<_> = pairs
        .iter()
        .filter_map(|line| line.split(';').next())
        .collect();
    Session {
        host: uri.split('/').nth(2).unwrap().to_owned(),
        uin: element("wxuin"),
        sid: element("wxsid"),
        skey: element("skey"),
        cookies: pairs.join("; "),
    }
}

impl Session {
    fn with_cookies(&self, mut request: Request<Vec<u8>>) -> Request<Vec<u8>> {
        let cookies = self.cookies.parse().unwrap();
        request.headers_mut().insert("cookie", cookies);
        request
    }

    /// A body with `BaseRequest`.
    fn body(&self) -> Value {
        let base = json!({
            "Uin": self.uin.parse::<u64>().unwrap(),
            "Sid": self.sid,
            "Skey": self.skey,
            "DeviceID": "e123456789012345",
        });
        json!({ "BaseRequest": base })
    }

    /// A call with `BaseRequest`.
    fn call(&self, client: &mut Client, call: &str) -> Value {
        let url = format!("https://{}/{CALLS}/{call}?r=-683373891", self.host);
        let body = self.body().to_string();
        client
            .send(self.with_cookies(post(&url, "application/json", &body)))
            .json()
    }

    fn contacts(&self, client: &mut Client) -> Value {
        let skey = &self.skey;
        let url = format!(
            "https://{}/{CALLS}/webwxgetcontact?seq=0&skey={skey}",
            self.host
        );
        client.send(self.with_cookies(get(&url))).json()
    }

    fn sync_check(&self, client: &mut Client, host: &str) -> Reply {
        let (uin, sid, skey) = (&self.uin, &self.sid, &self.skey);
        let sid = sid.replace('+', "%2B");
        let query = format!("r=1&skey={skey}&sid={sid}&uin={uin}&deviceid=e1&synckey=1_1");
        let url = format!("https://{host}/{CALLS}/synccheck?{query}");
        client.send(self.with_cookies(get(&url)))
    }
}

fn ret(answer: &Value) -> i64 {
    answer["BaseResponse"]["Ret"].as_i64().unwrap()
}

const POSTED: [&str; 3] = ["webwxinit", "webwxstatusnotify", "webwxsync"];

#[test]
fn every_call_takes_the_session_that_was_issued() {
    let mut client = Client::new(&[]);
    let session = log_in(&mut client);
    let init = session.call(&mut client, "webwxinit");
    assert_eq!(ret(&init), 0);
    assert_eq!(init["User"]["Uin"].to_string(), session.uin);
    assert_eq!(init["SKey"], session.skey.as_str());
    assert_eq!(init["SyncKey"]["List"].as_array().unwrap().len(), 4);
    let notified = session.call(&mut client, "webwxstatusnotify");
    assert_eq!(ret(&notified), 0);
    assert!(notified["MsgID"].is_string());
    let contacts = session.contacts(&mut client);
    assert_eq!(ret(&contacts), 0);
    assert_eq!(contacts["MemberList"][0]["UserName"], "filehelper");
    let sync = session.call(&mut client, "webwxsync");
    assert_eq!((ret(&sync), &sync["AddMsgCount"]), (0, &0.into()));
    assert_eq!(sync["SyncKey"], init["SyncKey"]);
}

#[test]
fn another_key_sid_or_account_is_refused_with_1100() {
    let mut client = Client::new(&[]);
    let session = log_in(&mut client);
    let wrong = [
        Session {
            skey: "@crypt_0".to_owned(),
            ..session.clone()
        },
        Session {
            sid: "AbCdEfGhIjKlMnOp".to_owned(),
            ..session.clone()
        },
        Session {
            sid: String::new(),
            ..session.clone()
        },
        Session {
            uin: "1".to_owned(),
            ..session.clone()
        },
    ];
    for session in wrong {
        for call in POSTED {
            let answer = session.call(&mut client, call);
            assert_eq!(ret(&answer), 1100, "{call}");
            assert!(answer.get("User").is_none());
        }
    }
    let mut wrong = session;
    wrong.skey = "@crypt_0".to_owned();
    assert_eq!(ret(&wrong.contacts(&mut client)), 1100);
    let told = "window.synccheck={retcode:\"1100\",selector:\"0\"}";
    let began = client.now;
    assert_eq!(
        wrong.sync_check(&mut client, "webpush.wx.qq.com").text(),
        told
    );
    assert_eq!(client.now, began);
}

#[test]
fn an_empty_skey_is_accepted_and_the_real_one_returned() {
    let mut client = Client::new(&[]);
    let session = log_in(&mut client);
    let lacking = Session {
        skey: String::new(),
        ..session.clone()
    };
    let init = lacking.call(&mut client, "webwxinit");
    assert_eq!((ret(&init), &init["SKey"]), (0, &session.skey.into()));
    assert_eq!(ret(&lacking.contacts(&mut client)), 0);
    let reply = lacking.sync_check(&mut client, "webpush.wx.qq.com");
    assert!(reply.text().contains("retcode:\"0\""), "{}", reply.text());
}

#[test]
fn a_scenario_can_demand_the_skey() {
    let mut client = Client::new(&[("wechat-web.skey", "always")]);
    let mut session = log_in(&mut client);
    assert_eq!(ret(&session.call(&mut client, "webwxinit")), 0);
    session.skey.clear();
    assert_eq!(ret(&session.call(&mut client, "webwxinit")), 1100);
}

#[test]
fn a_message_gets_numbers() {
    let mut client = Client::new(&[]);
    let session = log_in(&mut client);
    let mut body = session.body();
    body["Msg"] = json!({"Type": 1, "Content": "x", "LocalID": "17900000000001234"});
    let url = format!(
        "https://{}/{CALLS}/webwxsendmsg?pass_ticket=x",
        session.host
    );
    let request = post(&url, "application/json", &body.to_string());
    let answer = client.send(session.with_cookies(request)).json();
    assert_eq!(ret(&answer), 0);
    assert!(answer["MsgID"].is_string());
    assert_eq!(answer["LocalID"], "17900000000001234");
}

#[test]
fn contacts_are_returned_by_name() {
    let mut client = Client::new(&[]);
    let session = log_in(&mut client);
    let mut body = session.body();
    body["List"] = json!([{"UserName": "filehelper"}, {"UserName": "@@group"}]);
    let url = format!(
        "https://{}/{CALLS}/webwxbatchgetcontact?type=ex",
        session.host
    );
    let request = post(&url, "application/json", &body.to_string());
    let answer = client.send(session.with_cookies(request)).json();
    assert_eq!((ret(&answer), &answer["Count"]), (0, &2.into()));
    assert_eq!(answer["ContactList"][1]["UserName"], "@@group");
}

/// A logout as the page sends it: a form.
fn page_logout(session: &Session) -> Request<Vec<u8>> {
    let query = format!("redirect=1&type=0&skey={}", session.skey);
    let url = format!("https://{}/{CALLS}/webwxlogout?{query}", session.host);
    let sid = session.sid.replace('+', "%2B");
    let form = format!("sid={sid}&uin={}", session.uin);
    session.with_cookies(post(&url, "application/x-www-form-urlencoded", &form))
}

/// A logout without `sid` and `uin`, which are in the cookies.
fn short_logout(session: &Session, method: http::Method) -> Request<Vec<u8>> {
    let query = format!("redirect=1&type=1&skey={}", session.skey);
    let url = format!("https://{}/{CALLS}/webwxlogout?{query}", session.host);
    let mut request = session.with_cookies(get(&url));
    *request.method_mut() = method;
    request
}

#[test]
fn every_form_of_the_logout_ends_the_session() {
    for form in ["page", "GET", "POST without a body"] {
        let mut client = Client::new(&[]);
        let session = log_in(&mut client);
        client.send(match form {
            "page" => page_logout(&session),
            "GET" => short_logout(&session, http::Method::GET),
            _ => short_logout(&session, http::Method::POST),
        });
        assert_eq!(ret(&session.call(&mut client, "webwxinit")), 1100, "{form}");
    }
}

#[test]
fn a_logout_leads_to_the_page_of_the_same_host() {
    let mut client = Client::new(&[("wechat-web.page-host", "wx2.qq.com")]);
    let session = log_in(&mut client);
    // The second one finds no session any more.
    for _ in 0..2 {
        let reply = client.send(page_logout(&session));
        assert_eq!(reply.status, 301);
        assert_eq!(reply.header("location"), "https://wx2.qq.com/");
        let page = client.get(reply.header("location"));
        assert!(page.text().contains("isLogin : (!!\"\")"));
    }
}

#[test]
fn a_logout_with_another_key_ends_nothing() {
    let mut client = Client::new(&[]);
    let session = log_in(&mut client);
    let wrong = Session {
        skey: "@crypt_0".to_owned(),
        ..session.clone()
    };
    assert_eq!(client.send(page_logout(&wrong)).status, 301);
    assert_eq!(ret(&session.call(&mut client, "webwxinit")), 0);
}

#[test]
fn a_session_without_its_cookies_is_refused_with_1102() {
    let mut client = Client::new(&[]);
    let mut session = log_in(&mut client);
    session.cookies = "wxuin=1; webwx_data_ticket=gAAAA".to_owned();
    for call in POSTED {
        assert_eq!(ret(&session.call(&mut client, call)), 1102, "{call}");
    }
}

#[test]
fn a_call_to_another_page_host_is_refused() {
    for (wrong_host, code) in [("1100", 1100), ("1102", 1102)] {
        let mut client = Client::new(&[("wechat-web.wrong-host", wrong_host)]);
        let mut session = log_in(&mut client);
        session.host = "wx2.qq.com".to_owned();
        assert_eq!(ret(&session.call(&mut client, "webwxinit")), code);
    }
}

#[test]
fn a_call_without_base_request_has_a_wrong_parameter() {
    let mut client = Client::new(&[]);
    let session = log_in(&mut client);
    for body in ["", "{}", "[1", "{\"BaseRequest\":"] {
        let url = format!("https://{}/{CALLS}/webwxinit", session.host);
        let request = session.with_cookies(post(&url, "application/json", body));
        assert_eq!(ret(&client.send(request).json()), 1, "{body}");
    }
}

#[test]
fn synccheck_is_held_and_reports_no_messages() {
    let hosts = [
        ("wx.qq.com", "webpush.wx.qq.com"),
        ("wx2.qq.com", "webpush.wx2.qq.com"),
        ("web.wechat.com", "webpush.web.wechat.com"),
    ];
    for (page, push) in hosts {
        let mut client = Client::new(&[("wechat-web.page-host", page)]);
        let session = log_in(&mut client);
        let began = client.now;
        let reply = session.sync_check(&mut client, push);
        let none = "window.synccheck={retcode:\"0\",selector:\"0\"}";
        assert_eq!(reply.text(), none, "{push}");
        assert_eq!(client.now - began, 25_000);
    }
}

#[test]
fn the_page_shows_whether_there_is_a_login() {
    let mut client = Client::new(&[]);
    let session = log_in(&mut client);
    let page = client.send(session.with_cookies(get("https://wx.qq.com/")));
    assert!(page.text().contains("isLogin : (!!\"1\")"));
    let page = client.get("https://wx.qq.com/");
    assert!(page.text().contains("isLogin : (!!\"\")"));
}

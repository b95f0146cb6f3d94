//! The task and the code (specification sections 5.1 and 5.2).

use super::*;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use qrlogin::{Advice, Error, Event, QrCode, Seed, Settings, flows};
use qrlogin_test_support::{START, header, reply, secs};

/// The code of a login with this setting, if the service names this task.
fn code(source: &str, task: &str) -> QrCode {
    let qq = QqBot::new().source(source).unwrap();
    let mut rig = Rig::new(Login::new(qq, seed()));
    rig.ok(json!({"data": {"task_id": task}}).to_string());
    rig.call();
    match rig.events.as_slice() {
        [Event::Code(code)] => code.clone(),
        events => panic!("{events:?}"),
    }
}

/// The key that a login with this seed sends first.
fn key(seed: [u8; 16]) -> String {
    let call = Rig::new(Login::new(QqBot::new(), Seed::new(seed))).call();
    body(&call)["key"].as_str().unwrap().to_owned()
}

#[test]
fn the_first_call_sends_a_key_as_json() {
    let call = begun().call();
    assert_eq!(call.request.method(), "POST");
    let url = "https://q.qq.com/lite/create_bind_task";
    assert_eq!(call.request.uri().to_string(), url);
    assert_eq!(header(&call, "accept"), Some("application/json"));
    assert_eq!(header(&call, "content-type"), Some("application/json"));
    assert_eq!(call.volatile, ["key"]);
    assert_eq!(body(&call).as_object().unwrap().len(), 1);
}

#[test]
fn a_key_is_32_bytes_of_the_seed() {
    let first = key([7; 16]);
    assert_eq!((first.len(), first.as_str()), (44, key([7; 16]).as_str()));
    let bytes = STANDARD.decode(&first).unwrap();
    assert_eq!(bytes.len(), 32);
    assert_ne!(bytes[..16], bytes[16..]);
    let other = STANDARD.decode(key([8; 16])).unwrap();
    assert_ne!(bytes[..16], other[..16]);
    assert_ne!(bytes[16..], other[16..]);
}

#[test]
fn the_text_of_the_code_is_made_here() {
    let code = code("qrlogin", "t1");
    let page = "https://q.qq.com/qqbot/openclaw/connect.html";
    let text = format!("{page}?task_id=t1&source=qrlogin&_wv=2");
    assert_eq!(code.payload.expose(), text);
    assert_eq!(code.scan_with, "QQ");
    assert_eq!(code.expires_at, START + secs(600));
}

#[test]
fn the_task_is_encoded_in_the_code() {
    let text = code("desk-2.0", "a+b/c=&source=x#y\u{9b}你").payload;
    let query = "task_id=a%2Bb%2Fc%3D%26source%3Dx%23y%C2%9B%E4%BD%A0&source=desk-2.0&_wv=2";
    assert_eq!(text.expose().split_once('?').unwrap().1, query);
}

#[test]
fn a_reply_without_a_task_is_malformed() {
    for data in [
        json!({}),
        json!(null),
        json!({"task_id": ""}),
        json!({"task_id": "x".repeat(513)}),
    ] {
        let body = json!({"retcode": 0, "data": data}).to_string();
        let error = begun().end_with(&reply(200, body)).unwrap().err().unwrap();
        assert!(matches!(error, Error::Malformed { .. }), "{data}: {error}");
    }
}

#[test]
fn a_refused_task_ends_the_login_with_its_message() {
    let mut rig = begun();
    rig.ok(r#"{"retcode":"10001","msg":"no bots here","data":null}"#);
    let expected = Error::rejected(10001, "no bots here", Advice::SEE_MESSAGE);
    assert_eq!(rig.error(), expected);
}

#[test]
fn a_source_that_cannot_be_a_name_is_refused() {
    let info = flows::find("qq-bot").unwrap();
    for source in ["", "a b", "a&b=c", &"a".repeat(65)] {
        let settings = Settings::new().with("source", source);
        let login = info.login(&settings, seed(), &flows::Options::default());
        let error = login.err().unwrap();
        let is_of_source = matches!(&error, Error::Setting { name, .. } if name == "source");
        assert!(is_of_source, "{source}: {error}");
    }
}

//! What WeChat's script answers mean: collected answers, the vectors of specification section 9,
//! and the reader's rules in section 4.

use qrlogin::ImageKind;
use qrlogin::wechat::script::{JsLogin, Poll, ScriptError};

/// What a collected answer has to be read as.
enum Expected {
    Uuid(&'static str),
    Refused(i64),
    Waiting,
    Dead,
    NoCode,
    /// How many bytes the avatar has, if there is one.
    Scanned(Option<usize>),
    /// The `scan` at the end of the address.
    Confirmed(&'static str),
    /// Refused at this byte.
    Syntax(usize),
}

/// One line a block of `samples/wechat-web-script.txt`, in its order.
const EXPECTED: &[Expected] = &[
    Expected::Uuid("gfNHoe0rgA=="),
    Expected::Uuid("IeClc-d1NQ=="),
    Expected::Uuid("4dcaWx3uBw=="),
    Expected::Uuid("4ZtmDT6OPg=="),
    Expected::Uuid("wbVC3cUBrQ=="),
    Expected::Uuid("abc_DEF-12=="),
    Expected::Uuid("xxx"),
    Expected::Syntax(6),
    Expected::Refused(400),
    Expected::Waiting,
    Expected::Dead,
    Expected::Dead,
    Expected::Scanned(None),
    Expected::Scanned(Some(3)),
    Expected::Scanned(None),
    Expected::Scanned(Some(13)),
    Expected::Scanned(Some(8)),
    Expected::Scanned(None),
    Expected::Syntax(15),
    Expected::Confirmed("scan=1530424149"),
    Expected::Confirmed("scan=1501432161"),
    Expected::Confirmed("scan=1557403466"),
    Expected::Confirmed("scan=1509248501"),
    Expected::Confirmed("scan=1466408041"),
    Expected::Confirmed("scan=1560000000"),
    Expected::Confirmed("https://wx.qq.com/login?ticket=secret"),
    Expected::NoCode,
    Expected::NoCode,
    Expected::NoCode,
    Expected::NoCode,
    Expected::NoCode,
    Expected::Scanned(Some(2610)),
];

#[test]
fn every_captured_reply_is_read_or_refused() {
    let file = include_str!("../samples/wechat-web-script.txt");
    let blocks: Vec<_> = file.split("\n%%\n").skip(1).collect();
    assert_eq!(blocks.len(), EXPECTED.len());
    for (block, expected) in blocks.into_iter().zip(EXPECTED) {
        let (title, body) = block.split_once('\n').unwrap();
        let body = body.strip_suffix('\n').unwrap_or(body).as_bytes();
        let is_as_expected = match expected {
            Expected::Uuid(uuid) => JsLogin::read(body) == Ok(JsLogin::Uuid((*uuid).into())),
            Expected::Refused(code) => {
                let (code, error) = (*code, "".into());
                JsLogin::read(body) == Ok(JsLogin::Refused { code, error })
            }
            Expected::Waiting => Poll::read(body) == Ok(Poll::Waiting),
            Expected::Dead => Poll::read(body) == Ok(Poll::Dead),
            Expected::NoCode => Poll::read(body) == Ok(Poll::NoCode),
            Expected::Scanned(size) => avatar(body).map(|image| image.bytes().len()) == *size,
            Expected::Confirmed(end) => address(body).ends_with(end),
            Expected::Syntax(at) => {
                offset(Poll::read(body)) == *at && offset(JsLogin::read(body)) == *at
            }
        };
        assert!(is_as_expected, "{title}");
    }
}

fn avatar(body: &[u8]) -> Option<qrlogin::Image> {
    match Poll::read(body) {
        Ok(Poll::Scanned { avatar }) => avatar,
        other => panic!("{other:?} instead of scanned"),
    }
}

fn address(body: &[u8]) -> String {
    match Poll::read(body) {
        Ok(Poll::Confirmed { redirect_uri }) => redirect_uri.into_owned(),
        other => panic!("{other:?} instead of confirmed"),
    }
}

fn offset<T: std::fmt::Debug>(result: Result<T, ScriptError>) -> usize {
    match result {
        Err(ScriptError::Syntax { offset, .. }) => offset,
        other => panic!("{other:?} instead of a syntax error"),
    }
}

fn refused(code: i64) -> Result<JsLogin<'static>, ScriptError> {
    let error = "".into();
    Ok(JsLogin::Refused { code, error })
}

#[test]
fn a_jslogin_failure_is_none_of_its_uuid() {
    let failure = br#"window.QRLogin.code = 400; window.QRLogin.error = "";"#;
    assert_eq!(JsLogin::read(failure), refused(400));
    let with_uuid = br#"window.QRLogin.code = 500; window.QRLogin.uuid = "abc";"#;
    assert_eq!(JsLogin::read(with_uuid), refused(500));
}

#[test]
fn an_answer_that_sets_qrlogin_as_a_whole_is_refused() {
    let body = br#"window.QRLogin.code = 200; window.QRLogin.uuid = "abc"; window.QRLogin = "";"#;
    let whole = ScriptError::Content("window.QRLogin is set as a whole");
    assert_eq!(JsLogin::read(body), Err(whole));
}

#[test]
fn a_jslogin_failure_keeps_the_services_message() {
    let body = br#"window.QRLogin.code = 500; window.QRLogin.error = "busy";"#;
    let (code, error) = (500, "busy".into());
    assert_eq!(JsLogin::read(body), Ok(JsLogin::Refused { code, error }));
}

#[test]
fn code_200_needs_a_uuid_of_the_known_characters() {
    for uuid in ["", "a b", "abc;", "\u{4e00}", &"a".repeat(65)] {
        let body = format!(r#"window.QRLogin.code = 200; window.QRLogin.uuid = "{uuid}";"#);
        let read = JsLogin::read(body.as_bytes());
        assert!(matches!(read, Err(ScriptError::Content(_))), "{read:?}");
    }
    let none = JsLogin::read(b"window.QRLogin.code = 200;");
    assert!(matches!(none, Err(ScriptError::Content(_))));
}

#[test]
fn both_shapes_of_a_uuid_are_read() {
    for uuid in ["AYAAAAAAAA==", "4f_______w==", "454d958c7f6243"] {
        let body = format!(r#"window.QRLogin.code = 200; window.QRLogin.uuid = "{uuid}";"#);
        let read = JsLogin::read(body.as_bytes());
        assert_eq!(read, Ok(JsLogin::Uuid(uuid.into())));
    }
}

#[test]
fn every_code_of_a_poll_has_its_meaning() {
    for (code, meaning) in [
        (408, Poll::Waiting),
        (400, Poll::Dead),
        (500, Poll::Dead),
        (201, Poll::Scanned { avatar: None }),
        (202, Poll::Cancelled),
        (0, Poll::NoCode),
        (402, Poll::Unknown(402)),
        (403, Poll::Unknown(403)),
        (-1, Poll::Unknown(-1)),
    ] {
        let body = format!("window.code={code};");
        assert_eq!(Poll::read(body.as_bytes()), Ok(meaning), "{code}");
        let quoted = format!("window.code='{code}';");
        let (quoted, bare) = (Poll::read(quoted.as_bytes()), Poll::read(body.as_bytes()));
        assert_eq!(quoted, bare, "{code} in quotes");
    }
}

#[test]
fn a_code_that_is_no_number_is_refused() {
    for code in [r#""""#, r#""20x""#, r#"" 200""#, r#"{a:"200"}"#] {
        let read = Poll::read(format!("window.code={code};").as_bytes()).map(|_| ());
        assert!(matches!(read, Err(ScriptError::Content(_))), "{code}");
    }
}

#[test]
fn an_avatar_is_kept_whole_past_its_semicolon() {
    let body = b"window.code=201;window.userAvatar = 'data:img/jpg;base64,/9j/';";
    let image = avatar(body).unwrap();
    assert_eq!(image.bytes(), [0xff, 0xd8, 0xff]);
    assert_eq!(image.kind(), ImageKind::Jpeg);
}

#[test]
fn the_type_of_an_avatar_is_judged_by_its_bytes() {
    let body = b"window.code = 201;\nwindow.userAvatar='data:image/jpeg;base64,QUJD'";
    let image = avatar(body).unwrap();
    assert_eq!(image.bytes(), b"ABC");
    assert_eq!(image.kind(), ImageKind::Unknown);
}

#[test]
fn an_avatar_that_is_no_data_is_dropped() {
    for uri in [
        "",
        "https://tracker.example/a.jpg",
        "data:img/jpg",
        "data:img/jpg,abc",
        "img/jpg;base64,QUJD",
        "data:img/jpg;base64,",
        "data:img/jpg;base64,%%%",
    ] {
        let body = format!("window.code=201;window.userAvatar = '{uri}';");
        assert_eq!(avatar(body.as_bytes()), None, "{uri}");
    }
}

#[test]
fn an_avatar_may_have_192_kib_of_base64() {
    let body = |length| {
        let data = "A".repeat(length);
        format!("window.code=201;window.userAvatar = 'data:img/jpg;base64,{data}';")
    };
    let longest = avatar(body(192 * 1024).as_bytes()).unwrap();
    assert_eq!(longest.bytes().len(), 144 * 1024);
    assert_eq!(avatar(body(192 * 1024 + 4).as_bytes()), None);
}

#[test]
fn white_space_before_the_address_does_not_matter() {
    let uri = "https://wx2.qq.com/cgi-bin/mmwebwx-bin/webwxnewloginpage?ticket=AbCdEfGhIjKlMnOpQrStUvWx@qrticket_0&uuid=AYAAAAAAAA==&lang=zh_CN&scan=1551166580";
    for between in ["\n", "", " ", "\r\n", "\t \n"] {
        let body = format!(r#"window.code=200;{between}window.redirect_uri="{uri}";"#);
        assert_eq!(address(body.as_bytes()), uri);
    }
}

#[test]
fn code_200_needs_an_address() {
    for body in [
        "window.code=200;",
        "window.code=200;window.redirect_uri='';",
        "window.code=200;window.redirect_uri=5;",
    ] {
        let read = Poll::read(body.as_bytes());
        let lacks = ScriptError::Content("code 200 without redirect_uri");
        assert_eq!(read, Err(lacks), "{body}");
    }
}

#[test]
fn an_empty_body_sets_no_code() {
    for body in ["", " ", "\r\n\t ", "\u{feff}"] {
        assert_eq!(Poll::read(body.as_bytes()), Ok(Poll::NoCode));
        assert_eq!(JsLogin::read(body.as_bytes()), refused(0));
    }
}

#[test]
fn a_web_page_is_an_error_of_its_own() {
    for body in ["<!DOCTYPE html><html>", "  \n<html>", "\u{feff}<xml/>"] {
        assert_eq!(Poll::read(body.as_bytes()), Err(ScriptError::Html));
    }
}

#[test]
fn order_and_unknown_paths_do_not_matter() {
    let body =
        b"window.new_thing = {a:\"b\"}; window.userAvatar='data:x;base64,QUJD' ;window.code=201 ";
    assert_eq!(avatar(body).unwrap().bytes(), b"ABC");
}

//! The grammar of WeChat's script answers, rule by rule (specification section 4).

use qrlogin::wechat::script::{JsLogin, Poll, Script, ScriptError, Statements, Value};

fn offset<T: std::fmt::Debug>(result: Result<T, ScriptError>) -> usize {
    match result {
        Err(ScriptError::Syntax { offset, .. }) => offset,
        other => panic!("{other:?} instead of a syntax error"),
    }
}

fn expected(body: &str) -> &'static str {
    match Script::parse(body.as_bytes()) {
        Err(ScriptError::Syntax { expected, .. }) => expected,
        other => panic!("{other:?} instead of a syntax error"),
    }
}

/// The text that a body assigns to `window.a`.
fn text(value: &str) -> String {
    let body = format!("window.a={value};");
    match Script::parse(body.as_bytes()).unwrap().get("window.a") {
        Some(Value::Text(text)) => text.clone().into_owned(),
        other => panic!("{other:?} instead of a text"),
    }
}

#[test]
fn the_object_of_synccheck_is_read() {
    let script = Script::parse(br#"window.synccheck={retcode:"0",selector:"2"}"#).unwrap();
    let members = vec![("retcode", "0".into()), ("selector", "2".into())];
    assert_eq!(
        script.get("window.synccheck"),
        Some(&Value::Object(members))
    );
}

#[test]
fn the_last_assignment_of_a_path_wins() {
    assert_eq!(
        Poll::read(b"window.code=408;window.code=400;"),
        Ok(Poll::Dead)
    );
    let script = Script::parse(b"window.a=1;window.b=2;window.a=3").unwrap();
    assert_eq!(script.get("window.a"), Some(&Value::Integer(3)));
    assert_eq!(script.assignments().len(), 3);
}

#[test]
fn a_path_is_compared_whole() {
    for path in [
        "window.Code",
        "window.code2",
        "window.x.code",
        "window.QRLogin.code",
    ] {
        let body = format!("{path}=408;");
        assert_eq!(Poll::read(body.as_bytes()), Ok(Poll::NoCode), "{path}");
    }
}

#[test]
fn escapes_are_decoded() {
    for (escaped, plain) in [
        (r#""\"\'\\\/""#, r#""'\/"#),
        (r#"'\"\''"#, r#""'"#),
        (r#""a\nb\rc\td""#, "a\nb\rc\td"),
        (r#""\x26\xe9""#, "&\u{e9}"),
        (r#""\u0026\u4E2d""#, "&\u{4e2d}"),
        (r#""\uD83D\uDE00!""#, "\u{1f600}!"),
        (r#""\ud800\udc00\udbff\udfff""#, "\u{10000}\u{10ffff}"),
        (r#""\\""#, "\\"),
        (r#""\\\\\"""#, "\\\\\""),
        ("\"\u{4e2d}\\n\u{6587}\"", "\u{4e2d}\n\u{6587}"),
        (r#""""#, ""),
    ] {
        assert_eq!(text(escaped), plain, "{escaped}");
    }
}

/// As a browser does when it writes such a string as UTF-8.
#[test]
fn a_surrogate_alone_becomes_the_replacement_character() {
    assert_eq!(text(r#""a\ud83db""#), "a\u{fffd}b");
    assert_eq!(text(r#""\ude00""#), "\u{fffd}");
    assert_eq!(text(r#""\ud83d\u0041""#), "\u{fffd}A");
    assert_eq!(text(r#""\ud83d\ud83d\ude00""#), "\u{fffd}\u{1f600}");
}

#[test]
fn an_unknown_escape_is_an_error() {
    for escape in [
        r"\b", r"\0", r"\x1", r"\xg1", r"\u123", r"\u{61}", r"\ ", "\\\n",
    ] {
        let body = format!(r#"window.a="{escape}";"#);
        assert_eq!(expected(&body), "a known escape", "{escape}");
    }
}

#[test]
fn a_string_without_escapes_is_not_copied() {
    let body = b"window.a='data:img/jpg;base64,/9j/'".as_slice();
    let script = Script::parse(body).unwrap();
    match script.get("window.a") {
        Some(Value::Text(std::borrow::Cow::Borrowed(text))) => {
            assert!(body.as_ptr_range().contains(&text.as_ptr()));
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_other_quote_is_data() {
    assert_eq!(text(r#""it's""#), "it's");
    assert_eq!(text(r#"'say "a;b=c"'"#), r#"say "a;b=c""#);
}

#[test]
fn a_control_character_in_a_string_is_an_error() {
    for c in ["\n", "\r", "\t", "\0", "\u{7f}"] {
        let body = format!("window.a='ab{c}c';");
        assert_eq!(expected(&body), "no control character in a string");
        assert_eq!(offset(Script::parse(body.as_bytes())), 12);
        let two = format!("window.a='ab{c}{c}c';");
        assert_eq!(offset(Script::parse(two.as_bytes())), 12);
        let escaped = format!(r"window.a='\n{c}c';");
        assert_eq!(offset(Script::parse(escaped.as_bytes())), 12);
    }
}

#[test]
fn a_string_that_is_not_utf_8_is_an_error() {
    let error = ScriptError::Syntax {
        expected: "UTF-8",
        offset: 12,
    };
    assert_eq!(Script::parse(b"window.a='ab\xd0'"), Err(error));
    assert_eq!(Script::parse(br"window.a='\n".as_slice()).map(drop), {
        let expected = "the closing quote";
        let offset = 10;
        Err(ScriptError::Syntax { expected, offset })
    });
    assert_eq!(Script::parse(b"window.a='\\n\xd0'"), Err(error));
}

#[test]
fn a_string_has_to_end() {
    for body in [
        "window.a='",
        "window.a='abc\"",
        r"window.a='abc\'",
        r#"window.a="abc\\\""#,
    ] {
        assert_eq!(expected(body), "the closing quote", "{body}");
    }
}

#[test]
fn an_integer_has_at_most_ten_digits() {
    let script = Script::parse(b"window.a=-9999999999").unwrap();
    assert_eq!(
        script.get("window.a"),
        Some(&Value::Integer(-9_999_999_999))
    );
    assert_eq!(expected("window.a=99999999999"), "`;` or the end");
}

#[test]
fn an_integer_has_no_leading_zero() {
    let script = Script::parse(b"window.a=0;window.b=-0;").unwrap();
    assert_eq!(script.get("window.a"), Some(&Value::Integer(0)));
    for body in ["window.a=010", "window.a=-010", "window.a=00"] {
        assert_eq!(expected(body), "a value", "{body}");
    }
}

#[test]
fn a_name_with_a_meaning_in_javascript_is_refused() {
    for body in ["window.__proto__=1", r#"window.a={__proto__:"1"}"#] {
        assert!(Script::parse(body.as_bytes()).is_err(), "{body}");
    }
    assert!(Script::parse(b"window.__proto=1").is_ok());
}

#[test]
fn a_syntax_error_has_its_place() {
    for (body, what, at) in [
        ("error", "a path such as window.code", 0),
        ("window=1", "a path such as window.code", 6),
        ("window.=1", "a path such as window.code", 6),
        ("window.1a=1", "a path such as window.code", 6),
        ("window.a", "`=`", 8),
        ("window.a.=1", "`=`", 8),
        ("window.a 1", "`=`", 9),
        ("window.a=", "a value", 9),
        ("window.a=true", "a value", 9),
        ("window.a=-", "a value", 9),
        ("window.a= \u{4e00}", "a value", 10),
        ("window.a=1 2", "`;` or the end", 11),
        ("window.a=200abc", "`;` or the end", 12),
        ("window.a='1' + '2'", "`;` or the end", 13),
        ("window.a=1;x", "a path such as window.code", 11),
        ("window.a=1;;", "a path such as window.code", 11),
        ("window.a=1;alert(1)", "a path such as window.code", 11),
        ("window.a={}", "the members of an object and its `}`", 10),
        ("window.a={b:1}", "the members of an object and its `}`", 12),
        (
            "window.a={b:\"1\"",
            "the members of an object and its `}`",
            15,
        ),
        (";window.a=1", "a path such as window.code", 0),
    ] {
        assert_eq!(expected(body), what, "{body}");
        assert_eq!(offset(Script::parse(body.as_bytes())), at, "{body}");
    }
}

#[test]
fn an_error_never_quotes_the_body() {
    let error = Script::parse(b"window.redirect_uri=\"https://s3cr3t\" + x").unwrap_err();
    assert_eq!(error.to_string(), "expected `;` or the end at byte 37");
    assert!(!format!("{error:?}").contains("s3cr3t"));
}

#[test]
fn an_offset_counts_the_byte_order_mark_and_leading_blanks() {
    assert_eq!(
        offset(Script::parse("\u{feff} \nwindow.a=x".as_bytes())),
        14
    );
}

#[test]
fn the_statements_end_with_the_first_error() {
    let mut statements = Statements::of(b"window.a=1;window.b=x;window.c=3").unwrap();
    assert_eq!(statements.next(), Some(Ok(("window.a", Value::Integer(1)))));
    assert!(matches!(statements.next(), Some(Err(_))));
    assert_eq!(statements.next(), None);
}

#[test]
fn no_cut_and_no_single_byte_makes_the_reader_panic() {
    let body: &[u8] =
        br#"window.code=201;window.a = 'd\u00e9\ud83d\ude00\x41';window.b={c:"d",e:"\n"};"#;
    for end in 0..=body.len() {
        let _ = Script::parse(&body[..end]);
    }
    for at in 0..body.len() {
        for byte in 0..=u8::MAX {
            let mut body = body.to_vec();
            body[at] = byte;
            let _ = (Poll::read(&body), JsLogin::read(&body));
        }
    }
}

/// A lot each of what could make a reader slow or exhaust its stack.
#[test]
fn hostile_bodies_are_read_in_linear_time() {
    let long = |unit: &str| unit.repeat((1 << 17) / unit.len());
    for body in [
        format!("window.a='{}", long(r"\'")),
        format!("window.a='{}'", long(r"\\")),
        format!("window.a='{}'", long(r"\ud83d")),
        format!("window.a='{}", long("\"")),
        format!("window{}=1", long(".a")),
        format!("window.a={}", long("{a:")),
        format!("window.a={{{}", long("a:\"\",")),
        long("window.a=1;"),
        long("window.a='';"),
        long(" "),
        format!("window.a={}", long("-")),
        format!("window.a={}", long("9")),
    ] {
        let _ = (Script::parse(body.as_bytes()), Poll::read(body.as_bytes()));
    }
}

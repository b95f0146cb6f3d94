#![no_main]
//! The reader of WeChat's script answers, on any bytes.
//!
//! - It never panics, and it takes memory in proportion to the body.
//! - A syntax error is at a place within the body.
//! - [`JsLogin`] and [`Poll`] say what the assignments of [`Script`] say, and nothing that is not
//!   in them: a uuid of the allowed alphabet, an address that is not empty.
//! - A script that was read, written anew in other words (double quotes, no blanks), is read as the
//!   same.

use libfuzzer_sys::fuzz_target;
use qrlogin::wechat::script::{JsLogin, Poll, Script, ScriptError, Statements, Value};
use qrlogin_fuzz::memory::{Counting, peak_of};

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// A statement of ten bytes, `window.a=1`, takes an entry of a vector that doubles: twice 48 bytes
/// and the copy. An avatar is decoded beside its text.
const BYTES_FOR_ONE: usize = 24;
const BYTES_FOR_NONE: usize = 1024;

fuzz_target!(|body: &[u8]| {
    let (script, peak) = peak_of(|| Script::parse(body));
    bounded(peak, body);
    let (login, peak) = peak_of(|| JsLogin::read(body));
    bounded(peak, body);
    let (poll, peak) = peak_of(|| Poll::read(body));
    bounded(peak, body);
    match &script {
        Ok(script) => {
            login_follows(script, &login);
            poll_follows(script, &poll);
            reads_the_same_again(script);
        }
        Err(error) => {
            if let ScriptError::Syntax { offset, .. } = error {
                assert!(*offset <= body.len(), "an error at {offset}");
            }
            // A text that no reply uses is not checked.
            let unused = "no control character in a string";
            let is_of_a_text = matches!(
                error,
                ScriptError::Syntax { expected, .. } if *expected == "UTF-8" || *expected == unused
            );
            assert!(is_of_a_text || (login.is_err() && poll.is_err()));
        }
    }
});

fn bounded(peak: usize, body: &[u8]) {
    let most = BYTES_FOR_NONE + BYTES_FOR_ONE * body.len();
    assert!(peak <= most, "{peak} bytes for a body of {}", body.len());
}

fn login_follows(script: &Script<'_>, login: &Result<JsLogin<'_>, ScriptError>) {
    let code = script.get("window.QRLogin.code");
    let uuid = script.get("window.QRLogin.uuid");
    match login {
        Ok(JsLogin::Uuid(text)) => {
            assert_eq!(number(code), Some(200));
            assert_eq!(uuid, Some(&Value::Text(text.clone())));
            let allowed = |b: u8| b.is_ascii_alphanumeric() || b"-_+/=".contains(&b);
            assert!((1..=64).contains(&text.len()) && text.bytes().all(allowed));
        }
        Ok(JsLogin::Refused { code: told, .. }) => {
            assert_ne!(*told, 200);
            assert_eq!(number(code), Some(*told));
        }
        Ok(_) => panic!("a third kind of answer"),
        Err(error) => assert!(matches!(error, ScriptError::Content(_))),
    }
}

fn poll_follows(script: &Script<'_>, poll: &Result<Poll<'_>, ScriptError>) {
    let code = number(script.get("window.code"));
    let expected: &[i64] = match poll {
        Ok(Poll::Waiting) => &[408],
        Ok(Poll::Scanned { .. }) => &[201],
        Ok(Poll::Confirmed { redirect_uri }) => {
            let text = Value::Text(redirect_uri.clone());
            assert_eq!(script.get("window.redirect_uri"), Some(&text));
            assert!(!redirect_uri.is_empty());
            &[200]
        }
        Ok(Poll::Dead) => &[400, 500],
        Ok(Poll::Cancelled) => &[202],
        Ok(Poll::NoCode) => &[0],
        Ok(Poll::Unknown(code)) => &[*code],
        Ok(_) => panic!("another kind of answer"),
        Err(error) => return assert!(matches!(error, ScriptError::Content(_))),
    };
    assert!(code.is_some_and(|code| expected.contains(&code)));
}

/// A code: none stands for 0, and it may be in quotes.
fn number(value: Option<&Value<'_>>) -> Option<i64> {
    match value {
        None => Some(0),
        Some(Value::Integer(number)) => Some(*number),
        Some(Value::Text(text)) => text.parse().ok(),
        Some(_) => None,
    }
}

fn reads_the_same_again(script: &Script<'_>) {
    let quoted = |text: &str| {
        let plain = |c: char| !c.is_ascii_control() && !matches!(c, '"' | '\\');
        let escaped = |c| {
            if plain(c) {
                String::from(c)
            } else {
                format!("\\u{:04x}", c as u32)
            }
        };
        format!("\"{}\"", text.chars().map(escaped).collect::<String>())
    };
    let statements = script
        .assignments()
        .iter()
        .map(|(path, value)| match value {
            Value::Integer(number) => format!("{path}={number}"),
            Value::Text(text) => format!("{path}={}", quoted(text)),
            Value::Object(members) => {
                let members = members
                    .iter()
                    .map(|(name, text)| format!("{name}:{}", quoted(text)));
                format!("{path}={{{}}}", members.collect::<Vec<_>>().join(","))
            }
            _ => panic!("another kind of value"),
        });
    let again = statements.collect::<Vec<_>>().join(";");
    let again = Script::parse(again.as_bytes()).expect("what was read can be read again");
    assert!(again == *script, "{script:?} became {again:?}");
    let streamed = Statements::of(b"")
        .expect("an empty body is no page")
        .count();
    assert_eq!(streamed, 0);
}

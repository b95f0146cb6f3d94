#![no_main]
//! The reader of WeChat's script answers against a JavaScript engine (QuickJS): it may accept less
//! than the engine, but must read all that it accepts as the engine does. Two questions about each
//! script:
//!
//! 1. *Which assignments does it make?* `window` is a stand-in in which every path exists and which
//!    writes down what is assigned to which path. The engine's list must be the reader's, in order,
//!    and nothing may be thrown. Text is compared as UTF-8, so a surrogate alone is U+FFFD.
//! 2. *What does a page see in the end?* `window` is plain data as in the page (`code` is 0,
//!    `QRLogin` is empty) in which missing objects come into being. What [`JsLogin`] and [`Poll`]
//!    say must be there. A script that throws here (it gives a number or a text a property of a
//!    property) is passed over: a page would have stopped in the middle of it, and the reader goes
//!    on.

use libfuzzer_sys::fuzz_target;
use qrlogin::wechat::script::{JsLogin, Poll, Script, Value};
use rquickjs::context::{EvalOptions, intrinsic};
use rquickjs::{Context, Runtime};
use serde_json::{Value as Json, json};

const ASSIGNMENTS: &str = r#"
    const log = [];
    const at = path => new Proxy(Object.create(null), {
        get: (_, name) => at(path + "." + name),
        set: (_, name, value) => log.push([path + "." + name, value]) > 0,
    });
    globalThis.window = at("window");
    const report = () => log;
"#;

const PAGE: &str = r#"
    const growing = target => new Proxy(Object.assign(Object.create(null), target), {
        get(target, name) {
            if (!(name in target)) target[name] = growing({});
            return target[name];
        },
    });
    const page = globalThis.window = growing({ code: 0, QRLogin: growing({}) });
    const seen = value => typeof value === "object" ? null : value;
    const report = () => [
        [page.code, page.redirect_uri, page.userAvatar].map(seen),
        [page.QRLogin.code, page.QRLogin.uuid, page.QRLogin.error].map(seen),
    ];
"#;

/// JSON, and every text well-formed, or it could not be read.
const REPORT: &str = r#"
    JSON.stringify(report(), (_, value) => typeof value === "string" ? value.toWellFormed() : value)
"#;

thread_local! {
    static RUNTIME: Runtime = Runtime::new().expect("a runtime");
}

fuzz_target!(|body: &[u8]| {
    let Ok(script) = Script::parse(body) else {
        return;
    };
    let ours: Json = script.assignments().iter().map(assignment).collect();
    let theirs = evaluate(ASSIGNMENTS, body).expect("the engine accepts it too");
    assert_eq!(ours, theirs);

    let Some(page) = evaluate(PAGE, body) else {
        return;
    };
    if let Ok(poll) = Poll::read(body) {
        let [code, redirect_uri, avatar] = [0, 1, 2].map(|index| &page[0][index]);
        match poll {
            Poll::Confirmed {
                redirect_uri: ref ours,
            } => assert_eq!(*redirect_uri, **ours),
            Poll::Scanned {
                avatar: Some(ref picture),
            } if picture.decode().is_some() => {
                assert!(avatar.as_str().is_some_and(|uri| uri.starts_with("data:")));
            }
            _ => {}
        }
        let codes: &[i64] = match poll {
            Poll::Waiting => &[408],
            Poll::Scanned { .. } => &[201],
            Poll::Confirmed { .. } => &[200],
            Poll::Dead => &[400, 500],
            Poll::Cancelled => &[202],
            Poll::NoCode => &[0],
            Poll::Unknown(code) => &[code],
            _ => panic!("another kind of answer"),
        };
        assert!(codes.contains(&number(code)), "{codes:?} is {code}");
    }
    if let Ok(login) = JsLogin::read(body) {
        let [code, uuid, error] = [0, 1, 2].map(|index| &page[1][index]);
        match login {
            JsLogin::Uuid(ours) => {
                assert_eq!(number(code), 200);
                assert_eq!(*uuid, *ours);
            }
            JsLogin::Refused {
                code: ours,
                error: words,
            } => {
                assert_eq!(number(code), ours);
                assert_eq!(error.as_str().unwrap_or_default(), words);
            }
            _ => panic!("another kind of answer"),
        }
    }
});

/// What the reader says of a statement, in the form of the engine's report.
fn assignment((path, value): &(&str, Value<'_>)) -> Json {
    let value = match value {
        Value::Integer(number) => json!(number),
        Value::Text(text) => json!(text),
        Value::Object(members) => members
            .iter()
            .map(|(name, text)| (*name, text.as_ref()))
            .collect(),
        _ => panic!("another kind of value"),
    };
    json!([path, value])
}

/// A code as the page sees it: it may be in quotes, and one that was never assigned is no code.
fn number(seen: &Json) -> i64 {
    match seen {
        Json::Number(number) => number.as_i64().expect("a whole number"),
        Json::String(text) => text.parse().expect("a number in quotes"),
        _ => 0,
    }
}

/// What is reported after the script has run in a window of this kind; `None` if anything was
/// thrown.
fn evaluate(window: &str, script: &[u8]) -> Option<Json> {
    // A page's scripts are not in strict mode.
    let options = || {
        let mut options = EvalOptions::default();
        options.strict = false;
        options
    };
    let report: Option<String> = RUNTIME.with(|runtime| {
        let context = Context::builder()
            .with::<intrinsic::Eval>()
            .with::<intrinsic::Json>()
            .with::<intrinsic::Proxy>()
            .build(runtime)
            .expect("a context");
        context.with(|engine| {
            engine.eval::<(), _>(window).expect("the window");
            engine.eval_with_options::<(), _>(script, options()).ok()?;
            Some(engine.eval(REPORT).expect("the report"))
        })
    });
    report.map(|report| serde_json::from_str(&report).expect("a report in JSON"))
}

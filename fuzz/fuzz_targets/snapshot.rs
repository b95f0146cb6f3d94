#![no_main]
//! Snapshots. An input is either a text of its own, or a genuine snapshot (of any flow, at any step
//! of a login in the simulated world) with pieces of its JSON replaced.
//!
//! - Nothing panics: neither the reader nor the resumed login, with any responses.
//! - A snapshot that was resumed and taken again is the same from then on.
//! - A resumed login sends requests to the hosts of its flow alone, and no token in the clear: a
//!   snapshot may come from anywhere.
//! - Its memory is in proportion to the snapshot.

use std::sync::OnceLock;

use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use qrlogin::flows::{self, Options};
use qrlogin::http::Uri;
use qrlogin::{BoxFlow, Failure, Flow, Response, Snapshot, Step};
use qrlogin_fuzz::memory::{Counting, peak_of};
use qrlogin_fuzz::rules::check_words;
use qrlogin_fuzz::world::variant;
use qrlogin_test_support::{START, VARIANTS, World, find, reply, scenario};
use serde_json::Value;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

const BYTES_FOR_ONE: usize = 32;
const BYTES_FOR_NONE: usize = 64 * 1024;

#[derive(Arbitrary, Debug)]
enum Input<'a> {
    Own(&'a str),
    /// The login of an own snapshot: the text within the text.
    Inner {
        flow: u8,
        login: &'a str,
    },
    Genuine {
        which: u16,
        edits: Vec<Edit<'a>>,
        answer: Option<u16>,
    },
}

/// A value of the JSON, counted from the front, is replaced.
#[derive(Arbitrary, Debug)]
struct Edit<'a> {
    at: u16,
    by: With<'a>,
}

#[derive(Arbitrary, Debug)]
enum With<'a> {
    Text(&'a str),
    Address(u8),
    Number(u64),
    Negative(i64),
    Null,
    Nothing,
    Other(u16),
}

const ADDRESSES: [&str; 8] = [
    "https://example.org/",
    "http://passport.bilibili.com/x",
    "https://passport.bilibili.com@example.org/x",
    "https://passport.bilibili.com/x/passport-login/web/qrcode/poll?\u{0}",
    "https://wx.qq.com/cgi-bin/mmwebwx-bin/webwxnewloginpage?a b",
    "http://example.org:1/api",
    "data:text/plain,x",
    "",
];

fuzz_target!(|input: Input<'_>| {
    let (json, answer) = match input {
        Input::Own(json) => (json.to_owned(), None),
        Input::Inner { flow, login } => (wrapped(usize::from(flow), login), None),
        Input::Genuine {
            which,
            edits,
            answer,
        } => {
            let (flow, login, _) = &genuine()[usize::from(which) % genuine().len()];
            let mut login = login.clone();
            edits
                .iter()
                .take(8)
                .for_each(|edit| apply(edit, &mut login));
            let answer = answer.map(|index| &genuine()[usize::from(index) % genuine().len()].2);
            (wrapped(*flow, &login.to_string()), answer)
        }
    };
    let (resumed, peak) = peak_of(|| Snapshot::from_json(&json).and_then(|it| flows::resume(&it)));
    let most = BYTES_FOR_NONE + BYTES_FOR_ONE * json.len();
    assert!(
        peak <= most,
        "{peak} bytes for a snapshot of {}",
        json.len()
    );
    match resumed {
        Ok(flow) => go_on(flow, answer),
        Err(error) => check_words(&error),
    }
});

fn go_on(mut flow: BoxFlow, answer: Option<&Response>) {
    // What was read is written in one way only.
    if let Ok(first) = flow.snapshot() {
        let second = Snapshot::from_json(&first.to_json()).expect("its own snapshot");
        assert!(second == first);
        flow = flows::resume(&second).expect("its own login");
        assert!(
            flow.snapshot().expect("as before") == first,
            "it changed by being resumed"
        );
    }
    let mut now = START;
    for step in 0..12_u64 {
        match flow.poll(now) {
            Ok(Step::Send(call)) => {
                check_address(flow.id(), call.request.uri());
                let outcome = match (step % 3, answer) {
                    (0, Some(answer)) => Ok(answer.clone()),
                    (1, _) => Err(Failure::Timeout),
                    _ => Ok(reply(200, "{}")),
                };
                flow.handle(now, outcome);
            }
            Ok(Step::Wait(until)) => now = until.max(now + std::time::Duration::from_millis(1)),
            Ok(Step::Event(_)) => {}
            Ok(Step::Done(_)) => return,
            Ok(step) => panic!("an unknown step: {step:?}"),
            Err(error) => return check_words(&error),
        }
    }
}

fn check_address(id: &str, uri: &Uri) {
    let trusted = find(id).expect("a flow of the table").hosts.allow(uri);
    assert!(trusted, "{uri}");
}

fn wrapped(flow: usize, login: &str) -> String {
    let id = variant(flow).flow.id;
    serde_json::json!({ "version": version(), "flow": id, "login": login }).to_string()
}

fn apply(edit: &Edit<'_>, login: &mut Value) {
    let mut places = Vec::new();
    pointers(login, String::new(), &mut places);
    let place = |index: u16| places[usize::from(index) % places.len()].as_str();
    let new = match &edit.by {
        With::Text(text) => Value::from(*text),
        With::Address(index) => ADDRESSES[usize::from(*index) % ADDRESSES.len()].into(),
        With::Number(number) => Value::from(*number),
        With::Negative(number) => Value::from(*number),
        With::Null => Value::Null,
        With::Nothing => serde_json::json!({}),
        With::Other(index) => login.pointer(place(*index)).cloned().unwrap_or_default(),
    };
    if let Some(value) = login.pointer_mut(place(edit.at)) {
        *value = new;
    }
}

/// The places of all values within a value, as JSON pointers.
fn pointers(value: &Value, here: String, all: &mut Vec<String>) {
    match value {
        Value::Object(members) => members
            .iter()
            .for_each(|(name, value)| pointers(value, format!("{here}/{name}"), all)),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .for_each(|(index, value)| pointers(value, format!("{here}/{index}"), all)),
        _ => {}
    }
    all.push(here);
}

/// The snapshots of whole logins of every flow, each with the response that came next.
fn genuine() -> &'static [(usize, Value, Response)] {
    static GENUINE: OnceLock<Vec<(usize, Value, Response)>> = OnceLock::new();
    GENUINE.get_or_init(|| {
        let mut all = Vec::new();
        for (index, variant) in VARIANTS.iter().enumerate() {
            let more = variant.flow.scenarios.more_stages.iter();
            for settings in more.copied().chain([""]) {
                let login = variant.login(&Options::new().renewals(1));
                let stages = stages(login, settings).into_iter();
                all.extend(stages.map(|(login, reply)| (index, login, reply)));
            }
        }
        all
    })
}

/// The snapshots of a login in this scenario, each with the response that came next.
fn stages(mut flow: BoxFlow, settings: &str) -> Vec<(Value, Response)> {
    let mut world = World::new(scenario(settings));
    let mut all = Vec::new();
    loop {
        let before = inner(&flow);
        let mut response = reply(200, "");
        // A login that wants a typed input ends without one.
        let Ok(step) = flow.poll(world.now()) else {
            return all;
        };
        match step {
            Step::Send(call) => {
                response = world.send(call).expect("a response");
                flow.handle(world.now(), Ok(response.clone()));
            }
            Step::Wait(until) => world.wait_until(until),
            Step::Done(_) => {
                all.push((before, response));
                return all;
            }
            _ => {}
        }
        all.push((before, response));
    }
}

/// A snapshot's JSON.
fn outer(flow: &BoxFlow) -> Value {
    let json = flow.snapshot().expect("not at its end").to_json();
    serde_json::from_str(&json).expect("JSON")
}

/// The login within a snapshot: the JSON within the JSON.
fn inner(flow: &BoxFlow) -> Value {
    let outer = outer(flow);
    let login = outer["login"].as_str().expect("a text");
    serde_json::from_str(login).expect("JSON")
}

/// The format that snapshots have now. One of another version is refused as a whole.
fn version() -> &'static Value {
    static VERSION: OnceLock<Value> = OnceLock::new();
    VERSION.get_or_init(|| outer(&variant(0).login(&Options::new()))["version"].clone())
}

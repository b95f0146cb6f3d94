#![no_main]
//! Snapshots. An input is either a text of its own, or a genuine snapshot (of any flow, at any step
//! of a login in the simulated world) with pieces of its JSON replaced.
//!
//! - Nothing panics, be it the reader or the login that was resumed and goes on with whatever
//!   answers.
//! - A snapshot that was resumed and taken again is the same from then on.
//! - A login of Bilibili or WeChat that was resumed asks no host but those of its service, over
//!   https, and one with phiApi sends no token in the clear: a snapshot may come from anywhere.
//! - Its memory is in proportion to the snapshot.

use std::sync::OnceLock;

use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use qrlogin::flows::{self, Options};
use qrlogin::http::Uri;
use qrlogin::{BoxFlow, Failure, Flow, Response, Snapshot, Step};
use qrlogin_fuzz::START;
use qrlogin_fuzz::memory::{Counting, peak_of};
use qrlogin_fuzz::rig::reply;
use qrlogin_fuzz::rules::check_words;
use qrlogin_fuzz::world::{FLOWS, World, login};
use qrlogin_simulator::Scenario;
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
    let id = flow.snapshot().map(|it| it.flow().to_owned());
    let mut now = START;
    for step in 0..12_u64 {
        match flow.poll(now) {
            Ok(Step::Send(call)) => {
                check_address(id.as_deref().unwrap_or_default(), call.request.uri());
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
    let host = uri.host().unwrap_or_default();
    let below = |domains: &[&str]| domains.iter().any(|it| host.ends_with(&format!(".{it}")));
    let trusted = match id {
        "bilibili-web" => below(&["bilibili.com", "biligame.com"]),
        "bilibili-tv" => below(&["bilibili.com", "snm0516.aisee.tv"]),
        "wechat-web" => below(&["qq.com", "wechat.com"]),
        "115" | "115-open" => below(&["115.com"]),
        // The hosts of these two are settings.
        "phi-api" | "taptap" if ["localhost", "127.0.0.1", "[::1]"].contains(&host) => return,
        "phi-api" | "taptap" => return assert_eq!(uri.scheme_str(), Some("https"), "{host}"),
        // Whose gateway it is, and how it is reached, is for the caller to say.
        _ => return assert!(!host.is_empty(), "no host"),
    };
    assert!(
        trusted && uri.scheme_str() == Some("https") && uri.port().is_none(),
        "{host}"
    );
}

fn wrapped(flow: usize, login: &str) -> String {
    let id = FLOWS[flow % FLOWS.len()]
        .split(' ')
        .next()
        .unwrap_or_default();
    serde_json::json!({ "version": 1, "flow": id, "login": login }).to_string()
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

/// Every snapshot of a whole login with each flow, with the answer that came next.
fn genuine() -> &'static [(usize, Value, Response)] {
    static GENUINE: OnceLock<Vec<(usize, Value, Response)>> = OnceLock::new();
    GENUINE.get_or_init(|| {
        let eras = ["", "bilibili-web.era = ticket-2026-hops"];
        let logins = FLOWS
            .iter()
            .enumerate()
            .flat_map(|it| eras.map(|era| (it, era)));
        let mut all = Vec::new();
        for ((index, name), era) in logins {
            let mut flow = login(name, &Options::new().renewals(1));
            let mut world = World::new(era.parse::<Scenario>().expect("a scenario"));
            loop {
                let before = flow.snapshot().expect("not at its end").to_json();
                let before: Value = serde_json::from_str(&before).expect("JSON");
                let before = before["login"].as_str().expect("a text");
                let before = serde_json::from_str(before).expect("JSON");
                let mut answer = reply(200, "");
                match flow.poll(world.now).expect("a login that succeeds") {
                    Step::Send(call) => {
                        answer = world.send(call).expect("an answer");
                        flow.handle(world.now, Ok(answer.clone()));
                    }
                    Step::Wait(until) => world.now = until,
                    Step::Done(_) => break all.push((index, before, answer)),
                    _ => {}
                }
                all.push((index, before, answer));
            }
        }
        all
    })
}

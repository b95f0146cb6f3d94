#![no_main]
//! Recordings: the reader and the writer of HAR files, the redaction, and both replays.
//!
//! - Nothing panics, and reading takes memory in proportion to the file.
//! - A file that was read is written as one that reads the same.
//! - Secrets put into every entry (a cookie that is set, one that is sent, an authorization, a
//!   token in a JSON body) are in no redacted file, in any surroundings; and that file can be read.
//! - A replay ends, and a drift names the entry.

use libfuzzer_sys::fuzz_target;
use qrlogin::http::HeaderValue;
use qrlogin::{Flow, Settings, flows};
use qrlogin_fuzz::memory::{Counting, peak_of};
use qrlogin_recordings::Replay;
use qrlogin_recordings::har::{Entry, Har};
use qrlogin_test_support::{completed, seed};

#[global_allocator]
static ALLOCATOR: Counting = Counting;

// Of the shortest entry that cannot be read (`0`), its number and the cause are kept.
const BYTES_FOR_ONE: usize = 128;
const BYTES_FOR_NONE: usize = 64 * 1024;

/// Nothing of a protocol looks like these.
const SECRETS: [&str; 4] = [
    "x9Kq7Zt2Lm4Vw8Pd",
    "Jr5Tn3Yb6Hc1Gs0Q",
    "Uw4Ex8Cz2Ao7Fi9K",
    "Mv6Rl1Dp5Nk3Bj8X",
];

fuzz_target!(|json: &str| {
    let (har, peak) = peak_of(|| Har::read(json));
    let most = BYTES_FOR_NONE + BYTES_FOR_ONE * json.len();
    assert!(peak <= most, "{peak} bytes for a file of {}", json.len());
    let mut har = match har {
        Ok(har) => har,
        Err(error) => return assert!(!error.to_string().contains(char::is_control)),
    };
    reads_as_it_was_written(&har);
    replay(&har);
    har.entries.iter_mut().for_each(hide);
    let redacted = har.to_json();
    for secret in SECRETS {
        assert!(!redacted.contains(secret), "{secret} is told");
    }
    Har::read(&redacted).expect("a file without secrets is a file");
});

fn reads_as_it_was_written(har: &Har) {
    let written = har.to_json_with_all_secrets();
    let again = Har::read(&written).expect("its own file");
    assert!(
        again.to_json_with_all_secrets() == written,
        "another file the second time"
    );
    assert_eq!(again.entries.len(), har.entries.len());
    assert_eq!(
        (again.flow(), again.is_exact()),
        (har.flow(), har.is_exact())
    );
    assert_eq!(
        (again.outcome(), again.events()),
        (har.outcome(), har.events())
    );
    for (one, two) in har.entries.iter().zip(&again.entries) {
        assert!(one.request == two.request, "{one:?} has another request");
        assert_eq!((one.started, one.time), (two.started, two.time));
        assert!(one.call == two.call, "{one:?} has other call info");
        match (&one.outcome, &two.outcome) {
            (Ok(one), Ok(two)) => {
                assert_eq!(one.status(), two.status());
                assert!(one.body() == two.body(), "another body");
                assert!(one.headers() == two.headers(), "other headers");
            }
            (one, two) => assert_eq!(one.as_ref().err(), two.as_ref().err()),
        }
    }
}

fn replay(har: &Har) {
    let replay = Replay::of(har.clone());
    if let Some(Ok(login)) = replay.login() {
        let _ = replay.run_exact(login);
    }
    // Against the flow it is of, or against the one whose turn it is.
    let turn = flows::FLOWS.get(har.entries.len() % flows::FLOWS.len());
    let info = har.flow().and_then(flows::find).or(turn).expect("a flow");
    let settings = completed(info.id, &Settings::new());
    let login = info.login(&settings, seed(), &Default::default());
    let mut login = login.expect("the default settings");
    match replay.run(&mut login) {
        Ok(replayed) => assert!(replayed.skipped.len() <= har.entries.len()),
        Err(drift) => assert!(!drift.to_string().is_empty()),
    }
    let _ = login.snapshot();
}

/// Puts a secret wherever an entry can have one.
fn hide(entry: &mut Entry) {
    let [set, sent, authorization, token] = SECRETS;
    let mut add = |name: &str, value: String| entry.request.headers.push((name.to_owned(), value));
    add("cookie", format!("SESSDATA={sent}"));
    add("authorization", format!("Basic {authorization}"));
    if let Ok(response) = &mut entry.outcome {
        let line = format!("bili_jct={set}; Path=/; Domain=bilibili.com");
        let line = HeaderValue::from_str(&line).expect("a header");
        // A map of headers that is full takes no more.
        let _ = response.headers_mut().try_append("set-cookie", line);
        let body = response.body_mut();
        if body.starts_with(b"{\"") {
            body.splice(1..1, format!("\"access_token\":\"{token}\",").into_bytes());
        }
    }
}

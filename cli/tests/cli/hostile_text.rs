//! Credentials with characters that control terminals: none reaches standard output unescaped.

use serde_json::Value;

use crate::support::*;

/// CSI of the set C1, a right-to-left override, a zero-width space and a tag.
const HOSTILE: &str = "\u{9b}\u{202e}\u{200b}\u{e0041}";

/// The credentials of a recording with `--json`, and the whole output.
fn replayed(path: &str) -> (Value, String) {
    // For TapTap, the profile is in the next request.
    let ran = run(&["replay", "--json", "--ignore", "authData", path]);
    assert_eq!(ran.code, 0, "{path}: {}{}", ran.err, ran.out);
    let last = ran.lines().pop().unwrap();
    (last["credential"].clone(), ran.out)
}

/// The recording with the hostile text at the end of this text in its responses.
fn spoilt(recording: &str, text: &str) -> String {
    let mut file: Value = serde_json::from_str(recording).unwrap();
    for entry in file["log"]["entries"].as_array_mut().unwrap() {
        if let Some(body) = entry["response"]["content"]["text"].as_str() {
            let spoilt = body.replace(text, &format!("{text}{HOSTILE}"));
            entry["response"]["content"]["text"] = spoilt.into();
        }
    }
    file.to_string()
}

#[test]
fn hostile_credentials_are_escaped_in_the_json_of_every_flow() {
    let recordings = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../recordings/tests/recordings"
    );
    for (recording, field) in [
        ("bilibili-web/success-ticket-2026", "/refresh_token"),
        ("bilibili-tv/success-tv-silent", "/access_token"),
        ("wechat-web/success-avatar", "/skey"),
        ("wechat-web/success-avatar", "/pass_ticket"),
        ("115-open/success-observed", "/access_token"),
        ("phi-api/success-current-china", "/profile/name"),
        ("taptap/success-china", "/profile/name"),
    ] {
        let path = format!("{recordings}/{recording}.har");
        let (genuine, _) = replayed(&path);
        let text = genuine.pointer(field).unwrap().as_str().unwrap();
        let file = tempfile::NamedTempFile::new().unwrap();
        let har = spoilt(&std::fs::read_to_string(&path).unwrap(), text);
        std::fs::write(file.path(), har).unwrap();
        let (hostile, out) = replayed(file.path().to_str().unwrap());
        let found = hostile.pointer(field).unwrap().as_str().unwrap();
        assert_eq!(found, format!("{text}{HOSTILE}"), "{recording}");
        assert!(out.contains("\\u009b\\u202e\\u200b\\udb40\\udc41"), "{out}");
        assert!(!out.contains(|c| HOSTILE.contains(c)), "{recording}");
    }
}

//! Responses that want harm (specification 6).

use super::*;

#[test]
fn a_link_that_is_not_plain_https_is_refused() {
    for bad in [
        "javascript:alert(1)",
        "http://id.example/device",
        "http://127.0.0.1/device",
        "https://id.example/a\\r\\nb",
        "https://id.example/a\\u202eb",
        "https://user:pw@id.example/",
        "https://id.example\\\\@evil.example/",
        "//evil.example/",
        "/device",
        "data:text/html,x",
        " https://id.example/",
        "https://",
        "a b",
    ] {
        for field in [
            "https://id.example/device\"",
            "https://id.example/device?user_code=WDJB-MJHT\"",
        ] {
            let text = CODE.replace(field, &format!("{bad}\""));
            let error = refused_start(reply(200, text));
            assert_eq!(error.kind(), "malformed", "{bad}");
        }
    }
    let long = CODE.replace(
        "example/device\"",
        &format!("example/{}\"", "a".repeat(3_000)),
    );
    assert_eq!(refused_start(reply(200, long)).kind(), "malformed");
}

#[test]
fn a_code_that_nobody_can_type_is_refused() {
    for (field, bad) in [
        ("WDJB-MJHT\",\"v", &format!("{}\",\"v", "A".repeat(4096))),
        ("WDJB-MJHT\",\"v", &"\",\"v".to_owned()),
        ("WDJB-MJHT\",\"v", &"A\\u001b[2J\",\"v".to_owned()),
        ("\"d-1\"", &"\"\"".to_owned()),
        ("\"d-1\"", &"7".to_owned()),
        ("\"d-1\"", &format!("\"{}\"", "d".repeat(9_000))),
    ] {
        let error = refused_start(reply(200, CODE.replace(field, bad)));
        assert_eq!(error.kind(), "malformed", "{bad:.40}");
    }
}

#[test]
fn links_of_http_on_this_machine_are_for_tests() {
    let local = CODE.replace("https://id.example", "http://127.0.0.1:3000");
    let mut rig = Rig::new(Login::new(device().allow_http(), seed()));
    rig.ok(local.clone());
    assert_eq!(rig.call().name, "token");
    let remote = CODE.replace("https://id.example", "http://id.example");
    let mut rig = Rig::new(Login::new(device().allow_http(), seed()));
    let end = rig.end_with(&reply(200, remote));
    assert_eq!(end.unwrap().err().unwrap().kind(), "malformed");
}

#[test]
fn a_redirect_is_not_followed() {
    let moved = reply_with(307, &[("location", "https://evil.example/")], "");
    assert_eq!(refused_start(moved).kind(), "intercepted");
}

#[test]
fn a_changed_snapshot_sends_nothing_over_http() {
    use qrlogin::{Flow as _, Snapshot, flows};

    let mut rig = shown();
    rig.call();
    let json = rig.flow.snapshot().unwrap().to_json();
    assert!(flows::resume(&Snapshot::from_json(&json).unwrap()).is_ok());
    let changed = json.replace("https://id.example/token", "http://id.example/token");
    assert_ne!(changed, json);
    assert!(flows::resume(&Snapshot::from_json(&changed).unwrap()).is_err());
}

//! Options of the gateway at work.

use std::path::Path;
use std::process::{Child, Command};

use crate::serve::{answer_to, answer_to_body, gateway_at, json_of};
use crate::support::*;

const LOGINS: &str = "POST /v1/logins";

/// A file that its owner alone can read.
fn private(folder: &Path, name: &str, text: &str) -> String {
    use std::os::unix::fs::PermissionsExt;

    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    std::fs::set_permissions(&path, PermissionsExt::from_mode(0o600)).unwrap();
    path.to_str().unwrap().to_owned()
}

/// Stops it as systemd does.
fn terminate(child: Child) -> Ran {
    let id = child.id().to_string();
    let sent = Command::new("kill").args(["-TERM", &id]).status().unwrap();
    assert!(sent.success());
    finish(child)
}

#[test]
fn allow_lists_and_rates_are_those_of_the_options() {
    let folder = tempfile::tempdir().unwrap();
    let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    let secret = private(folder.path(), "webhook-secret", secret);
    let config = "cors = [\"https://app.example\"]\naddress-rate = 7\n";
    let config = private(folder.path(), "gateway.toml", config);
    let options = [
        "--demo",
        "--config",
        &config,
        "--allow-upstream",
        "hook.example",
        "--webhook-secret",
        &secret,
    ];
    let (child, origin) = gateway_at("127.0.0.1:0", &options);
    let answer = answer_to(&origin, "GET /v1/flows", "origin: https://app.example\r\n");
    let allowed = "access-control-allow-origin: https://app.example";
    assert!(answer.to_lowercase().contains(allowed), "{answer}");
    assert!(answer.contains("\"address\";q=28;w=4"), "{answer}");
    let other = answer_to(&origin, "GET /v1/flows", "origin: https://evil.example\r\n");
    assert!(other.starts_with("HTTP/1.1 403"), "{other}");
    for (host, status) in [("hook.example", "201"), ("other.example", "422")] {
        let body = format!("{{\"flow\":\"taptap\",\"webhook\":\"https://{host}/x\"}}");
        let answer = answer_to_body(&origin, LOGINS, "", &body);
        assert!(
            answer.starts_with(&format!("HTTP/1.1 {status}")),
            "{answer}"
        );
    }
    assert_eq!(terminate(child).code, 0);
}

#[test]
fn a_login_outlives_a_change_of_the_sealing_key() {
    let folder = tempfile::tempdir().unwrap();
    let store = format!("sqlite:{}", folder.path().join("logins.sqlite").display());
    let key = |name: &str, text: &str| private(folder.path(), name, text);
    let one = key("one", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=");
    let two = key("two", "HwECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=");
    // The services cannot be reached: the login goes on trying.
    let serve = |keys: &[&str]| {
        let options = ["--store", &store, "--reroute", NO_SERVER];
        gateway_at("127.0.0.1:0", &[&options, keys].concat())
    };
    let (child, origin) = serve(&["--sealing-key", &one]);
    let body = "{\"flow\":\"bilibili-web\"}";
    let request = "idempotency-key: one\r\n";
    let created = json_of(&answer_to_body(&origin, LOGINS, request, body));
    assert_eq!(terminate(child).code, 0);
    let again = |origin: &str| answer_to_body(origin, LOGINS, request, body);
    let (child, origin) = serve(&["--sealing-key", &two, "--earlier-sealing-key", &one]);
    let repeated = json_of(&again(&origin));
    for name in ["id", "secret"] {
        assert_eq!(repeated[name], created[name], "{repeated}");
    }
    assert_eq!(terminate(child).code, 0);
    let (child, origin) = serve(&["--sealing-key", &two]);
    let lost = again(&origin);
    assert!(!lost.starts_with("HTTP/1.1 2"), "{lost}");
    assert_eq!(terminate(child).code, 0);
}

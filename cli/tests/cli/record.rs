//! `--record` and `qrlogin replay`.

use std::path::{Path, PathBuf};

use qrlogin_simulator::Server;
use qrlogin_test_support::{FLOWS, is_public};

use crate::support::*;

/// All values issued in a login, except public ones and those too short to be distinguished from
/// other text.
fn secrets(server: &Server) -> Vec<String> {
    let codes = server.simulator().lock().unwrap().codes();
    let codes = codes
        .into_iter()
        // A link without the code in it is the same for all logins.
        .flat_map(|code| match code.payload.contains(&code.user_code) {
            true => [code.handle, code.payload],
            false => [code.handle, code.user_code],
        });
    let issued = issued(server).into_iter().flat_map(|issued| issued.values);
    let issued = issued.filter(|(name, _)| !is_public(name));
    let all = codes.chain(issued.map(|(_, value)| value));
    all.filter(|secret| secret.len() > 4).collect()
}

fn recording(id: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../recordings/tests/recordings");
    root.join(id).display().to_string()
}

pub(crate) struct Folder(tempfile::TempDir);

impl Folder {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }
}

pub(crate) fn events(ran: &Ran) -> Vec<String> {
    let lines = ran.lines().into_iter();
    lines
        .map(|line| line["event"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn a_recorded_login_has_no_secret_and_replays() {
    at_once(FLOWS.iter().copied(), |entry| {
        let flow = entry.id;
        let folder = Folder::new();
        let path = folder.file("login.har");
        let path = path.to_str().unwrap();
        let transport = if flow.len() % 2 == 0 {
            "async"
        } else {
            "blocking"
        };
        let server = simulator(&["person=scan@0s confirm@1s"]);
        let options = ["--json", "--record", path, "--transport", transport];
        let ran = login_of_table(&server, entry, &options);
        assert_eq!(ran.code, 0, "{flow}: {}", ran.err);
        assert!(
            ran.err.contains("Recorded, without the secrets"),
            "{}",
            ran.err
        );
        let text = std::fs::read_to_string(path).unwrap();
        for secret in secrets(&server) {
            assert!(!text.contains(&secret), "{flow}: {secret}");
        }
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = Path::new(path).metadata().unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        for how in [&["--json"][..], &["--json", "--exact"]] {
            let replayed = run(&[&["replay", path], how].concat());
            assert_eq!(replayed.code, 0, "{flow}: {}", replayed.err);
            assert_eq!(events(&replayed), events(&ran), "{flow}");
        }
    });
}

#[test]
fn a_failed_login_is_recorded_and_replays() {
    let folder = Folder::new();
    let path = folder.file("login.har");
    let path = path.to_str().unwrap();
    let settings = [AT_ONCE, "wechat-web.exchange=1203-new"];
    let ran = login_with(&settings, "wechat-web", &["--record", path]);
    assert_eq!(ran.code, 12);
    let replayed = run(&["replay", path]);
    assert_eq!(replayed.code, 12, "{}", replayed.err);
    assert!(replayed.out.starts_with("code\n"), "{}", replayed.out);
    assert!(replayed.err.contains("1203"), "{}", replayed.err);
}

#[test]
fn the_credentials_are_printed_before_the_recording() {
    let folder = Folder::new();
    let (path, out) = (folder.file("login.har"), folder.file("login.json"));
    let (path, out) = (path.to_str().unwrap(), out.to_str().unwrap());
    let ran = login_with(&[AT_ONCE], "wechat-web", &["--record", path, "--out", out]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let at = |text| ran.err.find(text).unwrap();
    assert!(
        at("The credentials are in") < at("Recorded,"),
        "{}",
        ran.err
    );
}

#[test]
fn a_recording_never_replaces_a_file() {
    let folder = Folder::new();
    let path = folder.file("old.har");
    std::fs::write(&path, "old").unwrap();
    let server = simulator(&[AT_ONCE]);
    let ran = login(&server, "wechat-web", &["--record", path.to_str().unwrap()]);
    assert_eq!(ran.code, 3);
    assert!(
        ran.err.contains("--record") && ran.err.contains("exists already"),
        "{}",
        ran.err
    );
    let out = folder.file("both.json");
    let out = out.to_str().unwrap();
    let ran = login(&server, "wechat-web", &["--record", out, "--out", out]);
    assert_eq!(ran.code, 2, "{}", ran.err);
    assert_eq!(requests(&server), 0);
    assert_eq!(std::fs::read_to_string(path).unwrap(), "old");
}

#[test]
fn an_unwritable_recording_does_not_lose_credentials() {
    let folder = Folder::new();
    let inner = folder.file("inner");
    std::fs::create_dir(&inner).unwrap();
    let path = inner.join("login.har").display().to_string();
    let server = simulator(&["person="]);
    let origin = server.origin();
    let login = std::thread::spawn(move || {
        run(&[
            "login",
            "wechat-web",
            "--reroute",
            &origin,
            "--record",
            &path,
        ])
    });
    while server.simulator().lock().unwrap().codes().is_empty() {
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    std::fs::remove_dir(&inner).unwrap();
    let now = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap();
    let now = u64::try_from(now.as_millis()).unwrap();
    server
        .simulator()
        .lock()
        .unwrap()
        .confirm(now, None)
        .unwrap();
    let ran = login.join().unwrap();
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.err.contains("could not be written"), "{}", ran.err);
    assert!(ran.json()["skey"].is_string());
}

#[test]
fn a_drift_is_reported_with_its_entry() {
    let folder = Folder::new();
    let path = folder.file("changed.har");
    let text = std::fs::read_to_string(recording("bilibili-web/success-ticket-2026.har")).unwrap();
    std::fs::write(&path, text.replace("qrcode/poll", "qrcode/state")).unwrap();
    let path = path.to_str().unwrap();
    let ran = run(&["replay", path]);
    assert_eq!(ran.code, 20);
    assert_eq!(ran.out, "code\n");
    for part in [
        "at entry 1",
        "\n  wanted: GET passport.bilibili.com/x/passport-login/web/qrcode/state",
        "came:",
        "differs: the path",
    ] {
        assert!(ran.err.contains(part), "{part}: {}", ran.err);
    }
    let last = run(&["replay", path, "--json"]).lines().pop().unwrap();
    assert_eq!(
        (&last["kind"], &last["exit_code"], &last["advice_key"]),
        (&"drift".into(), &20.into(), &"report_change".into())
    );
    assert_eq!(
        (&last["drift"]["entry"], &last["drift"]["difference"]),
        (&1.into(), &"the path".into())
    );
}

#[test]
fn a_browsers_recording_requires_the_flow() {
    let path = recording("foreign/browser-bilibili-web.har");
    let ran = run(&["replay", &path]);
    assert_eq!(ran.code, 2);
    assert!(ran.last().contains("add --flow FLOW"), "{}", ran.err);
    let exact = run(&["replay", &path, "--exact"]);
    assert_eq!(exact.code, 2);
    assert!(exact.last().contains("instead of --exact"), "{}", exact.err);
    let ran = run(&["replay", &path, "--flow", "bilibili-web"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_eq!(ran.out, "code\nscanned\nconfirmed\ndone\n");
    assert!(
        ran.err.contains("do not belong to this login"),
        "{}",
        ran.err
    );
    let ran = run(&["replay", &path, "--flow", "bilibili-tv"]);
    assert_eq!(ran.code, 20, "{}", ran.err);
}

#[test]
fn an_exact_replay_requires_the_recorded_steps() {
    let folder = Folder::new();
    let path = folder.file("untraced.har");
    let text = std::fs::read_to_string(recording("bilibili-web/blocked.har")).unwrap();
    let mut file: serde_json::Value = serde_json::from_str(&text).unwrap();
    let about = file["log"]["_qrlogin"].as_object_mut().unwrap();
    about.remove("trace").unwrap();
    std::fs::write(&path, file.to_string()).unwrap();
    let path = path.to_str().unwrap();
    let ran = run(&["replay", path, "--exact"]);
    assert_eq!(ran.code, 2, "{}", ran.err);
    assert!(ran.last().contains("leave out --exact"), "{}", ran.err);
    assert_eq!(run(&["replay", path]).code, 13);
}

#[test]
fn a_file_that_is_no_recording_is_wrong_usage() {
    let folder = Folder::new();
    let path = folder.file("no.har");
    std::fs::write(
        &path,
        "{\"log\":{\"entries\":[{}],\"_qrlogin\":{\"format\":1,\"flow\":\"115\"}}}",
    )
    .unwrap();
    let ran = run(&["replay", path.to_str().unwrap()]);
    assert_eq!(ran.code, 2);
    assert!(
        ran.err.contains("entry 0: `request` is missing"),
        "{}",
        ran.err
    );
    let ran = run(&["replay", folder.file("none").to_str().unwrap(), "--json"]);
    assert_eq!(ran.code, 2);
    assert_eq!(ran.lines()[0]["kind"], "usage");
}

#[test]
fn every_committed_recording_ends_as_it_did() {
    for (file, code) in [
        ("bilibili-web/expired.har", 10),
        ("wechat-web/denied.har", 11),
        ("phi-api/refused.har", 12),
        ("bilibili-web/blocked.har", 13),
        ("wechat-web/malformed.har", 15),
        ("115-gateway/renewed.har", 0),
    ] {
        let ran = run(&["replay", &recording(file), "--exact"]);
        assert_eq!(ran.code, code, "{file}: {}", ran.err);
    }
}

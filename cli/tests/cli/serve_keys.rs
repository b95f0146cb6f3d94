//! Keys of the gateway, and where it keeps its logins.

use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use crate::serve::{answer_to, gateway_at, interrupt};
use crate::support::*;

/// A store in this folder.
fn store(folder: &tempfile::TempDir) -> String {
    format!("sqlite:{}", folder.path().join("logins.sqlite").display())
}

fn add_key(store: &str, name: &str) -> String {
    let ran = run(&["gateway-key", "add", name, "--store", store]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    ran.out.trim().to_owned()
}

/// The status of an answer.
fn status_of(answer: &str) -> String {
    answer.split(' ').nth(1).unwrap_or_default().to_owned()
}

fn write_private(path: &Path, text: &str) {
    use std::os::unix::fs::PermissionsExt;

    std::fs::write(path, text).unwrap();
    std::fs::set_permissions(path, PermissionsExt::from_mode(0o600)).unwrap();
}

#[test]
fn a_key_is_printed_once_and_listed_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder);
    let key = add_key(&store, "one");
    assert!(key.starts_with("qrlg_") && key.len() == 48, "{key}");
    let again = run(&["gateway-key", "add", "one", "--store", &store]);
    assert_eq!(again.code, 2);
    let revoked = run(&["gateway-key", "revoke", "one", "--store", &store]);
    assert_eq!(revoked.code, 0, "{}", revoked.err);
    let listed = run(&["gateway-key", "list", "--store", &store]);
    assert!(listed.out.starts_with("one\t20"), "{}", listed.out);
    assert!(!listed.out.contains('-') || !listed.out.trim().ends_with('-'));
    assert!(!listed.out.contains(&key));
}

#[test]
fn keys_can_be_changed_while_the_gateway_runs() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder);
    let (child, origin) = gateway_at("127.0.0.1:0", &["--demo", "--store", &store]);
    let status = |key: &str| {
        let header = format!("authorization: Bearer {key}\r\n");
        status_of(&answer_to(&origin, "GET /v1/flows", &header))
    };
    assert_eq!(status_of(&answer_to(&origin, "GET /v1/flows", "")), "200");
    let key = add_key(&store, "one");
    assert_eq!(status_of(&answer_to(&origin, "GET /v1/flows", "")), "401");
    assert_eq!(status(&key), "200");
    let ran = run(&["gateway-key", "revoke", "one", "--store", &store]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_eq!(status(&key), "401");
    let ended = interrupt(child);
    assert_eq!(ended.code, 0, "{}", ended.err);
    assert!(!ended.err.contains(&key), "{}", ended.err);
}

#[test]
fn beyond_the_loopback_a_gateway_needs_a_key() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder);
    for options in [["--listen", "0.0.0.0:0"], ["--host", "login.example"]] {
        let ran = run(&[&["serve", "--store", &store], &options[..]].concat());
        assert_eq!(ran.code, 2, "{options:?}");
        assert!(ran.err.contains("there is no key"), "{}", ran.err);
        let command = format!("qrlogin gateway-key add NAME --store {store}");
        assert!(ran.err.contains(&command), "{}", ran.err);
    }
}

#[test]
fn with_a_host_name_the_documented_apis_are_off() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder);
    let key = add_key(&store, "one");
    let options = ["--host", "login.example", "--store", &store];
    let (child, origin) = gateway_at("127.0.0.1:0", &options);
    let start = answer_to(&origin, "POST /api/v1/115/qrcode/start", "");
    assert_eq!(status_of(&start), "404", "{start}");
    assert_eq!(status_of(&answer_to(&origin, "GET /v1/flows", "")), "401");
    let header = format!("authorization: Bearer {key}\r\n");
    assert_eq!(
        status_of(&answer_to(&origin, "GET /v1/flows", &header)),
        "200"
    );
    assert_eq!(interrupt(child).code, 0);
}

#[test]
fn open_documented_apis_are_refused_beyond_the_loopback() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder);
    add_key(&store, "one");
    let options = ["--listen", "0.0.0.0:0", "--documented", "open"];
    let ran = run(&[&["serve", "--store", &store], &options[..]].concat());
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("--documented basic"), "{}", ran.err);
}

#[test]
fn our_own_clients_send_the_key_of_the_base_url() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder);
    let key = add_key(&store, "one");
    let options = ["--demo", "--documented", "basic", "--store", &store];
    let (child, origin) = gateway_at("127.0.0.1:0", &options);
    let address = origin.trim_start_matches("http://");
    let with_key = format!("http://one:{key}@{address}");
    let phi_api = format!("{with_key}/phiApi");
    for (flow, base_url) in [("phi-api", &phi_api), ("115-gateway", &with_key)] {
        let ran = run(&["login", flow, "--base-url", base_url]);
        assert_eq!(ran.code, 0, "{flow}: {}", ran.err);
        assert!(!ran.err.contains(&key), "{}", ran.err);
        let base_url = base_url.replace(&format!("one:{key}@"), "");
        let ran = run(&["login", flow, "--base-url", &base_url]);
        assert_ne!(ran.code, 0, "{flow}");
    }
    assert_eq!(interrupt(child).code, 0);
}

#[test]
fn the_sealing_key_is_made_once_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt;

    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder);
    let path = folder.path().join("logins.sqlite.key");
    let start = || {
        let (child, _) = gateway_at("127.0.0.1:0", &["--store", &store]);
        interrupt(child).err
    };
    let said = start();
    assert!(said.contains(path.to_str().unwrap()), "{said}");
    let made = std::fs::read_to_string(&path).unwrap();
    let mode = std::fs::metadata(&path).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    assert!(!start().contains("made the key"));
    assert_eq!(std::fs::read_to_string(&path).unwrap(), made);
    std::fs::set_permissions(&path, PermissionsExt::from_mode(0o640)).unwrap();
    let ran = run(&["serve", "--store", &store]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("other users can read"), "{}", ran.err);
}

#[test]
fn postgresql_needs_a_sealing_key_first() {
    let ran = run(&["serve", "--store", "postgres://u:hidden@127.0.0.1:1/x"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("no key to seal"), "{}", ran.err);
    assert!(!ran.err.contains("hidden"), "{}", ran.err);
}

#[test]
fn a_sealing_key_comes_from_file_variable_or_credential() {
    let folder = tempfile::tempdir().unwrap();
    let good = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n";
    write_private(&folder.path().join("sealing-key"), "bad");
    let path = folder.path().join("key");
    write_private(&path, good);
    let store = "postgres://127.0.0.1:1/x";
    let serve = |file: bool, variable: Option<&str>| {
        let mut command = command(&["serve", "--store", store]);
        command.env("CREDENTIALS_DIRECTORY", folder.path());
        if file {
            command.arg("--sealing-key").arg(&path);
        }
        if let Some(value) = variable {
            command.env("QRLOGIN_SERVE_SEALING_KEY", value);
        }
        let output = command.stdout(Stdio::null()).output().unwrap();
        String::from_utf8(output.stderr).unwrap()
    };
    let refused = "holds no key";
    assert!(serve(false, None).contains(refused));
    assert!(serve(false, Some("bad")).contains(refused));
    assert!(serve(false, Some(good)).contains("the store cannot be used"));
    assert!(serve(true, Some("bad")).contains("the store cannot be used"));
}

#[test]
fn options_win_over_variables_and_those_over_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("gateway.toml");
    std::fs::write(&config, "listen = \"192.0.2.1:1\"\nstore = \"x\"\n").unwrap();
    let config = config.to_str().unwrap();
    let serve = |options: &[&str], variable: Option<&str>| {
        let arguments = [&["serve", "--config", config], options].concat();
        let mut command = command(&arguments);
        if let Some(store) = variable {
            command.env("QRLOGIN_SERVE_STORE", store);
        }
        String::from_utf8(command.output().unwrap().stderr).unwrap()
    };
    let (form, sealing) = ("--store: is not", "no key to seal");
    assert!(serve(&[], None).contains(form));
    assert!(serve(&[], Some("postgres://h/x")).contains(sealing));
    assert!(serve(&["--store", "y"], Some("postgres://h/x")).contains(form));
}

#[test]
fn a_wrong_configuration_file_is_refused_without_its_values() {
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("gateway.toml");
    for (text, reason) in [
        ("stoer = \"hidden\"\n", "unknown field `stoer`"),
        ("\nlisten = \"hidden\"\n", "line 2"),
        ("phi-api = \"hidden\"\n", "expected"),
        ("store = hidden\n", "line 1"),
        ("host = \"hidden\"\n", "expected a sequence"),
    ] {
        std::fs::write(&config, text).unwrap();
        let ran = run(&["serve", "--config", config.to_str().unwrap()]);
        assert_eq!(ran.code, 2);
        assert!(ran.err.contains(reason), "{}", ran.err);
        assert!(!ran.err.contains("hidden"), "{}", ran.err);
    }
}

#[test]
fn a_gateway_whose_worker_fails_stops_with_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let options = ["--demo", "--store", &store(&folder)];
    let (mut child, origin) = gateway_at("127.0.0.1:0", &options);
    let ready = answer_to(&origin, "GET /readyz", "");
    assert_eq!(status_of(&ready), "200", "{ready}");
    let database = rusqlite::Connection::open(folder.path().join("logins.sqlite")).unwrap();
    database.execute_batch("DROP TABLE workers").unwrap();
    // Without a signal: it ends by itself.
    let started = Instant::now();
    while child.try_wait().unwrap().is_none() {
        if started.elapsed() > Duration::from_secs(20) {
            panic!("it serves on: {}", interrupt(child).err);
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    let ended = finish(child);
    assert_eq!(ended.code, 1, "{}", ended.err);
    let said = "the gateway has stopped: its worker cannot use the store";
    assert!(ended.err.contains(said), "{}", ended.err);
    assert!(ended.err.contains("no such table"), "{}", ended.err);
}

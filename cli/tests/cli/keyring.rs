//! Profiles whose credentials are in the keyring: a real one, gnome-keyring on a D-Bus of its own.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, Command, Stdio};

use crate::support::*;

/// A session with a keyring, unlocked by a password; both end with this value.
pub(crate) struct Session {
    pub(crate) home: Home,
    bus: Child,
    address: String,
    keyring: Option<Child>,
}

/// A bus that starts no services by itself: that would be the keyring of the user.
const BUS: &str = r#"<busconfig>
  <type>session</type>
  <listen>unix:tmpdir=/tmp</listen>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>"#;

impl Session {
    fn new() -> Self {
        let home = Home::new();
        let config = format!("{}/bus.conf", home.data());
        std::fs::write(&config, BUS).unwrap();
        let mut bus = Command::new("dbus-daemon")
            .arg(format!("--config-file={config}"))
            .args(["--nofork", "--print-address"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("these tests need dbus-daemon and gnome-keyring-daemon");
        let mut address = String::new();
        let mut out = BufReader::new(bus.stdout.take().unwrap());
        out.read_line(&mut address).unwrap();
        Self {
            home,
            bus,
            address: address.trim().to_owned(),
            keyring: None,
        }
    }

    pub(crate) fn with_keyring() -> Self {
        let mut session = Self::new();
        let mut child = Command::new("gnome-keyring-daemon")
            .args(["--foreground", "--unlock", "--components=secrets"])
            .env("DBUS_SESSION_BUS_ADDRESS", &session.address)
            .env("HOME", session.home.data())
            .env("XDG_DATA_HOME", session.home.data())
            .env("XDG_RUNTIME_DIR", session.home.data())
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(b"password").unwrap();
        session.keyring = Some(child);
        // It owns its name on the bus a moment later.
        wait_until(|| session.has_keyring());
        session
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = self.home.command(arguments);
        command.env("DBUS_SESSION_BUS_ADDRESS", &self.address);
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        let started = std::time::Instant::now();
        ran(self.command(arguments).output().unwrap(), started)
    }

    /// Ends the keyring, as at the end of a session.
    pub(crate) fn end_keyring(&mut self) {
        let mut keyring = self.keyring.take().unwrap();
        keyring.kill().unwrap();
        keyring.wait().unwrap();
    }

    /// Whether the keyring has its name on the bus, and a collection for new items.
    fn has_keyring(&self) -> bool {
        let reply = self.ask("ReadAlias", "string:default");
        reply.contains("/collection/")
    }

    fn ask(&self, method: &str, argument: &str) -> String {
        let output = Command::new("dbus-send")
            .args([
                "--session",
                "--print-reply",
                "--dest=org.freedesktop.secrets",
            ])
            .arg("/org/freedesktop/secrets")
            .arg(format!("org.freedesktop.Secret.Service.{method}"))
            .arg(argument)
            .env("DBUS_SESSION_BUS_ADDRESS", &self.address)
            .output()
            .unwrap();
        String::from_utf8(output.stdout).unwrap()
    }

    /// The items of this program in the keyring.
    fn items(&self) -> usize {
        let reply = self.ask("SearchItems", "dict:string:string:service,qrlogin");
        reply.matches("object path").count()
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        for child in self.keyring.iter_mut().chain([&mut self.bus]) {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// A login that saves to the profile `main` in the keyring.
fn log_in(session: &Session, flow: &str, options: &[&str]) -> (Ran, Vec<String>) {
    let server = simulator(&[AT_ONCE]);
    let origin = server.origin();
    let arguments = ["login", flow, "--reroute", &origin, "--profile", "main"];
    let ran = session.run(&[&arguments[..], options].concat());
    let secrets = issued(&server);
    (
        ran,
        secrets
            .into_iter()
            .flat_map(|issued| issued.values)
            .map(|(_, value)| value)
            .collect(),
    )
}

#[test]
fn the_file_holds_no_secret_and_the_keyring_does() {
    let session = Session::with_keyring();
    let (ran, secrets) = log_in(&session, "bilibili-web", &["--store", "keyring"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(
        ran.err.contains("in the keyring of this system"),
        "{}",
        ran.err
    );
    let text = session.home.text("main");
    let cookies: Vec<_> = secrets.iter().filter(|secret| secret.len() > 12).collect();
    assert!(!cookies.is_empty());
    assert!(
        cookies.iter().all(|secret| !text.contains(secret.as_str())),
        "{text}"
    );
    assert_eq!(session.items(), 1);
    let exported = session.run(&["export", "main"]);
    assert_eq!(exported.code, 0, "{}", exported.err);
    assert!(
        cookies
            .iter()
            .any(|secret| exported.out.contains(secret.as_str()))
    );
    let listed = session.run(&["list", "--json"]).json();
    assert_eq!(listed["profiles"][0]["store"], "keyring");
    assert_eq!(
        session.run(&["show", "main", "--json"]).json()["store"],
        "keyring"
    );
}

#[test]
fn another_login_replaces_the_entry_and_keeps_the_store() {
    let session = Session::with_keyring();
    log_in(&session, "bilibili-web", &["--store", "keyring"]);
    let first = session.home.text("main");
    let (ran, _) = log_in(&session, "bilibili-web", &["--force"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_ne!(session.home.text("main"), first);
    assert!(!session.home.text("main").contains("\"credential\""));
    assert_eq!(session.items(), 1);
    let (ran, _) = log_in(&session, "bilibili-web", &["--force", "--store", "file"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(session.home.text("main").contains("\"credential\""));
    assert_eq!(session.items(), 0);
}

#[test]
fn a_refresh_replaces_the_entry() {
    let session = Session::with_keyring();
    let server = simulator(&[AT_ONCE]);
    let origin = server.origin();
    let options = [
        "--store",
        "keyring",
        "--profile",
        "main",
        "--set",
        "client_id=1",
    ];
    let login = ["login", "115-open", "--reroute", &origin];
    let ran = session.run(&[&login[..], &options].concat());
    assert_eq!(ran.code, 0, "{}", ran.err);
    let before = session.run(&["export", "main"]).json();
    let refresh = [
        "refresh",
        "--profile",
        "main",
        "--force",
        "--reroute",
        &origin,
    ];
    let ran = session.run(&refresh);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let after = session.run(&["export", "main"]).json();
    assert_ne!(before["refresh_token"], after["refresh_token"]);
    assert_eq!(session.items(), 1);
}

#[test]
fn a_rename_keeps_the_entry_and_a_removal_deletes_it() {
    let session = Session::with_keyring();
    log_in(&session, "115", &["--store", "keyring"]);
    assert_eq!(session.run(&["rename", "main", "other"]).code, 0);
    assert_eq!(session.run(&["export", "other"]).code, 0);
    assert_eq!(session.run(&["remove", "other", "--yes"]).code, 0);
    assert_eq!(session.items(), 0);
    assert_eq!(session.home.names(), Vec::<String>::new());
}

#[test]
fn an_imported_file_goes_to_the_keyring() {
    let session = Session::with_keyring();
    log_in(&session, "115", &["--store", "file"]);
    let file = session.home.file("main");
    let arguments = [
        "import",
        file.to_str().unwrap(),
        "--profile",
        "new",
        "--store",
        "keyring",
    ];
    let ran = session.run(&arguments);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(!session.home.text("new").contains("\"credential\""));
    let (old, new) = (
        session.run(&["export", "main"]),
        session.run(&["export", "new"]),
    );
    assert_eq!(old.out, new.out);
}

#[test]
fn a_lost_entry_is_named_and_the_profile_is_listed() {
    let session = Session::with_keyring();
    log_in(&session, "115", &["--store", "keyring"]);
    let text = session.home.text("main");
    assert_eq!(session.run(&["remove", "main", "--yes"]).code, 0);
    session.home.write("main", &text);
    let ran = session.run(&["export", "main"]);
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("no longer in the keyring"), "{}", ran.err);
    assert!(ran.last().contains("log in again"), "{}", ran.err);
    assert_eq!(
        session.run(&["list", "--json"]).json()["profiles"][0]["flow"],
        "115"
    );
}

#[test]
fn without_a_keyring_the_file_store_is_named() {
    let session = Session::new();
    let server = simulator(&[AT_ONCE]);
    let origin = server.origin();
    let login = ["login", "115", "--reroute", &origin, "--profile", "main"];
    let ran = session.run(&[&login[..], &["--store", "keyring", "--json"]].concat());
    assert_eq!(ran.code, 1);
    let error = ran.error();
    assert_eq!(error["kind"], "keyring");
    assert!(error["advice"].as_str().unwrap().contains("--store file"));
    assert_eq!(requests(&server), 0);
    assert_eq!(session.home.names(), Vec::<String>::new());
}

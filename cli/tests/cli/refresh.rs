//! `qrlogin refresh`: its effect on the file.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use qrlogin_simulator::Server;
use serde_json::Value;

use crate::support::*;

/// The login's access token is about to expire.
pub(crate) const DUE: &str = "115-open.expires-in=60";

/// A simulator, and credentials that it has issued, in a file in its own directory.
pub(crate) struct Saved {
    pub(crate) server: Server,
    directory: tempfile::TempDir,
    pub(crate) file: PathBuf,
}

impl Saved {
    pub(crate) fn with(settings: &[&str]) -> Self {
        let server = simulator(&[&[AT_ONCE], settings].concat());
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("inner/115.json");
        fs::create_dir(file.parent().unwrap()).unwrap();
        let options = ["--set", "client_id=1", "--out", file.to_str().unwrap()];
        let ran = login(&server, "115-open", &options);
        assert_eq!(ran.code, 0, "{}", ran.err);
        Self {
            server,
            directory,
            file,
        }
    }

    pub(crate) fn text(&self) -> String {
        fs::read_to_string(&self.file).unwrap()
    }

    pub(crate) fn token(&self, name: &str) -> String {
        let value: Value = serde_json::from_str(&self.text()).unwrap();
        value[name].as_str().unwrap().to_owned()
    }

    /// The arguments of a refresh of this file.
    pub(crate) fn arguments(&self, options: &[&str]) -> Vec<String> {
        let (origin, file) = (self.server.origin(), self.file.to_str().unwrap());
        let arguments = ["refresh", file, "--reroute", &origin];
        let arguments = [&arguments[..], options].concat();
        arguments.into_iter().map(str::to_owned).collect()
    }

    pub(crate) fn refresh(&self, options: &[&str]) -> Ran {
        let arguments = self.arguments(options);
        run(&arguments.iter().map(String::as_str).collect::<Vec<_>>())
    }

    /// The number of refresh requests.
    pub(crate) fn calls(&self) -> usize {
        let simulator = self.server.simulator();
        let simulator = simulator.lock().unwrap();
        let log = simulator.log().iter();
        log.filter(|entry| entry.call == "refreshToken").count()
    }

    pub(crate) fn set(&self, name: &str, value: &str) {
        let simulator = self.server.simulator();
        let mut simulator = simulator.lock().unwrap();
        simulator.scenario_mut().set(name, value).unwrap();
    }

    /// The other files beside the credentials.
    pub(crate) fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.file.parent().unwrap()).unwrap();
        entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect()
    }
}

#[cfg(unix)]
fn mode(file: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt as _;
    file.metadata().unwrap().permissions().mode() & 0o777
}

#[test]
fn a_refresh_replaces_the_tokens_over_both_transports() {
    for transport in ["blocking", "async"] {
        let saved = Saved::with(&[DUE, "115-open.refresh-gap=0s"]);
        let old = saved.text();
        let ran = saved.refresh(&["--transport", transport]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        assert_eq!(ran.out, "");
        let path = saved.file.display();
        let said = format!(
            "Refreshed: the access token expires in 30 days. The new credentials are in {path}\n"
        );
        assert_eq!(ran.err, said);
        let issued = issued(&saved.server).pop().unwrap();
        for name in ["access_token", "refresh_token"] {
            assert_eq!(saved.token(name), issued.get(name).unwrap());
            assert!(!old.contains(&saved.token(name)));
        }
        assert_eq!(saved.token("flow"), "115-open");
        assert!(saved.text().ends_with("}\n"));
        assert_eq!(saved.names(), ["115.json"]);

        // The new tokens can be refreshed, the old ones cannot.
        assert_eq!(saved.refresh(&["--force"]).code, 0);
        fs::write(&saved.file, &old).unwrap();
        let void = saved.refresh(&["--json"]);
        assert_eq!(void.code, 12, "{}", void.err);
        let error = void.error();
        assert_eq!(error["detail"]["code"], "40140116");
        assert_eq!(error["advice_key"], "start_again");
        assert!(
            void.last().contains("qrlogin login 115-open"),
            "{}",
            void.err
        );
        assert_eq!(saved.text(), old);
    }
}

#[test]
fn before_it_is_due_nothing_is_sent_unless_forced() {
    let saved = Saved::with(&["115-open.expires-in=7200"]);
    let old = saved.text();
    let waits = saved.refresh(&[]);
    assert_eq!(waits.code, 0, "{}", waits.err);
    assert_eq!(waits.out, "");
    assert!(
        waits
            .err
            .starts_with("Not due yet: the access token expires in 2 h 0 min.")
    );
    assert!(waits.last().contains("--force"));
    assert_eq!(saved.calls(), 0);
    assert_eq!(saved.text(), old);

    let forced = saved.refresh(&["--force"]);
    assert_eq!(forced.code, 0, "{}", forced.err);
    assert_eq!(saved.calls(), 1);
    assert_ne!(saved.text(), old);
}

#[test]
fn the_json_lines_have_the_result_and_the_expiry() {
    let saved = Saved::with(&[DUE]);
    let refreshed = saved.refresh(&["--json", "--quiet"]);
    let not_due = saved.refresh(&["--json", "--quiet"]);
    for (ran, event) in [(&refreshed, "refreshed"), (&not_due, "not_due")] {
        assert_eq!((ran.code, ran.err.as_str()), (0, ""));
        let [line] = &ran.lines()[..] else {
            panic!("not one line: {}", ran.out)
        };
        assert_eq!(line["event"], event);
        assert_eq!(line["flow"], "115-open");
        assert!(line["expires_at"].is_u64(), "{line}");
        let path = (event == "refreshed").then(|| saved.file.to_str().unwrap());
        assert_eq!(line["saved_to"].as_str(), path);
    }
    let printed = [refreshed.out, not_due.out].concat();
    assert!(!printed.contains(&saved.token("access_token")));
    assert!(!printed.contains(&saved.token("refresh_token")));
}

#[cfg(unix)]
#[test]
fn the_new_file_has_mode_0600() {
    use std::os::unix::fs::PermissionsExt as _;
    for before in [0o600, 0o644] {
        let saved = Saved::with(&[DUE]);
        fs::set_permissions(&saved.file, fs::Permissions::from_mode(before)).unwrap();
        let ran = saved.refresh(&[]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        assert_eq!(mode(&saved.file), 0o600);
    }
}

#[cfg(unix)]
#[test]
fn a_link_is_kept_and_its_target_replaced() {
    let mut saved = Saved::with(&[DUE]);
    let real = saved.file.clone();
    let (old, link) = (saved.text(), saved.directory.path().join("link"));
    std::os::unix::fs::symlink(&real, &link).unwrap();
    saved.file = link;
    let ran = saved.refresh(&[]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(saved.file.symlink_metadata().unwrap().is_symlink());
    assert_ne!(fs::read_to_string(&real).unwrap(), old);
    assert_eq!(mode(&real), 0o600);
}

#[test]
fn if_the_directory_vanishes_new_credentials_are_printed() {
    for json in [false, true] {
        let saved = Saved::with(&[DUE]);
        let refreshing = |saved: &Saved| saved.refresh(if json { &["--json"] } else { &[] });
        let ran = during(&saved, refreshing, || {
            fs::remove_dir_all(saved.file.parent().unwrap()).unwrap();
        });
        assert!(
            ran.err.contains("refreshed, but cannot write "),
            "{}",
            ran.err
        );
        printed(&saved, &ran, json);
    }
}

/// A refresh whose directory vanishes and which cannot write to standard output.
fn nowhere(saved: &Saved, json: bool, directory: &Path) -> Ran {
    let refreshing = |saved: &Saved| {
        let arguments = saved.arguments(if json { &["--json"] } else { &[] });
        let arguments: Vec<_> = arguments.iter().map(String::as_str).collect();
        let mut command = command(&arguments);
        command.current_dir(directory).env("TMPDIR", directory);
        let (out, err) = (Stdio::piped(), Stdio::piped());
        let mut child = command.stdout(out).stderr(err).spawn().unwrap();
        drop(child.stdout.take());
        finish(child)
    };
    during(saved, refreshing, || {
        fs::remove_dir_all(saved.file.parent().unwrap()).unwrap();
    })
}

#[test]
fn without_file_and_stdout_new_credentials_get_another_file() {
    for json in [false, true] {
        let saved = Saved::with(&[DUE]);
        let place = tempfile::tempdir().unwrap();
        let ran = nowhere(&saved, json, place.path());
        assert_eq!(ran.code, 1, "{}", ran.err);
        let file = only_file(place.path());
        let name = file.file_name().unwrap().to_str().unwrap();
        assert!(ran.last().contains(name), "{}", ran.err);
        let text = fs::read_to_string(&file).unwrap();
        let credential: Value = serde_json::from_str(&text).unwrap();
        let issued = issued(&saved.server).pop().unwrap();
        assert_eq!(
            credential["refresh_token"],
            issued.get("refresh_token").unwrap()
        );
    }
}

#[cfg(target_os = "linux")]
#[test]
fn without_any_place_the_loss_of_new_credentials_is_reported() {
    for json in [false, true] {
        let saved = Saved::with(&[DUE]);
        let ran = nowhere(&saved, json, Path::new("/proc"));
        assert_eq!(ran.code, 1, "{}", ran.err);
        assert!(ran.err.contains("are lost"), "{}", ran.err);
        assert!(ran.last().ends_with("log in again"), "{}", ran.err);
    }
}

#[test]
fn a_file_changed_during_the_call_is_kept() {
    for json in [false, true] {
        let saved = Saved::with(&[DUE]);
        let refreshing = |saved: &Saved| saved.refresh(if json { &["--json"] } else { &[] });
        let ran = during(&saved, refreshing, || {
            fs::write(&saved.file, "of a new login").unwrap();
        });
        assert_eq!(saved.text(), "of a new login");
        assert!(
            ran.err.contains("was changed in the meantime"),
            "{}",
            ran.err
        );
        printed(&saved, &ran, json);
    }
}

/// Runs a function while the response with the new tokens is pending.
fn during(saved: &Saved, refreshing: impl Fn(&Saved) -> Ran + Sync, act: impl FnOnce()) -> Ran {
    saved.set("fault.1", "115-open/refreshToken slow-body:64/200ms");
    std::thread::scope(|scope| {
        let refreshing = scope.spawn(|| refreshing(saved));
        while saved.calls() == 0 {
            std::thread::sleep(std::time::Duration::from_millis(10));
        }
        act();
        refreshing.join().unwrap()
    })
}

/// Checks that the new credentials are on standard output, with an error.
fn printed(saved: &Saved, ran: &Ran, json: bool) {
    assert_eq!(ran.code, 1, "{}", ran.err);
    assert!(ran.err.contains("error: refreshed, but "));
    assert!(ran.last().contains("on standard output instead: keep them"));
    let line = ran.lines().pop().unwrap();
    assert_eq!(line.get("exit_code").is_some(), json);
    let credential = if json { &line["credential"] } else { &line };
    let issued = issued(&saved.server).pop().unwrap();
    for name in ["access_token", "refresh_token"] {
        let token = issued.get(name).unwrap();
        assert_eq!(credential[name], token);
        assert!(!ran.err.contains(token));
    }
}

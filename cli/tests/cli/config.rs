//! Defaults from variables and from the configuration file.

use std::path::PathBuf;
use std::time::Instant;

use crate::support::*;

/// A folder with a configuration file.
struct Folder(tempfile::TempDir);

impl Folder {
    fn new(text: &str) -> Self {
        let folder = Self(tempfile::tempdir().unwrap());
        std::fs::create_dir(folder.0.path().join("qrlogin")).unwrap();
        folder.write(text);
        folder
    }

    fn path(&self) -> PathBuf {
        self.0.path().join("qrlogin/config.toml")
    }

    fn write(&self, text: &str) {
        std::fs::write(self.path(), text).unwrap();
        self.set_mode(0o600);
    }

    fn set_mode(&self, mode: u32) {
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            std::fs::set_permissions(self.path(), PermissionsExt::from_mode(mode)).unwrap();
        }
        let _ = mode;
    }

    fn run(&self, variables: &[(&str, &str)], arguments: &[&str]) -> Ran {
        let mut command = command(arguments);
        command.env("XDG_CONFIG_HOME", self.0.path());
        command.envs(variables.iter().copied());
        ran(command.output().unwrap(), Instant::now())
    }

    /// The value and the origin of a default.
    fn shown(&self, variables: &[(&str, &str)], name: &str) -> (String, String) {
        let ran = self.run(variables, &["config", "--json"]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        let json = ran.json();
        let values = json["values"].as_array().unwrap();
        let value = values.iter().find(|value| value["name"] == name).unwrap();
        let text = |field: &str| value[field].as_str().unwrap_or("-").to_owned();
        (text("value"), text("from"))
    }
}

fn pair(value: &str, from: &str) -> (String, String) {
    (value.to_owned(), from.to_owned())
}

#[test]
fn options_win_over_variables_and_those_over_the_file() {
    let folder = Folder::new("[login]\nformat = \"header\"\n");
    // Refused before a request, since this flow has no cookies.
    let login = ["login", "115-open", "--json", "--set", "client_id=7"];
    let format = |variables: &[(&str, &str)], options: &[&str]| {
        let ran = folder.run(variables, &[&login[..], options].concat());
        assert_eq!(ran.code, 2, "{}", ran.err);
        ran.error()["message"].as_str().unwrap().to_owned()
    };
    let variable = [("QRLOGIN_FORMAT", "netscape")];
    assert!(format(&[], &[]).starts_with("--format header:"));
    assert!(format(&variable, &[]).starts_with("--format netscape:"));
    assert!(format(&variable, &["--format", "curl"]).starts_with("--format curl:"));
    assert!(format(&[("QRLOGIN_FORMAT", "")], &[]).starts_with("--format header:"));
}

#[test]
fn what_is_in_force_is_shown_with_its_origin() {
    let folder = Folder::new("[login]\nrenew = 2\nqr = \"half\"\nquiet = true\n");
    let variable = [("QRLOGIN_RENEW", "3")];
    assert_eq!(folder.shown(&[], "login.renew"), pair("2", "file"));
    assert_eq!(
        folder.shown(&variable, "login.renew"),
        pair("3", "variable")
    );
    assert_eq!(folder.shown(&[], "login.quiet"), pair("true", "file"));
    assert_eq!(folder.shown(&[], "login.format"), pair("json", "default"));
    assert_eq!(folder.shown(&[], "network.proxy"), pair("-", "default"));
    let ran = folder.run(&variable, &["config"]);
    let path = folder.path().display().to_string();
    assert_eq!(ran.out.lines().next(), Some(&*format!("File: {path}")));
    let line = ran
        .out
        .lines()
        .find(|line| line.starts_with("login.renew "));
    assert!(line.is_some_and(
        |line| line.ends_with("3     QRLOGIN_RENEW") || line.contains("QRLOGIN_RENEW")
    ));
}

#[test]
fn secrets_are_not_shown() {
    let text = "[network]\nproxy = \"http://u:hunter2@127.0.0.1:1\"\n\
                [flows.device]\nclient_secret = \"hunter2\"\n";
    let folder = Folder::new(text);
    let variable = [("QRLOGIN_DEVICE_CLIENT_SECRET", "hunter2")];
    for options in [&["config"][..], &["config", "--json"]] {
        let ran = folder.run(&variable, options);
        assert_eq!(ran.code, 0, "{}", ran.err);
        assert!(!ran.out.contains("hunter2"), "{}", ran.out);
        assert!(
            ran.out.contains("flows.device.client_secret"),
            "{}",
            ran.out
        );
    }
}

#[test]
fn settings_of_a_flow_have_defaults() {
    let folder = Folder::new("[flows.115-open]\nclient_id = \"7\"\n");
    let server = simulator(&[AT_ONCE]);
    let origin = server.origin();
    let login = ["login", "115-open", "--json", "--reroute", &origin];
    assert_eq!(folder.run(&[], &login).code, 0);
    // Other flows do not get it.
    assert_eq!(
        folder
            .run(
                &[],
                &["login", "wechat-web", "--json", "--reroute", &origin]
            )
            .code,
        0
    );
    folder.write("");
    assert_eq!(folder.run(&[], &login).code, 2);
    let variable = [("QRLOGIN_115_OPEN_CLIENT_ID", "7")];
    assert_eq!(folder.run(&variable, &login).code, 0);
}

#[test]
fn a_default_gives_way_to_an_option_that_excludes_it() {
    let folder =
        Folder::new("[network]\nproxy = \"http://127.0.0.1:1\"\n[login]\nprofile = \"main\"\n");
    let place = tempfile::tempdir().unwrap();
    let out = place.path().join("out.json");
    let server = simulator(&[AT_ONCE]);
    let origin = server.origin();
    for options in [
        &["bilibili-web", "--demo"][..],
        &[
            "wechat-web",
            "--reroute",
            &origin,
            "--out",
            out.to_str().unwrap(),
        ],
    ] {
        let ran = folder.run(&[], &[&["login", "--quiet"], options].concat());
        assert_eq!(ran.code, 0, "{options:?}: {}", ran.err);
    }
    // No other host: without the proxy its name does not resolve.
    let gateway = ["115-gateway", "--set", "base_url=https://gateway.invalid"];
    let ran = folder.run(&[], &[&["doctor", "--json"], &gateway[..]].concat());
    let checks = ran.json()["checks"].clone();
    let last = checks.as_array().unwrap().last().unwrap();
    assert_eq!(
        (&last["check"], &last["verdict"]),
        (&"proxy".into(), &"failed".into())
    );
}

#[test]
fn a_profile_can_be_the_default() {
    let home = Home::new();
    let server = simulator(&[AT_ONCE]);
    let origin = server.origin();
    let mut command = home.command(&["login", "wechat-web", "--reroute", &origin]);
    let output = command.env("QRLOGIN_PROFILE", "main").output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(home.names(), ["main.json"]);
}

#[test]
fn an_unknown_key_is_refused_with_the_nearest() {
    for (text, near) in [
        ("[login]\nrenews = 2", "login.renew"),
        ("[network]\nproxi = \"x\"", "network.proxy"),
        ("[logins]\nrenew = 2", "login"),
        ("[flows.115open]\nclient_id = \"1\"", "flows.115-open"),
        (
            "[flows.115-open]\nclientid = \"1\"",
            "flows.115-open.client_id",
        ),
    ] {
        let ran = Folder::new(text).run(&[], &["login", "115", "--json", "--reroute", NO_SERVER]);
        assert_eq!(ran.code, 2, "{text}: {}", ran.err);
        let message = ran.error()["message"].as_str().unwrap().to_owned();
        assert!(
            message.contains(&format!("did you mean `{near}`?")),
            "{message}"
        );
    }
}

#[test]
fn an_unusable_value_is_refused_with_its_place() {
    for (text, key, reason) in [
        (
            "[login]\nrenew = \"hunter2\"",
            "login.renew",
            "invalid digit",
        ),
        (
            "[login]\nqr = \"hunter2\"",
            "login.qr",
            "must be one of auto",
        ),
        (
            "[login]\nquiet = \"hunter2\"",
            "login.quiet",
            "must be one of true, false",
        ),
        (
            "[login]\nrenew = [1, 2]",
            "login.renew",
            "must be one value",
        ),
        (
            "[login]\nrenew = { a = 1 }",
            "login.renew",
            "must be a text",
        ),
        (
            "[flows.115]\napp = \"hunter2\"",
            "flows.115.app",
            "must be one of web",
        ),
        ("login = 1", "login", "must be a table"),
        ("[login]\nrenew hunter2", "line 2", "not TOML"),
    ] {
        let ran = Folder::new(text).run(&[], &["login", "115", "--json", "--reroute", NO_SERVER]);
        assert_eq!(ran.code, 2, "{text}: {}", ran.err);
        let message = ran.error()["message"].as_str().unwrap().to_owned();
        assert!(
            message.contains(key) && message.contains(reason),
            "{message}"
        );
        assert!(!message.contains("hunter2"), "{message}");
    }
    let variable = [("QRLOGIN_RENEW", "hunter2")];
    let ran = Folder::new("").run(
        &variable,
        &["login", "115", "--json", "--reroute", NO_SERVER],
    );
    let message = ran.error()["message"].as_str().unwrap().to_owned();
    assert!(
        message.starts_with("QRLOGIN_RENEW: invalid digit"),
        "{message}"
    );
}

#[cfg(unix)]
#[test]
fn a_file_with_a_secret_must_be_private() {
    for (text, is_secret) in [
        ("[flows.device]\nclient_secret = \"s\"", true),
        ("[network]\nproxy = \"http://u:p@127.0.0.1:1\"", true),
        ("[flows.115-open]\nclient_id = \"1\"", false),
    ] {
        let folder = Folder::new(text);
        folder.set_mode(0o644);
        let ran = folder.run(&[], &["config"]);
        assert_eq!(
            ran.code,
            if is_secret { 2 } else { 0 },
            "{text}: {}",
            ran.err
        );
    }
}

#[test]
fn another_file_can_be_named() {
    let folder = Folder::new("[login]\nrenew = 1\n");
    let other = Folder::new("[login]\nrenew = 7\n");
    let path = other.path().display().to_string();
    let joined = format!("--config={path}");
    let renew = |variables: &[(&str, &str)], options: &[&str]| {
        let ran = folder.run(variables, &[options, &["--json"]].concat());
        let json = ran.json();
        let values = json["values"].as_array().unwrap().clone();
        let value = values
            .into_iter()
            .find(|value| value["name"] == "login.renew");
        value.unwrap()["value"].as_str().unwrap().to_owned()
    };
    assert_eq!(renew(&[], &["config"]), "1");
    assert_eq!(renew(&[], &["config", "--config", &path]), "7");
    assert_eq!(renew(&[], &[&joined, "config"]), "7");
    assert_eq!(renew(&[("QRLOGIN_CONFIG", &path)], &["config"]), "7");
    let ran = folder.run(&[], &["config", "--config", "/no/such/file"]);
    assert_eq!(ran.code, 2, "{}", ran.err);
}

#[test]
fn commands_without_defaults_do_not_read_the_file() {
    let folder = Folder::new("nonsense");
    for arguments in [
        &["flows"][..],
        &["schema"],
        &["--version"],
        &["login", "--help"],
    ] {
        assert_eq!(folder.run(&[], arguments).code, 0, "{arguments:?}");
    }
    for command in ["login", "refresh", "config"] {
        let ran = folder.run(&[], &[command]);
        assert_eq!(ran.code, 2, "{command}");
        assert!(ran.err.contains("not TOML"), "{command}: {}", ran.err);
    }
}

#[test]
fn the_language_of_the_file_wins_over_the_locale() {
    let folder = Folder::new("lang = \"zh\"\n");
    let of_file = [("QRLOGIN_LANG", ""), ("LC_ALL", "C.UTF-8")];
    for (arguments, text) in [
        (&["flows"][..], "扫码应用"),
        (&["list", "--jsn"], "错误："),
        (&["qr", "-h"], "用法：qrlogin qr"),
        (&["--lang", "en", "flows"], "scan with"),
    ] {
        let ran = folder.run(&of_file, arguments);
        let said = format!("{}{}", ran.out, ran.err);
        assert!(said.contains(text), "{arguments:?}: {said}");
    }
    folder.write("lang = \"zh\"\ntime = 1\n");
    let ran = folder.run(&of_file, &["login", "115", "--demo"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("错误："), "{}", ran.err);
    folder.write("lang = \"fr\"\n");
    let ran = folder.run(&of_file, &["login", "115", "--demo"]);
    assert!(
        ran.err.contains("lang: must be one of en, zh"),
        "{}",
        ran.err
    );
}

//! A keyring that ends while a login or a refresh waits for the service.

use std::process::Stdio;

use crate::keyring::Session;
use crate::support::*;

#[test]
fn a_login_prints_what_the_keyring_no_longer_takes() {
    let mut session = Session::with_keyring();
    let server = simulator(&["person="]);
    let origin = server.origin();
    let login = ["login", "115", "--reroute", &origin, "--profile", "main"];
    let mut command = session.command(&[&login[..], &["--store", "keyring"]].concat());
    let child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    shows_a_code(&server);
    session.end_keyring();
    confirm(&server);
    let ran = finish(child);
    assert_eq!(ran.code, 1, "{}", ran.err);
    assert_eq!(ran.json()["flow"], "115");
    assert!(
        ran.err.contains("logged in, but cannot write"),
        "{}",
        ran.err
    );
    assert!(
        ran.last().contains("standard output instead"),
        "{}",
        ran.err
    );
    assert_eq!(session.home.names(), Vec::<String>::new());
}

#[test]
fn a_refresh_prints_what_the_keyring_no_longer_takes() {
    let mut session = Session::with_keyring();
    let slow = "fault.1=115-open/refreshToken slow-body:64/300ms";
    let server = simulator(&[AT_ONCE, slow]);
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
    assert_eq!(session.run(&[&login[..], &options].concat()).code, 0);
    let before = requests(&server);
    let refresh = [
        "refresh",
        "--profile",
        "main",
        "--force",
        "--reroute",
        &origin,
    ];
    let mut command = session.command(&refresh);
    let child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    wait_until(|| requests(&server) > before);
    session.end_keyring();
    let ran = finish(child);
    assert_eq!(ran.code, 1, "{}", ran.err);
    assert!(
        ran.last().contains("standard output instead"),
        "{}",
        ran.err
    );
    let new = issued(&server).pop().unwrap();
    let printed = ran.json()["refresh_token"].as_str().unwrap().to_owned();
    assert_eq!(Some(printed.as_str()), new.get("refresh_token"));
}

//! The tasks of Bilibili's TV login.

use qrlogin::bilibili::{KeyPair, TvCheck, TvCredential, TvRefresh};
use qrlogin::tasks::NoTask;

use super::*;

const FLOW: &str = "bilibili-tv";
const DUE: &str = "bilibili-tv.refresh-due = yes";

#[test]
fn a_check_of_a_valid_login_names_the_account() {
    let (mut world, credential) = logged_in(FLOW, "");
    let Ok(Checked::Valid { account, .. }) = check(&mut world, &credential) else {
        panic!("not valid");
    };
    assert_eq!(account, credential.account());
}

#[test]
fn a_check_of_an_unknown_token_is_refused() {
    let (mut world, credential) = logged_in(FLOW, "");
    let mut credential = TvCredential::try_from(credential).unwrap();
    credential.access_token = "00112233445566778899aabbccddeeff".into();
    assert_eq!(refused(&check(&mut world, &credential.into())), "-101");
}

#[test]
fn a_firewall_says_nothing_of_the_login() {
    let (mut world, credential) = logged_in(FLOW, "");
    set(&mut world, "fault.1=bilibili-tv/token-info 412-json");
    assert_eq!(check(&mut world, &credential), Err(Error::blocked(412)));
}

#[test]
fn a_refresh_that_is_due_yields_genuine_credentials() {
    let (mut world, old) = logged_in(FLOW, DUE);
    let new = new(refresh(&mut world, &old, false));
    assert_eq!(names(&world), ["token-info", "refresh-token"]);
    world.assert_genuine(&new);
    assert!(check(&mut world, &new).unwrap().is_valid());
    assert_eq!(refused(&check(&mut world, &old)), "-101");
}

#[test]
fn a_refresh_that_is_not_due_changes_nothing() {
    let (mut world, old) = logged_in(FLOW, "");
    assert_eq!(refresh(&mut world, &old, false), Ok(Refreshed::NotDue));
    assert!(check(&mut world, &old).unwrap().is_valid());
    new(refresh(&mut world, &old, true));
}

#[test]
fn a_refresh_goes_on_in_another_process_at_every_step() {
    let (mut world, old) = logged_in(FLOW, DUE);
    let task = TvRefresh::new(&old.try_into().unwrap()).unwrap();
    let Ok(Refreshed::New(new)) = run_resumed(&mut world, task) else {
        panic!("no credentials");
    };
    world.assert_genuine(&new.into());
}

#[test]
fn a_refresh_is_sent_once() {
    let (mut world, old) = logged_in(FLOW, "fault.1 = bilibili-tv/token-refresh cut-before");
    assert!(refresh(&mut world, &old, true).is_err());
    assert_eq!(names(&world), ["refresh-token"]);
}

#[test]
fn a_login_with_other_keys_needs_them() {
    let lines = "bilibili-tv.appkey = 0011223344556677\nbilibili-tv.appsec = fake";
    let id = "bilibili-tv appkey=0011223344556677 appsec=fake";
    let (mut world, credential) = logged_in(id, lines);
    let none = tasks::check(&credential, seed()).map(drop);
    assert_eq!(none, Err(NoTask::Lacks("appsec")));
    let tv = TvCredential::try_from(credential).unwrap();
    assert!(TvCheck::with_keys(&tv, KeyPair::tv()).is_err());
    let own = TvCheck::with_keys(&tv, KeyPair::new("0011223344556677", "fake")).unwrap();
    assert!(run(&mut world, Login::new(own, seed())).unwrap().is_valid());
    let own = TvRefresh::with_keys(&tv, KeyPair::new("0011223344556677", "fake")).unwrap();
    assert!(run(&mut world, Login::new(own.force(), seed())).is_ok());
}

#[test]
fn there_is_no_logout() {
    let (_, credential) = logged_in(FLOW, "");
    let none = tasks::logout(&credential, seed()).map(drop);
    assert!(matches!(none, Err(NoTask::None(_))));
}

//! The refresh of Bilibili's cookies and its confirmation.

use qrlogin::bilibili::{WebConfirm, WebCredential, WebRefresh};
use qrlogin::tasks::NoTask;
use qrlogin_simulator::CORRESPOND_MODULUS;

use super::*;

const FLOW: &str = "bilibili-web";
/// The simulator decrypts the time.
const OWN_KEY: &str = "bilibili-web.correspond-key = own";

fn web(credential: Credential) -> WebCredential {
    credential.try_into().expect("of this flow")
}

/// A login, and the forced refresh of it for the simulator's key.
fn begun(lines: &str) -> (Simulated, WebCredential, WebRefresh) {
    let (world, credential) = logged_in(FLOW, &format!("{OWN_KEY}\n{lines}"));
    let credential = web(credential);
    let task = WebRefresh::new(&credential).unwrap().force();
    (world, credential, task.modulus(CORRESPOND_MODULUS).unwrap())
}

fn renewed(outcome: Result<Refreshed<WebCredential>, Error>) -> WebCredential {
    match outcome {
        Ok(Refreshed::New(credential)) => credential,
        other => panic!("{other:?}"),
    }
}

fn is_valid(world: &mut Simulated, credential: &WebCredential) -> bool {
    check(world, &credential.clone().into()).unwrap().is_valid()
}

fn confirm(world: &mut Simulated, new: &WebCredential) -> Result<WebCredential, Error> {
    run(world, Login::new(WebConfirm::new(new).unwrap(), seed()))
}

#[test]
fn a_refresh_yields_new_genuine_credentials() {
    let (mut world, old, task) = begun("");
    let new = renewed(run(&mut world, Login::new(task, seed())));
    assert_eq!(names(&world), ["cookie-info", "correspond", "refresh"]);
    for name in ["SESSDATA", "bili_jct", "sid"] {
        assert_ne!(new.cookie(name), old.cookie(name), "{name}");
    }
    assert_eq!(new.cookie("DedeUserID"), old.cookie("DedeUserID"));
    assert_ne!(new.refresh_token, old.refresh_token);
    world.assert_genuine(&new.clone().into());
    assert!(is_valid(&mut world, &new));
}

#[test]
fn a_refresh_goes_on_in_another_process_at_every_step() {
    let (mut world, _, task) = begun("");
    let new = renewed(run_resumed(&mut world, task));
    world.assert_genuine(&new.into());
}

#[test]
fn old_cookies_are_valid_until_the_confirmation() {
    let (mut world, old, task) = begun("");
    let new = renewed(run(&mut world, Login::new(task, seed())));
    assert_eq!(new.unconfirmed, old.refresh_token);
    assert!(is_valid(&mut world, &old) && is_valid(&mut world, &new));
    let confirmed = confirm(&mut world, &new).unwrap();
    assert_eq!(confirmed, with_confirmed(&new));
    assert!(!is_valid(&mut world, &old) && is_valid(&mut world, &confirmed));
}

/// The same without a refresh to confirm.
fn with_confirmed(new: &WebCredential) -> WebCredential {
    let mut confirmed = new.clone();
    confirmed.unconfirmed = None;
    confirmed
}

#[test]
fn a_lost_response_leaves_the_old_credentials_to_refresh_again() {
    for fault in ["cut-after", "garbage", "hang", "html", "412-json"] {
        let (mut world, old, task) =
            begun(&format!("fault.1 = bilibili-web/cookie-refresh#1 {fault}"));
        assert!(
            run(&mut world, Login::new(task.clone(), seed())).is_err(),
            "{fault}"
        );
        let refreshes = names(&world)
            .iter()
            .filter(|name| **name == "refresh")
            .count();
        assert_eq!(refreshes, 1, "{fault}");
        assert!(is_valid(&mut world, &old), "{fault}");
        let new = renewed(run(&mut world, Login::new(task, seed())));
        assert!(is_valid(&mut world, &new), "{fault}");
    }
}

#[test]
fn nothing_is_refreshed_before_it_is_due() {
    let (mut world, credential) = logged_in(FLOW, "");
    assert_eq!(
        refresh(&mut world, &credential, false),
        Ok(Refreshed::NotDue)
    );
    assert_eq!(names(&world), ["cookie-info"]);
    set(&mut world, "bilibili-web.refresh-due=yes");
    new(refresh(&mut world, &credential, false));
}

#[test]
fn the_service_key_gives_a_path_of_its_length() {
    let (mut world, credential) = logged_in(FLOW, "");
    let new = new(refresh(&mut world, &credential, true));
    assert!(is_valid(&mut world, &web(new)));
}

#[test]
fn a_time_for_another_key_is_refused() {
    let (mut world, credential) = logged_in(FLOW, OWN_KEY);
    let (code, advice) = rejected(refresh(&mut world, &credential, true));
    assert_eq!((&*code, &*advice), ("404", "try_later"));
    assert_eq!(names(&world), ["cookie-info", "correspond"].repeat(3));
}

#[test]
fn the_time_is_that_of_the_service() {
    for skew in [-3600, 3600] {
        let (mut world, _, task) = begun(&format!("clock-skew = {skew}"));
        renewed(run(&mut world, Login::new(task, seed())));
    }
}

#[test]
fn an_incomplete_refresh_is_no_refresh() {
    for (line, missing) in [
        ("bilibili-web.lacks=SESSDATA", "SESSDATA"),
        ("bilibili-web.lacks=bili_jct", "bili_jct"),
        ("bilibili-web.refresh-token=no", "refresh_token"),
    ] {
        let (mut world, old, task) = begun("");
        set(&mut world, line);
        let error = run(&mut world, Login::new(task, seed())).unwrap_err();
        assert_eq!(error, Error::incomplete([missing]));
        assert!(is_valid(&mut world, &old));
    }
}

#[test]
fn cookies_and_token_of_two_logins_are_refused() {
    let (mut world, old, _) = begun("");
    let mut mixed = old.clone();
    mixed.refresh_token = Some("00112233445566778899aabbccddeeff".into());
    let task = WebRefresh::new(&mixed).unwrap().force();
    let task = task.modulus(CORRESPOND_MODULUS).unwrap();
    let (code, advice) = rejected(run(&mut world, Login::new(task, seed())));
    assert_eq!((&*code, &*advice), ("86095", "start_again"));
}

#[test]
fn a_refresh_after_the_logout_advises_a_scan() {
    let (mut world, old, task) = begun("");
    log_out(&mut world, &old.into()).unwrap();
    let (code, advice) = rejected(run(&mut world, Login::new(task, seed())));
    assert_eq!((&*code, &*advice), ("-101", "start_again"));
}

#[test]
fn without_a_refresh_token_there_is_no_refresh() {
    let (_, credential) = logged_in(FLOW, "bilibili-web.refresh-token = no");
    let none = tasks::refresh(&credential, false, seed()).map(drop);
    assert_eq!(none, Err(NoTask::Lacks("refresh_token")));
}

#[test]
fn other_cookies_survive_a_refresh() {
    let (mut world, mut old, _) = begun("");
    let extra = qrlogin::Cookie::new("buvid3", "fake", "bilibili.com").unwrap();
    old.cookies.push(extra.clone());
    let task = WebRefresh::new(&old).unwrap().force();
    let task = task.modulus(CORRESPOND_MODULUS).unwrap();
    let new = renewed(run(&mut world, Login::new(task, seed())));
    assert_eq!(new.cookies.last(), Some(&extra));
}

#[test]
fn a_confirmation_is_for_the_last_refresh_only() {
    let (mut world, old, task) = begun("");
    assert!(tasks::confirm(&old.into(), seed()).is_none());
    let new = renewed(run(&mut world, Login::new(task, seed())));
    let confirmed = confirm(&mut world, &new).unwrap();
    assert!(tasks::confirm(&confirmed.into(), seed()).is_none());
    // Sent once more, the service does not know it any more.
    assert_eq!(rejected(confirm(&mut world, &new)).0, "-400");
}

#[test]
fn a_confirmation_whose_response_was_lost_is_one() {
    for fault in ["cut-after", "cut-body:3", "garbage"] {
        let (mut world, old, task) = begun("");
        let new = renewed(run(&mut world, Login::new(task, seed())));
        set(
            &mut world,
            &format!("fault.1=bilibili-web/confirm-refresh#1 {fault}"),
        );
        assert_eq!(
            confirm(&mut world, &new),
            Ok(with_confirmed(&new)),
            "{fault}"
        );
        clear_faults(&mut world);
        assert!(!is_valid(&mut world, &old), "{fault}");
    }
}

#[test]
fn a_modulus_that_is_no_key_is_refused() {
    let (_, credential) = logged_in(FLOW, "");
    let task = || WebRefresh::new(&web(credential.clone())).unwrap();
    for text in ["", "x", "00", "f1", &"zz".repeat(128), &"f0".repeat(128)] {
        assert!(task().modulus(text).is_err(), "{text}");
    }
}

#[test]
fn seeds_decide_the_path() {
    let path = |number: u8| {
        let (world, _, task) = begun("");
        let mut task = Login::new(task, qrlogin::Seed::new([number; 16]));
        let mut world = world;
        loop {
            match task.poll(world.now()).unwrap() {
                Step::Send(call) if call.name == "correspond" => {
                    return call.request.uri().path().to_owned();
                }
                Step::Send(call) => {
                    let outcome = world.send(call);
                    task.handle(world.now(), outcome);
                }
                _ => {}
            }
        }
    };
    assert_eq!(path(1), path(1));
    assert_ne!(path(1), path(2));
}

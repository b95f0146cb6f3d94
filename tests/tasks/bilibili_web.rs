//! The check and the logout of Bilibili's web login.

use qrlogin::tasks::{Checked, LoggedOut};
use qrlogin::{Error, Failure};

use super::*;

const FLOW: &str = "bilibili-web";

#[test]
fn cookies_from_an_address_are_those_of_a_session() {
    let lines = "bilibili-web.era = url-cookies-2022\nbilibili-web.poll-cookies = no";
    let (mut world, credential) = logged_in("bilibili-web", lines);
    assert!(check(&mut world, &credential).unwrap().is_valid());
    assert_eq!(log_out(&mut world, &credential), Ok(LoggedOut::Now));
}

#[test]
fn a_check_of_a_valid_login_names_the_account() {
    let (mut world, credential) = logged_in(FLOW, "");
    let Ok(Checked::Valid {
        account: Some(account),
        ..
    }) = check(&mut world, &credential)
    else {
        panic!("not valid");
    };
    assert_eq!(
        Some(&account.id),
        credential.account().map(|own| own.id).as_ref()
    );
    assert_eq!(account.name.unwrap().expose(), "simulated");
    assert_eq!(names(&world), ["nav"]);
}

#[test]
fn a_check_after_the_logout_is_refused() {
    for lines in ["", "bilibili-web.nav-data = no"] {
        let (mut world, credential) = logged_in(FLOW, lines);
        assert_eq!(log_out(&mut world, &credential), Ok(LoggedOut::Now));
        let outcome = check(&mut world, &credential);
        assert_eq!(refused(&outcome), "-101");
        assert!(!outcome.unwrap().is_valid());
    }
}

#[test]
fn what_says_nothing_of_the_login_is_an_error() {
    for (fault, error) in [
        ("412-json", Error::blocked(412)),
        ("412-html", Error::blocked(412)),
        ("html", Error::intercepted(200)),
        ("refuse:-412", Error::blocked(412)),
        ("refuse:-352", Error::blocked(412)),
        ("status:503", Error::unavailable(503)),
        ("hang", Error::Transport(Failure::Timeout)),
        ("cut-before", Error::Transport(Failure::Io)),
    ] {
        let (mut world, credential) = logged_in(FLOW, "");
        set(&mut world, &format!("fault.1=bilibili-web/nav {fault}"));
        assert_eq!(check(&mut world, &credential), Err(error), "{fault}");
        clear_faults(&mut world);
        assert!(check(&mut world, &credential).unwrap().is_valid());
    }
}

#[test]
fn an_unreadable_check_is_an_error() {
    for fault in ["garbage", "empty", "cut-body:20"] {
        let (mut world, credential) = logged_in(FLOW, "");
        set(&mut world, &format!("fault.1=bilibili-web/nav {fault}"));
        let error = check(&mut world, &credential).unwrap_err();
        assert!(
            matches!(error.kind(), "malformed" | "transport"),
            "{fault}: {error}"
        );
    }
}

#[test]
fn a_passing_failure_does_not_fail_a_check() {
    let (mut world, credential) = logged_in(FLOW, "");
    set(&mut world, "fault.1=bilibili-web/nav#1-2 cut-before");
    assert!(check(&mut world, &credential).unwrap().is_valid());
    assert_eq!(names(&world), ["nav"; 3]);
}

#[test]
fn a_second_logout_finds_the_login_over() {
    let (mut world, credential) = logged_in(FLOW, "");
    assert_eq!(log_out(&mut world, &credential), Ok(LoggedOut::Now));
    assert_eq!(log_out(&mut world, &credential), Ok(LoggedOut::Already));
    assert_eq!(names(&world), ["exit", "exit", "nav"]);
}

#[test]
fn a_page_of_a_portal_is_no_logout() {
    let (mut world, credential) = logged_in(FLOW, "");
    set(&mut world, "fault.1=bilibili-web/logout html");
    assert_eq!(
        log_out(&mut world, &credential),
        Err(Error::intercepted(200))
    );
    assert!(check(&mut world, &credential).unwrap().is_valid());
}

#[test]
fn a_logout_whose_response_is_lost_still_ends() {
    let (mut world, credential) = logged_in(FLOW, "");
    set(&mut world, "fault.1=bilibili-web/logout#1 cut-after");
    assert_eq!(log_out(&mut world, &credential), Ok(LoggedOut::Already));
}

#[test]
fn a_login_with_buvid_has_two_more_cookies() {
    let (mut world, credential) = logged_in("bilibili-web buvid=true", "");
    let cookies = credential.cookies();
    let value = |name: &str| {
        let cookie = cookies.iter().find(|cookie| cookie.name == name).unwrap();
        assert_eq!((&*cookie.domain, cookie.expires), ("bilibili.com", None));
        cookie.value.expose().to_owned()
    };
    assert!(value("buvid3").ends_with("infoc"));
    assert!(value("buvid4").ends_with("%3D%3D"));
    assert!(check(&mut world, &credential).unwrap().is_valid());
}

#[test]
fn a_login_survives_the_failure_of_buvid_at_once() {
    for fault in [
        "412-json",
        "hang",
        "garbage",
        "cut-before",
        "html",
        "status:503",
    ] {
        let line = format!("fault.1 = bilibili-web/spi {fault}");
        let (world, credential) = logged_in("bilibili-web buvid=true", &line);
        assert_eq!(credential.cookies().len(), 5, "{fault}");
        assert_eq!(world.kinds().last(), Some(&"confirmed"), "{fault}");
    }
}

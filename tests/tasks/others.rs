//! The tasks of the other services.

use qrlogin::{Advice, Failure};
use qrlogin_test_support::secs;

use super::*;

#[test]
fn cookies_of_115_are_refused_after_another_login() {
    let (mut world, credential) = logged_in("115", "");
    let outcome = check(&mut world, &credential).unwrap();
    assert_eq!(outcome, Checked::valid(credential.account()));
    assert_eq!(names(&world), ["guide-status"]);
    let Credential::Pan115(mut other) = credential else {
        panic!("of another flow");
    };
    other.seid = "other".into();
    assert_eq!(refused(&check(&mut world, &other.into())), "none");
}

#[test]
fn the_firewall_of_115_says_nothing_of_the_login() {
    let (mut world, credential) = logged_in("115", "");
    set(&mut world, "fault.1=115/guide-status 405-html");
    assert_eq!(check(&mut world, &credential), Err(Error::blocked(405)));
}

#[test]
fn a_session_of_wechat_is_checked_and_ended() {
    let (mut world, credential) = logged_in("wechat-web", "");
    assert_eq!(
        check(&mut world, &credential),
        Ok(Checked::valid(credential.account()))
    );
    assert_eq!(log_out(&mut world, &credential), Ok(LoggedOut::Now));
    let called = ["webwxinit", "webwxinit", "webwxlogout", "webwxinit"];
    assert_eq!(names(&world), called);
    assert_eq!(refused(&check(&mut world, &credential)), "1100");
    assert_eq!(log_out(&mut world, &credential), Ok(LoggedOut::Already));
}

#[test]
fn a_logout_without_effect_is_sent_again() {
    let (mut world, credential) = logged_in("wechat-web", "");
    set(&mut world, "fault.1=wechat-web/logout#1-2 empty");
    assert_eq!(log_out(&mut world, &credential), Ok(LoggedOut::Now));
    let exits = names(&world)
        .iter()
        .filter(|name| **name == "webwxlogout")
        .count();
    assert_eq!(exits, 3);
    let (mut world, credential) = logged_in("wechat-web", "");
    set(&mut world, "fault.1=wechat-web/logout empty");
    let (_, advice) = rejected(log_out(&mut world, &credential));
    assert_eq!(advice, "try_later");
}

#[test]
fn wechat_sends_no_session_to_another_host() {
    let (_, credential) = logged_in("wechat-web", "");
    let Credential::WechatWeb(mut other) = credential else {
        panic!("of another flow");
    };
    other.host = "evil.example".to_owned();
    let (mut world, _) = logged_in("wechat-web", "");
    let outcome = check(&mut world, &other.into());
    assert_eq!(outcome, Err(Error::untrusted("evil.example")));
}

#[test]
fn a_session_token_of_phigros_is_checked() {
    for flow in ["taptap", "phi-api"] {
        let (mut world, credential) = logged_in(flow, "");
        assert!(check(&mut world, &credential).unwrap().is_valid(), "{flow}");
        assert_eq!(names(&world), ["me"]);
        let other = "z".repeat(25);
        let credential = match credential {
            Credential::TapTap(mut it) => {
                it.session_token = Some(other.into());
                it.into()
            }
            Credential::PhiApi(mut it) => {
                it.session_token = other.into();
                it.into()
            }
            _ => panic!("of another flow"),
        };
        assert_eq!(refused(&check(&mut world, &credential)), "211", "{flow}");
        set(&mut world, "fault.1=any 405-html");
        assert_eq!(check(&mut world, &credential), Err(Error::blocked(405)));
    }
}

#[test]
fn an_old_token_is_valid_in_the_other_region() {
    let (mut world, credential) = logged_in("phi-api", "phi-api.era = prefix");
    assert!(check(&mut world, &credential).unwrap().is_valid());
    assert_eq!(names(&world), ["me", "me"]);
    let (mut world, credential) = logged_in("phi-api region=china", "phi-api.era = prefix");
    assert!(check(&mut world, &credential).unwrap().is_valid());
    assert_eq!(names(&world), ["me"]);
}

#[test]
fn a_token_of_taptap_is_checked_by_the_profile() {
    let (mut world, credential) = logged_in("taptap goal=token", "");
    let Ok(Checked::Valid {
        account: Some(_), ..
    }) = check(&mut world, &credential)
    else {
        panic!("not valid");
    };
    assert_eq!(names(&world), ["profile"]);
    set(&mut world, "taptap.profile=access_denied");
    assert_eq!(refused(&check(&mut world, &credential)), "access_denied");
    set(&mut world, "taptap.profile=server_error");
    assert!(check(&mut world, &credential).is_err());
}

#[test]
fn steam_refreshes_cookies_and_access_tokens() {
    for (flow, called) in [
        (
            "steam",
            &["finalize", "transfer", "transfer", "transfer", "transfer"][..],
        ),
        ("steam platform=client", &["access"]),
        ("steam platform=mobile", &["access"]),
    ] {
        let (mut world, old) = logged_in(flow, "");
        world.wait(secs(86_400));
        let new = new(refresh(&mut world, &old, false));
        assert_eq!(names(&world), called);
        assert_ne!(new.cookies(), old.cookies(), "{flow}");
        world.assert_genuine(&new);
    }
}

#[test]
fn a_site_without_a_cookie_fails_the_refresh() {
    for line in ["steam.transfers=half", "steam.transfers=none"] {
        let (mut world, old) = logged_in("steam", "");
        set(&mut world, line);
        assert!(refresh(&mut world, &old, false).is_err(), "{line}");
    }
}

#[test]
fn a_dead_refresh_token_of_steam_advises_a_login() {
    let (mut world, credential) = logged_in("steam platform=client", "");
    let Credential::Steam(mut other) = credential else {
        panic!("of another flow");
    };
    other.refresh_token = "a.b.c".into();
    let (_, advice) = rejected(refresh(&mut world, &other.into(), false));
    assert_eq!(advice, Advice::START_AGAIN.key());
}

#[test]
fn tokens_are_exchanged_once() {
    for (flow, call) in [
        ("115-open", "115-open/refreshToken"),
        ("device", "device/token"),
    ] {
        let (mut world, credential) = logged_in(flow, "device.style = standard");
        set(&mut world, &format!("fault.1={call} cut-before"));
        let error = Error::Transport(Failure::Io);
        assert_eq!(
            refresh(&mut world, &credential, false),
            Err(error),
            "{flow}"
        );
        assert_eq!(names(&world).len(), 1, "{flow}");
    }
}

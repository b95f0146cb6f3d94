//! `qrlogin refresh` of cookies: the file first, then the confirmation.

use crate::status::{at, set, with_main};
use crate::support::*;

const REFRESH: [&str; 3] = ["refresh", "--profile", "main"];
const FORCED: [&str; 4] = ["refresh", "--profile", "main", "--force"];

fn calls(server: &qrlogin_simulator::Server) -> Vec<String> {
    let simulator = server.simulator();
    let simulator = simulator.lock().unwrap();
    let calls = simulator.log().iter().map(|entry| entry.call.to_string());
    calls.skip_while(|call| call != "cookie-info").collect()
}

#[test]
fn a_refresh_is_confirmed_after_the_file_is_written() {
    let (home, server) = with_main("bilibili-web", &["bilibili-web.refresh-due=yes"]);
    let old = home.text("main");
    let ran = at(&home, &server, &REFRESH);
    assert_eq!((ran.code, &*ran.out), (0, ""), "{}", ran.err);
    assert!(
        ran.err
            .starts_with("Refreshed. The new credentials are in "),
        "{}",
        ran.err
    );
    let wanted = [
        "cookie-info",
        "correspond",
        "cookie-refresh",
        "confirm-refresh",
    ];
    assert_eq!(calls(&server), wanted);
    let new = home.profile("main");
    let token = issued(&server).pop().unwrap();
    assert_eq!(
        new["credential"]["refresh_token"],
        token.get("refresh_token").unwrap()
    );
    assert_eq!(new["credential"]["unconfirmed"], serde_json::Value::Null);
    assert!(!old.contains(token.get("refresh_token").unwrap()));
    assert_eq!(at(&home, &server, &["status", "main"]).code, 0);
    home.write("main", &old);
    assert_eq!(at(&home, &server, &["status", "main"]).code, 12);
}

#[test]
fn a_refresh_that_is_not_due_changes_nothing() {
    let (home, server) = with_main("bilibili-web", &[]);
    let old = home.text("main");
    let ran = at(&home, &server, &[&REFRESH[..], &["--json"]].concat());
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_eq!(
        (&ran.json()["event"], home.text("main")),
        (&"not_due".into(), old)
    );
    assert!(
        ran.err.starts_with("Not due yet, says the service."),
        "{}",
        ran.err
    );
}

#[test]
fn a_failed_refresh_keeps_the_old_credentials() {
    let cases = [
        ("cookie-info", "412-json", 13),
        ("correspond", "status:404", 12),
        ("cookie-refresh", "refuse:86095", 12),
        ("cookie-refresh", "cut-after", 14),
        ("cookie-refresh", "garbage", 15),
    ];
    at_once(cases, |(call, fault, code)| {
        let (home, server) = with_main("bilibili-web", &[]);
        let old = home.text("main");
        set(
            &server,
            "fault.1",
            &format!("bilibili-web/{call}#1-9 {fault}"),
        );
        let ran = at(&home, &server, &FORCED);
        assert_eq!(ran.code, code, "{call} {fault}: {}", ran.err);
        assert_eq!(home.text("main"), old);
        assert!(!ran.last().contains("client_id"), "{}", ran.err);
        assert_eq!(at(&home, &server, &["status", "main"]).code, 0);
    });
}

#[test]
fn an_unconfirmed_refresh_is_confirmed_by_the_next_one() {
    let (home, server) = with_main("bilibili-web", &[]);
    let old = home.text("main");
    set(
        &server,
        "fault.1",
        "bilibili-web/confirm-refresh#1-4 cut-before",
    );
    let ran = at(&home, &server, &FORCED);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(
        ran.err
            .contains("warning: the new credentials are saved, but"),
        "{}",
        ran.err
    );
    let new = home.text("main");
    assert!(home.profile("main")["credential"]["unconfirmed"].is_string());
    // Both are valid until the confirmation.
    home.write("main", &old);
    assert_eq!(at(&home, &server, &["status", "main"]).code, 0);
    home.write("main", &new);
    assert_eq!(at(&home, &server, &["status", "main"]).code, 0);
    let again = at(&home, &server, &REFRESH);
    assert_eq!(again.code, 0, "{}", again.err);
    assert!(again.err.starts_with("Not due yet"), "{}", again.err);
    assert!(home.profile("main")["credential"]["unconfirmed"].is_null());
    home.write("main", &old);
    assert_eq!(at(&home, &server, &["status", "main"]).code, 12);
}

#[test]
fn tokens_of_the_tv_app_are_refreshed() {
    let (home, server) = with_main("bilibili-tv", &["bilibili-tv.refresh-due=yes"]);
    let ran = at(&home, &server, &REFRESH);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(
        ran.err.contains("the access token expires in 180 days"),
        "{}",
        ran.err
    );
    let token = issued(&server).pop().unwrap();
    let new = home.profile("main");
    assert_eq!(
        new["credential"]["access_token"],
        token.get("access_token").unwrap()
    );
    assert_eq!(at(&home, &server, &["status", "main"]).code, 0);
}

#[test]
fn a_refresh_that_is_not_saved_is_not_confirmed() {
    let (home, server) = with_main("bilibili-web", &[]);
    let old = home.text("main");
    set(
        &server,
        "fault.1",
        "bilibili-web/cookie-refresh slow-body:16/300ms",
    );
    let ran = std::thread::scope(|scope| {
        let refreshing = scope.spawn(|| at(&home, &server, &FORCED));
        wait_until(|| calls(&server).contains(&"cookie-refresh".to_owned()));
        std::fs::remove_dir_all(home.profiles()).unwrap();
        refreshing.join().unwrap()
    });
    assert_eq!(ran.code, 1, "{}", ran.err);
    assert!(ran.last().contains("are valid as well"), "{}", ran.err);
    let token = issued(&server).pop().unwrap();
    assert_eq!(
        ran.json()["refresh_token"],
        token.get("refresh_token").unwrap()
    );
    assert!(!calls(&server).contains(&"confirm-refresh".to_owned()));
    home.write("main", &old);
    assert_eq!(at(&home, &server, &["status", "main"]).code, 0);
}

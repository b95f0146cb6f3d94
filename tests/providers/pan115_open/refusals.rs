//! The refusals (specification 5.5).

use super::*;
use qrlogin::pan115::advice::CHECK_APP;

/// Code and advice, for the calls of a login as for a refresh.
pub(super) const FINAL: [(i64, Advice); 22] = [
    (40140100, Advice::FIX_SETTING),
    (40140101, Advice::REPORT_CHANGE),
    (40140102, Advice::REPORT_CHANGE),
    (40140103, Advice::REPORT_CHANGE),
    (40140104, Advice::REPORT_CHANGE),
    (40140105, Advice::TRY_LATER),
    (40140106, Advice::FIX_SETTING),
    (40140107, Advice::FIX_SETTING),
    (40140108, CHECK_APP),
    (40140109, CHECK_APP),
    (40140110, CHECK_APP),
    (40140111, Advice::SEE_MESSAGE),
    (40140112, Advice::REPORT_CHANGE),
    (40140113, Advice::REPORT_CHANGE),
    (40140114, Advice::START_AGAIN),
    (40140115, Advice::START_AGAIN),
    (40140116, Advice::START_AGAIN),
    (40140118, CHECK_APP),
    (40140119, Advice::START_AGAIN),
    (40140120, Advice::START_AGAIN),
    (40140121, Advice::TRY_LATER),
    (40140122, Advice::SEE_MESSAGE),
];

#[test]
fn known_refusals_end_the_login_at_once_with_their_advice() {
    for (code, advice) in FINAL {
        for mut rig in [begin(), shown(), confirmed()] {
            rig.ok(refused(code));
            assert_eq!(rig.error(), rejected(code, advice.clone()));
        }
    }
}

#[test]
fn transient_refusals_are_retried() {
    for code in [40110000, 40140117] {
        for (mut rig, name) in [
            (begin(), "authDeviceCode"),
            (shown(), "status"),
            (confirmed(), "deviceCodeToToken"),
        ] {
            rig.ok(refused(code));
            assert_eq!(rig.call().name, name);
        }
    }
}

#[test]
fn an_unknown_refusal_ends_the_login_once_it_is_confirmed() {
    let mut rig = confirmed();
    rig.ok(refused(12345678));
    assert_eq!(rig.error(), rejected(12345678, Advice::SEE_MESSAGE));
}

#[test]
fn code_0_says_nothing_about_an_app() {
    let mut rig = confirmed();
    rig.ok(refused(0));
    assert_eq!(rig.error(), rejected(0, Advice::SEE_MESSAGE));
}

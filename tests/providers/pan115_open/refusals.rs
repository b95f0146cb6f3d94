//! The refusals (specification 5.5).

use super::*;

/// Code and advice, for the calls of a login as for a refresh.
pub(super) const FINAL: [(i64, Advice); 22] = [
    (40140100, Advice::FixSetting),
    (40140101, Advice::ReportChange),
    (40140102, Advice::ReportChange),
    (40140103, Advice::ReportChange),
    (40140104, Advice::ReportChange),
    (40140105, Advice::TryLater),
    (40140106, Advice::FixSetting),
    (40140107, Advice::FixSetting),
    (40140108, Advice::CheckApp),
    (40140109, Advice::CheckApp),
    (40140110, Advice::CheckApp),
    (40140111, Advice::SeeMessage),
    (40140112, Advice::ReportChange),
    (40140113, Advice::ReportChange),
    (40140114, Advice::StartAgain),
    (40140115, Advice::StartAgain),
    (40140116, Advice::StartAgain),
    (40140118, Advice::CheckApp),
    (40140119, Advice::StartAgain),
    (40140120, Advice::StartAgain),
    (40140121, Advice::TryLater),
    (40140122, Advice::SeeMessage),
];

#[test]
fn known_refusals_end_the_login_at_once_with_their_advice() {
    for (code, advice) in FINAL {
        for mut rig in [begin(), shown(), confirmed()] {
            rig.ok(refused(code));
            assert_eq!(rig.error(), rejected(code, advice));
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
    assert_eq!(rig.error(), rejected(12345678, Advice::SeeMessage));
}

#[test]
fn code_0_says_nothing_about_an_app() {
    let mut rig = confirmed();
    rig.ok(refused(0));
    assert_eq!(rig.error(), rejected(0, Advice::SeeMessage));
}

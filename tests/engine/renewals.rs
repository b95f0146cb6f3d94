//! New codes in place of expired ones.

use super::*;

#[test]
fn expiry_ends_the_login_by_default() {
    let mut rig = shown();
    rig.ok("expired");
    assert_eq!(rig.error(), Error::Expired);
}

#[test]
fn a_renewal_emits_a_new_code_and_a_new_scan() {
    let mut rig = Rig::new(toy().renewals(1));
    for _ in 0..2 {
        rig.ok("show");
        rig.ok("scanned");
        rig.ok("expired");
    }
    assert_eq!(rig.error(), Error::Expired);
    assert_eq!(rig.kinds(), ["code", "scanned", "code", "scanned"]);
}

#[test]
fn a_denied_login_is_not_renewed() {
    let mut rig = Rig::new(toy().renewals(5));
    rig.ok("show");
    rig.ok("denied");
    assert_eq!(rig.error(), Error::Denied);
}

#[test]
fn no_renewal_without_time_to_scan_the_new_code() {
    let mut rig = Rig::new(toy().renewals(1).give_up_after(secs(20)));
    rig.ok("show");
    rig.now = rig.now + secs(15);
    rig.ok("expired");
    assert_eq!(rig.error(), Error::Expired);
}

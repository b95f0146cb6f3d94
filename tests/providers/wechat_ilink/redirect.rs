//! The move to another data centre (specification section 4.4).

use super::*;
use qrlogin::{Error, Flow};

const OTHER: &str = "sh.ilinkai.weixin.qq.com";

fn redirect(host: &str) -> String {
    json!({"ret": 0, "status": "scaned_but_redirect", "redirect_host": host}).to_string()
}

#[test]
fn the_next_polls_go_to_the_named_host() {
    let mut rig = shown();
    assert_eq!(host(&rig.ok(redirect(OTHER))), "ilinkai.weixin.qq.com");
    let call = rig.ok(status("scaned"));
    assert_eq!(
        (host(&call), query(&call)),
        (OTHER, &*format!("qrcode={KEY}"))
    );
    assert_eq!(host(&rig.ok(confirmed().to_string())), OTHER);
    assert!(rig.end().is_ok());
    assert_eq!(rig.kinds(), ["code", "scanned", "confirmed"]);
}

#[test]
fn without_a_name_the_host_stays() {
    let mut rig = shown();
    for body in [redirect(""), status("scaned_but_redirect")] {
        rig.ok(body);
    }
    assert_eq!(host(&rig.call()), "ilinkai.weixin.qq.com");
}

#[test]
fn a_foreign_host_gets_no_request() {
    for name in [
        "evil.example",
        "weixin.qq.com.evil.example",
        "a@weixin.qq.com",
        "sh.weixin.qq.com:8443",
        "evil.example/.weixin.qq.com",
    ] {
        let mut rig = shown();
        rig.ok(redirect(name));
        assert_eq!(rig.error(), Error::untrusted(name));
    }
}

#[test]
fn a_host_of_a_snapshot_is_checked_before_the_request() {
    let mut rig = shown();
    rig.ok(redirect(OTHER));
    let json = rig.flow.snapshot().unwrap().to_json();
    let changed = json.replace(OTHER, "evil.example");
    assert_ne!(changed, json);
    let snapshot = qrlogin::Snapshot::from_json(&changed).unwrap();
    rig.flow = Login::resume(&snapshot).unwrap();
    assert_eq!(rig.error(), Error::untrusted("evil.example"));
}

#[test]
fn a_code_moves_three_times_at_most() {
    let mut rig = shown();
    for name in ["a", "b", "b", "a"] {
        rig.ok(redirect(&format!("{name}.weixin.qq.com")));
    }
    assert_eq!(host(&rig.call()), "a.weixin.qq.com");
    rig.ok(redirect("c.weixin.qq.com"));
    assert!(matches!(rig.error(), Error::Untrusted { .. }));
}

#[test]
fn a_new_code_begins_at_the_first_host() {
    let mut rig = Rig::new(Login::new(Bot::new(), seed()).renewals(1));
    rig.ok(started());
    rig.ok(redirect(OTHER));
    rig.ok(status("expired"));
    assert_eq!(host(&rig.ok(started())), "ilinkai.weixin.qq.com");
    assert_eq!(host(&rig.call()), "ilinkai.weixin.qq.com");
}

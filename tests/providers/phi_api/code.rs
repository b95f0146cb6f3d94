//! The code (specification 2.2).

use super::*;

#[test]
fn the_servers_object_is_sent_back_byte_for_byte() {
    let call = shown().call();
    assert_eq!(call.request.body(), CODE.as_bytes());
}

#[test]
fn a_code_of_the_other_region_is_pointed_out() {
    let mut rig = login(server("http://localhost:5015"));
    rig.answer(Ok(success(&CODE.replace("taptap.io", "taptap.cn"))));
    rig.call();
    let Event::Code(code) = &rig.events[0] else {
        panic!("no code");
    };
    assert!(code.notice.as_ref().unwrap().contains("other region"));
}

#[test]
fn a_code_that_is_no_https_address_is_refused() {
    let mut rig = login(server("http://localhost:5015"));
    rig.answer(Ok(success(&CODE.replace("https:", "http:"))));
    assert!(matches!(rig.error(), Error::Untrusted { .. }));
}

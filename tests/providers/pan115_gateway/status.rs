//! The status (specification 2.5, 5.1).

use super::*;

#[test]
fn scanned_is_reported_and_may_be_skipped() {
    let mut rig = shown();
    for code in [0, 1, 0, 2] {
        rig.ok(status(code));
    }
    rig.ok(DONE);
    assert!(rig.end().is_ok());
    assert_eq!(rig.kinds(), ["code", "scanned", "confirmed"]);
}

#[test]
fn a_time_out_of_the_long_poll_is_waiting() {
    let mut rig = shown();
    rig.lose(Failure::Timeout, secs(40));
    rig.ok(status(1));
    rig.call();
    assert_eq!(rig.kinds(), ["code", "scanned"]);
}

#[test]
fn an_unknown_status_is_waiting() {
    let mut rig = shown();
    rig.ok(status(99));
    assert_eq!(rig.call().name, "status");
}

#[test]
fn expiry_is_read_in_documented_and_observed_form() {
    let observed = "Failed to check QR code status: failed to check QR code status: {\"state\":0,\"code\":40199002,\"message\":\"key invalid\",\"data\":{}}: qrcode expired";
    for answer in [reply(200, status(-1)), failed(observed)] {
        let mut rig = shown();
        rig.answer(Ok(answer));
        assert_eq!(rig.error(), Error::Expired);
    }
}

#[test]
fn an_expiry_needs_the_code_or_the_message() {
    for text in [
        "Failed: {\"code\":40199002",
        "Failed to check: x: qrcode expired\n",
    ] {
        let mut rig = shown();
        rig.answer(Ok(failed(text)));
        assert_eq!(rig.error(), Error::Expired, "{text}");
    }
}

#[test]
fn cancelling_on_the_phone_is_a_denial() {
    let mut rig = shown();
    rig.ok(status(-2));
    assert_eq!(rig.error(), Error::Denied);
}

#[test]
fn another_500_while_waiting_is_retried() {
    let mut rig = shown();
    rig.answer(Ok(failed(
        "Failed to check QR code status: dial tcp: timeout",
    )));
    assert_eq!(rig.call().name, "status");
    assert_eq!(rig.count("retrying"), 1);
}

#[test]
fn only_transient_refusals_of_the_upstream_are_retried() {
    for (code, borne) in [(50199004, true), (12345, true), (40101017, false)] {
        let mut rig = shown();
        let quoted = format!("Failed: {{\"state\":0,\"code\":{code},\"message\":\"m\"}}: x");
        rig.answer(Ok(failed(&quoted)));
        assert_eq!(matches!(rig.next(), Came::Call(_)), borne, "{code}");
    }
}

#[test]
fn an_address_that_the_server_quotes_is_in_no_error() {
    let url = "https://qrcodeapi.115.com/get/status/?uid=c4nary&sign=c4nary";
    for text in [
        format!("Failed to check QR code status: Get \"{url}\": dial tcp: no such host"),
        format!("Failed to check QR code status: {url} is down"),
    ] {
        let mut rig = shown();
        let error = rig.run(|_| Ok(failed(&text))).unwrap_err();
        let told = format!("{error} {error:?} {:?}", rig.events);
        assert!(!told.contains("c4nary"), "{told}");
        assert!(told.contains("Failed to check QR code status"), "{told}");
    }
}

#[test]
fn a_page_instead_of_a_status_is_retried() {
    let mut rig = shown();
    rig.ok("<html>405</html>");
    rig.answer(Ok(reply(500, "<html>")));
    assert_eq!(rig.call().name, "status");
}

#[test]
fn a_firewall_of_the_upstream_is_named_as_such() {
    let mut rig = shown();
    let text =
        "Failed to check QR code status: invalid character '<' looking for beginning of value";
    for _ in 0..7 {
        rig.answer(Ok(failed(text)));
    }
    let error = rig.error();
    assert!(error.to_string().contains("firewall"), "{error}");
    assert_eq!(error.advice(), Advice::WAIT_FOR_UNBLOCK);
}

#[test]
fn codes_that_trying_again_does_not_change_end_the_wait() {
    let mut rig = shown();
    rig.answer(Ok(failed(
        r#"Failed to check QR code status: {"state":0,"code":40101032,"message":"请重新登录"}: credential invalid"#,
    )));
    assert_eq!(
        rig.error(),
        Error::rejected(40101032, "请重新登录", Advice::START_AGAIN)
    );
}

//! Asking for a code, and the code itself (sections 2.6 and 3.3).

use super::*;
use qrlogin::taptap::advice::CHECK_REGION;

/// A login whose answer to the first call is this code.
fn shown_as(change: impl FnOnce(&mut Value)) -> TapTap {
    let mut data = code();
    change(&mut data);
    let mut rig = phigros(Goal::Session);
    rig.answer(Ok(good(&data)));
    rig
}

fn pause(rig: &mut TapTap) -> std::time::Duration {
    let before = rig.now;
    assert_eq!(rig.call().name, "poll");
    rig.now - before
}

fn lifetime(rig: &mut TapTap) -> std::time::Duration {
    rig.call();
    code_shown(rig).expires_at - START
}

#[test]
fn the_request_is_the_documented_form() {
    let call = phigros(Goal::Session).call();
    for (name, value) in [
        ("response_type", "device_code"),
        ("scope", "public_profile"),
        ("version", "2.1"),
        ("platform", "unity"),
    ] {
        assert_eq!(parameter(&call, name).as_deref(), Some(value), "{name}");
    }
    let kind = header(&call, "content-type");
    assert_eq!(kind, Some("application/x-www-form-urlencoded"));
    assert_eq!(call.timeout, secs(15));
}

#[test]
fn the_device_name_is_constant_within_a_login() {
    let info =
        |call: &Call| -> Value { serde_json::from_str(&parameter(call, "info").unwrap()).unwrap() };
    let mut rig = phigros(Goal::Session);
    let first = info(&rig.answer(Ok(good(&code()))));
    assert_eq!(info(&rig.call()), first);
    assert_eq!(first["device_id"].as_str().unwrap().len(), 32);
    let direct = Direct::new(Region::China, Goal::Session);
    let other = Login::new(direct, qrlogin::Seed::new(*b"another 16 bytes"));
    assert_ne!(info(&Rig::new(other).call()), first);
}

#[test]
fn the_code_is_the_given_address_unchanged() {
    let mut rig = shown(Goal::Session);
    rig.call();
    let code = code_shown(&rig);
    assert_eq!(
        code.payload.expose(),
        "https://accounts.taptap.cn/device?qrcode=1&user_code=ab1cd"
    );
    assert_eq!(code.notice, None);
    assert_eq!(code.expires_at, START + secs(300));
}

#[test]
fn without_an_address_the_code_is_made_of_its_parts() {
    for (page, payload) in [
        (
            "https://accounts.taptap.cn/device",
            "https://accounts.taptap.cn/device?qrcode=1&user_code=ab1cd",
        ),
        (
            "https://accounts.taptap.cn/device?lang=zh",
            "https://accounts.taptap.cn/device?lang=zh&qrcode=1&user_code=ab1cd",
        ),
    ] {
        let mut rig = shown_as(|data| {
            data["qrcode_url"] = Value::Null;
            data["verification_url"] = json!(page);
        });
        rig.call();
        assert_eq!(code_shown(&rig).payload.expose(), payload);
    }
}

#[test]
fn a_code_without_address_or_parts_is_no_code() {
    for lacking in ["user_code", "verification_url"] {
        let mut data = code();
        data["qrcode_url"] = json!("");
        data[lacking] = json!("");
        let mut rig = phigros(Goal::Session);
        let error = rig.run(|_| Ok(good(&data))).unwrap_err();
        assert!(matches!(error, Error::Malformed { .. }), "{error}");
    }
}

#[test]
fn a_code_without_a_device_code_is_no_code() {
    let mut data = code();
    data["device_code"] = json!("");
    let error = phigros(Goal::Session).run(|_| Ok(good(&data))).unwrap_err();
    assert!(matches!(error, Error::Malformed { .. }), "{error}");
}

#[test]
fn an_address_that_is_not_https_is_refused() {
    for url in [
        "http://accounts.taptap.cn/device?qrcode=1",
        "https://jo@accounts.taptap.cn/device",
        "https://accounts.taptap.cn/ device",
    ] {
        let mut rig = shown_as(|data| data["qrcode_url"] = json!(url));
        assert!(matches!(rig.error(), Error::Untrusted { .. }), "{url}");
    }
}

#[test]
fn a_code_of_another_region_or_host_has_a_warning() {
    for (host, notice) in [
        (
            "accounts.taptap.io",
            "TapTap returned a code for the other region",
        ),
        (
            "accounts.taptap.cn.example",
            "the code leads to accounts.taptap.cn.example, not to TapTap",
        ),
    ] {
        let url = format!("https://{host}/device?qrcode=1&user_code=ab1cd");
        let mut rig = shown_as(|data| data["qrcode_url"] = json!(url));
        rig.call();
        assert_eq!(code_shown(&rig).notice.as_deref(), Some(notice));
    }
}

#[test]
fn the_interval_is_between_three_seconds_and_a_minute() {
    for (said, pauses) in [
        (json!(0), 3),
        (json!(2), 3),
        (json!(4), 4),
        (json!("5"), 5),
        (json!(60), 60),
        (json!(61), 60),
        (json!(u64::MAX), 60),
        (Value::Null, 3),
        (json!(-1), 3),
    ] {
        let mut rig = shown_as(|data| data["interval"] = said.clone());
        assert_eq!(pause(&mut rig), secs(pauses), "{said}");
    }
}

#[test]
fn a_code_lives_between_30_seconds_and_30_minutes() {
    for (said, lives) in [
        (json!(0), 30),
        (json!(31), 31),
        (json!(1800), 1800),
        (json!(1801), 1800),
        (json!(u64::MAX), 1800),
        (Value::Null, 300),
    ] {
        let mut rig = shown_as(|data| data["expires_in"] = said.clone());
        assert_eq!(lifetime(&mut rig), secs(lives), "{said}");
    }
}

#[test]
fn the_smallest_answer_is_enough() {
    let mut rig = phigros(Goal::Session);
    rig.answer(Ok(reply(
        200,
        format!(r#"{{"data":{{"device_code":"{DEVICE}","qrcode_url":"https://accounts.taptap.cn/device?qrcode=1"}}}}"#),
    )));
    assert_eq!(lifetime(&mut rig), secs(300));
}

#[test]
fn an_id_of_the_other_region_advises_the_region() {
    let text = "client store [cn] do not match: InvalidArgument";
    let mut rig = phigros(Goal::Session);
    rig.answer(Ok(refusal_of(400, "invalid_request", text, NOW)));
    assert_eq!(
        rig.error(),
        Error::rejected("invalid_request", text, CHECK_REGION)
    );
}

#[test]
fn a_refused_code_is_reported_with_the_services_message() {
    for error in [
        "invalid_client",
        "access_denied",
        "invalid_grant",
        "new_one",
    ] {
        let mut rig = phigros(Goal::Session);
        rig.answer(Ok(refusal(error)));
        let expected = Error::rejected(error, "d", Advice::SEE_MESSAGE);
        assert_eq!(rig.error(), expected, "{error}");
    }
}

#[test]
fn a_failure_before_the_code_is_retried_three_times() {
    for trouble in [
        || refusal_of(500, "server_error", "d", NOW),
        || refusal("slow_down"),
        || refusal_of(429, "too_many_login_attempts", "d", NOW),
        || reply(502, "<html>"),
    ] {
        let mut calls = 0;
        let error = phigros(Goal::Session)
            .run(|_| {
                calls += 1;
                Ok(trouble())
            })
            .unwrap_err();
        assert_eq!(calls, 4, "{error}");
    }
}

#[test]
fn a_page_instead_of_a_code_is_not_retried() {
    let mut rig = phigros(Goal::Session);
    rig.answer(Ok(reply(403, "<html>")));
    assert_eq!(rig.error(), Error::blocked(403));
}

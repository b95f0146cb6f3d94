//! The status (specification 3.3, 5.1).

use super::*;

#[test]
fn uid_time_and_sign_are_sent_back_unchanged() {
    let call = shown().call();
    let url = format!("https://qrcodeapi.115.com{STATUS}");
    assert_eq!(call.request.uri().to_string(), url);
    assert_eq!(call.timeout, secs(40));
}

#[test]
fn a_time_in_another_form_is_sent_back_unchanged() {
    for (time, sent) in [
        ("1703123456789", "time=1703123456789&"),
        (r#""1791102171""#, "time=1791102171&"),
    ] {
        let mut rig = begin(Web::new());
        rig.ok(TOKEN.replace("1791102171", time));
        let url = rig.call().request.uri().to_string();
        assert!(url.contains(sent), "{url}");
    }
}

/// The vectors of section 9.7.
#[test]
fn runs_of_answers_come_to_what_the_specification_says() {
    let none = NOTHING_NEW.to_owned();
    let runs: [(Vec<String>, &[&str], Option<Error>); 3] = [
        (
            vec![none.clone(), status(1), none, status(2)],
            &["code", "scanned", "confirmed"],
            None,
        ),
        (vec![status(0), status(2)], &["code", "confirmed"], None),
        (
            vec![status(1), EXPIRED.to_owned()],
            &["code", "scanned"],
            Some(Error::Expired),
        ),
    ];
    for (answers, kinds, error) in runs {
        let mut rig = shown();
        for answer in answers {
            assert_eq!(rig.ok(answer).name, "status");
        }
        match error {
            Some(error) => assert_eq!(rig.error(), error),
            None => assert_eq!(rig.call().name, "login"),
        }
        assert_eq!(rig.kinds(), kinds);
    }
}

#[test]
fn a_long_poll_that_times_out_means_waiting() {
    let mut rig = shown();
    rig.ok(status(0));
    rig.lose(Failure::Timeout, secs(40));
    assert_eq!(host(&rig.ok(status(-2))), "qrcodeapi.115.com");
    assert_eq!(rig.error(), Error::Denied);
    assert_eq!(rig.kinds(), ["code"]);
}

#[test]
fn missing_data_of_every_kind_is_waiting() {
    for data in ["null", "[]", r#""""#, "{}", r#"{"status":null}"#, "7"] {
        let mut rig = shown();
        rig.ok(NOTHING_NEW.replace("{}", data));
        assert_eq!(rig.call().name, "status");
        assert_eq!(rig.count("retrying"), 0, "{data}");
    }
    let mut rig = shown();
    rig.ok(r#"{"state":1}"#);
    assert_eq!(rig.call().name, "status");
}

#[test]
fn an_unknown_status_is_waiting() {
    for unknown in [99, 3, -3, i64::MIN] {
        let mut rig = shown();
        rig.ok(status(unknown));
        assert_eq!(rig.call().name, "status");
        assert_eq!(rig.kinds(), ["code"]);
    }
}

#[test]
fn state_and_status_are_understood_in_every_spelling() {
    for state in ["1", "true", r#""1""#, r#""true""#] {
        let mut rig = shown();
        let answer = status(2).replace(r#""state":1"#, &format!(r#""state":{state}"#));
        rig.ok(answer.replace(r#""status":2"#, r#""status":"2""#));
        assert_eq!(rig.call().name, "login", "{state}");
    }
    for state in ["0", "false", r#""0""#] {
        let mut rig = shown();
        rig.ok(EXPIRED.replace(r#""state":0"#, &format!(r#""state":{state}"#)));
        assert_eq!(rig.error(), Error::Expired, "{state}");
    }
}

#[test]
fn an_answer_that_does_not_say_its_state_is_malformed() {
    for state in ["2", "-1", "null", r#""yes""#] {
        let mut rig = shown();
        let answer = status(2).replace(r#""state":1"#, &format!(r#""state":{state}"#));
        let error = rig.run(|_| Ok(reply(200, answer.as_str()))).unwrap_err();
        assert!(matches!(error, Error::Malformed { .. }), "{state}: {error}");
    }
}

#[test]
fn expiry_is_understood_in_both_forms_and_with_errno_alone() {
    let errno = r#"{"state":false,"errno":40199002,"error":"key invalid"}"#;
    for answer in [EXPIRED, &status(-1), errno] {
        let mut rig = shown();
        rig.ok(answer);
        assert_eq!(rig.error(), Error::Expired);
    }
}

#[test]
fn cancelling_on_the_phone_is_a_denial() {
    let mut rig = shown();
    rig.ok(status(1));
    rig.ok(status(-2));
    assert_eq!(rig.error(), Error::Denied);
}

#[test]
fn the_codes_of_the_second_endpoint_are_waiting_and_scanned() {
    let mut rig = shown();
    rig.ok(r#"{"state":false,"code":90038,"message":"请扫描二维码"}"#);
    rig.ok(r#"{"state":false,"code":90039,"message":"请确认登录"}"#);
    assert_eq!(rig.ok(status(2)).name, "status");
    rig.call();
    assert_eq!(rig.kinds(), ["code", "scanned", "confirmed"]);
}

#[test]
fn an_immediate_reply_is_followed_by_a_second_of_pause() {
    let mut rig = shown();
    rig.ok(status(1));
    let answered = rig.now;
    rig.call();
    assert_eq!(rig.now - answered, ms(1000));
}

#[test]
fn the_code_ends_by_the_logins_own_clock() {
    let mut rig = shown();
    let end = rig.run(|call| match call.name {
        "status" => Ok(reply(200, NOTHING_NEW)),
        other => panic!("{other}"),
    });
    assert_eq!(end.unwrap_err(), Error::Expired);
    assert!(
        rig.now >= qrlogin_test_support::START + secs(300)
            && rig.now < qrlogin_test_support::START + secs(310)
    );
}

#[test]
fn a_byte_order_mark_and_white_space_are_skipped() {
    let mut rig = shown();
    rig.ok(format!("\u{feff}\r\n {}", status(2)));
    assert_eq!(rig.call().name, "login");
}

//! Bilibili's TV login, answer by answer (specification section 3).

use qrlogin::bilibili::{KeyPair, Tv};
use qrlogin::{Advice, Error, Login, Settings, Timestamp, flows};
use serde_json::{Value, json};

use qrlogin_test_support::{Rig, START, parameter, reply, secs, seed};

const STARTED: &str = r#"{"code":0,"message":"0","ttl":1,"data":{"url":"https://passport.bilibili.com/x/passport-tv-login/h5/qrcode/auth?auth_code=c0de","auth_code":"c0de"}}"#;

fn shown() -> Rig<Login<Tv>> {
    let mut rig = Rig::new(Login::new(Tv::new(), seed()));
    rig.ok(STARTED);
    rig
}

fn waiting(code: i64) -> String {
    format!(r#"{{"code":{code},"message":"m","ttl":1,"data":null}}"#)
}

fn confirmed() -> Value {
    let cookie = |name: &str, value: &str| json!({"name": name, "value": value, "http_only": 1, "expires": 1_800_000_000, "secure": 0});
    json!({"code": 0, "message": "0", "ttl": 1, "data": {
        "is_new": false, "mid": 10086, "access_token": "top-a", "refresh_token": "top-r",
        "expires_in": 15_552_000,
        "token_info": {
            "mid": 10086, "access_token": "info-a", "refresh_token": "info-r",
            "expires_in": 15_552_000,
        },
        "cookie_info": {
            "cookies": [
                cookie("SESSDATA", "fake%2C1800000000%2Cfake"), cookie("bili_jct", "c5rf"),
                cookie("DedeUserID", "10086"),
            ],
            "domains": [".bilibili.com", ".biligame.com"],
        },
    }})
}

#[test]
fn a_request_is_signed_with_the_time_of_sending() {
    let mut rig = Rig::new(Login::new(Tv::with_keys(KeyPair::things()), seed()));
    rig.now = Timestamp::from_secs(1_664_435_004);
    let call = rig.call();
    assert_eq!(
        std::str::from_utf8(call.request.body()).unwrap(),
        "appkey=8d23902c1688a798&local_id=0&mobi_app=android_bilithings&ts=1664435004&sign=573c48ef19383297aab5891d86c19ddb"
    );
}

#[test]
fn secrets_travel_in_the_body_and_not_in_the_url() {
    let call = shown().call();
    assert_eq!(call.request.method(), "POST");
    assert_eq!(call.request.uri().query(), None);
    assert_eq!(parameter(&call, "auth_code").as_deref(), Some("c0de"));
}

#[test]
fn a_key_pair_needs_both_settings() {
    let info = flows::find("bilibili-tv").unwrap();
    let options = flows::Options::default();
    let half = Settings::new().with("appkey", "k");
    let empty = [("k", ""), ("", "s"), ("", "")];
    let empty = empty.map(|(key, sec)| Settings::new().with("appkey", key).with("appsec", sec));
    for settings in empty.iter().chain([&half]) {
        let error = info.login(settings, seed(), &options).err().unwrap();
        assert!(matches!(error, Error::Setting { .. }), "{error}");
    }
    let both = half.with("appsec", "s");
    let mut rig = Rig::new(info.login(&both, seed(), &options).unwrap());
    assert_eq!(parameter(&rig.call(), "appkey").as_deref(), Some("k"));
}

#[test]
fn both_codes_for_not_scanned_are_understood() {
    for code in [86039, 86101] {
        let mut rig = shown();
        rig.ok(waiting(code));
        rig.call();
        assert_eq!(rig.kinds(), ["code"]);
    }
}

#[test]
fn a_scan_is_reported_if_the_service_does() {
    let mut rig = shown();
    rig.ok(waiting(86090));
    rig.call();
    assert_eq!(rig.kinds(), ["code", "scanned"]);
}

#[test]
fn code_86038_is_expiry() {
    let mut rig = shown();
    rig.ok(waiting(86038));
    assert_eq!(rig.error(), Error::Expired);
}

#[test]
fn refusals_end_the_login_with_fitting_advice() {
    for (code, advice) in [
        (-3, Advice::CHECK_KEY_PAIR),
        (-400, Advice::SEE_MESSAGE),
        (-404, Advice::CHECK_KEY_PAIR),
        (-663, Advice::CHECK_KEY_PAIR),
        (86096, Advice::UPDATE_APP),
        (86853, Advice::CHECK_KEY_PAIR),
    ] {
        let mut rig = shown();
        rig.ok(waiting(code));
        assert_eq!(rig.error(), Error::rejected(code, "m", advice));
    }
}

#[test]
fn a_refused_signature_at_the_start_is_reported() {
    let mut rig = Rig::new(Login::new(Tv::new(), seed()));
    rig.ok(r#"{"code":-3,"message":"API校验密匙错误","ttl":1}"#);
    assert_eq!(
        rig.error(),
        Error::rejected(-3, "API校验密匙错误", Advice::CHECK_KEY_PAIR)
    );
}

#[test]
fn an_unknown_code_without_data_is_reported_at_the_deadline() {
    let mut rig = shown();
    let error = rig.run(|_| Ok(reply(200, waiting(12345)))).unwrap_err();
    assert_eq!(error, Error::rejected(12345, "m", Advice::SEE_MESSAGE));
}

#[test]
fn success_yields_tokens_cookies_and_the_key_they_belong_to() {
    let mut rig = shown();
    rig.ok(confirmed().to_string());
    let asked = rig.now;
    let credential = rig.end().unwrap();
    assert_eq!(credential.mid, 10086);
    assert_eq!(credential.access_token.expose(), "info-a");
    assert_eq!(credential.refresh_token.expose(), "info-r");
    assert_eq!(credential.expires_at, Some(asked + secs(15_552_000)));
    assert_eq!(
        credential.cookie("SESSDATA").unwrap().expose(),
        "fake%2C1800000000%2Cfake"
    );
    assert_eq!(credential.appkey, "4409e2ce8ffd12b8");
    assert!(asked > START);
}

#[test]
fn tokens_at_the_top_level_replace_a_missing_token_info() {
    let mut rig = shown();
    let mut body = confirmed();
    body["data"].as_object_mut().unwrap().remove("token_info");
    rig.ok(body.to_string());
    assert_eq!(rig.end().unwrap().access_token.expose(), "top-a");
}

#[test]
fn tokens_that_stand_in_token_info_alone_are_enough() {
    let mut rig = shown();
    let mut body = confirmed();
    for name in ["mid", "access_token", "refresh_token", "expires_in"] {
        body["data"].as_object_mut().unwrap().remove(name);
    }
    rig.ok(body.to_string());
    assert_eq!(rig.end().unwrap().mid, 10086);
}

#[test]
fn success_without_data_names_everything_that_is_missing() {
    let mut rig = shown();
    rig.ok(r#"{"code":0,"message":"0","ttl":1,"data":null}"#);
    let Error::Incomplete { missing, .. } = rig.error() else {
        panic!("not incomplete");
    };
    assert_eq!(
        missing,
        [
            "mid",
            "access_token",
            "refresh_token",
            "SESSDATA",
            "bili_jct",
            "DedeUserID"
        ]
    );
}

#[test]
fn each_missing_cookie_is_named() {
    for (index, name) in ["SESSDATA", "bili_jct", "DedeUserID"].iter().enumerate() {
        let mut rig = shown();
        let mut body = confirmed();
        body["data"]["cookie_info"]["cookies"][index]["value"] = json!("");
        rig.ok(body.to_string());
        let missing = vec![(*name).to_owned()];
        assert_eq!(rig.error(), Error::incomplete(missing));
    }
}

#[test]
fn nothing_that_is_not_needed_can_spoil_a_success() {
    let mut rig = shown();
    let mut body = confirmed();
    let data = body["data"].as_object_mut().unwrap();
    for (name, value) in [
        ("access_token", Value::Null),
        ("refresh_token", json!(7)),
        ("mid", json!("10086")),
        ("expires_in", Value::Null),
        ("is_new", json!([])),
    ] {
        data.insert(name.to_owned(), value);
    }
    let cookie = &mut data["cookie_info"]["cookies"][0];
    cookie["http_only"] = json!(true);
    cookie["expires"] = json!("1800000000");
    cookie["secure"] = Value::Null;
    rig.ok(body.to_string());
    let credential = rig.end().unwrap();
    assert_eq!(credential.access_token.expose(), "info-a");
    assert!(credential.cookies[0].http_only);
}

#[test]
fn half_of_the_tokens_may_stand_elsewhere() {
    for half in ["access_token", "refresh_token"] {
        let mut rig = shown();
        let mut body = confirmed();
        body["data"]["token_info"][half] = json!("");
        body["data"]["mid"] = Value::Null;
        body["data"]["expires_in"] = Value::Null;
        rig.ok(body.to_string());
        let credential = rig.end().unwrap();
        assert_eq!(credential.access_token.expose(), "top-a");
        assert_eq!(credential.refresh_token.expose(), "top-r");
        assert_eq!(credential.mid, 10086);
        assert!(credential.expires_at.is_some());
    }
}

#[test]
fn the_account_number_may_come_from_the_cookie_alone() {
    for nothing in [Value::Null, json!(0), json!("")] {
        let mut rig = shown();
        let mut body = confirmed();
        body["data"]["mid"] = nothing.clone();
        body["data"]["token_info"]["mid"] = nothing;
        rig.ok(body.to_string());
        assert_eq!(rig.end().unwrap().mid, 10086);
    }
}

#[test]
fn a_cookie_has_the_attributes_that_stand_beside_it() {
    let mut rig = shown();
    let mut body = confirmed();
    let cookies = &mut body["data"]["cookie_info"]["cookies"];
    cookies[1]["http_only"] = json!(0);
    cookies[1]["secure"] = json!(1);
    rig.ok(body.to_string());
    let credential = rig.end().unwrap();
    let attributes = |index: usize| {
        let cookie = &credential.cookies[index];
        (cookie.http_only, cookie.secure)
    };
    assert_eq!(
        (attributes(0), attributes(1)),
        ((true, false), (false, true))
    );
}

#[test]
fn what_is_no_cookie_among_the_cookies_is_passed_over() {
    let mut rig = shown();
    let mut body = confirmed();
    let cookies = body["data"]["cookie_info"]["cookies"]
        .as_array_mut()
        .unwrap();
    cookies.insert(0, Value::Null);
    cookies.insert(1, json!("text"));
    rig.ok(body.to_string());
    assert_eq!(rig.end().unwrap().cookies.len(), 3);
}

#[test]
fn a_token_info_that_cannot_be_read_is_none() {
    let mut rig = shown();
    let mut body = confirmed();
    body["data"]["token_info"] = json!("");
    rig.ok(body.to_string());
    assert_eq!(rig.end().unwrap().access_token.expose(), "top-a");
}

#[test]
fn a_malformed_success_is_reported_once_the_code_is_spent() {
    let mut rig = shown();
    rig.ok(&confirmed().to_string()[..200]);
    rig.ok(waiting(86038));
    assert_eq!(rig.error().kind(), "malformed");
}

#[test]
fn a_confirmed_login_that_wants_a_verification_is_a_refusal() {
    let url = "https://passport.bilibili.com/h5-app/passport/risk/verify?tmp_token=c4nary";
    for (data, advice) in [
        (
            json!({ "status": 2, "message": "risk", "url": url }),
            Advice::VERIFY_ACCOUNT,
        ),
        (
            json!({ "status": 0, "message": "risk", "url": url }),
            Advice::VERIFY_ACCOUNT,
        ),
        (
            json!({ "status": 0, "message": "risk", "token_info": null }),
            Advice::SEE_MESSAGE,
        ),
    ] {
        let mut rig = shown();
        rig.ok(json!({ "code": 0, "message": "0", "data": data }).to_string());
        let code = data["status"].as_i64().unwrap();
        assert_eq!(rig.error(), Error::rejected(code, "risk", advice), "{data}");
    }
}

#[test]
fn a_message_with_empty_data_is_a_refusal() {
    let mut rig = shown();
    rig.ok(json!({ "code": 0, "message": "账号异常", "data": null }).to_string());
    let refused = Error::rejected(0, "账号异常", Advice::SEE_MESSAGE);
    assert_eq!(rig.error(), refused);
}

#[test]
fn an_end_of_0_is_that_of_a_session_cookie() {
    let mut answer = confirmed();
    answer["data"]["cookie_info"]["cookies"][0]["expires"] = 0.into();
    let mut rig = shown();
    rig.ok(answer.to_string());
    assert_eq!(rig.end().unwrap().cookies[0].expires, None);
}

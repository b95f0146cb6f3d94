//! The logout, call by call (section 2.7).

use qrlogin::tasks::LoggedOut;
use qrlogin::wechat::WebLogout;

use super::*;

const VALID: &str = r#"{"BaseResponse":{"Ret":0,"ErrMsg":""}}"#;
const ENDED: &str = r#"{"BaseResponse":{"Ret":1101,"ErrMsg":""}}"#;

type Logout = Rig<Login<WebLogout>>;

fn logout(credential: &WebCredential) -> Logout {
    Rig::new(Login::new(WebLogout::new(credential), seed()))
}

/// A logout whose session is valid, before its end.
fn with_session() -> Logout {
    let mut rig = logout(&with_cookies(&xml()).unwrap());
    assert_eq!(rig.ok(VALID).name, "webwxinit");
    rig
}

#[test]
fn the_logout_is_the_form_of_the_page() {
    let call = with_session().call();
    assert_eq!(call.request.method(), "POST");
    assert_eq!(
        call.request.uri().to_string(),
        format!(
            "https://wx2.qq.com/cgi-bin/mmwebwx-bin/webwxlogout?redirect=1&type=0&skey={}",
            SKEY.replace('@', "%40")
        )
    );
    assert_eq!(call.request.body(), b"sid=AbCdEfGhIjKlMnOp&uin=3000000000");
    let form = Some("application/x-www-form-urlencoded");
    assert_eq!(header(&call, "content-type"), form);
    assert_eq!(header(&call, "referer"), Some("https://wx2.qq.com/"));
    let cookies = header(&call, "cookie").unwrap();
    assert!(cookies.contains("webwx_data_ticket=gSeQ/Fake+1=="));
}

#[test]
fn a_redirect_is_not_followed_but_the_session_checked() {
    let mut rig = with_session();
    let elsewhere = [("location", "https://wx.qq.com/?target=t")];
    rig.answer(Ok(reply_with(301, &elsewhere, "")));
    let next = rig.ok(ENDED);
    assert_eq!(next.name, "webwxinit");
    assert_eq!(next.request.uri().host(), Some("wx2.qq.com"));
    assert_eq!(rig.end(), Ok(LoggedOut::Now));
}

#[test]
fn a_body_with_status_200_is_no_proof_either() {
    for body in ["", VALID, "<!DOCTYPE html><html></html>"] {
        let mut rig = with_session();
        rig.ok(body);
        assert_eq!(rig.ok(ENDED).name, "webwxinit");
        assert_eq!(rig.end(), Ok(LoggedOut::Now), "{body}");
    }
}

#[test]
fn a_session_that_survives_three_logouts_is_an_error() {
    let mut rig = with_session();
    let mut logouts = 0;
    let end = rig.run(|call| match call.name {
        "webwxinit" => Ok(reply(200, VALID)),
        _ => {
            logouts += 1;
            Ok(reply_with(301, &[("location", "/")], ""))
        }
    });
    let message = "the session is still valid after the logout";
    let error = Error::rejected("none", message, qrlogin::Advice::TRY_LATER);
    assert_eq!((end, logouts), (Err(error), 3));
}

#[test]
fn a_refused_logout_is_an_error() {
    let mut rig = with_session();
    rig.answer(Ok(reply(403, "")));
    assert_eq!(rig.error(), Error::blocked(403));
}

#[test]
fn the_file_transfer_app_is_named_in_each_call() {
    let mut login = login(Web::file_transfer());
    login.ok(jslogin());
    login.ok(confirmed(&redirect_uri("szfilehelper.weixin.qq.com")));
    login.ok(xml());
    let mut rig = logout(&login.end().unwrap());
    for call in [rig.ok(VALID), rig.call()] {
        assert_eq!(header(&call, "mmweb_appid"), Some("wx_webfilehelper"));
    }
    assert_eq!(header(&with_session().call(), "mmweb_appid"), None);
}

#[test]
fn the_check_sends_the_time_as_the_page_does() {
    let mut rig = logout(&with_cookies(&xml()).unwrap());
    assert_eq!(parameter(&rig.call(), "r").as_deref(), Some("807049215"));
}

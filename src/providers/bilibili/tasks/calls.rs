//! What the tasks of the web login have in common.

use http::header::{COOKIE, HeaderMap, HeaderValue};
use http::uri::PathAndQuery;
use serde::Deserialize;

use super::super::envelope::{self, Content};
use super::super::web::AS_PAGE;
use super::super::{API, HOST, TIMEOUT};
use crate::export::cookie_header;
use crate::provider::Next;
use crate::tasks::Checked;
use crate::toolkit::{json_lenient, reply, request};
use crate::{Account, Advice, Call, Cookie, Error, Response, Secret};

const NAV: &str = "/x/web-interface/nav";
/// The code of a call without a valid login (spec 4.3).
pub(super) const NOT_LOGGED_IN: i64 = -101;

/// The headers of the website's pages, and these cookies.
pub(super) fn headers(cookies: &[Cookie]) -> Result<HeaderMap, Error> {
    let mut headers = AS_PAGE.clone();
    let mut value = HeaderValue::from_str(cookie_header(cookies).expose())
        .map_err(|_| Error::malformed("the cookies cannot be sent"))?;
    value.set_sensitive(true);
    headers.insert(COOKIE, value);
    Ok(headers)
}

/// A POST of a form to the passport host, with these cookies.
pub(super) fn post(
    name: &'static str,
    path: &'static PathAndQuery,
    form: String,
    cookies: &[Cookie],
) -> Result<Call, Error> {
    let mut headers = headers(cookies)?;
    headers.extend(request::FORM_HEADERS.clone());
    let request = request::post_form_at(&HOST, path, form, headers)?;
    Ok(Call::new(name, request, TIMEOUT))
}

/// The login check (spec 6.1).
pub(super) fn nav(cookies: &[Cookie]) -> Result<Call, Error> {
    let request = request::get_at(&API, NAV, headers(cookies)?)?;
    Ok(Call::new("nav", request, TIMEOUT))
}

/// The response to [`nav`]. Only `isLogin` and the code -101 are statements about the login
/// (spec 6.1).
pub(super) fn checked<S: Clone>(reply: &Response, stage: &S) -> Result<Next<S, Checked>, Error> {
    #[derive(Deserialize)]
    struct Nav {
        #[serde(rename = "isLogin")]
        is_login: bool,
        #[serde(default, deserialize_with = "json_lenient::number")]
        mid: Option<u64>,
        #[serde(default, deserialize_with = "json_lenient::secret")]
        uname: Secret,
    }
    match envelope::open(reply, "nav")? {
        Content::Data(data) => {
            let nav: Nav = reply::parse_json(data, "nav")?;
            if !nav.is_login {
                return Err(Error::malformed("nav: success without a login"));
            }
            let account = Account::of_number(nav.mid.unwrap_or_default());
            let account = account.map(|account| account.named(Some(&nav.uname)));
            Ok(Next::Done(Checked::valid(account)))
        }
        Content::Busy(error) => Ok(Next::Busy(stage.clone(), error)),
        Content::Code(code @ NOT_LOGGED_IN, message) => {
            Ok(Next::Done(Checked::refused(code, &message)))
        }
        Content::Code(code, message) => Err(refused(code, &message)),
    }
}

/// The error of a code that a task ends with.
pub(super) fn refused(code: i64, message: &str) -> Error {
    let advice = match code {
        // The login is over, or cookies and token are not of the same login (spec 6.2).
        NOT_LOGGED_IN | -111 | 86095 => Advice::START_AGAIN,
        _ => return envelope::rejected(code, message),
    };
    Error::rejected(code, message, advice)
}

/// The value of `bili_jct`, which the site's forms repeat.
pub(super) fn csrf(cookies: &[Cookie]) -> &str {
    let csrf = crate::toolkit::cookie::value(cookies, "bili_jct");
    csrf.map_or("", Secret::expose)
}

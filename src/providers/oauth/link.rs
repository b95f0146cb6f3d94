//! The links of a code (spec 3.2).

use std::borrow::Cow;

use url::{ParseError, Url};

use super::endpoint::{is_private, plain};
use crate::Error;

/// The link in this text, which is https. With `allow_http` it may also be one of http to this
/// machine. Some services leave the scheme out.
pub(super) fn read(text: &str, allow_http: bool) -> Result<Cow<'_, str>, Error> {
    let lacks_scheme = matches!(Url::parse(text), Err(ParseError::RelativeUrlWithoutBase));
    let text = match lacks_scheme && !text.starts_with(['/', '?', '#']) {
        true => Cow::Owned(format!("https://{text}")),
        false => Cow::Borrowed(text),
    };
    let url = plain(&text);
    let is_good = |url: Url| url.scheme() == "https" || (allow_http && is_private(&url));
    match url.is_some_and(is_good) {
        true => Ok(text),
        false => Err(Error::malformed("device: a link is no plain https address")),
    }
}

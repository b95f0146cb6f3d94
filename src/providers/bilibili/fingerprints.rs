//! The cookies `buvid3` and `buvid4`, which pages of the website want beside those of a login
//! (spec 6.4).

use serde::Deserialize;

use super::WebCredential;
use super::envelope::{self, Content};
use super::web_cookies::DOMAIN;
use crate::toolkit::{json_lenient, reply, request};
use crate::{Call, Cookie, Error, Response, Secret};

const SPI: &str = "/x/frontend/finger/spi";

/// The request for both. It is made without the cookies of the login, as browsers make it before.
pub(super) fn call() -> Result<Call, Error> {
    let request = request::get_at(&super::API, SPI, super::web::AS_PAGE.clone())?;
    Ok(Call::new("spi", request, super::TIMEOUT))
}

/// The credentials with the two cookies.
pub(super) fn added(
    mut credential: WebCredential,
    reply: &Response,
) -> Result<WebCredential, Error> {
    #[derive(Deserialize)]
    struct Data {
        #[serde(default, deserialize_with = "json_lenient::secret")]
        b_3: Secret,
        #[serde(default, deserialize_with = "json_lenient::secret")]
        b_4: Secret,
    }
    let data: Data = match envelope::open(reply, "spi")? {
        Content::Data(data) => reply::parse_json(data, "spi")?,
        Content::Busy(error) => return Err(error),
        Content::Code(code, message) => return Err(envelope::rejected(code, &message)),
    };
    for (name, value) in [("buvid3", data.b_3), ("buvid4", data.b_4)] {
        let cookie = Cookie::new(name, &encoded(value.expose()), DOMAIN);
        credential.cookies.extend(cookie);
    }
    Ok(credential)
}

/// As a browser's script stores it: `==` at the end as `%3D%3D`.
fn encoded(value: &str) -> String {
    value
        .replace('=', "%3D")
        .replace('+', "%2B")
        .replace('/', "%2F")
}

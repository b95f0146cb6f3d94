//! The metadata of an issuer (spec 2.3).

use serde::Deserialize;

use super::advice::CHECK_CLIENT;
use super::stage::{Endpoints, Stage};
use super::{DeviceCredential, Endpoint};
use crate::toolkit::{json_lenient, reply};
use crate::{Error, Next, Response};
use std::borrow::Cow;

pub(super) const PATH: &str = ".well-known/openid-configuration";

#[derive(Deserialize)]
struct Metadata<'a> {
    #[serde(borrow, default, deserialize_with = "json_lenient::text")]
    issuer: Cow<'a, str>,
    #[serde(borrow, default, deserialize_with = "json_lenient::text")]
    device_authorization_endpoint: Cow<'a, str>,
    #[serde(borrow, default, deserialize_with = "json_lenient::text")]
    token_endpoint: Cow<'a, str>,
}

/// The endpoints that this issuer names.
pub(super) fn discovered(
    issuer: &Endpoint,
    allow_http: bool,
    reply: &Response,
) -> Result<Next<Stage, DeviceCredential>, Error> {
    if !reply.status().is_success() || reply::is_html(reply) {
        return Err(reply::status_error(reply));
    }
    let metadata: Metadata<'_> = reply::json(reply, "discovery")?;
    if !issuer.is(&metadata.issuer) {
        // The metadata of another issuer may name endpoints that collect codes (OpenID Connect
        // Discovery, 4.3).
        let host = url::Url::parse(&metadata.issuer).ok();
        let host = host.as_ref().and_then(|url| url.host_str());
        return Err(Error::untrusted(host.unwrap_or("no issuer")));
    }
    if metadata.device_authorization_endpoint.is_empty() {
        let message = "the service offers no device flow";
        return Err(Error::rejected("no_device_flow", message, CHECK_CLIENT));
    }
    let endpoint = |text: &str| {
        let read = Endpoint::read(text).ok();
        let read = read.filter(|endpoint| allow_http || !endpoint.is_http());
        read.ok_or_else(|| Error::malformed("discovery: an endpoint is no plain https address"))
    };
    Ok(Next::Go(Stage::Start(Some(Endpoints {
        device: endpoint(&metadata.device_authorization_endpoint)?,
        token: endpoint(&metadata.token_endpoint)?,
    }))))
}

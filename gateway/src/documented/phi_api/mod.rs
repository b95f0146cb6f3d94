//! phiApi (spec 2), on the direct login of TapTap.
//!
//! ```text
//! GetNewQRCode ──▶ CheckQRCode, every `interval` ──▶ [GetTapTapProfile] ──▶ GetPhigrosToken
//! ```
//!
//! Nothing is kept between the calls: `deviceID` and `deviceCode` come back with each poll, the
//! token with the calls after it.

mod calls;
mod device;
mod quote;
mod reply;
mod request;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{FromRequest, Request, State};
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use qrlogin::taptap::Region;

use crate::Upstream;
use request::CallName;

/// What phiApi's answers look like where the document and the servers in use differ. Requests are
/// read in both spellings of the token's keys in either style.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PhiApiStyle {
    /// As documented: keys such as `macKey` and `openId`, and the session token as plain text.
    #[default]
    Documented,
    /// As the published code since December 2025: keys such as `mac_key` and `openid`, and the
    /// session token as JSON.
    Current,
}

/// What the calls need.
#[derive(Clone, Debug)]
struct PhiApi {
    upstream: Upstream,
    style: PhiApiStyle,
}

/// The routes. Those of the router know case, and phiApi's ignore it (ASP.NET): so they take any
/// path of two or three parts, and [`CallName::of`] decides.
pub(crate) fn routes(upstream: Upstream, style: PhiApiStyle) -> Router {
    Router::new()
        .route("/{prefix}/{controller}/{call}", any(serve))
        .route("/{controller}/{call}", any(serve))
        .with_state(PhiApi { upstream, style })
}

async fn serve(State(api): State<PhiApi>, request: Request) -> Response {
    let Some(call) = CallName::of(request.uri().path()) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let allowed = call.method();
    if request.method() != allowed {
        return reply::wrong_method(allowed);
    }
    let region = request::region(request.uri().query().unwrap_or_default());
    if allowed == Method::GET {
        return api.new_code(region).await;
    }
    if !request::is_json(request.headers()) {
        return StatusCode::UNSUPPORTED_MEDIA_TYPE.into_response();
    }
    // The extractor knows the limit of the body's length.
    match Bytes::from_request(request, &()).await {
        Ok(body) => api.post(call, region, &body).await,
        Err(rejection) => rejection.into_response(),
    }
}

impl PhiApi {
    async fn post(&self, call: CallName, region: Region, body: &[u8]) -> Response {
        let answered = match call {
            CallName::CheckQrCode => self.check(region, body).await,
            CallName::GetTapTapProfile => self.profile(region, body).await,
            CallName::GetPhigrosToken => self.session_token(region, body).await,
            CallName::GetNewQrCode => return self.new_code(region).await,
        };
        answered.unwrap_or_else(IntoResponse::into_response)
    }
}

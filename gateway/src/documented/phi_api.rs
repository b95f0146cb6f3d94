//! phiApi (docs/protocols/taptap-phigros.md, 2), on the direct login of TapTap.

use axum::Router;

use crate::Upstream;

pub(crate) fn routes(_: Upstream) -> Router {
    Router::new()
}

//! 115driver's gateway API (docs/protocols/115.md, 2), on the direct login of 115.

use axum::Router;

use crate::Upstream;

pub(crate) fn routes(_: Upstream) -> Router {
    Router::new()
}

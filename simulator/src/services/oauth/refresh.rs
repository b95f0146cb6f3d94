//! New tokens for a refresh token (spec 5.3).

use super::Device;
use super::responses::Manner;
use crate::exchange::Response;
use crate::incoming::Incoming;
use crate::service::Cx;

/// What a refresh token is for.
#[derive(Clone)]
pub(super) struct Grant {
    /// The device code of the login.
    pub(super) code: String,
    pub(super) client_id: String,
    pub(super) scope: String,
    pub(super) number: usize,
    /// How many times it was refreshed.
    pub(super) renewals: usize,
}

impl Device {
    pub(super) fn renew(
        &mut self,
        manner: Manner,
        incoming: &Incoming,
        cx: &mut Cx<'_>,
    ) -> Response {
        let settings = &cx.scenario.device;
        if !settings.refuse_refresh.is_empty() {
            return manner.refusal(&settings.refuse_refresh, cx);
        }
        let token = incoming.form_parameter("refresh_token").unwrap_or_default();
        let client_id = incoming.form_parameter("client_id").unwrap_or_default();
        let grant = self.refresh.get(&token);
        let Some(grant) = grant.filter(|grant| grant.client_id == client_id).cloned() else {
            cx.note("unknown refresh token");
            return manner.refusal("invalid_grant", cx);
        };
        let grant = Grant {
            renewals: grant.renewals + 1,
            ..grant
        };
        if settings.rotates {
            self.refresh.remove(&token);
        }
        self.tokens(grant, manner, cx)
    }
}

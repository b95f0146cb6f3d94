//! The tokens of logins.

use std::collections::VecDeque;

use crate::memory::{Newest, Recent};
use crate::service::Cx;

/// The grants that are remembered.
#[derive(Default)]
pub(super) struct Grants {
    all: Recent<Grant>,
    /// The valid grants of each application, the oldest first.
    alive: Newest<String, VecDeque<u64>>,
    /// The valid refresh token of each grant.
    refresh: Newest<String, u64>,
    /// Each access token, with its grant and the time of its expiry.
    access: Newest<String, (u64, u64)>,
}

/// One login's tokens.
struct Grant {
    uid: String,
    number: usize,
    /// How many token pairs it was issued.
    renewals: usize,
    refreshable_until: u64,
    refreshed_at: Option<u64>,
    alive: bool,
}

/// The payload of a token response.
pub(super) struct Tokens {
    pub(super) uid: String,
    pub(super) access: String,
    pub(super) refresh: String,
    pub(super) expires_in: u32,
}

impl Grants {
    /// The tokens of a new login. Beyond the limit, the oldest grant of the application ends.
    pub(super) fn open(
        &mut self,
        uid: &str,
        number: usize,
        client_id: &str,
        cx: &mut Cx<'_>,
    ) -> Option<Tokens> {
        let remember = cx.scenario.remember;
        let most = cx.scenario.open_115.grants.max(1) as usize;
        let expires_in = cx.scenario.open_115.expires_in;
        let grant = Grant {
            uid: uid.to_owned(),
            number,
            renewals: 0,
            refreshable_until: cx.now.saturating_add(cx.scenario.open_115.refreshable.0),
            refreshed_at: None,
            alive: true,
        };
        let id = self.all.total();
        self.all.push(grant, remember);
        let mut alive = self.alive.remove(client_id).unwrap_or_default();
        alive.push_back(id);
        while alive.len() > most {
            let oldest = alive.pop_front().and_then(|id| self.all.get_mut(id));
            if let Some(oldest) = oldest {
                oldest.alive = false;
                cx.note("older login ended");
            }
        }
        self.alive.insert(client_id.to_owned(), alive, remember);
        self.renew(id, expires_in, cx)
    }

    /// New tokens for a refresh token, or the code of the refusal.
    pub(super) fn refresh(&mut self, token: &str, cx: &Cx<'_>) -> Result<Tokens, i64> {
        const NO_AUTH: i64 = 40_140_116;
        if !is_formed(token) {
            return Err(40_140_114);
        }
        if self.access.get(token).is_some() {
            // The two tokens were mixed up.
            return Err(40_140_120);
        }
        let settings = &cx.scenario.open_115;
        let id = *self.refresh.get(token).ok_or(NO_AUTH)?;
        let grant = self.all.get_mut(id).filter(|grant| grant.alive);
        let grant = grant.ok_or(NO_AUTH)?;
        if cx.now >= grant.refreshable_until {
            return Err(40_140_119);
        }
        let too_early = |last: u64| cx.now < last.saturating_add(settings.refresh_gap.0);
        if grant.refreshed_at.is_some_and(too_early) {
            return Err(40_140_117);
        }
        grant.refreshed_at = Some(cx.now);
        self.refresh.remove(token);
        self.renew(id, settings.refreshed_expires_in, cx)
            .ok_or(NO_AUTH)
    }

    /// Whether an access token is good, or the code of the refusal. A refresh does not revoke the
    /// old access token.
    pub(super) fn check(&self, token: &str, cx: &Cx<'_>) -> Result<(), i64> {
        let (id, dies_at) = self.access.get(token).ok_or(40_140_123)?;
        let alive = self.all.get(*id).is_some_and(|grant| grant.alive);
        match alive && cx.now < *dies_at {
            true => Ok(()),
            false => Err(40_140_125),
        }
    }

    fn renew(&mut self, id: u64, expires_in: u32, cx: &Cx<'_>) -> Option<Tokens> {
        let grant = self.all.get_mut(id)?;
        let mut random = cx.random(grant.number, &format!("tokens/{}", grant.renewals));
        grant.renewals += 1;
        let mut token = || format!("{}.{}", random.hex(32), random.hex(64));
        let (access, refresh) = (token(), token());
        let lives = u64::from(expires_in).saturating_mul(1000);
        let dies_at = cx.now.saturating_add(lives);
        let remember = cx.scenario.remember;
        self.access.insert(access.clone(), (id, dies_at), remember);
        self.refresh.insert(refresh.clone(), id, remember);
        Some(Tokens {
            uid: grant.uid.clone(),
            access,
            refresh,
            expires_in,
        })
    }
}

fn is_formed(token: &str) -> bool {
    let hex = |text: &str| text.bytes().all(|byte| byte.is_ascii_hexdigit());
    token
        .split_once('.')
        .is_some_and(|(head, tail)| head.len() == 32 && tail.len() == 64 && hex(head) && hex(tail))
}

/// The count only.
impl std::fmt::Debug for Grants {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Grants({})", self.all.as_slice().len())
    }
}

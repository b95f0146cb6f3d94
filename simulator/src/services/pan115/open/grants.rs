//! The tokens that logins have given.

use crate::scenario::Open115;
use crate::service::Cx;

/// Every grant so far.
#[derive(Default)]
pub(super) struct Grants {
    all: Vec<Grant>,
}

/// One login's tokens.
struct Grant {
    uid: String,
    number: usize,
    client_id: String,
    /// The refresh tokens, the last of which is the valid one.
    refresh: Vec<String>,
    /// The access tokens and the times at which they die.
    access: Vec<(String, u64)>,
    refreshable_until: u64,
    refreshed_at: Option<u64>,
    alive: bool,
}

/// What a token call answers.
pub(super) struct Tokens {
    pub(super) uid: String,
    pub(super) access: String,
    pub(super) refresh: String,
    pub(super) expires_in: u32,
}

impl Grants {
    /// The tokens of a new login. One login too many ends the first of its application.
    pub(super) fn open(
        &mut self,
        uid: &str,
        number: usize,
        client_id: &str,
        cx: &mut Cx<'_>,
    ) -> Tokens {
        let settings = &cx.scenario.open_115;
        let alive: Vec<usize> = (0..)
            .zip(&self.all)
            .filter(|(_, grant)| grant.alive && grant.client_id == client_id)
            .map(|(index, _)| index)
            .collect();
        let surplus = (alive.len() + 1).saturating_sub(settings.grants.max(1) as usize);
        for index in alive.into_iter().take(surplus) {
            if let Some(grant) = self.all.get_mut(index) {
                grant.alive = false;
                cx.note("older login ended");
            }
        }
        let mut grant = Grant {
            uid: uid.to_owned(),
            number,
            client_id: client_id.to_owned(),
            refresh: Vec::new(),
            access: Vec::new(),
            refreshable_until: cx.now.saturating_add(settings.refreshable.0),
            refreshed_at: None,
            alive: true,
        };
        let tokens = grant.renew(settings.expires_in, cx);
        self.all.push(grant);
        tokens
    }

    /// New tokens for a refresh token, or the code of the refusal.
    pub(super) fn refresh(&mut self, token: &str, cx: &Cx<'_>) -> Result<Tokens, i64> {
        if !is_formed(token) {
            return Err(40_140_114);
        }
        if self.all.iter().any(|grant| grant.gave_access(token)) {
            // The two tokens were mixed up.
            return Err(40_140_120);
        }
        let settings: &Open115 = &cx.scenario.open_115;
        let grant = self
            .all
            .iter_mut()
            .find(|grant| grant.alive && grant.refresh.last().is_some_and(|last| last == token))
            .ok_or(40_140_116)?;
        if cx.now >= grant.refreshable_until {
            return Err(40_140_119);
        }
        let too_early = |last: u64| cx.now < last.saturating_add(settings.refresh_gap.0);
        if grant.refreshed_at.is_some_and(too_early) {
            return Err(40_140_117);
        }
        grant.refreshed_at = Some(cx.now);
        Ok(grant.renew(settings.refreshed_expires_in, cx))
    }

    /// Whether an access token is good, or the code of the refusal. One that was refreshed lives on to its end.
    pub(super) fn check(&self, token: &str, cx: &Cx<'_>) -> Result<(), i64> {
        let found = self.all.iter().find_map(|grant| {
            let known = grant.access.iter().find(|(access, _)| access == token)?;
            Some(grant.alive && cx.now < known.1)
        });
        match found {
            Some(true) => Ok(()),
            Some(false) => Err(40_140_125),
            None => Err(40_140_123),
        }
    }
}

impl Grant {
    fn renew(&mut self, expires_in: u32, cx: &Cx<'_>) -> Tokens {
        let mut random = cx.random(self.number, &format!("tokens/{}", self.refresh.len()));
        let mut token = || format!("{}.{}", random.hex(32), random.hex(64));
        let (access, refresh) = (token(), token());
        let dies_at = cx
            .now
            .saturating_add(u64::from(expires_in).saturating_mul(1000));
        self.access.push((access.clone(), dies_at));
        self.refresh.push(refresh.clone());
        Tokens {
            uid: self.uid.clone(),
            access,
            refresh,
            expires_in,
        }
    }

    fn gave_access(&self, token: &str) -> bool {
        self.access.iter().any(|(access, _)| access == token)
    }
}

fn is_formed(token: &str) -> bool {
    let hex = |text: &str| text.bytes().all(|byte| byte.is_ascii_hexdigit());
    token
        .split_once('.')
        .is_some_and(|(head, tail)| head.len() == 32 && tail.len() == 64 && hex(head) && hex(tail))
}

/// How many only.
impl std::fmt::Debug for Grants {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Grants({})", self.all.len())
    }
}

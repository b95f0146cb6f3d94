//! A login as it stands in a [`Snapshot`].

use serde::{Deserialize, Serialize};

use super::Login;
use super::phase::{Phase, State};
use crate::provider::Provider;
use crate::{Error, Seed, Snapshot};

#[derive(Serialize)]
#[serde(bound = "")]
struct Saved<'a, P: Provider> {
    provider: &'a P,
    seed: &'a Seed,
    give_up_after_ms: Option<u64>,
    state: &'a State<P::Stage, P::Credential>,
}

#[derive(Deserialize)]
#[serde(bound = "")]
struct Loaded<P: Provider> {
    provider: P,
    seed: Seed,
    give_up_after_ms: Option<u64>,
    state: State<P::Stage, P::Credential>,
}

impl<P: Provider> Login<P> {
    /// Goes on with a login from a [`Snapshot`], settings included.
    ///
    /// # Errors
    /// [`Error::Snapshot`] if it is damaged, of another version, or of another flow.
    pub fn resume(snapshot: &Snapshot) -> Result<Self, Error> {
        let loaded: Loaded<P> = snapshot.read(P::ID)?;
        Ok(Self {
            provider: loaded.provider,
            seed: loaded.seed,
            give_up_after_ms: loaded.give_up_after_ms,
            state: loaded.state,
        })
    }

    pub(super) fn save(&self) -> Result<Snapshot, Error> {
        if matches!(self.state.phase, Phase::Ended(None)) {
            return Err(Error::Finished);
        }
        let saved = Saved {
            provider: &self.provider,
            seed: &self.seed,
            give_up_after_ms: self.give_up_after_ms,
            state: &self.state,
        };
        Snapshot::write(P::ID, &saved)
    }
}

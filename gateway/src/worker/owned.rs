//! The logins that a worker owns, and what of them is not stored yet.

use std::collections::{HashMap, HashSet};
use std::mem;
use std::time::Duration;

use qrlogin::flows::FlowInfo;
use qrlogin_tokio::LoginId as Place;
use tokio::time::Instant;

use crate::seal::Sealed;
use crate::store::{Change, Claimed, LoginId, Then, Write, Written};

/// The logins of a worker.
#[derive(Debug, Default)]
pub(super) struct Owned {
    logins: HashMap<LoginId, Login>,
    /// Which login is in which place of the fleet.
    places: HashMap<Place, LoginId>,
    /// Those with something to store and no write under way.
    unsaved: Vec<LoginId>,
    /// Those whose last write the store has refused.
    refused: Vec<LoginId>,
    /// How and when those have ended whose end is not stored yet.
    outcomes: HashMap<LoginId, (&'static str, Instant)>,
}

/// A login of a worker, beside its flow in the fleet. Small, since most logins wait.
#[derive(Debug)]
pub(super) struct Login {
    /// Where it is in the fleet; `None` once it has ended there.
    pub(super) place: Option<Place>,
    /// The flow; `None` if the worker does not know it.
    flow: Option<&'static FlowInfo>,
    /// The version that is stored, as far as the worker knows.
    version: u64,
    /// The number of the last event, stored or not.
    last_event: u64,
    /// Whether the user has to type something.
    pub(super) wants_input: bool,
    is_saving: bool,
    /// What is not in a write yet.
    next: Option<Box<Next>>,
}

impl Login {
    fn is_unstored(&self) -> bool {
        self.is_saving || self.next.is_some()
    }
}

#[derive(Debug)]
struct Next {
    events: Vec<Sealed>,
    then: Then,
}

/// What a change of the store means for a login that is owned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum News {
    /// Nothing that the worker does not know.
    Known,
    /// The user may have answered.
    Answered,
    /// It was cancelled, or is another worker's.
    Lost,
}

/// What follows from the outcome of a write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum After {
    GoesOn,
    /// The login's flow, how it has ended, and the time from then to the commit.
    Ended(&'static str, &'static str, Duration),
    /// Its place in the fleet.
    Lost(Option<Place>),
}

impl Owned {
    pub(super) fn len(&self) -> usize {
        self.logins.len()
    }

    /// Adds a login. One whose state cannot be read has no place in the fleet.
    pub(super) fn add(
        &mut self,
        claimed: &Claimed,
        flow: Option<&'static FlowInfo>,
        place: Option<Place>,
        wants_input: bool,
    ) {
        if let Some(place) = place {
            self.places.insert(place, claimed.id.clone());
        }
        let login = Login {
            place,
            flow,
            version: claimed.version,
            last_event: claimed.last_event,
            wants_input,
            is_saving: false,
            next: None,
        };
        self.logins.insert(claimed.id.clone(), login);
    }

    pub(super) fn get_mut(&mut self, id: &LoginId) -> Option<&mut Login> {
        self.logins.get_mut(id)
    }

    /// The login in this place of the fleet, which it has left.
    pub(super) fn left(&mut self, place: Place) -> Option<LoginId> {
        let id = self.places.remove(&place)?;
        if let Some(login) = self.logins.get_mut(&id) {
            login.place = None;
        }
        Some(id)
    }

    /// The number of the login's next event.
    pub(super) fn next_event(&self, id: &LoginId) -> Option<u64> {
        let login = self.logins.get(id)?;
        Some(login.last_event.saturating_add(1))
    }

    /// Notes what has to be stored of a login. After an end nothing is noted any more.
    pub(super) fn note(&mut self, id: &LoginId, event: Option<Sealed>, then: Then) {
        let Some(login) = self.logins.get_mut(id) else {
            return;
        };
        let is_idle = !login.is_saving && login.next.is_none();
        match &mut login.next {
            Some(next) if !matches!(next.then, Then::Running(_)) => return,
            Some(next) => {
                next.then = then;
                next.events.extend(event.clone());
            }
            None => {
                let events = event.clone().into_iter().collect();
                login.next = Some(Box::new(Next { events, then }));
            }
        }
        login.last_event = login.last_event.saturating_add(u64::from(event.is_some()));
        if is_idle {
            self.unsaved.push(id.clone());
        }
    }

    /// The writes of up to so many logins; each has one under way at most.
    pub(super) fn writes(&mut self, limit: usize) -> Vec<Write> {
        let kept = self.unsaved.split_off(self.unsaved.len().min(limit));
        let ids = mem::replace(&mut self.unsaved, kept);
        let mut writes = Vec::with_capacity(ids.len());
        for id in ids {
            let Some(login) = self.logins.get_mut(&id) else {
                continue;
            };
            let Some(next) = login.next.take() else {
                continue;
            };
            login.is_saving = true;
            writes.push(Write {
                id,
                version: login.version,
                events: next.events,
                then: next.then,
            });
        }
        writes
    }

    /// What follows from the outcome of a write.
    pub(super) fn written(&mut self, write: &Write, written: Written) -> After {
        // A login that was lost and claimed again meanwhile has no write under way.
        let Some(login) = self.logins.get_mut(&write.id).filter(|it| it.is_saving) else {
            return After::GoesOn;
        };
        login.is_saving = false;
        match written {
            Written::Stored(version) if matches!(write.then, Then::Running(_)) => {
                login.version = version;
                if login.next.is_some() {
                    self.unsaved.push(write.id.clone());
                }
                After::GoesOn
            }
            Written::Stored(_) => {
                let flow = login.flow.map_or("unknown", |info| info.id);
                let outcome = self.outcomes.get(&write.id).copied();
                self.remove(&write.id);
                let (outcome, at) = outcome.unwrap_or_else(|| ("unknown", Instant::now()));
                After::Ended(flow, outcome, at.elapsed())
            }
            Written::Lost => After::Lost(self.remove(&write.id)),
        }
    }

    /// Takes back a write that was refused; what followed meanwhile is added to it.
    pub(super) fn take_back(&mut self, write: Write) {
        let Some(login) = self.logins.get_mut(&write.id).filter(|it| it.is_saving) else {
            return;
        };
        login.is_saving = false;
        let (mut events, mut then) = (write.events, write.then);
        if let Some(next) = login.next.take() {
            events.extend(next.events);
            then = next.then;
        }
        login.next = Some(Box::new(Next { events, then }));
        self.refused.push(write.id);
    }

    /// Tries those again that were refused.
    pub(super) fn retry_refused(&mut self) {
        self.unsaved.append(&mut self.refused);
    }

    /// Notes how a login has ended.
    pub(super) fn set_outcome(&mut self, id: &LoginId, outcome: &'static str) {
        if self.logins.contains_key(id) {
            self.outcomes.insert(id.clone(), (outcome, Instant::now()));
        }
    }

    /// How many logins have something that is not stored yet.
    pub(super) fn unstored(&self) -> usize {
        let logins = self.logins.values();
        logins.filter(|login| login.is_unstored()).count()
    }

    /// Those that are not among these, without any that a write will tell of.
    pub(super) fn others(&self, ids: &[LoginId]) -> Vec<LoginId> {
        let ids: HashSet<&LoginId> = ids.iter().collect();
        let stored = self.logins.iter().filter(|(_, login)| !login.is_unstored());
        let others = stored.filter(|(id, _)| !ids.contains(id));
        others.map(|(id, _)| id.clone()).collect()
    }

    /// Forgets a login. Its place in the fleet.
    pub(super) fn remove(&mut self, id: &LoginId) -> Option<Place> {
        self.outcomes.remove(id);
        let place = self.logins.remove(id)?.place;
        if let Some(place) = place {
            self.places.remove(&place);
        }
        place
    }

    /// Forgets all logins with nothing left to store.
    pub(super) fn forget_stored(&mut self) {
        self.places.clear();
        self.logins.retain(|_, login| {
            login.place = None;
            login.is_unstored()
        });
    }

    /// What a change means. `None` if the login is not owned.
    pub(super) fn news(&self, change: &Change) -> Option<News> {
        let login = self.logins.get(&change.id)?;
        let own = login.version.saturating_add(u64::from(login.is_saving));
        Some(match change.version > own {
            true => News::Lost,
            false if login.wants_input => News::Answered,
            false => News::Known,
        })
    }
}

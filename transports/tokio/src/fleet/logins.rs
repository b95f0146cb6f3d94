//! The logins of a fleet, and where each of them is.

use qrlogin::{Failure, Flow, Timestamp};
use qrlogin_transport::body::capped;

use super::calls::Outcome;
use super::hosts::HostId;
use crate::TransportError;

/// Names a login of a [`Fleet`](super::Fleet). No other login of the same fleet has the same
/// value, not even after this one has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LoginId {
    index: u32,
    generation: u32,
}

/// Where a login is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// To be polled now. `goes_on` is set from a response or an input up to the next wait: a
    /// service may end a confirmed login whose next call is late.
    Ready { goes_on: bool },
    /// Waits for its time.
    Waiting,
    /// Has a call to make, and waits for the limits to admit it.
    Queued,
    /// Has this call in flight.
    InFlight(u32),
}

/// A login with all that the fleet keeps of it.
pub(super) struct Member<F, E> {
    pub(super) flow: F,
    /// The error of the last call, if it has failed.
    pub(super) last_error: Option<Box<E>>,
    /// The host of the last call.
    pub(super) host: Option<HostId>,
    place: Place,
}

impl<F, E> Member<F, E> {
    pub(super) fn place(&self) -> Place {
        self.place
    }
}

impl<F: Flow, E: TransportError> Member<F, E> {
    /// Hands the outcome of its call to the flow.
    pub(super) fn hand_in(&mut self, outcome: Outcome<E>, now: Timestamp) {
        self.last_error = None;
        let outcome = match outcome {
            None => Err(Failure::Timeout),
            Some(Ok(response)) => capped(response),
            Some(Err(error)) => {
                let failure = error.failure();
                self.last_error = Some(Box::new(error));
                Err(failure)
            }
        };
        self.flow.handle(now, outcome);
    }
}

/// A place in the list. Its numbers outlive the login in it.
struct Entry<F, E> {
    generation: u32,
    /// Counts the waits, so that an outdated moment in the schedule is recognized.
    wait: u32,
    member: Option<Member<F, E>>,
}

/// All logins of a fleet.
pub(super) struct Logins<F, E> {
    entries: Vec<Entry<F, E>>,
    free: Vec<u32>,
    waiting: usize,
    queued: usize,
}

impl<F, E> Logins<F, E> {
    pub(super) fn new() -> Self {
        Self {
            entries: Vec::new(),
            free: Vec::new(),
            waiting: 0,
            queued: 0,
        }
    }

    pub(super) fn len(&self) -> usize {
        self.entries.len() - self.free.len()
    }

    pub(super) fn waiting(&self) -> usize {
        self.waiting
    }

    pub(super) fn queued(&self) -> usize {
        self.queued
    }

    /// Adds a login, which is ready.
    pub(super) fn insert(&mut self, flow: F) -> LoginId {
        let member = Some(Member {
            flow,
            last_error: None,
            host: None,
            place: Place::Ready { goes_on: false },
        });
        if let Some(index) = self.free.pop()
            && let Some(entry) = self.entry_mut(index)
        {
            entry.member = member;
            let generation = entry.generation;
            return LoginId { index, generation };
        }
        // Memory ends long before the numbers do.
        let index = u32::try_from(self.entries.len()).unwrap_or(u32::MAX);
        self.entries.push(Entry {
            generation: 0,
            wait: 0,
            member,
        });
        LoginId {
            index,
            generation: 0,
        }
    }

    pub(super) fn remove(&mut self, id: LoginId) -> Option<Member<F, E>> {
        self.move_to(id, Place::Ready { goes_on: false });
        let entry = self.entry_mut(id.index)?;
        if entry.generation != id.generation {
            return None;
        }
        let member = entry.member.take()?;
        entry.generation = entry.generation.wrapping_add(1);
        self.free.push(id.index);
        Some(member)
    }

    pub(super) fn get(&self, id: LoginId) -> Option<&Member<F, E>> {
        let entry = self.entries.get(usize::try_from(id.index).ok()?)?;
        let is_same = entry.generation == id.generation;
        entry.member.as_ref().filter(|_| is_same)
    }

    pub(super) fn get_mut(&mut self, id: LoginId) -> Option<&mut Member<F, E>> {
        let entry = self.entry_mut(id.index)?;
        let is_same = entry.generation == id.generation;
        entry.member.as_mut().filter(|_| is_same)
    }

    /// Records where a login is now.
    pub(super) fn move_to(&mut self, id: LoginId, place: Place) {
        let Some(member) = self.get_mut(id) else {
            return;
        };
        let old = std::mem::replace(&mut member.place, place);
        for (place, step) in [(old, -1), (place, 1)] {
            match place {
                Place::Waiting => self.waiting = self.waiting.saturating_add_signed(step),
                Place::Queued => self.queued = self.queued.saturating_add_signed(step),
                _ => {}
            }
        }
    }

    /// Records that a login waits; its index and the number of the wait, for the schedule.
    pub(super) fn begin_wait(&mut self, id: LoginId) -> Option<(u32, u32)> {
        self.get(id)?;
        self.move_to(id, Place::Waiting);
        let entry = self.entry_mut(id.index)?;
        entry.wait = entry.wait.wrapping_add(1);
        Some((id.index, entry.wait))
    }

    /// The login that waits at this index, if it is still the wait of this number.
    pub(super) fn waits(&self, index: u32, wait: u32) -> Option<LoginId> {
        let entry = self.entries.get(usize::try_from(index).ok()?)?;
        let waits = entry.member.as_ref()?.place == Place::Waiting && entry.wait == wait;
        let generation = entry.generation;
        waits.then_some(LoginId { index, generation })
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (LoginId, &F)> {
        (0..).zip(&self.entries).filter_map(|(index, entry)| {
            let generation = entry.generation;
            let member = entry.member.as_ref()?;
            Some((LoginId { index, generation }, &member.flow))
        })
    }

    fn entry_mut(&mut self, index: u32) -> Option<&mut Entry<F, E>> {
        self.entries.get_mut(usize::try_from(index).ok()?)
    }
}

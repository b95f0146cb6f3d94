//! The hosts that the calls go to, and which of them may have the next call.

use std::collections::{HashMap, VecDeque};
use std::time::Duration;

use tokio::time::Instant;

use super::logins::LoginId;

/// The number of a host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct HostId(u32);

/// The limits of the program.
#[derive(Clone, Copy)]
pub(super) struct Limits {
    /// Calls in flight, at least 1.
    pub(super) calls: usize,
    /// Between the starts of two calls to one host.
    pub(super) gap: Duration,
}

/// A host of which the fleet has logins, or had a short time ago.
#[derive(Default)]
struct Host {
    name: Box<str>,
    /// Logins whose last call went there.
    logins: usize,
    in_flight: usize,
    /// When the gap after the last call ends.
    open_at: Option<Instant>,
    /// Logins that go on after a response; before all others.
    going_on: VecDeque<LoginId>,
    queue: VecDeque<LoginId>,
    /// Whether it is in `Hosts::queued`.
    is_queued: bool,
}

impl Host {
    fn is_open(&self, now: Instant) -> bool {
        self.open_at.is_none_or(|open_at| open_at <= now)
    }

    fn is_unused(&self, now: Instant) -> bool {
        self.logins == 0 && self.is_open(now)
    }
}

/// All hosts.
#[derive(Default)]
pub(super) struct Hosts {
    hosts: Vec<Host>,
    by_name: HashMap<Box<str>, HostId>,
    free: Vec<HostId>,
    /// With this number of names, those of unused hosts are removed.
    sweep_at: usize,
    /// Hosts with logins.
    used: usize,
    /// Logins that have not made a call yet.
    new_logins: usize,
    in_flight: usize,
    /// Hosts at which logins are queued. Those that had a call last come last.
    queued: VecDeque<HostId>,
}

/// The least number of names before unused ones are removed.
const NAMES: usize = 64;

impl Hosts {
    /// The host of this name for a login whose last call went to `old`.
    pub(super) fn change(&mut self, old: Option<HostId>, name: &str, now: Instant) -> HostId {
        if let Some(id) = old
            && let Some(host) = self.get(id)
            && *host.name == *name
        {
            return id;
        }
        self.leave(old);
        let id = match self.by_name.get(name) {
            Some(id) => *id,
            None => self.add(name, now),
        };
        if let Some(host) = self.get_mut(id) {
            host.logins += 1;
            if host.logins == 1 {
                self.used += 1;
            }
        }
        id
    }

    /// A login was added, which has made no call yet.
    pub(super) fn join(&mut self) {
        self.new_logins += 1;
    }

    /// A login has ended or goes to another host. `host` is that of its last call.
    pub(super) fn leave(&mut self, host: Option<HostId>) {
        if host.is_none() {
            self.new_logins = self.new_logins.saturating_sub(1);
        }
        if let Some(host) = host.and_then(|id| self.get_mut(id)) {
            host.logins = host.logins.saturating_sub(1);
            if host.logins == 0 {
                self.used = self.used.saturating_sub(1);
            }
        }
    }

    /// Whether a call to this host may start now without a turn in its queue.
    pub(super) fn admits(&self, id: HostId, goes_on: bool, limits: Limits, now: Instant) -> bool {
        let Some(host) = self.get(id) else {
            return false;
        };
        // Any other call takes its turn, so that none of the queued ones is passed over.
        let is_next = match goes_on {
            true => host.going_on.is_empty(),
            false => self.queued.is_empty(),
        };
        is_next && host.is_open(now) && self.has_room(host, limits)
    }

    pub(super) fn start(&mut self, id: HostId, limits: Limits, now: Instant) {
        self.in_flight += 1;
        if let Some(host) = self.get_mut(id) {
            host.in_flight += 1;
            host.open_at = now
                .checked_add(limits.gap)
                .filter(|_| !limits.gap.is_zero());
        }
    }

    pub(super) fn finish(&mut self, id: Option<HostId>) {
        self.in_flight = self.in_flight.saturating_sub(1);
        if let Some(host) = id.and_then(|id| self.get_mut(id)) {
            host.in_flight = host.in_flight.saturating_sub(1);
        }
    }

    pub(super) fn enqueue(&mut self, id: HostId, login: LoginId, goes_on: bool) {
        let Some(host) = self.get_mut(id) else {
            return;
        };
        match goes_on {
            true => host.going_on.push_back(login),
            false => host.queue.push_back(login),
        }
        if !host.is_queued {
            host.is_queued = true;
            self.queued.push_back(id);
        }
    }

    /// The queued login whose turn it is: of the host with the fewest calls in flight among those
    /// that the limits admit. It may have ended meanwhile.
    pub(super) fn next(&mut self, limits: Limits, now: Instant) -> Option<(HostId, LoginId)> {
        let admitted = self.queued.iter().enumerate().filter_map(|(place, id)| {
            let host = self.get(*id)?;
            let is_admitted = host.is_open(now) && self.has_room(host, limits);
            is_admitted.then_some((host.in_flight, place))
        });
        let (_, place) = admitted.min()?;
        let id = self.queued.remove(place)?;
        let host = self.get_mut(id)?;
        let login = host.going_on.pop_front();
        let login = login.or_else(|| host.queue.pop_front());
        host.is_queued = !(host.going_on.is_empty() && host.queue.is_empty());
        if host.is_queued {
            self.queued.push_back(id);
        }
        login.map(|login| (id, login))
    }

    /// When the next gap ends at a host that has nothing else to wait for.
    pub(super) fn opens_at(&self, limits: Limits) -> Option<Instant> {
        let hosts = self.queued.iter().filter_map(|id| self.get(*id));
        let with_room = hosts.filter(|host| self.has_room(host, limits));
        with_room.filter_map(|host| host.open_at).min()
    }

    /// Whether the limit of calls leaves room for one to this host: within its equal share always,
    /// above it only if a quarter of the limit stays free for the others.
    fn has_room(&self, host: &Host, limits: Limits) -> bool {
        let free = limits.calls.saturating_sub(self.in_flight);
        // The first calls of logins that have made none may go to a host that has none yet.
        let hosts = (self.used + usize::from(self.new_logins > 0)).max(1);
        if free == 0 {
            return false;
        }
        // Rounded up, so that the shares use the whole limit.
        let share = limits.calls.div_ceil(hosts);
        host.in_flight < share || free > (limits.calls / 4).max(1)
    }

    fn add(&mut self, name: &str, now: Instant) -> HostId {
        if self.by_name.len() >= self.sweep_at.max(NAMES) {
            self.sweep(now);
        }
        let host = Host {
            name: name.into(),
            ..Host::default()
        };
        let next = HostId(u32::try_from(self.hosts.len()).unwrap_or(u32::MAX));
        let id = self.free.pop().unwrap_or(next);
        match self.get_mut(id) {
            Some(place) => *place = host,
            None => self.hosts.push(host),
        }
        self.by_name.insert(name.into(), id);
        id
    }

    /// Removes the names of unused hosts.
    fn sweep(&mut self, now: Instant) {
        let Self {
            hosts,
            by_name,
            free,
            queued,
            ..
        } = self;
        by_name.retain(|_, id| {
            let host = usize::try_from(id.0).ok().and_then(|id| hosts.get(id));
            let is_used = host.is_some_and(|host| !host.is_unused(now));
            if !is_used {
                free.push(*id);
                queued.retain(|queued| queued != id);
            }
            is_used
        });
        self.sweep_at = self.by_name.len().saturating_mul(2);
    }

    fn get(&self, id: HostId) -> Option<&Host> {
        self.hosts.get(usize::try_from(id.0).ok()?)
    }

    fn get_mut(&mut self, id: HostId) -> Option<&mut Host> {
        self.hosts.get_mut(usize::try_from(id.0).ok()?)
    }
}

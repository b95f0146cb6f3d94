//! One pass of a fleet.

use std::task::{Context, Poll};
use std::time::Duration;

use qrlogin::{Call, Error, Flow, Step, Timestamp};
use qrlogin_transport::pace::{SLICE, pause};
use tokio::time::{Instant, sleep_until};

use super::calls::Started;
use super::hosts::HostId;
use super::logins::{Member, Place};
use super::{Fleet, FleetItem, LoginId};
use crate::exchange::Exchange;
use crate::{DriveError, Progress, Transport};

/// How many logins are polled before the task yields to others.
const POLLS: usize = 256;

/// The shortest wait, so that no flow makes the loop spin.
const TICK: Duration = Duration::from_millis(1);

/// One moment by both clocks.
#[derive(Clone, Copy)]
struct Now {
    /// The program's clock: for flows, and for the times that they state.
    wall: Timestamp,
    /// tokio's clock: for gaps and timers.
    instant: Instant,
}

/// A login to be polled, and the host that it has a turn at.
type Turn = (LoginId, Option<HostId>);

impl<F: Flow, T: Transport> Fleet<F, T> {
    /// Polls for the result of [`Fleet::next`], for a `Stream` or a future of your own. The task is
    /// woken as by any future.
    pub fn poll_next(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Option<FleetItem<F::Credential, T::Error>>> {
        let now = self.read_clocks();
        if let Some(item) = self.items.pop_front() {
            return Poll::Ready(Some(item));
        }
        self.hand_in(cx, now.wall);
        for _ in 0..POLLS {
            let Some((id, turn)) = self.pick(now) else {
                return self.pause(cx, now);
            };
            let Some(member) = self.logins.get_mut(id) else {
                continue;
            };
            let step = member.flow.poll(now.wall);
            if let Some(item) = self.take_step(id, step, turn, now) {
                return Poll::Ready(Some(item));
            }
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    }

    /// Reads the clocks. If the program's was set back, each waiting login reads it as well,
    /// directly after the time before: so it counts the time between the two, and goes on with the
    /// new one.
    fn read_clocks(&mut self) -> Now {
        let now = Now {
            wall: (self.clock)(),
            instant: Instant::now(),
        };
        if self.latest - now.wall <= SLICE {
            self.latest = self.latest.max(now.wall);
            return now;
        }
        let wall = std::mem::replace(&mut self.latest, now.wall);
        let before = Now { wall, ..now };
        for (index, wait) in self.schedule.take() {
            let Some(id) = self.logins.waits(index, wait) else {
                continue;
            };
            let Some(member) = self.logins.get_mut(id) else {
                continue;
            };
            match member.flow.poll(before.wall) {
                Ok(Step::Wait(_) | Step::Send(_)) => self.make_ready(id, false),
                step => {
                    let item = self.take_step(id, step, None, before);
                    self.items.extend(item);
                }
            }
        }
        now
    }

    /// Hands the outcomes of finished calls to their flows.
    fn hand_in(&mut self, cx: &Context<'_>, now: Timestamp) {
        let Self {
            calls,
            logins,
            hosts,
            ready,
            ..
        } = self;
        calls.finished(cx.waker(), |id, outcome| {
            if let Some(member) = logins.get_mut(id) {
                hosts.finish(member.host);
                member.hand_in(outcome, now);
                logins.move_to(id, Place::Ready { goes_on: true });
                ready.push_back(id);
            }
        });
    }

    /// The next login to be polled.
    fn pick(&mut self, now: Now) -> Option<Turn> {
        while let Some(id) = self.ready.pop_front() {
            let place = self.logins.get(id).map(Member::place);
            if matches!(place, Some(Place::Ready { .. })) {
                return Some((id, None));
            }
        }
        if self.stop_at.is_some() {
            return None;
        }
        while let Some((index, wait)) = self.schedule.pop_due(now.wall) {
            let Some(id) = self.logins.waits(index, wait) else {
                continue;
            };
            // Its call most likely goes to the same host as the last one, so it need not build the
            // request before its turn.
            let host = self.logins.get(id).and_then(|member| member.host);
            match host {
                Some(host) if !self.hosts.admits(host, false, self.limits, now.instant) => {
                    self.logins.move_to(id, Place::Queued);
                    self.hosts.enqueue(host, id, false);
                }
                _ => {
                    self.logins.move_to(id, Place::Ready { goes_on: false });
                    return Some((id, None));
                }
            }
        }
        while let Some((host, id)) = self.hosts.next(self.limits, now.instant) {
            if self.logins.get(id).map(Member::place) == Some(Place::Queued) {
                self.logins.move_to(id, Place::Ready { goes_on: false });
                return Some((id, Some(host)));
            }
        }
        None
    }

    /// Does what a flow wants.
    fn take_step(
        &mut self,
        id: LoginId,
        step: Result<Step<F::Credential>, Error>,
        turn: Option<HostId>,
        now: Now,
    ) -> Option<FleetItem<F::Credential, T::Error>> {
        match step {
            Ok(Step::Send(call)) => self.send(id, call, turn, now),
            Ok(Step::Wait(until)) => self.wait(id, until, now),
            Ok(Step::Event(event)) => {
                let place = self.logins.get(id).map(Member::place);
                self.make_ready(id, place == Some(Place::Ready { goes_on: true }));
                return Some((id, Ok(Progress::Event(event))));
            }
            Ok(Step::Done(credential)) => {
                self.remove(id);
                return Some((id, Ok(Progress::Done(credential))));
            }
            // A step of a newer version of the core.
            Ok(_) => self.wait(id, now.wall + SLICE, now),
            Err(error) => {
                let last = self.remove(id).and_then(|member| member.last_error);
                return Some((id, Err(DriveError::new(error, last.map(|last| *last)))));
            }
        }
        None
    }

    /// Starts a call if the limits admit it, or else queues the login.
    fn send(&mut self, id: LoginId, call: Call, turn: Option<HostId>, now: Now) {
        let Some(member) = self.logins.get_mut(id) else {
            return;
        };
        let instant = Instant::now();
        let authority = call.request.uri().authority();
        let name = authority.map_or("", |authority| authority.as_str());
        let host = self.hosts.change(member.host, name, instant);
        member.host = Some(host);
        let goes_on = member.place() == Place::Ready { goes_on: true };
        let is_admitted =
            turn == Some(host) || self.hosts.admits(host, goes_on, self.limits, instant);
        if self.stop_at.is_some() || !is_admitted {
            self.logins.move_to(id, Place::Queued);
            self.hosts.enqueue(host, id, goes_on);
            return;
        }
        self.hosts.start(host, self.limits, instant);
        let timeout = call.timeout;
        let exchange = Exchange::new(self.transport.send(call), timeout);
        match self.calls.start(id, exchange) {
            Started::InFlight(call) => self.logins.move_to(id, Place::InFlight(call)),
            Started::Ended(outcome) => {
                self.hosts.finish(Some(host));
                if let Some(member) = self.logins.get_mut(id) {
                    member.hand_in(outcome, now.wall);
                }
                self.make_ready(id, true);
            }
        }
    }

    fn wait(&mut self, id: LoginId, until: Timestamp, now: Now) {
        let due = until.max(now.wall + TICK);
        if let Some(member) = self.logins.get_mut(id)
            && due - now.wall >= self.compact_from
        {
            member.flow.compact();
        }
        let Some(wait) = self.logins.begin_wait(id) else {
            return;
        };
        self.schedule.insert(due, wait);
        let logins = &self.logins;
        self.schedule.trim(logins.waiting(), |index, wait| {
            logins.waits(index, wait).is_some()
        });
    }

    pub(super) fn make_ready(&mut self, id: LoginId, goes_on: bool) {
        self.logins.move_to(id, Place::Ready { goes_on });
        self.ready.push_back(id);
    }

    pub(super) fn remove(&mut self, id: LoginId) -> Option<Member<F, T::Error>> {
        let member = self.logins.remove(id)?;
        self.hosts.leave(member.host);
        Some(member)
    }

    /// Waits for the next login that is due, the next gap that ends, or a call; ends if there is
    /// nothing to wait for.
    fn pause<I>(&mut self, cx: &mut Context<'_>, now: Now) -> Poll<Option<I>> {
        let until = match self.stop_at {
            _ if self.is_empty() => return Poll::Ready(None),
            Some(end) if self.in_flight() == 0 || end <= now.instant => return Poll::Ready(None),
            Some(end) => Some(end),
            None => {
                let due = self
                    .schedule
                    .next()
                    .map(|due| now.instant + pause(now.wall, due));
                let opens = self.hosts.opens_at(self.limits);
                due.into_iter().chain(opens).min()
            }
        };
        let Some(until) = until else {
            // Only a call can wake the task.
            self.timer = None;
            return Poll::Pending;
        };
        let timer = match &mut self.timer {
            Some(timer) => {
                timer.as_mut().reset(until);
                timer
            }
            none => none.insert(Box::pin(sleep_until(until))),
        };
        if timer.as_mut().poll(cx).is_ready() {
            cx.waker().wake_by_ref();
        }
        Poll::Pending
    }
}

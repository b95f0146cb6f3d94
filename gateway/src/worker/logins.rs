//! What becomes of the logins of a turn.

use qrlogin::flows::FlowInfo;
use qrlogin::{BoxFlow, Credential, Error, Flow as _, Secret, Snapshot, SnapshotError};
use qrlogin_tokio::{FleetItem, LoginId as Place, Progress, Transport};

use super::owned::{After, News};
use super::turn::Turn;
use super::watched::{Reached, Watched};
use crate::event::LoginEvent;
use crate::seal::{Purpose, SealError, Sealed};
use crate::store::{Change, Claimed, LoginId, StoreError, Then, Write, Written};

impl<T: Transport + Send + 'static> Turn<'_, T> {
    /// Begins to run a login.
    pub(super) fn take(&mut self, claimed: &Claimed) -> Result<(), StoreError> {
        let id = &claimed.id;
        let (flow, answer) = match self.resume(claimed) {
            Ok(resumed) => resumed,
            Err(error) => {
                let info = self.info(&claimed.flow);
                self.owned.add(claimed, info, None, false);
                return self.end(id, &error);
            }
        };
        let mut flow = Watched::new(flow, id.clone(), self.send.clone());
        let mut wants_input = flow.input().is_some();
        if let Some(answer) = answer {
            wants_input &= !flow.answer(self.shared.now(), &answer);
        }
        let info = self.info(flow.id());
        let place = self.fleet.add(flow);
        self.owned.add(claimed, info, Some(place), wants_input);
        Ok(())
    }

    fn resume(&self, claimed: &Claimed) -> Result<(BoxFlow, Option<Secret>), Error> {
        let (keys, id) = (&self.shared.keys, &claimed.id);
        let damaged = |_| Error::Snapshot(SnapshotError::Damaged);
        let snapshot = keys.open::<Snapshot>(Purpose::Snapshot, id, &claimed.snapshot);
        let snapshot = snapshot.map_err(damaged)?;
        let flow = self
            .info(snapshot.flow())
            .ok_or(Error::Snapshot(SnapshotError::Flow))?
            .resume(&snapshot)?;
        let answer = claimed.answer.as_ref();
        let answer = answer.map(|answer| keys.open(Purpose::Answer, id, answer));
        Ok((flow, answer.transpose().map_err(damaged)?))
    }

    fn info(&self, flow: &str) -> Option<&'static FlowInfo> {
        self.shared.flows.iter().find(|info| info.id == flow)
    }

    /// Notes what a flow has returned.
    pub(super) fn item(
        &mut self,
        (place, progress): FleetItem<Credential, T::Error>,
    ) -> Result<(), StoreError> {
        match progress {
            Ok(Progress::Event(event)) => {
                let (Some(flow), Some(event)) = (self.fleet.flow(place), LoginEvent::of(event))
                else {
                    return Ok(());
                };
                let id = flow.login().clone();
                let Ok(snapshot) = flow.snapshot() else {
                    return Ok(());
                };
                if let Some(login) = self.owned.get_mut(&id) {
                    login.wants_input = matches!(event, LoginEvent::InputWanted(_));
                }
                let running = Then::Running(self.seal(Purpose::Snapshot, &id, &snapshot)?);
                self.note(&id, &event, running)
            }
            Ok(Progress::Done(credential)) => {
                let Some(id) = self.owned.left(place) else {
                    return Ok(());
                };
                self.owned.set_outcome(&id, "done");
                let result = self.seal(Purpose::Result, &id, &credential)?;
                self.note(&id, &LoginEvent::Done, Then::Done(result))
            }
            Err(error) => match self.owned.left(place) {
                // A fleet cancels nothing by itself.
                Some(id) => self.end(&id, &error.login_error().unwrap_or(Error::Finished)),
                None => Ok(()),
            },
        }
    }

    fn end(&mut self, id: &LoginId, error: &Error) -> Result<(), StoreError> {
        self.owned.set_outcome(id, error.kind());
        let failed = LoginEvent::Failed {
            error: error.clone(),
        };
        self.note(id, &failed, Then::Failed)
    }

    fn note(&mut self, id: &LoginId, event: &LoginEvent, then: Then) -> Result<(), StoreError> {
        let Some(number) = self.owned.next_event(id) else {
            return Ok(());
        };
        let event = self.seal(Purpose::Event(number), id, event)?;
        self.owned.note(id, Some(event), then);
        Ok(())
    }

    /// Notes a stage that a flow has reached without an event.
    pub(super) fn reached(&mut self, (id, snapshot): Reached) -> Result<(), StoreError> {
        let running = Then::Running(self.seal(Purpose::Snapshot, &id, &snapshot)?);
        self.owned.note(&id, None, running);
        Ok(())
    }

    fn seal<V: serde::Serialize>(
        &self,
        purpose: Purpose,
        id: &LoginId,
        value: &V,
    ) -> Result<Sealed, StoreError> {
        let sealed = self.shared.keys.seal(purpose, id, value);
        sealed.map_err(|error: SealError| StoreError::Refused(error.to_string()))
    }

    pub(super) fn changed(&mut self, change: &Change) {
        match self.owned.news(change) {
            // A new login. Others are found by time.
            None if change.version == 1 => self.claim_soon(),
            None | Some(News::Known) => {}
            Some(News::Answered) => self.ask_for_answers(),
            Some(News::Lost) => {
                let place = self.owned.remove(&change.id);
                self.lose(place);
            }
        }
    }

    fn lose(&mut self, place: Option<Place>) {
        self.shared.stats.count_lost();
        if let Some(place) = place {
            self.fleet.cancel(place);
        }
    }

    pub(super) fn saved(&mut self, (writes, written): (Vec<Write>, Vec<Option<Written>>)) {
        for (write, written) in writes.into_iter().zip(written) {
            let Some(written) = written else {
                self.shared.stats.count_refused();
                self.owned.take_back(write);
                self.retry_refused_later();
                continue;
            };
            if matches!(written, Written::Stored(_)) {
                self.shared.stats.count_write();
            }
            match self.owned.written(&write, written) {
                After::GoesOn => {}
                After::Ended(flow, outcome, took) => {
                    self.shared.stats.count_end(flow, outcome, took);
                }
                After::Lost(place) => self.lose(place),
            }
        }
    }

    /// Drops the logins that the store no longer has as this worker's.
    pub(super) fn compared(&mut self, ids: &[LoginId]) {
        for id in self.owned.others(ids) {
            let place = self.owned.remove(&id);
            self.lose(place);
        }
    }

    /// Hands the users' answers to their logins. One that cannot be opened is none.
    pub(super) fn answers(&mut self, answers: &[(LoginId, Sealed)]) {
        for (id, sealed) in answers {
            let Some(login) = self.owned.get_mut(id) else {
                continue;
            };
            let answer = self.shared.keys.open::<Secret>(Purpose::Answer, id, sealed);
            if let (Some(place), true, Ok(answer)) = (login.place, login.wants_input, answer) {
                login.wants_input = !self.fleet.answer(place, &answer);
            }
        }
    }
}

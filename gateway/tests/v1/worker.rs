//! A worker as the API meets it: what it writes into the store.

use std::sync::Arc;
use std::time::Duration;

use qrlogin::{QrCode, Secret, Timestamp};
use qrlogin_gateway::seal::{Purpose, SealingKeys};
use qrlogin_gateway::store::{Claimed, Store, Then, WorkerId, Write, Written};
use qrlogin_test_support::START;
use serde_json::{Value, json};

use crate::store::Fallible;

/// A worker with one login.
pub(crate) struct Worker {
    store: Arc<Fallible>,
    keys: SealingKeys,
    id: WorkerId,
    login: Claimed,
}

impl Worker {
    /// Takes the oldest login that has no worker.
    pub(crate) async fn new(store: Arc<Fallible>, keys: SealingKeys) -> Self {
        let id = store.register(Duration::from_secs(3600)).await.unwrap();
        let login = store.claim(id, 1).await.unwrap().remove(0);
        Self {
            store,
            keys,
            id,
            login,
        }
    }

    async fn write(&mut self, events: &[Value], then: Then) {
        let events = events.iter().map(|event| {
            self.login.last_event += 1;
            let purpose = Purpose::Event(self.login.last_event);
            self.keys.seal(purpose, &self.login.id, event).unwrap()
        });
        let write = Write {
            id: self.login.id.clone(),
            version: self.login.version,
            events: events.collect(),
            then,
        };
        let written = self.store.save(self.id, vec![write]).await.unwrap();
        match written.as_slice() {
            [Written::Stored(version)] => self.login.version = *version,
            other => panic!("{other:?}"),
        }
    }

    /// Writes an event.
    pub(crate) async fn event(&mut self, event: &Value) {
        let running = Then::Running(self.login.snapshot.clone());
        self.write(std::slice::from_ref(event), running).await;
    }

    /// Ends the login with this error.
    pub(crate) async fn fail(&mut self, error: &qrlogin::Error) {
        let event = json!({"type": "failed", "error": error});
        self.write(&[event], Then::Failed).await;
    }

    /// Ends the login with [`credential`].
    pub(crate) async fn done(&mut self) {
        let purpose = Purpose::Result;
        let result = self.keys.seal(purpose, &self.login.id, &credential());
        let done = Then::Done(result.unwrap());
        self.write(&[json!({"type": "done"})], done).await;
    }

    /// The answers that have come.
    pub(crate) async fn answers(&self) -> Vec<String> {
        let answers = self.store.answers(self.id).await.unwrap();
        let open = |(id, sealed)| {
            let text: Secret = self.keys.open(Purpose::Answer, &id, &sealed).unwrap();
            text.expose().to_owned()
        };
        answers.into_iter().map(open).collect()
    }

    /// The state that the login was created with.
    pub(crate) fn snapshot(&self) -> qrlogin::Snapshot {
        let (id, sealed) = (&self.login.id, &self.login.snapshot);
        self.keys.open(Purpose::Snapshot, id, sealed).unwrap()
    }
}

/// When codes expire.
pub(crate) const EXPIRES: Timestamp = Timestamp::from_secs(START.as_secs() + 180);

/// An event with a code of this text.
pub(crate) fn code(text: &str) -> Value {
    event("code", &QrCode::new(text.into(), "the app", EXPIRES))
}

pub(crate) fn event(kind: &str, content: &impl serde::Serialize) -> Value {
    let mut event = serde_json::to_value(content).unwrap();
    event["type"] = kind.into();
    event
}

pub(crate) fn input(again: bool) -> Value {
    json!({"type": "input_wanted", "what": "the number on the phone", "again": again})
}

/// What the login of a done worker yields.
pub(crate) fn credential() -> Value {
    let cookie = |name: &str, value: &str| {
        json!({
            "name": name, "value": value, "domain": "bilibili.com", "host_only": false,
            "path": "/", "expires": null, "secure": true, "http_only": true,
        })
    };
    json!({
        "flow": "bilibili-web",
        "cookies": [cookie("SESSDATA", "sess-value"), cookie("bili_jct", "jct-value")],
        "refresh_token": "refresh-value",
    })
}

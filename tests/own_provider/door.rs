//! A provider outside the crate, shared with the tests of recordings.

#![allow(
    dead_code,
    unreachable_pub,
    reason = "each test binary uses a part of it"
)]

use std::time::Duration;

use qrlogin::flows::FlowInfo;
use qrlogin::{
    BaseUrl, Call, Cx, Error, Flow, Listed, Next, Policy, Provider, QrCode, Request, Response,
    Secret, SettingInfo, Settings, Step,
};
use serde::{Deserialize, Serialize};

use crate::support::{START, reply};

/// A door that is opened by a phone. Its `code` is a secret of plain letters, its `floor` is none.
#[derive(Serialize, Deserialize)]
pub struct Door {
    side: String,
    owner: String,
    server: BaseUrl,
}

#[derive(Clone, Serialize, Deserialize)]
pub enum Stage {
    Start,
    Wait { code: Secret, floor: String },
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Key {
    pub token: Secret,
}

#[derive(Deserialize)]
struct Answer {
    code: Option<Secret>,
    floor: Option<String>,
    token: Option<Secret>,
}

impl Provider for Door {
    const ID: &'static str = "door";
    type Stage = Stage;
    type Credential = Key;

    fn start(&self) -> Stage {
        Stage::Start
    }

    fn request(&self, stage: &Stage, _: &Cx<'_>) -> Result<Call, Error> {
        let (name, path) = match stage {
            Stage::Start => ("start", format!("begin?owner={}", self.owner)),
            Stage::Wait { code, floor } => {
                let code = code.expose();
                ("poll", format!("poll?code={code}&floor={floor}"))
            }
        };
        let mut request = Request::default();
        *request.uri_mut() = self.server.join(&path).parse().unwrap();
        if self.side == "front" {
            let key = "compiled-in-key-1".parse().unwrap();
            request.headers_mut().insert("x-api-key", key);
        }
        Ok(Call::new(name, request, Duration::from_secs(10)))
    }

    fn response(
        &self,
        stage: &Stage,
        reply: &Response,
        cx: &Cx<'_>,
    ) -> Result<Next<Stage, Key>, Error> {
        let answer: Answer =
            serde_json::from_slice(reply.body()).map_err(|_| Error::malformed("door"))?;
        // That it is on this floor is what the answers of a recording must keep.
        if answer.floor.as_deref() != Some("penthouse") {
            return Err(Error::malformed("another floor"));
        }
        match (stage, answer) {
            (
                Stage::Start,
                Answer {
                    code: Some(code),
                    floor: Some(floor),
                    ..
                },
            ) => {
                let shown = QrCode::new(
                    code.clone(),
                    Self::SCAN_WITH,
                    cx.now() + Duration::from_secs(60),
                );
                Ok(Next::Show(shown, Stage::Wait { code, floor }))
            }
            (_, Answer { token: Some(t), .. }) => Ok(Next::Done(Key { token: t })),
            _ => Ok(Next::Pending(stage.clone(), None)),
        }
    }

    fn policy(&self, _: &Stage) -> Policy {
        Policy::new(Duration::from_secs(1))
    }
}

impl Listed for Door {
    const SCAN_WITH: &'static str = "the door app";
    const YIELDS: &'static str = "a key";
    const COOKIES: bool = false;
    const SETTINGS: &'static [SettingInfo] = &[
        SettingInfo::one_of("side", &["front", "back"], "front", "which door"),
        SettingInfo::text("owner", "nobody", "whose door"),
        SettingInfo::text("url", "https://door.example", "where it is"),
    ];

    fn configure(settings: &Settings) -> Result<Self, Error> {
        let text = |name, default: &str| settings.get(name).unwrap_or(default).to_owned();
        Ok(Self {
            side: text("side", "front"),
            owner: text("owner", "nobody"),
            server: text("url", "https://door.example").parse()?,
        })
    }
}

pub const INFO: FlowInfo<Key> = FlowInfo::of::<Door>();

pub const BEGUN: &str = r#"{"code": "opensesame", "floor": "penthouse"}"#;
pub const OPEN: &str = r#"{"floor": "penthouse", "token": "t0ken-0123456789"}"#;

pub fn settings() -> Settings {
    Settings::new().with("side", "back").with("owner", "alice")
}

/// Runs the login to its end.
pub fn run<F: Flow>(flow: &mut F) -> F::Credential {
    let (mut now, mut answers) = (START, [BEGUN, OPEN].into_iter());
    loop {
        match flow.poll(now).unwrap() {
            Step::Send(_) => flow.handle(now, Ok(reply(200, answers.next().unwrap()))),
            Step::Wait(until) => now = until,
            Step::Done(credential) => return credential,
            _ => {}
        }
    }
}

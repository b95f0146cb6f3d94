//! A provider outside the crate, shared with the tests of recordings.

#![allow(
    dead_code,
    unreachable_pub,
    reason = "each test binary uses a part of it"
)]

use std::time::Duration;

use qrlogin::flows::FlowInfo;
use qrlogin::http::{HeaderName, HeaderValue};
use qrlogin::toolkit::request::{get, query, with_header};
use qrlogin::toolkit::{BaseUrl, json_lenient, reply};
use qrlogin::{
    Call, Context, Error, Flow, Listed, Next, Policy, Provider, QrCode, Response, Secret,
    SettingInfo, Settings, Step,
};
use serde::{Deserialize, Serialize};

use qrlogin_test_support::{START, reply as response};

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
struct Status {
    floor: String,
    #[serde(default, deserialize_with = "json_lenient::secret")]
    code: Secret,
    #[serde(default, deserialize_with = "json_lenient::secret")]
    token: Secret,
}

impl Provider for Door {
    const ID: &'static str = "door";
    type Stage = Stage;
    type Credential = Key;

    fn start(&self) -> Stage {
        Stage::Start
    }

    fn request(&self, stage: &Stage, _: &Context<'_>) -> Result<Call, Error> {
        let (name, path, query) = match stage {
            Stage::Start => ("start", "begin", query([("owner", self.owner.as_str())])),
            Stage::Wait { code, floor } => {
                let query = query([("code", code.expose()), ("floor", floor)]);
                ("poll", "poll", query)
            }
        };
        let mut request = get(&format!("{}?{query}", self.server.join(path)))?;
        if self.side == "front" {
            let name = HeaderName::from_static("x-api-key");
            let key = HeaderValue::from_static("compiled-in-key-1");
            request = with_header(request, name, key);
        }
        Ok(Call::new(name, request, Duration::from_secs(10)))
    }

    fn response(
        &self,
        stage: &Stage,
        reply: &Response,
        cx: &Context<'_>,
    ) -> Result<Next<Stage, Key>, Error> {
        let Status { floor, code, token } = reply::json(reply, "door")?;
        // The floor is what the responses of a recording must keep.
        if floor != "penthouse" {
            return Err(Error::malformed("another floor"));
        }
        match stage {
            Stage::Start => {
                reply::require(&[("code", !code.is_empty())])?;
                let expires_at = cx.now() + Duration::from_secs(60);
                let shown = QrCode::new(code.clone(), Self::SCAN_WITH, expires_at);
                Ok(Next::Show(shown, Stage::Wait { code, floor }))
            }
            Stage::Wait { .. } if token.is_empty() => Ok(Next::Pending(stage.clone(), None)),
            Stage::Wait { .. } => Ok(Next::Done(Key { token })),
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
            Step::Send(_) => flow.handle(now, Ok(response(200, answers.next().unwrap()))),
            Step::Wait(until) => now = until,
            Step::Done(credential) => return credential,
            _ => {}
        }
    }
}

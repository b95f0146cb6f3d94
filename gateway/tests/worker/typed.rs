//! A flow with a typed step and two tickets of the same name, and its service.

use std::future::ready;
use std::time::Duration;

use qrlogin::flows::FlowInfo;
use qrlogin::toolkit::request::get;
use qrlogin::{
    Call, Context, Credential, Error, InputWanted, Listed, Next, Policy, Provider, QrCode,
    Response, Secret, Settings,
};
use qrlogin_test_support::paused::Answering;
use serde::{Deserialize, Serialize};
use serde_json::json;

pub const HOST: &str = "typed.example";
/// What has to be typed.
pub const RIGHT: &str = "1234";
pub static FLOWS: [FlowInfo; 1] = [FlowInfo::of::<Typed>()];

#[derive(Serialize, Deserialize)]
pub struct Typed;

#[derive(Clone, Serialize, Deserialize)]
pub enum Stage {
    Start,
    Wait,
    Typed(Secret),
    /// The number of the ticket, of two.
    Ticket(u8),
}

/// What the service replies to this call.
pub fn reply(call: &Call) -> Answering {
    let text = call.request.uri().query().unwrap_or(call.name).to_owned();
    Box::pin(ready(Ok(Response::new(text.into_bytes()))))
}

impl Provider for Typed {
    const ID: &'static str = "typed";
    type Stage = Stage;
    type Credential = Credential;

    fn start(&self) -> Stage {
        Stage::Start
    }

    fn request(&self, stage: &Stage, _: &Context<'_>) -> Result<Call, Error> {
        let (name, path) = match stage {
            Stage::Start => ("code", "code".to_owned()),
            Stage::Wait => ("poll", "poll".to_owned()),
            Stage::Typed(text) => ("verify", format!("verify?{}", text.expose())),
            Stage::Ticket(number) => ("ticket", format!("ticket?{number}")),
        };
        let request = get(&format!("https://{HOST}/{path}"))?;
        Ok(Call::new(name, request, Duration::from_secs(10)))
    }

    fn response(
        &self,
        stage: &Stage,
        reply: &Response,
        cx: &Context<'_>,
    ) -> Result<Next<Stage, Credential>, Error> {
        let wanted = InputWanted::new("the number on the phone");
        Ok(match stage {
            Stage::Start => {
                let expires = cx.now() + Duration::from_secs(600);
                let code = QrCode::new("code".into(), "the app", expires);
                Next::Show(code, Stage::Wait)
            }
            Stage::Wait => Next::Input(wanted, Stage::Wait),
            Stage::Typed(_) if reply.body() == RIGHT.as_bytes() => Next::Go(Stage::Ticket(1)),
            Stage::Typed(_) => Next::Input(wanted.again(), Stage::Wait),
            Stage::Ticket(1) => Next::Go(Stage::Ticket(2)),
            Stage::Ticket(_) => Next::Done(credential()),
        })
    }

    fn policy(&self, _: &Stage) -> Policy {
        Policy::new(Duration::from_secs(1))
    }

    fn answered(&self, _: &Stage, input: &Secret) -> Stage {
        Stage::Typed(input.clone())
    }
}

impl Listed for Typed {
    const SCAN_WITH: &'static str = "the app";
    const YIELDS: &'static str = "cookies";
    const COOKIES: bool = true;

    fn configure(_: &Settings) -> Result<Self, Error> {
        Ok(Self)
    }
}

fn credential() -> Credential {
    let cookie = |name: &str| {
        json!({
            "name": name, "value": "value", "domain": "bilibili.com", "host_only": false,
            "path": "/", "expires": null, "secure": true, "http_only": true,
        })
    };
    let credential = json!({
        "flow": "bilibili-web",
        "cookies": [cookie("SESSDATA"), cookie("bili_jct")],
        "refresh_token": "refresh-value",
    });
    serde_json::from_value(credential).unwrap()
}

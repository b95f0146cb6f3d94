//! The person with the phone acts.

use schemars::JsonSchema;
use serde::Deserialize;

use super::codes::{Code, no_such_value, service};
use super::problem::{Kind, Problem};
use super::{Answer, Call};
use crate::scenario::Act;

const ACTS: [&str; 5] = ["scan", "confirm", "deny", "cancel", "expire"];

/// What the person does with which code: the latest one, unless it is named.
#[derive(Deserialize, JsonSchema)]
#[schemars(rename = "Act")]
pub(super) struct Order {
    /// `scan`s the code; `confirm`s the login, and scans first if need be; `deny` refuses it;
    /// `cancel` leaves the confirmation page; `expire` ends the code.
    #[schemars(extend("enum" = ACTS))]
    act: String,
    /// The latest code of this service.
    service: Option<String>,
    /// The code with this key that is polled, or with this content of the QR code.
    handle: Option<String>,
}

pub(super) fn act(call: &Call<'_>) -> Result<Answer, Problem> {
    let order: Order = call.input.body()?;
    let act = match order.act.as_str() {
        "scan" => Some(Act::Scan),
        "confirm" => Some(Act::Confirm),
        "deny" => Some(Act::Deny),
        "cancel" => Some(Act::Cancel),
        "expire" => None,
        other => return Err(no_such_value("act", other, &ACTS)),
    };
    let service = service(order.service.as_deref())?;
    let handle = order.handle.as_deref();
    if handle == Some("") {
        let problem = "`handle` is empty; leave it out for the latest code";
        return Err(Problem::bad_value("handle", problem));
    }
    let mut simulator = call.simulator();
    let Some(code) = simulator.find_code(service, handle) else {
        let latest = simulator.codes().pop();
        let latest = latest.map_or_else(
            || "none was issued yet".to_owned(),
            |code| format!("the latest is {} of {}", code.handle, code.service),
        );
        let problem = format!("no code fits; {latest}; GET /_sim/v1/codes has all");
        return Err(Problem::new(Kind::NoCode, problem));
    };
    let now = simulator.now;
    simulator.control(now, Some(code.service), Some(&code.handle), act)?;
    let code = simulator.find_code(Some(code.service), Some(&code.handle));
    let code = code.ok_or_else(|| Problem::new(Kind::Internal, "the code is gone"))?;
    Answer::ok(&Code::from(code))
}

//! `POST /v1/logins/{id}/answer`: what the user has typed.

use axum::extract::State;
use axum::http::StatusCode;
use qrlogin::Secret;
use schemars::JsonSchema;
use serde::Deserialize;

use super::super::problem::{Kind, Problem};
use super::super::request::{Id, Sent};
use super::super::view::Stage;
use super::super::{Api, Owner};
use super::{POST, Routes};
use crate::seal::Purpose;

/// The most characters of an answer.
const LONGEST: usize = 256;

/// What the user has typed.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Answer {
    /// The text.
    #[schemars(with = "String", length(max = 256), regex(pattern = r"\S"))]
    text: Secret,
}

pub(super) fn add(routes: &mut Routes) {
    let described = routes
        .operation("answerLogin", "Hands in what the user has typed")
        .description(
            "In the stage `input_wanted` only. It replaces an answer that was not used yet.",
        )
        .body::<Answer>(true)
        .empty(202, "The login goes on with it: the next event says how.")
        .problems(&[Kind::LoginNotFound, Kind::NoInputWanted, Kind::Unreachable])
        .finish();
    routes.add(POST, "/v1/logins/{id}/answer", answer, described);
}

async fn answer(
    State(api): State<Api>,
    owner: Owner,
    Id(id): Id,
    Sent(Answer { text }): Sent<Answer>,
) -> Result<StatusCode, Problem> {
    let record = api.record(&owner, &id).await?;
    if text.expose().trim().is_empty() || text.expose().chars().count() > LONGEST {
        let problem = format!("has to be 1 to {LONGEST} characters, not all of them spaces");
        return Err(Problem::invalid("text", problem));
    }
    let not_wanted = || {
        let detail = "the login is not in the stage `input_wanted`";
        Problem::new(Kind::NoInputWanted, detail)
    };
    if api.view(&record).await?.stage != Stage::InputWanted {
        return Err(not_wanted());
    }
    let sealed = api.keys.seal(Purpose::Answer, &id, &text)?;
    match api.store.answer(&id, sealed).await? {
        true => Ok(StatusCode::ACCEPTED),
        false => Err(not_wanted()),
    }
}

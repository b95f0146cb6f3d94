//! `GET` and `DELETE /v1/logins/{id}`: a login as it is, and its end.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::super::problem::{Kind, Problem};
use super::super::request::Id;
use super::super::view::View;
use super::super::{Api, Owner};
use super::{DELETE, GET, Routes, json};
use crate::event::LoginEvent;
use crate::seal::Purpose;
use crate::store::State as LoginState;

/// How often a login is cancelled again that a worker has changed meanwhile.
const ATTEMPTS: u32 = 10;

pub(super) fn add(routes: &mut Routes) {
    let described = routes
        .operation("getLogin", "Shows a login")
        .json::<View>(200, "The login.")
        .problems(&[Kind::LoginNotFound, Kind::Unreachable])
        .finish();
    routes.add(GET, "/v1/logins/{id}", show, described);
    let described = routes
        .operation("cancelLogin", "Cancels a login")
        .description("A login that has ended stays as it is; its credential stays too.")
        .empty(204, "The login has ended.")
        .problems(&[Kind::LoginNotFound, Kind::Unreachable])
        .finish();
    routes.add(DELETE, "/v1/logins/{id}", cancel, described);
}

async fn show(State(api): State<Api>, owner: Owner, Id(id): Id) -> Result<Response, Problem> {
    let record = api.record(&owner, &id).await?;
    Ok(json(StatusCode::OK, &api.view(&record).await?))
}

async fn cancel(State(api): State<Api>, owner: Owner, Id(id): Id) -> Result<StatusCode, Problem> {
    for _ in 0..ATTEMPTS {
        let record = api.record(&owner, &id).await?;
        if record.state != LoginState::Running {
            return Ok(StatusCode::NO_CONTENT);
        }
        let number = record.last_event.saturating_add(1);
        let purpose = Purpose::Event(number);
        let event = api.keys.seal(purpose, &id, &LoginEvent::Cancelled)?;
        if api.store.cancel(&id, record.version, event).await? {
            api.counts().count_cancel(&record.flow);
            return Ok(StatusCode::NO_CONTENT);
        }
    }
    let detail = "the login was changed at the same time, again and again";
    Err(Problem::new(Kind::Unreachable, detail))
}

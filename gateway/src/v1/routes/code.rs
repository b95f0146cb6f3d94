//! `GET /v1/logins/{id}/code.png`, `.svg`, `.txt`: the code as a picture.

use std::io;

use axum::extract::State;
use axum::http::HeaderValue;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};

use super::super::problem::{Kind, Problem};
use super::super::request::Id;
use super::super::{Api, Owner};
use super::{GET, Routes};
use crate::picture;

/// A way to draw a code.
#[derive(Clone, Copy)]
struct Drawing {
    media_type: &'static str,
    draw: fn(&str) -> io::Result<Vec<u8>>,
}

const PNG: Drawing = Drawing {
    media_type: "image/png",
    draw: picture::png,
};
const SVG: Drawing = Drawing {
    media_type: "image/svg+xml",
    draw: |text| Ok(picture::svg(text)?.into_bytes()),
};
const TEXT: Drawing = Drawing {
    media_type: "text/plain; charset=utf-8",
    draw: |text| Ok(picture::text(text)?.into_bytes()),
};

pub(super) fn add(routes: &mut Routes) {
    let all = [
        ("getCodePng", "png", PNG, "as a PNG"),
        ("getCodeSvg", "svg", SVG, "as an SVG"),
        (
            "getCodeText",
            "txt",
            TEXT,
            "in half blocks, for a dark terminal",
        ),
    ];
    for (id, end, drawing, how) in all {
        let media_type = drawing.media_type.split(';').next().unwrap_or_default();
        let described = routes
            .operation(id, &format!("Draws the current code {how}"))
            .bytes(200, media_type, "The picture.")
            .problems(&[Kind::LoginNotFound, Kind::NoCode, Kind::Unreachable])
            .finish();
        let handler = move |api: State<Api>, owner: Owner, id: Id| draw(drawing, api, owner, id);
        let path = format!("/v1/logins/{{id}}/code.{end}");
        routes.add(GET, &path, handler, described);
    }
}

async fn draw(
    drawing: Drawing,
    State(api): State<Api>,
    owner: Owner,
    Id(id): Id,
) -> Result<Response, Problem> {
    let record = api.record(&owner, &id).await?;
    let code = api.view(&record).await?.code.ok_or_else(|| {
        let detail = "the login shows no code in this stage";
        Problem::new(Kind::NoCode, detail)
    })?;
    let picture = (drawing.draw)(code.payload.expose()).map_err(|_| {
        let detail = "the text of the code is too long for a picture";
        Problem::new(Kind::NoCode, detail)
    })?;
    let media_type = HeaderValue::from_static(drawing.media_type);
    Ok(([(CONTENT_TYPE, media_type)], picture).into_response())
}

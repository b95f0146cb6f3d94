//! The saves of the game, the first request of clients with a session token.
//!
//! Since 2026-06-08 clients use `gamesaves`, which requires a pointer to the user;
//! `classes/_GameSave` is older.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::TapTap;
use super::errors::leancloud;
use super::hosts::{Part, Region};
use super::session::{User, authorized};
use crate::exchange::Response;
use crate::incoming::Incoming;
use crate::json::{Escapes, Json};
use crate::reply::reply;
use crate::scenario::TapTapSession;
use crate::service::Cx;

/// The directory of an empty ZIP archive.
const EMPTY_ARCHIVE: [u8; 22] = *b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";

impl TapTap {
    /// The saves of the session token's user.
    pub(super) fn saves(
        &self,
        call: &str,
        incoming: &Incoming,
        region: Region,
        cx: &mut Cx<'_>,
    ) -> Response {
        if !authorized(incoming, region, cx) {
            return leancloud(401);
        }
        let Some(user) = self.user(incoming, region, cx) else {
            return leancloud(211);
        };
        let wanted = match pointer(incoming) {
            Some(id) => id,
            None if call == "saves-class" => user.object_id.clone(),
            None => {
                cx.note("no pointer to the user");
                return leancloud(403);
            }
        };
        if cx.scenario.taptap.session == TapTapSession::Forbidden {
            return leancloud(403);
        }
        let mine = wanted == user.object_id && cx.scenario.taptap.save;
        let results = mine.then(|| save(&user, incoming, region));
        let body = Json::object([("results", Json::array(results))]);
        reply(
            200,
            "application/json; charset=utf-8",
            body.write(Escapes::Plain),
        )
    }
}

/// The user that the query's `where` points to.
fn pointer(incoming: &Incoming) -> Option<String> {
    let condition: Value = serde_json::from_str(&incoming.query("where")?).ok()?;
    let user = condition.get("user")?;
    let is_pointer = user.get("__type")? == "Pointer" && user.get("className")? == "_User";
    let id = user.get("objectId")?.as_str()?;
    is_pointer.then(|| id.to_owned())
}

fn save(user: &User, incoming: &Incoming, region: Region) -> Json {
    const DATE: &str = "2025-01-01T00:00:00.000Z";
    let address = incoming.url(region.host(Part::Session), "/1.1/files/simulated/.save");
    let file = Json::object([
        ("__type", "File".into()),
        ("objectId", "simulated".into()),
        ("name", ".save".into()),
        ("mime_type", "application/octet-stream".into()),
        ("url", address.into()),
    ]);
    let owner = Json::object([
        ("__type", "Pointer".into()),
        ("className", "_User".into()),
        ("objectId", user.object_id.as_str().into()),
    ]);
    let modified = Json::object([("__type", "Date".into()), ("iso", DATE.into())]);
    Json::object([
        ("objectId", "simulated".into()),
        ("name", "save".into()),
        ("summary", summary().into()),
        ("gameFile", file),
        ("user", owner),
        ("createdAt", DATE.into()),
        ("updatedAt", DATE.into()),
        ("modifiedAt", modified),
    ])
}

/// The summary of a save: versions, ranks, a name of a picture, and twelve counts.
fn summary() -> String {
    // Version of the save, rank in challenges, ranking score, version of the game.
    let mut bytes = vec![6, 0, 0];
    bytes.extend(0_f32.to_le_bytes());
    bytes.push(100);
    bytes.push(12);
    bytes.extend(b"Introduction");
    bytes.extend([0; 24]);
    STANDARD.encode(bytes)
}

/// The file at `gameFile.url`: an archive without entries.
pub(super) fn file() -> Response {
    reply(200, "application/octet-stream", EMPTY_ARCHIVE)
}

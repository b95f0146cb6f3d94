//! Logins: the first call and the poll (spec 2, 3, 4).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::Steam;
use super::calls::EVIL_HOST;
use super::responses::{Token, failure, number, steam_id, success, text, token};
use crate::exchange::Response;
use crate::incoming::Incoming;
use crate::person::{Phase, Terms};
use crate::random::Random;
use crate::scenario::{SteamEnd, SteamLacks, SteamRotates};
use crate::service::Cx;

/// A login's identifiers.
pub(super) struct Session {
    /// All client IDs, the newest last.
    clients: Vec<String>,
    /// When the present code was made.
    since: u64,
    rotations: usize,
    pub(super) platform: Platform,
}

/// What the tokens are for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Platform {
    Client,
    Web,
    Mobile,
}

impl Platform {
    pub(super) fn numbered(number: &str) -> Option<Self> {
        match number {
            "1" => Some(Self::Client),
            "2" => Some(Self::Web),
            "3" => Some(Self::Mobile),
            _ => None,
        }
    }

    pub(super) fn audience(self) -> [&'static str; 3] {
        let own = match self {
            Self::Client => "client",
            Self::Web => "web",
            Self::Mobile => "mobile",
        };
        [own, "renew", "derive"]
    }
}

impl Steam {
    /// `BeginAuthSessionViaQR`.
    pub(super) fn begin(&mut self, incoming: &Incoming, cx: &mut Cx<'_>) -> Response {
        let platform = incoming.form_parameter("platform_type");
        let Some(platform) = platform.as_deref().and_then(Platform::numbered) else {
            cx.note("no platform_type");
            return failure(8);
        };
        let name = incoming.form_parameter("device_friendly_name");
        if name.is_none_or(|name| name.trim().is_empty()) {
            // The service accepts it; the phone then shows an unnamed device.
            cx.note("no device_friendly_name");
        }
        let login = cx.next_number();
        let mut random = cx.random(login, "session");
        let (client, request) = (client_id(&mut random), STANDARD.encode(random.bytes(16)));
        let payload = challenge(&client, cx);
        let settings = &cx.scenario.steam;
        let (lifetime, collectable) = (settings.lifetime.0, settings.collectable.0);
        let members = [
            ("client_id", number(&client, cx)),
            ("request_id", text(&request)),
            ("challenge_url", text(&payload)),
            ("interval", format!("{}.0", settings.interval)),
            (
                "allowed_confirmations",
                "[{\"confirmation_type\":4}]".to_owned(),
            ),
            ("version", "1".to_owned()),
        ];
        let lacks = settings.lacks.name();
        let members: Vec<_> = members
            .into_iter()
            .filter(|(name, _)| *name != lacks)
            .collect();
        let response = success(&members, cx);
        let terms = Terms {
            lifetime,
            collectable,
        };
        cx.issue(terms, &request, &payload);
        let session = Session {
            clients: vec![client],
            since: cx.now,
            rotations: 0,
            platform,
        };
        self.sessions.insert(request, session, cx.scenario.remember);
        response
    }

    /// `PollAuthSessionStatus`.
    pub(super) fn poll(&mut self, incoming: &Incoming, cx: &mut Cx<'_>) -> Response {
        let given = |name: &str| incoming.form_parameter(name).unwrap_or_default();
        let (client, request) = (given("client_id"), given("request_id"));
        let Some(session) = self.sessions.get_mut(&request) else {
            cx.note("unknown request_id");
            return failure(9);
        };
        if !session.clients.contains(&client) {
            cx.note("unknown client_id");
            return failure(9);
        }
        let gap = u64::from(cx.scenario.steam.interval) * 1000;
        let now = cx.now;
        let Some(login) = cx.polled_login(&request, gap) else {
            return failure(9);
        };
        let (phase, login_number, spent) = (login.phase(now), login.number, login.spent);
        // Of a login that the person has left, the interaction stays reported.
        let is_scanned = phase != Phase::Waiting || login.cancelled(now).is_some();
        match phase {
            Phase::Expired => return ended(cx),
            Phase::Denied { .. } => return failure(9),
            Phase::Confirmed { .. } if spent => return failure(9),
            Phase::Confirmed { .. } if cx.scenario.steam.agreement => return failure(118),
            Phase::Confirmed { .. } => {
                if let Some(login) = cx.login(&request) {
                    login.spent = true;
                }
                let platform = session.platform;
                return succeed(&request, login_number, platform, cx);
            }
            Phase::Waiting | Phase::Scanned { .. } => {}
        }
        if !is_scanned {
            session.rotate_if_due(&request, login_number, cx);
        }
        let mut members = session.news(&client, &request, cx);
        members.push(("had_remote_interaction", is_scanned.to_string()));
        success(&members, cx)
    }
}

impl Session {
    /// Replaces a code that was shown for long enough.
    fn rotate_if_due(&mut self, request: &str, login: usize, cx: &mut Cx<'_>) {
        let rotation = cx.scenario.steam.rotation.0;
        if rotation == 0 || cx.now < self.since.saturating_add(rotation) {
            return;
        }
        self.since = cx.now;
        self.rotations += 1;
        let client = client_id(&mut cx.random(login, &format!("rotation/{}", self.rotations)));
        let payload = challenge(&client, cx);
        let rotates = cx.scenario.steam.rotates;
        if rotates != SteamRotates::Url {
            self.clients.push(client);
        }
        if rotates != SteamRotates::Id
            && let Some(login) = cx.login(request)
        {
            login.rotate(payload);
        }
    }

    /// What the client may not know yet: the present client ID, and the present text.
    fn news(&self, client: &str, request: &str, cx: &mut Cx<'_>) -> Vec<(&'static str, String)> {
        let mut news = Vec::new();
        let current = self.clients.last().filter(|current| *current != client);
        if let Some(current) = current {
            news.push(("new_client_id", number(current, cx)));
        }
        let is_told = cx.scenario.steam.rotates == SteamRotates::Url || current.is_some();
        let login = cx.login(request);
        let login = login.filter(|login| is_told && !login.replaced.is_empty());
        if let Some(login) = login {
            news.push(("new_challenge_url", text(&login.payload)));
        }
        news
    }
}

fn client_id(random: &mut Random) -> String {
    // Above 2^63, to find clients with signed numbers.
    random.between(1 << 63, u64::MAX).to_string()
}

/// The text of a code.
fn challenge(client: &str, cx: &Cx<'_>) -> String {
    let host = match cx.scenario.steam.foreign_code {
        true => EVIL_HOST,
        false => "s.team",
    };
    format!("https://{host}/q/1/{client}")
}

/// The login has ended.
fn ended(cx: &Cx<'_>) -> Response {
    match cx.scenario.steam.expired {
        SteamEnd::Expired => failure(27),
        SteamEnd::NotFound => failure(9),
        _ => success(&[], cx),
    }
}

/// The tokens.
fn succeed(request: &str, login: usize, platform: Platform, cx: &mut Cx<'_>) -> Response {
    let settings = &cx.scenario.steam;
    let audience = platform.audience();
    let refresh = Token {
        label: "refresh_token",
        audience: &audience,
        days: 200,
    };
    let mut values = vec![("refresh_token", token(login, &refresh, cx))];
    if settings.access_token && settings.lacks != SteamLacks::AccessToken {
        values.push(("access_token", access_token(login, platform, cx)));
    }
    if settings.account_name {
        values.push(("account_name", "simulated_user".to_owned()));
    }
    if settings.guard_data {
        let guard = Token {
            label: "guard",
            audience: &["machine"],
            days: 400,
        };
        values.push(("new_guard_data", token(login, &guard, cx)));
    }
    let mut members: Vec<_> = values
        .iter()
        .map(|(name, value)| (*name, text(value)))
        .collect();
    members.push(("had_remote_interaction", "true".to_owned()));
    let response = success(&members, cx);
    values.push(("steamid", steam_id(cx)));
    cx.grant(request, values);
    response
}

/// The access token of a login.
pub(super) fn access_token(login: usize, platform: Platform, cx: &Cx<'_>) -> String {
    let audience = platform.audience();
    let access = Token {
        label: "access_token",
        audience: audience.get(..1).unwrap_or_default(),
        days: 1,
    };
    token(login, &access, cx)
}

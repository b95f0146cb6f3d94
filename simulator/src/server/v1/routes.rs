//! The routes of the API, in one table.

use schemars::generate::SchemaGenerator;
use schemars::{JsonSchema, Schema};
use serde_json::{Value, json};

use super::problem::{Kind, Problem};
use super::{Answer, Call, ROOT, act, codes, requests, scenario, server, sessions};
use crate::service_id::ServiceId;

/// A route with all that its description needs.
pub(super) struct Route {
    pub(super) method: &'static str,
    /// The path below the root.
    pub(super) path: &'static str,
    /// Its name, for generated clients.
    pub(super) id: &'static str,
    pub(super) summary: &'static str,
    /// The parameters of its query, beside `session`.
    pub(super) query: &'static [Parameter],
    /// Whether it is about one session, so that it has the parameter `session`.
    pub(super) of_session: bool,
    /// Whether it needs no token.
    pub(super) is_open: bool,
    pub(super) body: Option<Make>,
    pub(super) answer: (u16, &'static str, Option<Make>),
    /// What it can fail with beside what every route can.
    pub(super) problems: &'static [Kind],
    pub(super) handle: fn(&Call<'_>) -> Result<Answer, Problem>,
}

/// Makes the schema of a type.
pub(super) type Make = fn(&mut SchemaGenerator) -> Schema;

/// A parameter of a query.
pub(super) struct Parameter {
    pub(super) name: &'static str,
    pub(super) text: &'static str,
    pub(super) schema: fn() -> Value,
}

const fn of<T: JsonSchema>() -> Make {
    |generator| generator.subschema_for::<T>()
}

fn any_text() -> Value {
    json!({"type": "string"})
}

const SESSION: Parameter = Parameter {
    name: "session",
    text: "The session; without it that of the port, or of the user name at the proxy.",
    schema: any_text,
};
const SERVICE: Parameter = Parameter {
    name: "service",
    text: "Those of this service.",
    schema: || json!({"type": "string", "enum": ServiceId::ALL.map(ServiceId::name)}),
};
const HANDLE: Parameter = Parameter {
    name: "handle",
    text: "That of the code with this key, which the client polls with.",
    schema: any_text,
};
const STATE: Parameter = Parameter {
    name: "state",
    text: "Those in this state.",
    schema: || json!({"type": "string", "enum": codes::STATES}),
};
const CALL: Parameter = Parameter {
    name: "call",
    text: "Those of this call, such as `poll`; `/services` lists them.",
    schema: any_text,
};
const UNMATCHED: Parameter = Parameter {
    name: "unmatched",
    text: "Whether no service knows the request.",
    schema: || json!({"type": "string", "enum": ["true", "false"]}),
};
const SINCE: Parameter = Parameter {
    name: "since",
    text: "Those from this number on.",
    schema: || json!({"type": "integer", "minimum": 0}),
};

/// What most routes have.
const GET: Route = Route {
    method: "GET",
    path: "",
    id: "",
    summary: "",
    query: &[],
    of_session: true,
    is_open: false,
    body: None,
    answer: (200, "", None),
    problems: &[],
    handle: |_| Ok(Answer::empty()),
};
const POST: Route = Route {
    method: "POST",
    ..GET
};
const DELETE: Route = Route {
    method: "DELETE",
    ..GET
};

/// All routes.
pub(super) const ROUTES: &[Route] = &[
    Route {
        path: "/ready",
        id: "getReady",
        summary: "Says that the simulator answers; needs no token",
        is_open: true,
        of_session: false,
        answer: (200, "It is ready.", Some(of::<server::Ready>())),
        handle: server::ready,
        ..GET
    },
    Route {
        path: "/openapi.json",
        id: "getOpenapi",
        summary: "This description; needs no token",
        is_open: true,
        of_session: false,
        answer: (200, "The description.", Some(of::<server::AnyObject>())),
        handle: server::description,
        ..GET
    },
    Route {
        path: "/services",
        id: "listServices",
        summary: "Lists the services and the names of their calls",
        of_session: false,
        answer: (200, "All services.", Some(of::<server::Services>())),
        handle: server::services,
        ..GET
    },
    Route {
        path: "/codes",
        id: "listCodes",
        summary: "Lists the codes that were issued, in order, with their states",
        query: &[SERVICE, HANDLE, STATE],
        answer: (200, "The codes.", Some(of::<codes::Codes>())),
        handle: codes::list,
        ..GET
    },
    Route {
        path: "/act",
        id: "act",
        summary: "Acts as the person with the phone: scans, confirms, denies, cancels, or lets the code expire",
        body: Some(of::<act::Order>()),
        answer: (200, "The code afterwards.", Some(of::<codes::Code>())),
        problems: &[Kind::NoCode, Kind::Expired, Kind::Decided],
        handle: act::act,
        ..POST
    },
    Route {
        path: "/issued",
        id: "listIssued",
        summary: "Lists the simulated credentials that were issued: what clients must have",
        query: &[SERVICE, HANDLE],
        answer: (200, "The credentials.", Some(of::<codes::IssuedList>())),
        handle: codes::issued,
        ..GET
    },
    Route {
        path: "/requests",
        id: "listRequests",
        summary: "Lists the requests so far, in order, with headers and bodies",
        query: &[SERVICE, CALL, UNMATCHED, SINCE],
        answer: (200, "The requests.", Some(of::<requests::Requests>())),
        handle: requests::list,
        ..GET
    },
    Route {
        path: "/requests",
        id: "forgetRequests",
        summary: "Forgets the requests so far; codes and credentials stay",
        answer: (204, "They are forgotten.", None),
        handle: requests::forget,
        ..DELETE
    },
    Route {
        path: "/scenario",
        id: "getScenario",
        summary: "Lists every setting with its value and the allowed values",
        answer: (200, "The settings.", Some(of::<scenario::Settings>())),
        handle: scenario::list,
        ..GET
    },
    Route {
        method: "PATCH",
        path: "/scenario",
        id: "changeScenario",
        summary: "Changes settings: all of those in the body, or none if one is wrong",
        body: Some(of::<scenario::Changes>()),
        answer: (200, "What was changed.", Some(of::<scenario::Changed>())),
        handle: scenario::change,
        ..GET
    },
    Route {
        path: "/clock",
        id: "getClock",
        summary: "The clock of the services",
        answer: (200, "The clock.", Some(of::<scenario::Clock>())),
        handle: scenario::clock,
        ..GET
    },
    Route {
        path: "/clock",
        id: "advanceClock",
        summary: "Sets the clock of the services ahead; it never goes back",
        body: Some(of::<scenario::Advance>()),
        answer: (200, "The clock afterwards.", Some(of::<scenario::Clock>())),
        handle: scenario::advance,
        ..POST
    },
    Route {
        path: "/reset",
        id: "reset",
        summary: "Forgets codes, credentials and requests; the scenario is that of the start again",
        body: Some(of::<scenario::Reset>()),
        answer: (204, "Everything is forgotten.", None),
        handle: scenario::reset,
        ..POST
    },
    Route {
        path: "/sessions",
        id: "listSessions",
        summary: "Lists the sessions, `default` first",
        of_session: false,
        answer: (200, "The sessions.", Some(of::<sessions::List>())),
        handle: sessions::list,
        ..GET
    },
    Route {
        path: "/sessions",
        id: "openSession",
        summary: "Opens a session: codes, credentials, requests, scenario and clock of its own, at a port of its own",
        of_session: false,
        body: Some(of::<sessions::Wanted>()),
        answer: (201, "The new session.", Some(of::<sessions::Described>())),
        problems: &[Kind::Taken, Kind::TooMany],
        handle: sessions::open,
        ..POST
    },
    Route {
        path: "/sessions/{name}",
        id: "getSession",
        summary: "The session of this name",
        of_session: false,
        answer: (200, "The session.", Some(of::<sessions::Described>())),
        problems: &[Kind::NoSession],
        handle: sessions::get,
        ..GET
    },
    Route {
        path: "/sessions/{name}",
        id: "endSession",
        summary: "Ends a session: its port is closed, its clients are cut off",
        of_session: false,
        answer: (204, "It has ended.", None),
        problems: &[Kind::NoSession, Kind::InUse],
        handle: sessions::end,
        ..DELETE
    },
];

impl Route {
    /// The parameters of its query.
    pub(super) fn parameters(&self) -> impl Iterator<Item = &Parameter> {
        let session = self.of_session.then_some(&SESSION);
        self.query.iter().chain(session)
    }

    /// The path with the root.
    pub(super) fn whole_path(&self) -> String {
        format!("{ROOT}{}", self.path)
    }
}

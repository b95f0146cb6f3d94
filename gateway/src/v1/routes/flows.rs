//! `GET /v1/flows`: what a user can choose.

use axum::http::StatusCode;
use axum::response::Response;
use qrlogin::SettingInfo;
use qrlogin::export::Format;
use qrlogin::flows::{FLOWS, FlowInfo};
use schemars::JsonSchema;
use serde::Serialize;

use super::{GET, Routes, json};

/// A flow.
#[derive(Serialize, JsonSchema)]
struct Flow {
    /// Its name.
    id: &'static str,
    /// Which app has to scan the code, as a noun phrase.
    scan_with: &'static str,
    /// What a finished login yields.
    yields: &'static str,
    /// Whether there are cookies among it.
    cookies: bool,
    /// The formats in which its credential can be redeemed.
    formats: Vec<String>,
    /// Its settings.
    settings: Vec<Setting>,
}

/// One setting of a flow.
#[derive(Serialize, JsonSchema)]
struct Setting {
    /// Its name.
    name: &'static str,
    /// The allowed values, if they are few; otherwise empty.
    values: &'static [&'static str],
    /// Values that the service once took and refuses by now.
    retired: &'static [&'static str],
    /// What holds without it; empty if it is required.
    default: &'static str,
    /// Whether there is no login without it.
    required: bool,
    /// Whether it names a host, so that the operator has to allow its value.
    names_host: bool,
    /// What it does, in one line.
    help: &'static str,
}

impl Flow {
    fn of(info: &FlowInfo) -> Self {
        Self {
            id: info.id,
            scan_with: info.scan_with,
            yields: info.yields,
            cookies: info.cookies,
            formats: Format::of(info).map(|format| format.to_string()).collect(),
            settings: info.settings.iter().map(Setting::of).collect(),
        }
    }
}

impl Setting {
    fn of(info: &SettingInfo) -> Self {
        Self {
            name: info.name,
            values: info.values,
            retired: info.retired,
            default: info.default,
            required: info.required,
            names_host: names_host(info),
            help: info.help,
        }
    }
}

/// Whether a setting says which host a login talks to. A value of a list of the flow's own is not
/// the client's choice.
pub(super) fn names_host(info: &SettingInfo) -> bool {
    let name = info.name;
    let ends = [
        "url", "uri", "host", "domain", "issuer", "server", "endpoint", "proxy",
    ];
    info.values.is_empty() && ends.into_iter().any(|end| name.ends_with(end))
}

pub(super) fn add(routes: &mut Routes) {
    let described = routes
        .operation("listFlows", "Lists the flows and their settings")
        .json::<Vec<Flow>>(200, "All flows.")
        .finish();
    routes.add(GET, "/v1/flows", list, described);
}

async fn list() -> Response {
    let flows: Vec<_> = FLOWS.iter().map(Flow::of).collect();
    json(StatusCode::OK, &flows)
}

//! The services that are known by name (spec 1.2).

use super::Server;
use crate::{Error, Settings};

pub(super) const HELP: &str =
    "the service: github, google, microsoft, gitlab, twitch, keycloak or authentik";

/// The service that the settings name: its addresses, its issuer, or its name.
pub(super) fn server(settings: &Settings) -> Result<Server, Error> {
    let device = settings.get("device_endpoint");
    let token = settings.get("token_endpoint");
    let issuer = settings.get("issuer");
    let name = settings.get("preset");
    let server = match (device, token, issuer, name) {
        (Some(device), Some(token), None, None) => Server::new(device, token),
        (None, None, Some(issuer), None) => Server::discover(issuer),
        (None, None, None, name) => preset(name.unwrap_or("github"), settings),
        (Some(_), None, None, None) => Err(Error::setting("token_endpoint", "is required too")),
        (None, Some(_), None, None) => Err(Error::setting("device_endpoint", "is required too")),
        (_, _, Some(_), _) => Err(Error::setting(
            "issuer",
            "names the endpoints already: leave out preset, device_endpoint and token_endpoint",
        )),
        (_, _, None, Some(_)) => Err(Error::setting(
            "preset",
            "names the endpoints already: leave out device_endpoint and token_endpoint",
        )),
    }?;
    unused(settings)?;
    Ok(match settings.get("scope_parameter") {
        Some("scopes") => server.scopes(),
        _ => server,
    })
}

fn preset(name: &str, settings: &Settings) -> Result<Server, Error> {
    let host = settings.get("host");
    let own = || host.ok_or_else(|| Error::setting("host", "is required: the server's address"));
    match name {
        "github" => Server::github(host),
        "google" => Server::google(),
        "microsoft" => Server::microsoft(settings.get("tenant").unwrap_or("common")),
        "gitlab" => Server::gitlab(host),
        "twitch" => Server::twitch(),
        "keycloak" => Server::keycloak(own()?, settings.get("realm").unwrap_or_default()),
        "authentik" => Server::authentik(own()?),
        _ => Err(Error::setting(
            "preset",
            "must be one of github, google, microsoft, gitlab, twitch, keycloak, authentik",
        )),
    }
}

/// A setting that the service does not have would be ignored in silence.
fn unused(settings: &Settings) -> Result<(), Error> {
    let is_own = ["issuer", "device_endpoint"]
        .iter()
        .any(|name| settings.get(name).is_some());
    let preset = match is_own {
        true => "",
        false => settings.get("preset").unwrap_or("github"),
    };
    for (name, presets) in [
        ("host", &["github", "gitlab", "keycloak", "authentik"][..]),
        ("realm", &["keycloak"]),
        ("tenant", &["microsoft"]),
    ] {
        if settings.get(name).is_some() && !presets.contains(&preset) {
            let problem = format!("is for the preset {} only", presets.join(", "));
            return Err(Error::setting(name, problem));
        }
    }
    Ok(())
}

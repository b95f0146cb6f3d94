//! `--webhook URL`: each line as a request, signed as the webhooks of the gateway are.

use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use qrlogin::http::{Request, Uri};
use qrlogin::{Call, Secret};
use qrlogin_gateway::WebhookSecret;
use qrlogin_ureq::{Transport as _, UreqTransport};

use super::Line;
use crate::args::{NetworkArgs, RelayArgs};
use crate::commands::plain_transport;
use crate::exit::CliError;
use crate::messages::{self, Text};
use crate::output;
use crate::private_file;
use crate::text::printable;

const OPTION: &str = "--webhook";
const SECRET: &str = "--webhook-secret";
/// How long the server has to answer.
const TIMEOUT: Duration = Duration::from_secs(5);

pub(super) struct Webhook {
    url: Secret,
    secret: Option<WebhookSecret>,
    with_credential: bool,
    transport: UreqTransport,
}

impl Webhook {
    /// The server in these options, if there is one.
    ///
    /// # Errors
    /// An option cannot be used.
    pub(super) fn new(args: &RelayArgs, network: &NetworkArgs) -> Result<Option<Self>, CliError> {
        let Some(url) = &args.webhook else {
            return Ok(None);
        };
        if let Some(problem) = problem(url.expose()) {
            let message = messages::option_refused(OPTION, problem);
            return Err(CliError::usage(message, messages::webhook_form()));
        }
        Ok(Some(Self {
            url: url.clone(),
            secret: args.webhook_secret.as_ref().map(secret).transpose()?,
            with_credential: args.webhook_credential,
            transport: plain_transport(network, url)?,
        }))
    }

    /// Sends a line; the failure, if there is one.
    pub(super) fn send(&mut self, line: &Line) -> Vec<Text> {
        let value = match self.with_credential {
            true => line.value.clone(),
            false => line.without_credential(),
        };
        let failure = match self.call(output::json_text(&value)) {
            None => messages::internal(),
            Some(call) => match self.transport.send(call) {
                Ok(reply) if reply.status().is_success() => return Vec::new(),
                Ok(reply) => messages::http_status(reply.status().as_u16()),
                Err(error) => messages::of_core(&error.to_string()).map(printable),
            },
        };
        vec![messages::webhook_failed(&line.event, failure)]
    }

    fn call(&self, body: String) -> Option<Call> {
        let mut random = [0; 16];
        getrandom::fill(&mut random).ok()?;
        let id = format!("msg_{:032x}", u128::from_be_bytes(random));
        let time = SystemTime::now().duration_since(UNIX_EPOCH).ok()?.as_secs();
        let mut request = Request::post(self.url.expose())
            .header("content-type", "application/json")
            .header("user-agent", concat!("qrlogin/", env!("CARGO_PKG_VERSION")))
            .header("webhook-id", &id)
            .header("webhook-timestamp", time);
        if let Some(secret) = &self.secret {
            request = request.header("webhook-signature", secret.sign(&id, time, &body)?);
        }
        let request = request.body(body.into_bytes()).ok()?;
        Some(Call::new("webhook", request, TIMEOUT))
    }
}

/// Why lines cannot be sent to this address: the code in them is a secret, too.
fn problem(url: &str) -> Option<Text> {
    let Ok(uri) = url.parse::<Uri>() else {
        return Some(messages::not_a_webhook_address());
    };
    let (Some(scheme), Some(authority)) = (uri.scheme_str(), uri.authority()) else {
        return Some(messages::not_a_webhook_address());
    };
    let host = authority.host().trim_matches(['[', ']']);
    let is_here = host.eq_ignore_ascii_case("localhost")
        || host
            .parse()
            .is_ok_and(|address: std::net::IpAddr| address.is_loopback());
    match scheme {
        _ if authority.as_str().contains('@') => Some(messages::address_with_user()),
        "https" => None,
        "http" if is_here => None,
        _ => Some(messages::address_not_https()),
    }
}

/// The secret in the file of `@FILE`.
///
/// # Errors
/// It is no file, cannot be read, others can read it, or it holds no secret.
fn secret(option: &Secret) -> Result<WebhookSecret, CliError> {
    let Some(path) = option.expose().strip_prefix('@') else {
        let message = messages::option_refused(SECRET, messages::must_be_at_file());
        return Err(CliError::usage(message, messages::webhook_secret_form()));
    };
    let text = private_file::text(SECRET, Path::new(path))?;
    WebhookSecret::parse(text.expose().trim()).map_err(|error| {
        let message = messages::option_refused(SECRET, messages::of_core(&error.to_string()));
        CliError::usage(message, messages::webhook_secret_form())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_sent_encrypted_or_to_this_machine() {
        for url in [
            "https://hooks.example/a?b=c",
            "http://127.0.0.1:8080/",
            "http://localhost:1/x",
            "http://[::1]:1/x",
        ] {
            assert_eq!(problem(url), None, "{url}");
        }
        for url in [
            "",
            "hooks.example",
            "/path",
            "ftp://hooks.example",
            "http://hooks.example",
            "http://127.0.0.1.example/",
            "https://user:secret@hooks.example",
        ] {
            assert!(problem(url).is_some(), "{url}");
        }
    }
}

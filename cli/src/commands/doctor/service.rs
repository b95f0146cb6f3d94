//! The first server of a login.

use std::net::ToSocketAddrs as _;
use std::sync::mpsc::channel;
use std::time::{Duration, SystemTime};

use qrlogin::flows::{self, FlowInfo};
use qrlogin::http::{HeaderMap, Request, Uri, header};
use qrlogin::{BoxFlow, Call, Error, Failure, Flow as _, Secret, Settings, Step};
use qrlogin_transport::{CallError, Config, TransportError as _};
use qrlogin_ureq::{Transport as _, UreqTransport};

use super::Check;
use crate::commands::settings;
use crate::exit::CliError;
use crate::messages::{self, Text};

/// The longest wait for the system's resolver, and for the response.
const TIMEOUT: Duration = Duration::from_secs(15);
/// The most steps of a flow before its first call.
const MOST_STEPS: usize = 20;
/// How far the clock may be off: some services sign with the time.
const CLOCK_TOLERANCE: Duration = Duration::from_secs(60);
/// With a clock further off, certificates seem to be invalid.
const CLOCK_LIMIT: Duration = Duration::from_secs(24 * 60 * 60);

/// A server.
pub(super) struct Service {
    pub(super) address: Uri,
    /// Whether it is the user's own.
    is_own: bool,
}

/// The server of the first call of a flow.
///
/// # Errors
/// A setting cannot be used, or the flow makes no call.
pub(super) fn of(flow: &str, given: &[Secret]) -> Result<Service, CliError> {
    let info = flows::find(flow)
        .ok_or_else(|| CliError::usage(messages::no_flow(flow), messages::list_flows()))?;
    let mut all = Settings::new();
    for setting in given {
        let (name, value) = settings::parse_setting(setting)?;
        all = all.with(name, value);
    }
    // A value that has to be given does not matter to the first connection.
    for setting in info.settings.iter().filter(|setting| setting.required) {
        if all.get(setting.name).is_none() {
            all = all.with(setting.name.to_owned(), "1");
        }
    }
    let flow = begun(info, &all)?;
    first_address(flow)
        .map(|address| Service {
            address,
            is_own: info
                .settings
                .iter()
                .any(|setting| setting.name == "base_url"),
        })
        .ok_or_else(CliError::internal)
}

fn begun(info: &FlowInfo, settings: &Settings) -> Result<BoxFlow, CliError> {
    let seed = qrlogin_ureq::seed().map_err(|error| {
        CliError::output(messages::no_random(), messages::check_limits()).because(Some(&error))
    })?;
    info.login(settings, seed, &flows::Options::new())
        .map_err(|error| CliError::setting(error, messages::option))
}

/// The address of the first call, which is not made.
fn first_address(mut flow: BoxFlow) -> Option<Uri> {
    let mut now = SystemTime::now().into();
    for _ in 0..MOST_STEPS {
        match flow.poll(now) {
            Ok(Step::Send(call)) => return Some(call.request.uri().clone()),
            Ok(Step::Wait(until)) => now = until,
            Ok(Step::Event(_)) => {}
            _ => return None,
        }
    }
    None
}

impl Service {
    /// Host and port.
    pub(super) fn host(&self) -> String {
        let authority = self.address.authority();
        authority.map(ToString::to_string).unwrap_or_default()
    }

    fn port(&self) -> u16 {
        let usual = match self.address.scheme_str() {
            Some("http") => 80,
            _ => 443,
        };
        self.address.port_u16().unwrap_or(usual)
    }

    /// Asks the system's resolver for the name. A thread of its own, since it cannot be stopped.
    pub(super) fn resolve(&self) -> Check {
        const NAME: &str = "dns";
        let host = self.address.host().unwrap_or_default();
        let host = host.trim_matches(['[', ']']).to_owned();
        let (name, port) = (host.clone(), self.port());
        let (sender, receiver) = channel();
        let resolve = move || {
            let found = (name.as_str(), port).to_socket_addrs();
            // Fails if the time is over.
            let _ = sender.send(found.map(Iterator::collect::<Vec<_>>));
        };
        let failed = |reason: Text| {
            let message = messages::not_resolved(&host, reason);
            Check::failed(NAME, message, messages::check_resolver())
        };
        if let Err(error) = std::thread::Builder::new().spawn(resolve) {
            return failed(messages::of_error(&error));
        }
        match receiver.recv_timeout(TIMEOUT) {
            Ok(Ok(found)) => match found.first() {
                Some(first) => {
                    let message = messages::resolved(&host, first.ip(), found.len());
                    Check::good(NAME, message)
                }
                None => failed(messages::no_address()),
            },
            Ok(Err(error)) => failed(messages::of_error(&error).map(crate::text::printable)),
            Err(_) => failed(messages::no_answer_in(TIMEOUT.as_secs())),
        }
    }

    /// Makes one call by the transport of a login, and judges TCP, TLS and the clock by it.
    pub(super) fn call(&self, config: Config, is_rerouted: bool, add: &mut impl FnMut(Check)) {
        let authority = self.host();
        let scheme = self.address.scheme_str().unwrap_or("https");
        let request = Request::get(format!("{scheme}://{authority}/")).body(Vec::new());
        let transport = UreqTransport::new(config);
        let (Ok(request), Ok(mut transport)) = (request, transport) else {
            return add(Check::of("service", &CliError::internal()));
        };
        let asked = SystemTime::now();
        let answer = transport.send(Call::new("doctor", request, TIMEOUT));
        let is_secure = scheme == "https" && !is_rerouted;
        match answer {
            Ok(response) => {
                add(Check::good("tcp", messages::connected_to(&authority)));
                add(match is_secure {
                    true => Check::good("tls", messages::doctor_certificate()),
                    false => Check::skipped("tls", messages::doctor_plain()),
                });
                let status = response.status().as_u16();
                add(Check::good("service", messages::service_answered(status)));
                add(clock(response.headers(), asked));
            }
            Err(error) => {
                let server = match (is_rerouted, self.is_own) {
                    (true, _) => Some(messages::start_simulator()),
                    (false, true) => Some(messages::server_not_running()),
                    (false, false) => None,
                };
                unanswered(&error, is_secure, server, add);
            }
        }
    }
}

/// The check that has failed, and those before it that have not; `server` is what to do where no
/// server runs.
fn unanswered(
    error: &CallError,
    is_secure: bool,
    server: Option<Text>,
    add: &mut impl FnMut(Check),
) {
    let failure = error.failure();
    let host = error.host().unwrap_or_default();
    let is_tls = is_secure && error.tls().is_some();
    let name = match failure {
        Failure::Proxy => "proxy",
        Failure::Tls => "tls",
        _ if is_tls => "tls",
        Failure::Connect => "tcp",
        _ => "service",
    };
    if matches!(name, "tls" | "service") {
        add(Check::good("tcp", messages::connected_to(host)));
    }
    if name == "service" && is_secure {
        add(Check::good("tls", messages::doctor_certificate()));
    }
    let mut failure = CliError::login(Error::Transport(failure)).of_call(error);
    if let (Some(advice), "tcp") = (server, name) {
        failure = failure.of_no_server(advice);
    }
    add(Check::of(name, &failure));
}

/// The clock against the date of a response.
fn clock(headers: &HeaderMap, asked: SystemTime) -> Check {
    const NAME: &str = "clock";
    let date = headers.get(header::DATE);
    let date = date.and_then(|date| date.to_str().ok());
    let Some(date) = date.and_then(|date| httpdate::parse_http_date(date).ok()) else {
        return Check::skipped(NAME, messages::no_date());
    };
    judged(NAME, off_by(date, asked, SystemTime::now()))
}

fn judged(name: &'static str, off: Duration) -> Check {
    let seconds = off.as_secs();
    if off <= CLOCK_TOLERANCE {
        Check::good(name, messages::clock_is_right())
    } else if off <= CLOCK_LIMIT {
        Check::warning(name, messages::clock_is_off(seconds), messages::set_clock())
    } else {
        Check::failed(name, messages::clock_is_off(seconds), messages::set_clock())
    }
}

/// How far a clock is off that showed these times before and after the server said `date`.
fn off_by(date: SystemTime, before: SystemTime, after: SystemTime) -> Duration {
    let early = before.duration_since(date).unwrap_or_default();
    // A date has whole seconds.
    let late = date.duration_since(after).unwrap_or_default();
    early.max(late).saturating_sub(Duration::from_secs(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_flow_has_a_first_server() {
        for info in flows::FLOWS {
            let service = of(info.id, &[]);
            // A required server cannot be made up.
            if let Ok(service) = service {
                assert!(!service.host().is_empty(), "{}", info.id);
            } else {
                assert!(
                    info.settings.iter().any(|setting| setting.required),
                    "{}",
                    info.id
                );
            }
        }
    }

    #[test]
    fn the_clock_may_be_off_by_a_minute() {
        let at = |seconds| SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
        let off = |date, before, after| off_by(at(date), at(before), at(after)).as_secs();
        assert_eq!(off(1000, 1000, 1001), 0);
        assert_eq!(off(1000, 990, 1020), 0);
        assert_eq!(off(1000, 1101, 1102), 100);
        assert_eq!(off(1000, 898, 899), 100);
    }
}

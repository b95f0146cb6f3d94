//! `qrlogin simulate`.

mod access;
mod clients;
mod log;

use std::fmt::Write as _;
use std::io::Write as _;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

use qrlogin::flows::FLOWS;
use qrlogin_simulator::{GATEWAY_HOSTS, Scenario, Server, ServiceId, SettingError, Tls};

use super::plain;
use crate::args::{ReadyForm, SimulateArgs};
use crate::ca::CaFile;
use crate::demo::{self, ANY_VALUE};
use crate::exit::{CliError, Exit};
use crate::messages;
use crate::output;
use crate::read_file;
use crate::shutdown;
use crate::text::printable;
use clients::Clients;
use log::Log;

/// The interval at which the log is read.
const TICK: Duration = Duration::from_millis(200);

pub(crate) fn simulate(args: &SimulateArgs) -> Exit {
    let mut ended = None;
    let exit = plain(run(args).map(|code| ended = code));
    if let Some(code) = ended {
        // That of the command, which has run to its end.
        std::process::exit(code);
    }
    exit
}

/// Simulates until an interrupt or the end of the command, whose exit code is returned.
fn run(args: &SimulateArgs) -> Result<Option<i32>, CliError> {
    let scenario = scenario(args)?;
    if args.list_settings {
        return output::write(&settings_text(&scenario)).map(|()| None);
    }
    let token = access::token(args)?;
    let (sender, interrupted) = channel();
    let of_stdin = sender.clone();
    shutdown::listen(move || {
        // Fails if the command has ended already.
        let _ = sender.send(());
    })?;
    let (tls, ca) = match args.tls {
        true => {
            let tls = tls(args)?;
            let ca = CaFile::write(args.ca.as_deref(), tls.ca_pem())?;
            (Some(tls), Some(ca))
        }
        false => (None, None),
    };
    for setting in scenario.without_effect() {
        say(&format!("{}\n", messages::warning_line(setting)));
    }
    let mut builder = Server::builder(args.listen).scenario(scenario);
    if let Some(tls) = tls {
        builder = builder.tls(tls);
    }
    if let Some(token) = &token {
        builder = builder.token(token.expose());
    }
    let server = demo::started(builder, args.listen)?;
    let clients = Clients::new(&server.origin(), ca.as_ref(), token);
    if let Some(path) = &args.env_file {
        clients.write(path)?;
    }
    if args.exit_with_stdin {
        clients::end_with_stdin(of_stdin)?;
    }
    if !args.run.is_empty() {
        let mut log = Log::default();
        let tick = || log_news(args, &server, &mut log);
        return clients.run(&args.run, &interrupted, tick).map(Some);
    }
    match args.ready {
        Some(ReadyForm::Json) => output::write_json(&clients.ready())?,
        None => output::write(&format!("{}\n", server.origin()))?,
    }
    say(&usage_text(&server.origin()));
    if let Some(ca) = &ca {
        say(&proxy_text(&server.origin(), &ca.shell_word()));
    }
    let mut log = Log::default();
    loop {
        let ended = interrupted.recv_timeout(TICK) != Err(RecvTimeoutError::Timeout);
        log_news(args, &server, &mut log);
        if ended {
            return Ok(None);
        }
    }
}

/// With `--verbose`, writes the requests since the last call.
fn log_news(args: &SimulateArgs, server: &Server, log: &mut Log) {
    if args.verbose {
        say(&log.news(server));
    }
}

fn tls(args: &SimulateArgs) -> Result<Tls, CliError> {
    let tls = Tls::new().map_err(|error| {
        let advice = messages::check_limits();
        CliError::output(messages::no_authority(), advice).because(Some(&error))
    })?;
    args.gateway.iter().try_fold(tls, |tls, host| {
        tls.gateway(host).map_err(|error| {
            let message = messages::not_a_host(printable(host));
            let advice = messages::host_alone();
            CliError::usage(message, advice).because(Some(&error))
        })
    })
}

fn scenario(args: &SimulateArgs) -> Result<Scenario, CliError> {
    let wrong = |error: SettingError| {
        CliError::usage(
            messages::of_core(&error.to_string()).map(printable),
            messages::list_settings(),
        )
    };
    let scenario = match &args.scenario {
        None => Scenario::default(),
        Some(path) => {
            let text = read_file::text_or_input(path, read_file::SMALL).map_err(|error| {
                let message = messages::scenario_unreadable(path.display());
                CliError::usage(printable(&message), messages::scenario_form())
                    .because(Some(&error))
            })?;
            text.parse().map_err(wrong)?
        }
    };
    scenario.with_all(&args.set).map_err(wrong)
}

/// The results are dropped, since writing to a string cannot fail.
fn settings_text(scenario: &Scenario) -> String {
    let mut text = String::new();
    for setting in scenario.settings() {
        let _ = writeln!(
            text,
            "# {}\n# {}\n{} = {}\n",
            setting.help, setting.allowed, setting.name, setting.value
        );
    }
    text += "# The calls that a fault can name:\n";
    for service in ServiceId::ALL {
        let _ = writeln!(text, "# {service}: {}", service.calls().join(" "));
    }
    text
}

fn usage_text(origin: &str) -> String {
    let mut text = format!(
        "{}\n\n{}\n",
        messages::simulator_listens(origin),
        messages::simulated_logins()
    );
    for info in FLOWS {
        let _ = write!(text, "  qrlogin login {} --reroute {origin}", info.id);
        for needed in info.settings.iter().filter(|setting| setting.required) {
            let _ = write!(text, " --set {}={ANY_VALUE}", needed.name);
        }
        let _ = writeln!(text);
    }
    let _ = writeln!(text, "\n{}", messages::simulator_control(origin));
    text
}

fn proxy_text(origin: &str, ca: &str) -> String {
    let [gateway, phi_api] = GATEWAY_HOSTS;
    format!(
        "\nUnmodified clients reach the services at their real addresses in a shell with
  export HTTPS_PROXY={origin} HTTP_PROXY={origin} ALL_PROXY={origin}
  export https_proxy={origin} http_proxy={origin} all_proxy={origin}
  export NO_PROXY=localhost,127.0.0.1,::1 no_proxy=localhost,127.0.0.1,::1 NODE_USE_ENV_PROXY=1
  export SSL_CERT_FILE={ca} CURL_CA_BUNDLE={ca}
  export REQUESTS_CA_BUNDLE={ca} NODE_EXTRA_CA_CERTS={ca}
such as
  curl https://passport.bilibili.com/x/passport-login/web/qrcode/generate
  qrlogin login bilibili-web
  qrlogin login 115-gateway --base-url https://{gateway}
  qrlogin login phi-api --base-url https://{phi_api}/phiApi
A client that ignores these variables, or has built-in roots, can use plain HTTP, with the host as the first
part of the path:
  curl {origin}/passport.bilibili.com/x/passport-login/web/qrcode/generate
Other hosts are refused; --verbose logs them.
"
    )
}

fn say(text: &str) {
    // If standard error is closed, the simulator continues.
    let _ = std::io::stderr().write_all(text.as_bytes());
}

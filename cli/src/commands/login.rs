//! `qrlogin login`.

use std::sync::mpsc::{Receiver, Sender, channel};

use qrlogin::flows::{self, FlowInfo};
use qrlogin::{Advice, BoxFlow, Credential, Error, Failure as Broken, Settings};
use qrlogin_recordings::Recorder;
use qrlogin_simulator::{Scenario, Server};

use super::deliver::{self, deliver};
use super::network;
use super::settings;
use super::watch::watch;
use crate::args::LoginArgs;
use crate::exit::{Exit, Failure};
use crate::record::{self, Tape};
use crate::run::{Message, Transport};
use crate::save::{self, Target, same_place};
use crate::show::{Picture, Reporter};
use crate::{demo, interrupt, messages, output};

pub(crate) fn login(args: &LoginArgs) -> Exit {
    let mut reporter = Reporter::new(args);
    let (tell, inbox) = channel();
    let (login, tape) = match prepare(args, &tell, &mut reporter) {
        Ok(prepared) => prepared,
        Err(failure) => return reporter.failed(failure),
    };
    let exit = match login.run(args, tell, &inbox, &mut reporter) {
        Ok(()) => Exit::Done,
        Err(failure) => reporter.failed(failure),
    };
    // What the login came to has been told and delivered: nothing that happens now can change it.
    if let Some(tape) = tape {
        interrupt::ends_by_itself();
        tape.write(&inbox, &mut reporter);
    }
    exit
}

/// A login that is ready to run.
struct Prepared {
    info: &'static FlowInfo,
    settings: Settings,
    flow: BoxFlow,
    transport: Transport,
    target: Option<Target>,
    /// The simulator, to be kept, if it is a demo.
    demo: Option<Server>,
}

/// Everything that can be wrong on our side is found out before the first request.
fn prepare(
    args: &LoginArgs,
    tell: &Sender<Message>,
    reporter: &mut Reporter<'_>,
) -> Result<(Prepared, Option<Tape>), Failure> {
    listen(tell.clone())?;
    let info = flows::find(&args.flow)
        .ok_or_else(|| Failure::usage(messages::no_flow(&args.flow), messages::list_flows()))?;
    let mut settings = settings::given(args)?;
    if args.demo {
        settings = demo::complete(info, settings);
    }
    let (flow, tape) = flow(info, &settings, args)?;
    deliver::check_format(info, args)?;
    deliver::tell_format(info, args, reporter);
    let force = args.credentials.force;
    let out = args.credentials.file();
    let target = match out {
        Some(path) => Some(Target::check(&save::OUT, path, force)?),
        None => None,
    };
    deliver::check_reader(target.as_ref(), reporter)?;
    warn_of_readers(target.as_ref(), reporter);
    let picture = args.code.qr_file.as_deref();
    let is_out = |picture| out.is_some_and(|out| same_place(out, picture));
    if picture.is_some_and(is_out) {
        let (message, hint) = (messages::picture_is_out(), messages::picture_is_removed());
        return Err(Failure::usage(message, hint));
    }
    let picture = picture.map(Picture::check);
    reporter.draw_to(picture.transpose()?);
    let demo = match args.demo {
        true => Some(demo::start(Scenario::default(), demo::ANY_PORT, None)?),
        false => None,
    };
    let origin = demo.as_ref().map(Server::origin);
    let address = settings.get("base_url").map(str::to_owned);
    let login = Prepared {
        info,
        settings,
        flow,
        transport: network::transport(&args.network, address.as_deref(), origin)?,
        target,
        demo,
    };
    Ok((login, tape))
}

impl Prepared {
    /// Runs the login and delivers the credentials.
    fn run(
        self,
        args: &LoginArgs,
        tell: Sender<Message>,
        inbox: &Receiver<Message>,
        reporter: &mut Reporter<'_>,
    ) -> Result<(), Failure> {
        if self.demo.is_some() {
            reporter.say(&format!("{}\n", messages::demo()));
        }
        let outcome = show(self.flow, self.transport, tell, inbox, reporter);
        let located = |failure: Failure| {
            locate_server(failure.of_flow(self.info), self.info, &self.settings, args)
        };
        let credential = outcome.map_err(located)?;
        interrupt::ends_by_itself();
        deliver(&credential, args, self.target.as_ref(), reporter)
    }
}

/// A file that a shell has made for standard output can be read by other users.
fn warn_of_readers(target: Option<&Target>, reporter: &mut Reporter<'_>) {
    if target.is_none()
        && let Some(mode) = output::readable_by_others()
    {
        reporter.warn(&messages::stdout_is_readable(format_args!("{mode:04o}")));
    }
}

/// Runs the login and shows what happens, until it ends or the person wants it to.
fn show(
    flow: BoxFlow,
    transport: Transport,
    tell: Sender<Message>,
    inbox: &Receiver<Message>,
    reporter: &mut Reporter<'_>,
) -> Result<Box<Credential>, Failure> {
    reporter.begin();
    let outcome = watch(flow, transport, tell, inbox, |message| {
        match message {
            Some(Message::Event(event)) => reporter.event(&event)?,
            Some(Message::Interrupted) => return Err(Failure::interrupted()),
            _ => {}
        }
        reporter.tick();
        Ok(())
    });
    reporter.end();
    outcome
}

fn listen(tell: Sender<Message>) -> Result<(), Failure> {
    interrupt::listen(move || {
        // If nobody listens, the program is ending already.
        let _ = tell.send(Message::Interrupted);
    })
}

/// The login, and what records it if it is to be.
fn flow(
    info: &FlowInfo,
    settings: &Settings,
    args: &LoginArgs,
) -> Result<(BoxFlow, Option<Tape>), Failure> {
    let seed = qrlogin_ureq::seed().map_err(|error| {
        Failure::output(messages::no_random(), messages::check_limits()).because(Some(&error))
    })?;
    let mut options = flows::Options::new().renewals(args.code.renew);
    options.give_up_after = args.code.timeout;
    let Some(path) = args.credentials.record.as_deref() else {
        let flow = info.login(settings, seed, &options);
        let flow = flow.map_err(|error| Failure::setting(error, messages::option))?;
        return Ok((flow, None));
    };
    let recorder = Recorder::start(info, settings, seed, &options)
        .map_err(|error| Failure::setting(error, messages::option))?;
    let others = [args.credentials.file(), args.code.qr_file.as_deref()];
    if others
        .into_iter()
        .flatten()
        .any(|other| same_place(other, path))
    {
        return Err(Failure::usage(
            messages::record_is_other(),
            messages::own_names(),
        ));
    }
    let (flow, tape) = record::start(recorder, Target::check(&save::RECORD, path, false)?);
    Ok((flow, Some(tape)))
}

/// Where no server answers, the hint names the server.
fn locate_server(
    failure: Failure,
    info: &FlowInfo,
    settings: &Settings,
    args: &LoginArgs,
) -> Failure {
    if failure.detail.as_deref() != Some(&Error::Transport(Broken::Connect)) {
        return failure;
    }
    let server = info.settings.iter().find(|info| info.name == "base_url");
    let hint = match (server, settings.get("base_url")) {
        _ if args.network.reroute.is_some() => messages::start_simulator(),
        (Some(server), None) => messages::name_server(server.default),
        (Some(_), Some(_)) => messages::server_not_running(),
        (None, _) => return failure,
    };
    failure.advise(Advice::CheckServer, hint)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args::{Cli, Command};
    use clap::Parser as _;

    fn args(arguments: &[&str]) -> LoginArgs {
        match Cli::parse_from([&["qrlogin", "login"], arguments].concat()).command {
            Command::Login(args) => *args,
            _ => panic!("no login"),
        }
    }

    #[test]
    fn the_options_form_a_consistent_command_line() {
        use clap::CommandFactory as _;
        Cli::command().debug_assert();
    }

    #[test]
    fn the_arguments_show_no_secrets_when_debugged() {
        let args = args(&[
            "phi-api",
            "--base-url",
            "http://hunter2@h",
            "--set",
            "x=hunter2",
            "--proxy",
            "hunter2",
        ]);
        assert!(!format!("{args:?}").contains("hunter2"));
    }

    #[test]
    fn a_server_that_cannot_be_reached_is_named_in_the_hint() {
        let advice = |flow: &str, options: &[&str]| {
            let unreachable = Failure::login(Error::Transport(Broken::Connect));
            let args = args(&[&[flow], options].concat());
            let settings = settings::given(&args).unwrap();
            let info = flows::find(flow).unwrap();
            let failure = locate_server(unreachable, info, &settings, &args);
            (failure.advice_key(), failure.advice)
        };
        let server = |hint| ("check_server", hint);
        let default = messages::name_server("http://localhost:8080");
        assert_eq!(advice("115-gateway", &[]), server(default));
        let own = advice("115-gateway", &["--base-url", "http://h"]);
        assert_eq!(own, server(messages::server_not_running()));
        let rerouted = advice("phi-api", &["--reroute", "http://[::1]:1"]);
        assert_eq!(rerouted, server(messages::start_simulator()));
        assert_eq!(advice("bilibili-web", &[]).0, "check_network");
    }
}

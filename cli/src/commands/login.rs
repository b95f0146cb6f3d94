//! `qrlogin login`.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

use qrlogin::flows::{self, FlowInfo};
use qrlogin::{BoxFlow, Credential, Error, Failure as Broken, Recorder, Settings};
use qrlogin_simulator::{Scenario, Server};

use super::deliver::{self, deliver};
use super::network;
use super::settings::{self, setting_option};
use super::watch::watch;
use crate::args::LoginArgs;
use crate::exit::{Exit, Failure};
use crate::record::{self, Tape};
use crate::run::{Message, Transport};
use crate::save::{self, Target, same_place};
use crate::show::{Picture, Reporter};
use crate::{demo, interrupt};

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
        .ok_or_else(|| Failure::usage("there is no such flow", "see `qrlogin flows`"))?;
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
    let picture = args.code.qr_file.as_deref();
    let is_out = |picture| out.is_some_and(|out| same_place(out, picture));
    if picture.is_some_and(is_out) {
        let advice = "the picture is removed at the end: give it a name of its own";
        return Err(Failure::usage(
            "--qr-file: that is the file of --out",
            advice,
        ));
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
            reporter
                .say("This is a simulation: you need no phone, and the credentials are fake.\n");
        }
        let outcome = show(self.flow, self.transport, tell, inbox, reporter);
        let located = |failure| locate_server(failure, self.info, &self.settings, args);
        let credential = outcome.map_err(located)?;
        interrupt::ends_by_itself();
        deliver(&credential, args, self.target.as_ref(), reporter)
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
        let advice = "check the limits of this environment";
        Failure::output("the system has no random numbers to give", advice).because(Some(&error))
    })?;
    let mut options = flows::Options::new().renewals(args.code.renew);
    options.give_up_after = args.code.timeout.map(Duration::from_secs);
    let Some(path) = args.credentials.record.as_deref() else {
        let flow = info.login(settings, seed, &options);
        let flow = flow.map_err(|error| Failure::setting(error, setting_option))?;
        return Ok((flow, None));
    };
    let recorder = Recorder::start(info, settings, seed, &options)
        .map_err(|error| Failure::setting(error, setting_option))?;
    let others = [args.credentials.file(), args.code.qr_file.as_deref()];
    if others
        .into_iter()
        .flatten()
        .any(|other| same_place(other, path))
    {
        let message = "--record: that is the file of --out or --qr-file";
        return Err(Failure::usage(message, "give each file a name of its own"));
    }
    let (flow, tape) = record::start(recorder, Target::check(&save::RECORD, path, false)?);
    Ok((flow, Some(tape)))
}

/// Where nobody answers, it helps to know where somebody should.
fn locate_server(
    mut failure: Failure,
    info: &FlowInfo,
    settings: &Settings,
    args: &LoginArgs,
) -> Failure {
    if failure.detail.as_deref() != Some(&Error::Transport(Broken::Connect)) {
        return failure;
    }
    let server = info.settings.iter().find(|info| info.name == "base_url");
    if args.network.reroute.is_some() {
        failure.advice = network::NO_SIMULATOR.to_owned();
    } else if let (Some(server), None) = (server, settings.get("base_url")) {
        let default = server.default;
        failure.advice = format!("start a server at {default}, or name yours with --base-url");
    }
    failure
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
    fn a_gateway_that_is_not_where_it_is_by_default_is_asked_for() {
        let advice = |flow: &str, options: &[&str]| {
            let unreachable = Failure::login(Error::Transport(Broken::Connect));
            let args = args(&[&[flow], options].concat());
            let settings = settings::given(&args).unwrap();
            locate_server(unreachable, flows::find(flow).unwrap(), &settings, &args).advice
        };
        assert!(advice("115-gateway", &[]).contains("name yours with --base-url"));
        assert!(advice("115-gateway", &["--base-url", "http://h"]).contains("check the network"));
        assert!(advice("bilibili-web", &[]).contains("check the network"));
        assert!(advice("phi-api", &["--reroute", "http://[::1]:1"]).contains("simulate"));
    }
}

//! `qrlogin login`.

use std::path::Path;
use std::sync::mpsc::{Receiver, Sender, channel};

use qrlogin::flows::{self, FlowInfo};
use qrlogin::{BoxFlow, Credential, Error, Event, Failure, Flow as _, Settings};
use qrlogin_recordings::Recorder;
use qrlogin_simulator::{Scenario, Server};

use super::deliver::{self, Destination, deliver};
use super::network;
use super::settings;
use super::tasks::{if_invalid, profile_of_if_invalid};
use super::watch::{no_thread, watch};
use crate::args::LoginArgs;
use crate::config::Config;
use crate::exit::{CliError, Exit};
use crate::input::Input;
use crate::record::{self, RecordingWriter};
use crate::relay::Relay;
use crate::run::{self, Message, Transport};
use crate::save::{self, Target, same_place};
use crate::session::{Saved, SessionFile};
use crate::show::{Picture, PipedPicture, Reporter};
use crate::{demo, menu, messages, shutdown, usage};

pub(crate) fn login(args: &LoginArgs, config: &Config) -> Exit {
    let mut reporter = Reporter::new(args);
    let (sender, receiver) = channel();
    if let Err(failure) = listen(sender.clone()) {
        return reporter.failed(failure);
    }
    match if_invalid(args).and_then(|valid| valid.map(|valid| valid.say(args)).transpose()) {
        Ok(Some(())) => return Exit::Done,
        Ok(None) => {}
        Err(failure) => return reporter.failed(failure),
    }
    let prepared = Saved::of(args).and_then(|saved| {
        let Some(info) = chosen(args, saved.as_ref(), &sender, &receiver)? else {
            return Ok(None);
        };
        reporter.of_flow(info.id);
        prepare(info, saved, args, config, &mut reporter).map(Some)
    });
    let (login, recording) = match prepared {
        Ok(Some(prepared)) => prepared,
        Ok(None) => return usage::report_missing_flow(args.credentials.json),
        Err(failure) => return reporter.failed(failure),
    };
    let exit = match login.run(args, sender, &receiver, &mut reporter) {
        Ok(()) => Exit::Done,
        Err(failure) => reporter.failed(failure),
    };
    reporter.finish();
    // The outcome is reported and delivered; an error of the recording does not change it.
    if let Some(recording) = recording {
        shutdown::finish_gracefully();
        recording.write(&receiver, &mut reporter);
    }
    exit
}

/// The flow in the arguments, of `--resume` or of the menu; `None` if there is none.
fn chosen(
    args: &LoginArgs,
    saved: Option<&Saved>,
    sender: &Sender<Message>,
    receiver: &Receiver<Message>,
) -> Result<Option<&'static FlowInfo>, CliError> {
    if let Some(saved) = saved {
        return Ok(Some(saved.info));
    }
    let flow = match &args.flow {
        Some(flow) => Some(flow.clone()),
        None => profile_of_if_invalid(args)?.map(|profile| profile.flow.clone()),
    };
    let Some(name) = &flow else {
        return match menu::is_possible(args.credentials.json) {
            true => menu::choose(sender, receiver).map(Some),
            false => Ok(None),
        };
    };
    let info = flows::find(name);
    info.map(Some)
        .ok_or_else(|| CliError::usage(messages::no_flow(name), messages::list_flows()))
}

/// A login that is ready to run.
struct Prepared {
    info: &'static FlowInfo,
    settings: Settings,
    flow: BoxFlow,
    transport: Transport,
    destination: Destination,
    session: Option<SessionFile>,
    /// The simulator of a demo, which runs until it is dropped.
    demo: Option<Server>,
}

/// Checks everything on this side before the first request.
fn prepare(
    info: &'static FlowInfo,
    saved: Option<Saved>,
    args: &LoginArgs,
    config: &Config,
    reporter: &mut Reporter<'_>,
) -> Result<(Prepared, Option<RecordingWriter>), CliError> {
    let mut settings = settings::given(args)?;
    if saved.is_none() {
        settings = settings::with_defaults(settings, config.settings(info), args.demo)?;
    }
    if args.demo {
        settings = demo::complete(info, settings);
    }
    let (flow, session, recording) = match saved.zip(args.session.resume.as_deref()) {
        Some((saved, path)) => {
            reporter.resumed(saved.limits.clone());
            let (flow, file) = saved.file(path);
            (flow, Some(file), None)
        }
        None => {
            let (flow, recording) = flow(info, &settings, args)?;
            (flow, SessionFile::of(args)?, recording)
        }
    };
    deliver::check_format(info, args)?;
    deliver::announce_format(info, args, reporter);
    let destination = deliver::destination(info, args, reporter)?;
    reporter.pipe_to(PipedPicture::of(args)?);
    reporter.draw_to(picture(args)?);
    reporter.hand_on(Relay::start(&args.relay, &args.network)?);
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
        destination,
        session,
        demo,
    };
    Ok((login, recording))
}

impl Prepared {
    /// Runs the login and delivers the credentials.
    fn run(
        self,
        args: &LoginArgs,
        sender: Sender<Message>,
        receiver: &Receiver<Message>,
        reporter: &mut Reporter<'_>,
    ) -> Result<(), CliError> {
        if self.demo.is_some() {
            reporter.say(&format!("{}\n", messages::demo()));
        }
        let flow = match &self.session {
            Some(file) => file.saving(self.flow, sender.clone()),
            None => self.flow,
        };
        let outcome = show(flow, self.transport, sender, receiver, reporter);
        let located = |failure: CliError| {
            locate_server(failure.of_flow(self.info), self.info, &self.settings, args)
        };
        let outcome = outcome.map_err(located).and_then(|credential| {
            shutdown::finish_gracefully();
            deliver(&credential, args, &self.destination, reporter)?;
            reporter.succeeded(self.destination.line(&credential));
            Ok(())
        });
        match self.session {
            Some(file) => file.end(outcome),
            None => outcome,
        }
    }
}

/// The file for the picture of the code, if there is one. For commands that get the code there is
/// one in the folder for temporary files.
fn picture(args: &LoginArgs) -> Result<Option<Picture>, CliError> {
    let file = args.code.qr_file.as_deref();
    let Some(path) = file.filter(|path| *path != Path::new("-")) else {
        let is_wanted = args.relay.on.iter().any(|hook| hook.event == "code");
        // Without it, the commands still get the text of the code.
        return Ok(is_wanted.then(Picture::temporary).and_then(Result::ok));
    };
    if args
        .credentials
        .file()
        .is_some_and(|out| same_place(out, path))
    {
        let (message, hint) = (messages::picture_is_out(), messages::picture_is_removed());
        return Err(CliError::usage(message, hint));
    }
    Picture::check(path).map(Some)
}

/// Runs the login and shows its events, until it ends or is interrupted.
fn show(
    flow: BoxFlow,
    transport: Transport,
    sender: Sender<Message>,
    receiver: &Receiver<Message>,
    reporter: &mut Reporter<'_>,
) -> Result<Box<Credential>, CliError> {
    let mut input = Input::new(sender.clone());
    let (answer, answers) = channel();
    // The code of a resumed login is not emitted again. A question is: the login is saved before
    // it is emitted, and after its answer.
    if let Some(code) = flow.code() {
        // The receiver exists.
        let _ = sender.send(Message::Event(Box::new(Event::Code(code))));
    }
    let flow = run::with_input(flow, answers);
    reporter.begin();
    let outcome = watch(flow, transport, sender, receiver, |message| {
        match message {
            Some(Message::Event(event)) => {
                if let Event::InputWanted(_) = *event {
                    // Before the question: what is typed after it must not be dropped.
                    input.begin().map_err(no_thread)?;
                }
                reporter.event(&event)?;
            }
            Some(Message::Typed(line)) => {
                if let Some(text) = reporter.typed(line)? {
                    // Fails if the login has ended.
                    let _ = answer.send(text);
                }
            }
            Some(Message::Warning(text)) => reporter.warn(&text),
            Some(Message::Interrupted) => return Err(CliError::interrupted()),
            _ => {}
        }
        reporter.tick();
        Ok(())
    });
    reporter.end();
    outcome
}

fn listen(sender: Sender<Message>) -> Result<(), CliError> {
    shutdown::listen(move || {
        // Fails if the command has ended already.
        let _ = sender.send(Message::Interrupted);
    })
}

/// The flow, and with `--record` the writer of its recording.
fn flow(
    info: &FlowInfo,
    settings: &Settings,
    args: &LoginArgs,
) -> Result<(BoxFlow, Option<RecordingWriter>), CliError> {
    let seed = qrlogin_ureq::seed().map_err(|error| {
        CliError::output(messages::no_random(), messages::check_limits()).because(Some(&error))
    })?;
    let mut options = flows::Options::new().renewals(args.code.renew);
    options.give_up_after = args.code.timeout;
    let Some(path) = args.credentials.record.as_deref() else {
        let flow = info.login(settings, seed, &options);
        let flow = flow.map_err(|error| CliError::setting(error, messages::option))?;
        return Ok((flow, None));
    };
    let recorder = Recorder::start(info, settings, seed, &options)
        .map_err(|error| CliError::setting(error, messages::option))?;
    let others = [args.credentials.file(), args.code.qr_file.as_deref()];
    if others
        .into_iter()
        .flatten()
        .any(|other| same_place(other, path))
    {
        return Err(CliError::usage(
            messages::record_is_other(),
            messages::own_names(),
        ));
    }
    let (flow, recording) = record::start(recorder, Target::check(&save::RECORD, path, false)?);
    Ok((flow, Some(recording)))
}

/// Names the server in the hint if it could not be connected to.
fn locate_server(
    failure: CliError,
    info: &FlowInfo,
    settings: &Settings,
    args: &LoginArgs,
) -> CliError {
    if failure.detail.as_deref() != Some(&Error::Transport(Failure::Connect)) {
        return failure;
    }
    let server = info.settings.iter().find(|info| info.name == "base_url");
    let hint = match (server, settings.get("base_url")) {
        _ if args.network.reroute.is_some() => messages::start_simulator(),
        (Some(_), None) if args.session.resume.is_some() => messages::server_not_running(),
        (Some(server), None) => messages::name_server(server.default),
        (Some(_), Some(_)) => messages::server_not_running(),
        (None, _) => return failure,
    };
    failure.of_no_server(hint)
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
    fn debug_output_of_the_arguments_has_no_secrets() {
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
    fn the_hint_names_an_unreachable_server() {
        let advice = |flow: &str, options: &[&str]| {
            let unreachable = CliError::login(Error::Transport(Failure::Connect));
            let args = args(&[&[flow], options].concat());
            let settings = settings::given(&args).unwrap();
            let info = flows::find(flow).unwrap();
            let failure = locate_server(unreachable, info, &settings, &args);
            (failure.advice_key(), failure.advice)
        };
        let server = |hint| ("check_server".to_owned(), hint);
        let default = messages::name_server("http://localhost:8080");
        assert_eq!(advice("115-gateway", &[]), server(default));
        let own = advice("115-gateway", &["--base-url", "http://h"]);
        assert_eq!(own, server(messages::server_not_running()));
        let rerouted = advice("phi-api", &["--reroute", "http://[::1]:1"]);
        assert_eq!(rerouted, server(messages::start_simulator()));
        assert_eq!(advice("bilibili-web", &[]).0, "check_network");
    }
}

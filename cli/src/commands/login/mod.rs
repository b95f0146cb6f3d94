//! `qrlogin login`.

mod prepare;
mod server;

use std::sync::mpsc::{Receiver, Sender, channel};

use qrlogin::flows::{self, FlowInfo};
use qrlogin::{BoxFlow, Credential, Event, Flow as _};

use super::deliver::deliver;
use super::tasks::{if_invalid, profile_of_if_invalid};
use super::watch::{no_thread, watch};
use crate::args::LoginArgs;
use crate::config::Config;
use crate::exit::{CliError, Exit};
use crate::input::Input;
use crate::run::{self, Message, Transport};
use crate::session::Saved;
use crate::show::Reporter;
use crate::{menu, messages, shutdown, usage};
use prepare::{Prepared, prepare};
use server::locate_server;

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

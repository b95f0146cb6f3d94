//! What is checked and opened before the first request.

use std::path::Path;

use qrlogin::flows::{self, FlowInfo};
use qrlogin::{BoxFlow, Settings};
use qrlogin_recordings::Recorder;
use qrlogin_simulator::{Scenario, Server};

use crate::args::LoginArgs;
use crate::commands::destination::{self, Destination, destination};
use crate::commands::{network, settings};
use crate::config::Config;
use crate::exit::CliError;
use crate::record::{self, RecordingWriter};
use crate::relay::Relay;
use crate::run::Transport;
use crate::save::{self, Target, same_place};
use crate::session::{Saved, SessionFile};
use crate::show::{Picture, PipedPicture, Reporter};
use crate::{demo, messages};

/// A login that is ready to run.
pub(super) struct Prepared {
    pub(super) info: &'static FlowInfo,
    pub(super) settings: Settings,
    pub(super) flow: BoxFlow,
    pub(super) transport: Transport,
    pub(super) destination: Destination,
    pub(super) session: Option<SessionFile>,
    /// The simulator of a demo, which runs until it is dropped.
    pub(super) demo: Option<Server>,
}

/// Checks everything on this side before the first request.
pub(super) fn prepare(
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
            reporter.resumed(saved.limits.clone(), saved.codes_before());
            let (flow, file) = saved.file(path);
            (flow, Some(file), None)
        }
        None => {
            let (flow, recording) = flow(info, &settings, args)?;
            (flow, SessionFile::of(args)?, recording)
        }
    };
    destination::check_format(info, args)?;
    destination::announce_format(info, args, reporter);
    let destination = destination(info, args, reporter)?;
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

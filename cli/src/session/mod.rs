//! `--save-session` and `--resume`: a login that is continued in another process.
//!
//! The file holds the snapshot of the login, its settings included, and is as secret as the
//! credentials. It is written after every response, before the next request, and is locked while a
//! run uses it. It is removed when the login has ended.

mod counted;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use qrlogin::flows::{self, FlowInfo};
use qrlogin::{BoxFlow, Error, Flow as _, Saving, Snapshot, SnapshotError, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::args::LoginArgs;
use crate::exit::{CliError, Exit};
use crate::messages::{self, Text};
use crate::private_file;
use crate::run::Message;
use crate::save::{self, Lock, Target, same_place};
use crate::text::printable;
use counted::Counted;

/// The version of the file.
const VERSION: u32 = 1;
const RESUME: &str = "--resume";

/// What a login has besides its snapshot.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Limits {
    /// `--renew`.
    pub(crate) renew: u32,
    /// `--timeout`.
    pub(crate) timeout: Option<Duration>,
    /// When the login began, which is the start of `--timeout`.
    pub(crate) began_at: Timestamp,
}

/// The content of the file.
#[derive(Serialize, Deserialize)]
struct Content {
    v: u32,
    flow: String,
    limits: Limits,
    /// How many codes were shown. A file of an earlier version lacks it.
    #[serde(default)]
    codes: u32,
    snapshot: Snapshot,
}

/// A login that is read from its file.
pub(crate) struct Saved {
    pub(crate) info: &'static FlowInfo,
    pub(crate) flow: BoxFlow,
    pub(crate) limits: Limits,
    codes: u32,
    target: Target,
}

/// The file of a running login, shared with its thread.
#[derive(Clone)]
pub(crate) struct SessionFile {
    path: PathBuf,
    shared: Arc<Mutex<Writer>>,
}

struct Writer {
    target: Target,
    limits: Limits,
    /// How many codes were shown.
    codes: Arc<AtomicU32>,
    /// Whether the login still runs.
    is_open: bool,
    is_written: bool,
    /// Whether a failure is reported already.
    has_failed: bool,
}

impl Saved {
    /// The login of `--resume`, if there is one.
    ///
    /// # Errors
    /// As [`Saved::read`].
    pub(crate) fn of(args: &LoginArgs) -> Result<Option<Self>, CliError> {
        let path = args.session.resume.as_deref();
        path.map(|path| Self::read(path, args.flow.as_deref()))
            .transpose()
    }

    /// Reads the file and locks it.
    ///
    /// # Errors
    /// It cannot be read, others can read it, another run is using it, or it holds no login of this
    /// version and of this flow.
    fn read(path: &Path, flow: Option<&str>) -> Result<Self, CliError> {
        let name = printable(&path.display().to_string());
        let unusable = |problem: Text| CliError::usage(problem, messages::login_without_session());
        let again = || Err(save::busy(path));
        let lock = Lock::take(path, again, |error| {
            unusable(messages::option_unreadable(RESUME, &name)).because(Some(&error))
        })?;
        let text = private_file::text(RESUME, path)?;
        let content = parse(text.expose()).map_err(|error| {
            unusable(match error {
                SnapshotError::Version => messages::session_of_other_version(&name),
                _ => messages::session_damaged(&name),
            })
        })?;
        if let Some(flow) = flow.filter(|flow| *flow != content.flow) {
            let message = messages::session_of_other_flow(&name, &content.flow, flow);
            return Err(CliError::usage(message, messages::leave_out_flow()));
        }
        let damaged = || unusable(messages::session_damaged(&name));
        let info = flows::find(&content.flow).ok_or_else(damaged)?;
        Ok(Self {
            info,
            flow: info.resume(&content.snapshot).map_err(|_| damaged())?,
            limits: content.limits,
            codes: content.codes,
            target: Target::locked(path, lock).map_err(|error| {
                unusable(messages::option_unreadable(RESUME, &name)).because(Some(&error))
            })?,
        })
    }

    /// How many codes were shown before the first one of this run, which is shown again if it is
    /// still valid.
    pub(crate) fn codes_before(&self) -> u32 {
        let shown_again = u32::from(self.flow.code().is_some());
        self.codes.saturating_sub(shown_again)
    }

    /// The file, to go on writing it.
    pub(crate) fn file(self, path: &Path) -> (BoxFlow, SessionFile) {
        let file = SessionFile::new(path, self.target, self.limits, self.codes, true);
        (self.flow, file)
    }
}

/// Reads the content.
///
/// # Errors
/// It is damaged, or of another version.
fn parse(text: &str) -> Result<Content, SnapshotError> {
    #[derive(Deserialize)]
    struct Head {
        v: u32,
        snapshot: serde_json::Value,
    }
    let damaged = |_| SnapshotError::Damaged;
    let head: Head = serde_json::from_str(text).map_err(damaged)?;
    if head.v != VERSION {
        return Err(SnapshotError::Version);
    }
    match Snapshot::from_json(&head.snapshot.to_string()) {
        Err(Error::Snapshot(error)) => return Err(error),
        Err(_) => return Err(SnapshotError::Damaged),
        Ok(_) => {}
    }
    let content: Content = serde_json::from_str(text).map_err(damaged)?;
    match content.flow == content.snapshot.flow() {
        true => Ok(content),
        false => Err(SnapshotError::Damaged),
    }
}

impl SessionFile {
    /// The new file of `--save-session`, if there is one.
    ///
    /// # Errors
    /// The file exists already, cannot be created, or is that of another option.
    pub(crate) fn of(args: &LoginArgs) -> Result<Option<Self>, CliError> {
        let Some(path) = args.session.save_session.as_deref() else {
            return Ok(None);
        };
        let others = [
            args.credentials.file(),
            args.code.qr_file.as_deref(),
            args.credentials.record.as_deref(),
        ];
        let mut others = others.into_iter().flatten();
        if others.any(|other| same_place(other, path)) {
            let message = messages::session_is_other();
            return Err(CliError::usage(message, messages::own_names()));
        }
        let target = Target::check(&save::SESSION, path, false)?;
        let limits = Limits {
            renew: args.code.renew,
            timeout: args.code.timeout,
            began_at: SystemTime::now().into(),
        };
        Ok(Some(Self::new(path, target, limits, 0, false)))
    }

    fn new(path: &Path, target: Target, limits: Limits, codes: u32, is_written: bool) -> Self {
        let writer = Writer {
            target,
            limits,
            codes: Arc::new(AtomicU32::new(codes)),
            is_open: true,
            is_written,
            has_failed: false,
        };
        Self {
            path: path.to_owned(),
            shared: Arc::new(Mutex::new(writer)),
        }
    }

    /// The flow, which is saved after every response. A failure is reported once and does not end
    /// the login.
    pub(crate) fn saving(&self, flow: BoxFlow, sender: Sender<Message>) -> BoxFlow {
        let file = self.clone();
        let codes = self.lock().codes.clone();
        let flow = Counted { flow, codes };
        Box::new(Saving::new(flow, move |snapshot| {
            let mut writer = file.lock();
            if let Err(error) = writer.write(snapshot)
                && !std::mem::replace(&mut writer.has_failed, true)
            {
                let name = printable(&file.path.display().to_string());
                // Fails if the main loop has ended.
                let _ = sender.send(Message::Warning(messages::session_not_saved(
                    name,
                    messages::of_error(&error),
                )));
            }
            Ok(())
        }))
    }

    /// The login has ended in this run: the file is removed, unless the login can be continued.
    /// The failure says then how.
    pub(crate) fn end(self, outcome: Result<(), CliError>) -> Result<(), CliError> {
        let mut writer = self.lock();
        writer.is_open = false;
        let is_over = match &outcome {
            Ok(()) => true,
            // The login itself has failed, or its credentials are in another profile.
            Err(failure) => failure.detail.is_some() || failure.kind == "other_account",
        };
        if is_over && writer.is_written {
            // Fails if the file is already removed.
            let _ = std::fs::remove_file(writer.target.path());
        }
        outcome.map_err(|mut failure| {
            if !is_over && writer.is_written {
                let path = self.path.display().to_string();
                if failure.exit == Exit::Interrupted {
                    failure.advice = messages::resume_with(printable(&path));
                }
                failure.fields = Some(Box::new(json!({ "session": path })));
            }
            failure
        })
    }

    fn lock(&self) -> MutexGuard<'_, Writer> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Writer {
    fn write(&mut self, snapshot: &Snapshot) -> std::io::Result<()> {
        if !self.is_open {
            return Ok(());
        }
        let content = Content {
            v: VERSION,
            flow: snapshot.flow().to_owned(),
            limits: self.limits.clone(),
            codes: self.codes.load(Ordering::Relaxed),
            snapshot: snapshot.clone(),
        };
        let text = serde_json::to_string(&content)?;
        self.target.rewrite(format!("{text}\n").as_bytes())?;
        self.is_written = true;
        Ok(())
    }
}

//! Ctrl-C and requests to terminate.
//!
//! An interrupt is a message to the main loop, which then ends the program. If the main loop does
//! not react, for example because it writes to a pipe without a reader, the program exits after
//! [`GRACE`] and removes its temporary files. [`finish_gracefully`] and [`defer`] protect work that
//! such an exit would lose.

use std::io::{self, Write as _};
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::exit::{CliError, Exit};
use crate::messages;

/// The time that the main loop has to end the program after an interrupt.
const GRACE: Duration = Duration::from_millis(500);

/// Interrupts within this time count as one: closing a terminal sends two signals, from the shell
/// and from the system.
const SAME_INTERRUPT: Duration = Duration::from_secs(2);

static MODE: Mutex<ShutdownMode> = Mutex::new(ShutdownMode::Immediate);

/// The text that resets the terminal before the program exits.
static TERMINAL_RESET: Mutex<Option<&'static str>> = Mutex::new(None);

/// The longest time for writing that text: the terminal may be stopped, by Ctrl-S for example.
const RESET_TIMEOUT: Duration = Duration::from_millis(100);

/// Files that are removed before the program exits.
static TEMP_FILES: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// Calls `notify` at each interrupt, instead of ending the program at once.
///
/// # Errors
/// The system does not accept the handler.
pub(crate) fn listen(notify: impl Fn() + Send + 'static) -> Result<(), CliError> {
    let handler = move || {
        let now = Instant::now();
        notify();
        if matches!(*mode(), ShutdownMode::Deferred) {
            return;
        }
        std::thread::sleep(GRACE);
        if mode().is_forced(now) {
            force_exit();
        }
    };
    ctrlc::set_handler(handler).map_err(|error| {
        CliError::output(messages::no_interrupts(), messages::check_limits()).because(Some(&error))
    })
}

/// From here on the program finishes its work; only a second interrupt forces it to exit.
pub(crate) fn finish_gracefully() {
    *mode() = ShutdownMode::Graceful(DoubleInterrupt::default());
}

/// From here on an interrupt is only a message to the main loop, which decides when to end.
pub(crate) fn defer() {
    *mode() = ShutdownMode::Deferred;
}

/// The effect of an interrupt.
#[derive(Debug)]
enum ShutdownMode {
    /// The main loop ends the program; after [`GRACE`] the program exits.
    Immediate,
    /// The program finishes its work; a second interrupt forces it to exit.
    Graceful(DoubleInterrupt),
    /// The main loop decides.
    Deferred,
}

impl ShutdownMode {
    /// Whether the interrupt at `now` forces the program to exit after [`GRACE`].
    fn is_forced(&mut self, now: Instant) -> bool {
        match self {
            Self::Immediate => true,
            Self::Graceful(double) => double.interrupted(now) == Interruption::Again,
            Self::Deferred => false,
        }
    }
}

/// Tells a second interrupt from the first one.
#[derive(Debug, Default)]
pub(crate) struct DoubleInterrupt {
    first: Option<Instant>,
}

/// An interrupt in relation to those before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Interruption {
    First,
    /// Within [`SAME_INTERRUPT`] of the first one.
    Same,
    /// A later one.
    Again,
}

impl DoubleInterrupt {
    /// Counts an interrupt at this time.
    pub(crate) fn interrupted(&mut self, now: Instant) -> Interruption {
        match self.first {
            None => {
                self.first = Some(now);
                Interruption::First
            }
            Some(first) if now.saturating_duration_since(first) < SAME_INTERRUPT => {
                Interruption::Same
            }
            Some(_) => Interruption::Again,
        }
    }
}

/// Deletes the file if the program is forced to exit while this value exists.
#[derive(Debug)]
pub(crate) struct TempFileGuard(PathBuf);

impl TempFileGuard {
    /// Creates a file with `create`, which returns its path. A forced exit happens before the file
    /// exists, or removes it.
    ///
    /// # Errors
    /// Those of `create`; then nothing is removed.
    pub(crate) fn create<T>(
        create: impl FnOnce() -> io::Result<(T, PathBuf)>,
    ) -> io::Result<(Self, T)> {
        let mut files = temp_files();
        let (created, path) = create()?;
        files.push(path.clone());
        Ok((Self(path), created))
    }
}

impl Drop for TempFileGuard {
    fn drop(&mut self) {
        temp_files().retain(|path| *path != self.0);
    }
}

/// Writes a text to standard error if the program is forced to exit while this value exists.
#[derive(Debug)]
pub(crate) struct TerminalReset;

impl TerminalReset {
    /// Sets this text; there is one at a time.
    pub(crate) fn with_text(text: &'static str) -> Self {
        *terminal_reset() = Some(text);
        Self
    }
}

impl Drop for TerminalReset {
    fn drop(&mut self) {
        *terminal_reset() = None;
    }
}

fn force_exit() {
    let text = terminal_reset().take();
    if let Some(text) = text {
        // The main loop may be blocked in writing to the same terminal, so this may block as well.
        let (sender, written) = std::sync::mpsc::channel();
        let write = move || {
            let _ = io::stderr().write_all(text.as_bytes());
            let _ = sender.send(());
        };
        if std::thread::Builder::new().spawn(write).is_ok() {
            let _ = written.recv_timeout(RESET_TIMEOUT);
        }
    }
    // Held until the exit, so that no more files are created.
    let files = temp_files();
    for path in files.iter() {
        // Fails if the file is already removed.
        let _ = std::fs::remove_file(path);
    }
    std::process::exit(Exit::Interrupted as i32);
}

fn temp_files() -> MutexGuard<'static, Vec<PathBuf>> {
    // A list of paths is always valid, so a poisoned lock does no harm.
    TEMP_FILES.lock().unwrap_or_else(PoisonError::into_inner)
}

fn terminal_reset() -> MutexGuard<'static, Option<&'static str>> {
    // A text is always valid, so a poisoned lock does no harm.
    TERMINAL_RESET
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
}

fn mode() -> MutexGuard<'static, ShutdownMode> {
    MODE.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn interrupts_within_two_seconds_are_one() {
        let start = Instant::now();
        let mut double = DoubleInterrupt::default();
        let at = [0, 0, 1999, 2000].map(|ms| start + Duration::from_millis(ms));
        let was = at.map(|now| double.interrupted(now));
        let [first, same, again] = [Interruption::First, Interruption::Same, Interruption::Again];
        assert_eq!(was, [first, same, same, again]);
    }

    #[test]
    fn a_graceful_shutdown_is_forced_by_a_second_interrupt() {
        let start = Instant::now();
        let late = start + Duration::from_secs(60);
        assert!(ShutdownMode::Immediate.is_forced(start));
        let mut ending = ShutdownMode::Graceful(DoubleInterrupt::default());
        assert!(!ending.is_forced(start));
        assert!(!ending.is_forced(start));
        assert!(ending.is_forced(late));
        let mut guarded = ShutdownMode::Deferred;
        assert!(!guarded.is_forced(start));
        assert!(!guarded.is_forced(late));
    }

    #[test]
    fn no_exit_can_happen_between_creating_and_listing_a_file() {
        let path = PathBuf::from("a temporary file");
        let is_listed = || temp_files().contains(&path);
        let made = TempFileGuard::create(|| {
            assert!(TEMP_FILES.try_lock().is_err());
            Ok(((), path.clone()))
        });
        assert!(is_listed());
        drop(made);
        assert!(!is_listed());
    }

    #[test]
    fn a_file_that_was_not_created_is_not_removed() {
        let path = PathBuf::from("another file");
        let exists = io::ErrorKind::AlreadyExists;
        let made = TempFileGuard::create(|| Err::<((), PathBuf), _>(exists.into()));
        assert!(made.is_err());
        assert!(!temp_files().contains(&path));
    }
}

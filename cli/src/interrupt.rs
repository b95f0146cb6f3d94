//! Ctrl-C and requests to terminate.
//!
//! The first one is a message to the main loop, which then ends as it ends otherwise. Should it be stuck,
//! say in writing to a pipe that nobody reads, the program is ended all the same, and unfinished files
//! are removed.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::exit::{Exit, Failure};

/// How long the main loop has to end the program in its own way.
const GRACE: Duration = Duration::from_millis(500);

/// Whether the main loop has reacted and is ending the program.
static ENDING: AtomicBool = AtomicBool::new(false);

/// Files that must not be left behind.
static UNFINISHED: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// From now on, interruptions are told to `notify` instead of ending the program at once.
///
/// # Errors
/// The system does not let us.
pub(crate) fn listen(notify: impl Fn() + Send + 'static) -> Result<(), Failure> {
    let handler = move || {
        notify();
        std::thread::sleep(GRACE);
        // The next interruption is not waited for any more.
        if ENDING.swap(false, Ordering::Relaxed) {
            return;
        }
        for path in unfinished().iter() {
            // It may be gone already.
            let _ = std::fs::remove_file(path);
        }
        std::process::exit(Exit::Interrupted as i32);
    };
    handle(handler)
}

/// The main loop has reacted to an interruption and has something left to do that may take longer than a moment:
/// the program is ended by force by the next one only.
pub(crate) fn ends_by_itself() {
    ENDING.store(true, Ordering::Relaxed);
}

/// From now on, interruptions are told to `notify` and do nothing else: for what must not end half-way.
///
/// # Errors
/// The system does not let us.
pub(crate) fn tell(notify: impl Fn() + Send + 'static) -> Result<(), Failure> {
    handle(notify)
}

fn handle(handler: impl Fn() + Send + 'static) -> Result<(), Failure> {
    ctrlc::set_handler(handler).map_err(|error| {
        Failure::output(
            "interruptions cannot be handled here",
            "check the limits of this environment",
        )
        .because(Some(&error))
    })
}

/// Has a file removed should the program be ended by force while this value lives.
#[derive(Debug)]
pub(crate) struct Unfinished(PathBuf);

impl Unfinished {
    pub(crate) fn new(path: &Path) -> Self {
        unfinished().push(path.to_owned());
        Self(path.to_owned())
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        unfinished().retain(|path| *path != self.0);
    }
}

fn unfinished() -> MutexGuard<'static, Vec<PathBuf>> {
    // A list of paths is valid whatever happened to the thread that held it.
    UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner)
}

//! Ctrl-C and requests to terminate.
//!
//! The first one is a message to the main loop, which then ends as it ends otherwise. Should it be
//! stuck, for example while writing to a pipe without a reader, the program ends as well, and
//! unfinished files are removed. What would be lost by that is guarded: see [`ends_by_itself`] and
//! [`must_not_end`].

use std::io::{self, Write as _};
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::exit::{Exit, Failure};
use crate::messages;

/// How long the main loop has to end the program in its own way.
const GRACE: Duration = Duration::from_millis(500);

/// Interruptions within this time are one: a terminal that is closed brings two, of its shell and
/// of the system.
const TOGETHER: Duration = Duration::from_secs(2);

static COURSE: Mutex<Course> = Mutex::new(Course::Ends);

/// What a terminal must be sent before the program ends.
static UNDONE: Mutex<Option<&'static str>> = Mutex::new(None);

/// How long a terminal has to take that; it may be stopped, by Ctrl-S for example.
const UNDOING: Duration = Duration::from_millis(100);

/// Files that must not be left behind.
static UNFINISHED: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// From now on, interruptions are told to `notify` instead of ending the program at once.
///
/// # Errors
/// The system does not let us.
pub(crate) fn listen(notify: impl Fn() + Send + 'static) -> Result<(), Failure> {
    let handler = move || {
        let now = Instant::now();
        notify();
        if matches!(*course(), Course::MustNotEnd) {
            return;
        }
        std::thread::sleep(GRACE);
        if course().ends_by_force(now) {
            end_by_force();
        }
    };
    ctrlc::set_handler(handler).map_err(|error| {
        Failure::output(messages::no_interrupts(), messages::check_limits()).because(Some(&error))
    })
}

/// From here on the program finishes its work; a second interrupt ends it.
pub(crate) fn ends_by_itself() {
    *course() = Course::EndsByItself(Insistence::default());
}

/// What comes now must not end half-way: interruptions are told and do nothing else.
pub(crate) fn must_not_end() {
    *course() = Course::MustNotEnd;
}

/// What an interruption means to the main loop.
#[derive(Debug)]
enum Course {
    /// It is to end.
    Ends,
    /// It ends anyway.
    EndsByItself(Insistence),
    /// It is not to end before it wants to.
    MustNotEnd,
}

impl Course {
    /// Whether the interruption that came at `now` ends a program that is still there after a
    /// moment.
    fn ends_by_force(&mut self, now: Instant) -> bool {
        match self {
            Self::Ends => true,
            Self::EndsByItself(insistence) => insistence.interrupted(now) == Interruption::Again,
            Self::MustNotEnd => false,
        }
    }
}

/// Tells whether somebody insists on an interruption.
#[derive(Debug, Default)]
pub(crate) struct Insistence {
    first: Option<Instant>,
}

/// What an interruption is after those before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Interruption {
    First,
    /// It came together with the first one.
    Same,
    /// It is insisted on.
    Again,
}

impl Insistence {
    /// There is an interruption.
    pub(crate) fn interrupted(&mut self, now: Instant) -> Interruption {
        match self.first {
            None => {
                self.first = Some(now);
                Interruption::First
            }
            Some(first) if now.saturating_duration_since(first) < TOGETHER => Interruption::Same,
            Some(_) => Interruption::Again,
        }
    }
}

/// Deletes the file if the process is ended by force while this value exists.
#[derive(Debug)]
pub(crate) struct Unfinished(PathBuf);

impl Unfinished {
    /// Makes a file, whose path comes with it. A program that is ended by force is so before the
    /// file is made, or with its removal.
    ///
    /// # Errors
    /// Those of `make`; then nothing is removed.
    pub(crate) fn made<T>(
        make: impl FnOnce() -> io::Result<(T, PathBuf)>,
    ) -> io::Result<(Self, T)> {
        let mut unfinished = unfinished();
        let (made, path) = make()?;
        unfinished.push(path.clone());
        Ok((Self(path), made))
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        unfinished().retain(|path| *path != self.0);
    }
}

/// Has a text written to standard error should the program be ended by force while this value
/// lives.
#[derive(Debug)]
pub(crate) struct Undone;

impl Undone {
    /// With this text; there is one at a time.
    pub(crate) fn by_writing(text: &'static str) -> Self {
        *undone() = Some(text);
        Self
    }
}

impl Drop for Undone {
    fn drop(&mut self) {
        *undone() = None;
    }
}

fn end_by_force() {
    let text = undone().take();
    if let Some(text) = text {
        // The main loop may be stuck in writing to the same terminal, so this may be stuck as well.
        let (tell, written) = std::sync::mpsc::channel();
        let write = move || {
            let _ = io::stderr().write_all(text.as_bytes());
            let _ = tell.send(());
        };
        if std::thread::Builder::new().spawn(write).is_ok() {
            let _ = written.recv_timeout(UNDOING);
        }
    }
    // Held to the end, so that no file is made behind it.
    let unfinished = unfinished();
    for path in unfinished.iter() {
        // It may be gone already.
        let _ = std::fs::remove_file(path);
    }
    std::process::exit(Exit::Interrupted as i32);
}

fn unfinished() -> MutexGuard<'static, Vec<PathBuf>> {
    // A list of paths is valid whatever happened to the thread that held it.
    UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner)
}

fn undone() -> MutexGuard<'static, Option<&'static str>> {
    // A text is valid whatever happened to the thread that held it.
    UNDONE.lock().unwrap_or_else(PoisonError::into_inner)
}

fn course() -> MutexGuard<'static, Course> {
    COURSE.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn interruptions_within_two_seconds_are_one() {
        let start = Instant::now();
        let mut insistence = Insistence::default();
        let at = [0, 0, 1999, 2000].map(|ms| start + Duration::from_millis(ms));
        let was = at.map(|now| insistence.interrupted(now));
        let [first, same, again] = [Interruption::First, Interruption::Same, Interruption::Again];
        assert_eq!(was, [first, same, same, again]);
    }

    #[test]
    fn only_who_insists_ends_what_ends_by_itself() {
        let start = Instant::now();
        let late = start + Duration::from_secs(60);
        assert!(Course::Ends.ends_by_force(start));
        let mut ending = Course::EndsByItself(Insistence::default());
        assert!(!ending.ends_by_force(start));
        assert!(!ending.ends_by_force(start));
        assert!(ending.ends_by_force(late));
        let mut guarded = Course::MustNotEnd;
        assert!(!guarded.ends_by_force(start));
        assert!(!guarded.ends_by_force(late));
    }

    #[test]
    fn no_program_ends_by_force_between_the_making_of_a_file_and_the_note_to_remove_it() {
        let path = PathBuf::from("a file that is made");
        let noted = || unfinished().contains(&path);
        let made = Unfinished::made(|| {
            assert!(UNFINISHED.try_lock().is_err());
            Ok(((), path.clone()))
        });
        assert!(noted());
        drop(made);
        assert!(!noted());
    }

    #[test]
    fn a_file_that_was_not_made_is_not_removed() {
        let path = PathBuf::from("a file of somebody else");
        let exists = io::ErrorKind::AlreadyExists;
        let made = Unfinished::made(|| Err::<((), PathBuf), _>(exists.into()));
        assert!(made.is_err());
        assert!(!unfinished().contains(&path));
    }
}

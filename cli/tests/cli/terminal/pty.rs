//! The program on its own terminal.

use std::fs::File;
use std::io::{Read as _, Write as _};
use std::os::fd::OwnedFd;
use std::process::{Child, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

use rustix::fs::{Mode, OFlags};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{Winsize, tcsetwinsize};

use crate::support::command;

pub(super) const UTF8: (&str, &str) = ("LANG", "zh_CN.UTF-8");

/// Longer than any of these runs.
const LONG: Duration = Duration::from_secs(30);

/// A run of the program on a terminal.
pub(super) struct Run {
    pub(super) child: Child,
    terminal: OwnedFd,
    pieces: Receiver<Vec<u8>>,
    /// The output so far.
    pub(super) output: Vec<u8>,
}

/// The size of a terminal in cells and in pixels.
pub(super) fn size((columns, lines): (u16, u16), cell: (u16, u16)) -> Winsize {
    Winsize {
        ws_col: columns,
        ws_row: lines,
        ws_xpixel: columns * cell.0,
        ws_ypixel: lines * cell.1,
    }
}

impl Run {
    /// Starts the program on a terminal of this size, with these variables. Standard output is the
    /// terminal, too, or a pipe.
    pub(super) fn start(
        arguments: &[&str],
        size: Winsize,
        variables: &[(&str, &str)],
        piped: bool,
    ) -> Self {
        let terminal = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
        // A program that held it would never see the end of its terminal.
        rustix::io::fcntl_setfd(&terminal, rustix::io::FdFlags::CLOEXEC).unwrap();
        grantpt(&terminal).unwrap();
        unlockpt(&terminal).unwrap();
        tcsetwinsize(&terminal, size).unwrap();
        let name = ptsname(&terminal, Vec::new()).unwrap();
        // Another test's program must not hold it open.
        let flags = OFlags::RDWR | OFlags::NOCTTY | OFlags::CLOEXEC;
        let end = rustix::fs::open(&name, flags, Mode::empty()).unwrap();
        let mut command = command(arguments);
        for name in ["LC_ALL", "LC_CTYPE", "LANG"] {
            command.env_remove(name);
        }
        command
            .env("TERM", "xterm-256color")
            .envs(variables.iter().copied())
            .stdin(end.try_clone().unwrap())
            .stderr(end.try_clone().unwrap())
            .stdout(if piped { Stdio::piped() } else { end.into() });
        let child = command.spawn().unwrap();
        // Holds the terminal's other end open.
        drop(command);
        let mut reader = File::from(terminal.try_clone().unwrap());
        let (tell, pieces) = channel();
        std::thread::spawn(move || {
            let mut buffer = [0; 4096];
            // On Linux the end is an error.
            while let Ok(length @ 1..) = reader.read(&mut buffer) {
                if tell.send(buffer[..length].to_vec()).is_err() {
                    break;
                }
            }
        });
        Self {
            child,
            terminal,
            pieces,
            output: Vec::new(),
        }
    }

    /// Reads until the output meets this condition.
    pub(super) fn until(&mut self, enough: impl Fn(&[u8]) -> bool) {
        while !enough(&self.output) {
            let piece = self.pieces.recv_timeout(LONG);
            let so_far = || String::from_utf8_lossy(&self.output).into_owned();
            self.output
                .extend(piece.unwrap_or_else(|_| panic!("{}", so_far())));
        }
    }

    /// Reads until this text has arrived.
    pub(super) fn until_text(&mut self, text: &str) {
        self.until(|output| String::from_utf8_lossy(output).contains(text));
    }

    /// The output so far as text.
    pub(super) fn text(&self) -> String {
        String::from_utf8_lossy(&self.output).into_owned()
    }

    /// Types a line.
    pub(super) fn type_line(&self, line: &str) {
        let keys = format!("{line}\r");
        let mut keyboard = File::from(self.terminal.try_clone().unwrap());
        keyboard.write_all(keys.as_bytes()).unwrap();
    }

    /// Resizes the terminal.
    pub(super) fn resize(&self, size: Winsize) {
        tcsetwinsize(&self.terminal, size).unwrap();
    }

    /// Reads to the end; returns the exit code.
    pub(super) fn finish(&mut self) -> Option<i32> {
        loop {
            match self.pieces.recv_timeout(LONG) {
                Ok(piece) => self.output.extend(piece),
                Err(RecvTimeoutError::Disconnected) => break,
                Err(RecvTimeoutError::Timeout) => panic!("no end"),
            }
        }
        self.child.wait().unwrap().code()
    }
}

impl Drop for Run {
    /// A program of a failed test must not go on.
    fn drop(&mut self) {
        let _ = self.child.kill();
    }
}

//! What the user types: lines of standard input.

use std::io::{self, BufRead, IsTerminal as _};
use std::sync::mpsc::Sender;
use std::thread::Builder;

use qrlogin::Secret;

use crate::run::Message;

/// The longest line that is read, in bytes; the rest of a longer one is another line.
const LONGEST: u64 = 4096;

/// Standard input. Nothing is read before it is wanted.
pub(crate) struct Input {
    sender: Sender<Message>,
    begun: bool,
}

impl Input {
    /// Each line becomes a message to this channel.
    pub(crate) fn new(sender: Sender<Message>) -> Self {
        let begun = false;
        Self { sender, begun }
    }

    /// Reads lines from now on, each as [`Message::Typed`].
    ///
    /// # Errors
    /// The system cannot create a thread.
    pub(crate) fn begin(&mut self) -> io::Result<()> {
        if std::mem::replace(&mut self.begun, true) {
            return Ok(());
        }
        forget_earlier();
        let sender = self.sender.clone();
        // The thread ends with the program: a read of standard input cannot be interrupted.
        let thread = Builder::new().name("input".to_owned());
        thread.spawn(move || read(io::stdin().lock(), &sender))?;
        Ok(())
    }
}

/// Reads one line from now on, as [`Message::Typed`]. Other readers of standard input get the rest.
///
/// # Errors
/// The system cannot create a thread.
pub(crate) fn one_line(sender: &Sender<Message>) -> io::Result<()> {
    forget_earlier();
    let sender = sender.clone();
    let thread = Builder::new().name("input".to_owned());
    thread.spawn(move || {
        // Fails if the main loop has ended.
        let _ = sender.send(line(io::stdin().lock()));
    })?;
    Ok(())
}

/// Whether what is typed is visible on a terminal, with the line feed at its end.
pub(crate) fn is_echoed() -> bool {
    io::stdin().is_terminal()
}

/// Reads lines to the end of the input.
fn read(mut input: impl BufRead, sender: &Sender<Message>) {
    loop {
        let message = line(&mut input);
        let is_end = matches!(message, Message::Typed(None));
        // Fails if the main loop has ended.
        if sender.send(message).is_err() || is_end {
            return;
        }
    }
}

/// The next line, or the end of the input.
fn line(input: impl BufRead) -> Message {
    let mut line = Vec::new();
    match input.take(LONGEST).read_until(b'\n', &mut line) {
        Ok(0) | Err(_) => Message::Typed(None),
        Ok(_) => Message::Typed(Some(Secret::from(
            String::from_utf8_lossy(&line).into_owned(),
        ))),
    }
}

/// Drops what was typed on a terminal before anything was wanted.
fn forget_earlier() {
    #[cfg(unix)]
    if is_echoed() {
        let _ = rustix::termios::tcflush(io::stdin(), rustix::termios::QueueSelector::IFlush);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;

    use super::*;

    /// The lines of an input; the last one is its end.
    fn lines(input: &[u8]) -> Vec<Option<String>> {
        let (sender, receiver) = channel();
        read(input, &sender);
        drop(sender);
        let text = |message| match message {
            Message::Typed(line) => line.map(String::from),
            other => panic!("{other:?}"),
        };
        receiver.iter().map(text).collect()
    }

    #[test]
    fn every_line_is_a_message_and_so_is_the_end() {
        let line = |text: &str| Some(text.to_owned());
        assert_eq!(lines(b""), [None]);
        assert_eq!(
            lines(b"12\r\n\n34"),
            [line("12\r\n"), line("\n"), line("34"), None]
        );
        assert_eq!(lines(b"\xff\n"), [line("\u{fffd}\n"), None]);
    }

    #[test]
    fn a_long_line_is_read_in_pieces() {
        let seen = lines(&[b'1'; 5000]);
        let lengths: Vec<_> = seen.iter().flatten().map(String::len).collect();
        assert_eq!(lengths, [4096, 904]);
    }
}

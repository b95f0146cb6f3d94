//! A connection as a transport of ureq.

use std::fmt;
use std::io::{self, Read as _, Write as _};
use std::time::Instant;

use ureq::unversioned::transport::{self, Buffers as _, NextTimeout, Transport};

use crate::buffers::{Buffers, HeadLength};
use crate::head::Head;
use crate::stream::Stream;

/// A connection for ureq.
pub(crate) struct Wire {
    stream: Stream,
    buffers: Buffers,
    /// The head of the response, while it is incomplete.
    head: Option<Head>,
    /// Whether something was received since the last check for another use.
    has_received: bool,
}

impl Wire {
    pub(crate) fn new(stream: Stream, head_length: HeadLength) -> Self {
        Self {
            stream,
            buffers: Buffers::new(head_length),
            head: None,
            has_received: false,
        }
    }

    /// Reads the whole head, cleaned, with the bytes after it; or more of the body. Returns whether
    /// there was anything.
    fn read(&mut self) -> io::Result<bool> {
        self.has_received = true;
        let Some(head) = &mut self.head else {
            return Ok(self.buffers.fill(|room| self.stream.read(room))? > 0);
        };
        let mut buffer = [0; 4096];
        let whole = loop {
            let read = self.stream.read(&mut buffer)?;
            let whole = head.add(buffer.get(..read).unwrap_or_default(), read == 0)?;
            if let Some(whole) = whole {
                break whole;
            }
        };
        self.head = None;
        let is_any = !whole.is_empty();
        self.buffers.add(whole);
        Ok(is_any)
    }
}

impl Transport for Wire {
    fn buffers(&mut self) -> &mut dyn transport::Buffers {
        &mut self.buffers
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), ureq::Error> {
        self.stream.until(deadline(timeout));
        self.stream.begin_response();
        self.head = Some(Head::default());
        let output = self.buffers.output().get(..amount).unwrap_or_default();
        let written = self.stream.write_all(output);
        let written = written.and_then(|()| self.stream.flush());
        written.map_err(|error| explain(error, timeout))
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, ureq::Error> {
        self.stream.until(deadline(timeout));
        self.read().map_err(|error| explain(error, timeout))
    }

    fn is_open(&mut self) -> bool {
        // ureq checks after a response and before the next request. The second check suffices, and
        // is one system call less.
        std::mem::take(&mut self.has_received) || self.stream.is_idle()
    }

    fn is_tls(&self) -> bool {
        self.stream.is_tls()
    }
}

impl fmt::Debug for Wire {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Wire").finish_non_exhaustive()
    }
}

fn deadline(timeout: NextTimeout) -> Option<Instant> {
    match timeout.after.is_not_happening() {
        true => None,
        false => Instant::now().checked_add(*timeout.after),
    }
}

fn explain(error: io::Error, timeout: NextTimeout) -> ureq::Error {
    match error.kind() {
        io::ErrorKind::TimedOut => ureq::Error::Timeout(timeout.reason),
        _ => ureq::Error::Io(error),
    }
}

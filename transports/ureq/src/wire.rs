//! A connection as a transport of ureq.

use std::fmt;
use std::io::{self, Read as _, Write as _};
use std::time::Instant;

use ureq::config::Config;
use ureq::unversioned::transport::{Buffers, LazyBuffers, NextTimeout, Transport};

use crate::head::Head;
use crate::stream::Stream;

/// A connection for ureq.
pub(crate) struct Wire {
    stream: Stream,
    buffers: LazyBuffers,
    /// The head of the response, while it is incomplete.
    head: Option<Head>,
    /// Bytes that ureq has not read yet.
    ready: io::Cursor<Vec<u8>>,
}

impl Wire {
    pub(crate) fn new(stream: Stream, config: &Config) -> Self {
        Self {
            stream,
            buffers: LazyBuffers::new(config.input_buffer_size(), config.output_buffer_size()),
            head: None,
            ready: io::Cursor::default(),
        }
    }

    /// Reads until the head is complete; then the cleaned head and the bytes after it are ready.
    fn read_head(&mut self) -> io::Result<()> {
        let mut buffer = [0; 4096];
        while let Some(head) = &mut self.head {
            let read = self.stream.read(&mut buffer)?;
            let whole = head.add(buffer.get(..read).unwrap_or_default(), read == 0)?;
            if let Some(bytes) = whole {
                self.ready = io::Cursor::new(bytes);
                self.head = None;
            }
        }
        Ok(())
    }

    fn read(&mut self) -> io::Result<usize> {
        self.read_head()?;
        let room = self.buffers.input_append_buf();
        match self.ready.read(room)? {
            0 => self.stream.read(room),
            read => Ok(read),
        }
    }
}

impl Transport for Wire {
    fn buffers(&mut self) -> &mut dyn Buffers {
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
        let read = self.read().map_err(|error| explain(error, timeout))?;
        self.buffers.input_appended(read);
        Ok(read > 0)
    }

    fn is_open(&mut self) -> bool {
        self.stream.is_idle()
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

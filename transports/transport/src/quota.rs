//! The limit on what is read for one response.

use std::io;

use qrlogin::Failure;

use crate::MAX_BODY;

/// The most bytes of a response on the wire: twice a body of the full size.
const BYTES: usize = 2 * MAX_BODY;
/// The most reads for a response: a body of the full size in packets of 64 bytes.
const READS: usize = 16 * 1024;

/// Counts what is read for one response, so that an endless one (interim responses, chunks of one
/// byte, headers byte by byte) does not keep the processor busy until the call's time-out.
#[derive(Debug, Default)]
pub struct Quota {
    bytes: usize,
    reads: usize,
}

impl Quota {
    /// Starts anew for the next response, when a request is sent.
    pub fn renew(&mut self) {
        *self = Self::default();
    }

    /// Counts one read of this many bytes.
    ///
    /// # Errors
    /// The quota is exceeded.
    pub fn count(&mut self, bytes: usize) -> io::Result<()> {
        self.bytes = self.bytes.saturating_add(bytes);
        self.reads = self.reads.saturating_add(1);
        match self.bytes > BYTES || self.reads > READS {
            true => Err(io::Error::new(io::ErrorKind::InvalidData, Failure::Io)),
            false => Ok(()),
        }
    }
}

//! How much may be read for one answer, whatever it turns out to be.

use std::io;

use qrlogin::Failure;

use crate::MAX_BODY;

/// The longest answer as it comes over the wire: twice a body of the full size.
const BYTES: usize = 2 * MAX_BODY;
/// The most pieces of an answer: a body of the full size in packets of 64 bytes.
const READS: usize = 16 * 1024;

/// Counts what is read for one answer, so that one that never ends (interim answers, chunks of a
/// byte, dribbled headers) does not keep the processor busy until the call's time-out.
#[derive(Debug, Default)]
pub struct Quota {
    bytes: usize,
    reads: usize,
}

impl Quota {
    /// A request goes out: what comes now is another answer.
    pub fn renew(&mut self) {
        *self = Self::default();
    }

    /// So many bytes were read.
    ///
    /// # Errors
    /// That is too much.
    pub fn count(&mut self, bytes: usize) -> io::Result<()> {
        self.bytes = self.bytes.saturating_add(bytes);
        self.reads = self.reads.saturating_add(1);
        match self.bytes > BYTES || self.reads > READS {
            true => Err(io::Error::new(io::ErrorKind::InvalidData, Failure::Io)),
            false => Ok(()),
        }
    }
}

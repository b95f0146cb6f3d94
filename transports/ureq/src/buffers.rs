//! The buffers of a connection: small while it waits for a long poll, and as long as the request
//! and the response need.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use qrlogin::Request;
use ureq::unversioned::transport;

/// The size in which memory is requested and kept for the next exchange, in bytes.
const STEP: usize = 4096;
/// How much of a body is read at once, in bytes.
const CHUNK: usize = 16 * 1024;

/// The length of the head of the request that is sent, shared by a transport and its connections:
/// ureq refuses a request with a line longer than the output buffer.
#[derive(Clone, Debug, Default)]
pub(crate) struct HeadLength(Arc<AtomicUsize>);

impl HeadLength {
    /// Sets it before a request is sent. It is an upper bound.
    pub(crate) fn set(&self, request: &Request) {
        let uri = request.uri();
        let parts = [uri.host(), uri.path_and_query().map(|path| path.as_str())];
        let address: usize = parts.into_iter().flatten().map(str::len).sum();
        let headers = request.headers().iter();
        let headers =
            headers.map(|(name, value)| name.as_str().len() + value.len() + ": \r\n".len());
        // Besides: the method, the version, and the lines that ureq adds.
        self.0
            .store(address + headers.sum::<usize>() + 256, Ordering::Relaxed);
    }

    fn rounded(&self) -> usize {
        let length = self.0.load(Ordering::Relaxed).max(1);
        length.next_multiple_of(STEP)
    }
}

/// The buffers of a connection.
pub(crate) struct Buffers {
    /// What was received; the first `consumed` bytes of it were read.
    input: Vec<u8>,
    consumed: usize,
    /// Whether the last reading consumed anything.
    progress: bool,
    output: Vec<u8>,
    scratch: Vec<u8>,
    head_length: HeadLength,
}

impl Buffers {
    pub(crate) fn new(head_length: HeadLength) -> Self {
        Self {
            input: Vec::new(),
            consumed: 0,
            progress: false,
            output: Vec::new(),
            scratch: Vec::new(),
            head_length,
        }
    }

    /// Adds received bytes.
    pub(crate) fn add(&mut self, bytes: Vec<u8>) {
        self.discard_consumed();
        match self.input.is_empty() {
            true => self.input = bytes,
            false => self.input.extend(bytes),
        }
    }

    /// Adds what `read` writes to the room that it is given. Returns the number of bytes.
    pub(crate) fn fill<E>(
        &mut self,
        read: impl FnOnce(&mut [u8]) -> Result<usize, E>,
    ) -> Result<usize, E> {
        self.discard_consumed();
        let before = self.input.len();
        self.input.resize(before + CHUNK, 0);
        let added = read(self.input.get_mut(before..).unwrap_or_default());
        self.input.truncate(before + *added.as_ref().unwrap_or(&0));
        added
    }

    fn discard_consumed(&mut self) {
        self.input.drain(..self.consumed);
        self.consumed = 0;
    }
}

impl transport::Buffers for Buffers {
    fn output(&mut self) -> &mut [u8] {
        let length = self.head_length.rounded();
        if self.output.len() != length {
            self.output = vec![0; length];
        }
        &mut self.output
    }

    fn input(&self) -> &[u8] {
        self.input.get(self.consumed..).unwrap_or_default()
    }

    /// Only transports call it, and the one with these buffers does not.
    fn input_append_buf(&mut self) -> &mut [u8] {
        &mut []
    }

    fn input_appended(&mut self, _: usize) {}

    fn input_consume(&mut self, amount: usize) {
        self.progress = amount > 0;
        self.consumed = self.consumed.saturating_add(amount).min(self.input.len());
        if self.consumed == self.input.len() {
            self.input.clear();
            self.consumed = 0;
            self.input.shrink_to(STEP);
        }
    }

    fn tmp_and_output(&mut self) -> (&mut [u8], &mut [u8]) {
        self.output();
        self.scratch.resize(STEP, 0);
        (&mut self.scratch, &mut self.output)
    }

    fn can_use_input(&self) -> bool {
        self.progress && self.consumed < self.input.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use transport::Buffers as _;

    /// The memory of a connection, in bytes.
    fn held(buffers: &Buffers) -> usize {
        buffers.input.capacity() + buffers.output.capacity() + buffers.scratch.capacity()
    }

    fn request(cookie: &str) -> Request {
        let request = qrlogin::http::Request::get("https://service.example/poll");
        let request = request.header("cookie", cookie);
        request.body(Vec::new()).unwrap()
    }

    /// Buffers to which a request with this cookie was written.
    fn written(cookie: &str) -> (Buffers, HeadLength) {
        let head_length = HeadLength::default();
        head_length.set(&request(cookie));
        let mut buffers = Buffers::new(head_length.clone());
        assert!(buffers.output().len() >= cookie.len());
        (buffers, head_length)
    }

    #[test]
    fn a_waiting_poll_holds_four_kilobytes() {
        let (buffers, _) = written("a=b");
        assert_eq!(held(&buffers), STEP);
    }

    #[test]
    fn a_long_response_leaves_no_memory_behind() {
        let (mut buffers, _) = written("a=b");
        buffers.add(vec![b'h'; 64 * 1024]);
        for _ in 0..64 {
            let filled = buffers.fill(|room| Ok::<_, ()>(room.len()));
            assert_eq!(filled, Ok(CHUNK));
        }
        buffers.input_consume(64 * 1024 + 64 * CHUNK);
        assert!(buffers.input().is_empty());
        assert!(held(&buffers) <= 2 * STEP, "{}", held(&buffers));
    }

    #[test]
    fn a_long_request_leaves_no_memory_behind() {
        let (mut buffers, head_length) = written(&"c".repeat(60_000));
        head_length.set(&request("a=b"));
        buffers.output();
        assert_eq!(held(&buffers), STEP);
    }
}

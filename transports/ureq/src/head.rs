//! The head of a response, without the header lines for which ureq would reject the response.

use std::io;

use memchr::{memchr, memchr_iter};

/// The longest head on the wire, in bytes.
const MAX_RAW: usize = 256 * 1024;
/// The longest head that is passed to ureq, in bytes.
pub(crate) const MAX_HEAD: usize = 64 * 1024;
/// The most header lines that are passed to ureq, which accepts 128.
const MAX_LINES: usize = 120;
/// The names of the header lines that are kept before all others, in lower case.
const WANTED: [&str; 8] = [
    "set-cookie:",
    "location:",
    "content-length:",
    "content-encoding:",
    "content-type:",
    "transfer-encoding:",
    "connection:",
    "date:",
];

/// The head of a response while it is received.
#[derive(Default)]
pub(crate) struct Head {
    bytes: Vec<u8>,
    /// The length of its beginning that holds no end of a head.
    searched: usize,
}

impl Head {
    /// Adds received bytes, or the end of the connection. Returns the cleaned head, once it is
    /// whole, with the bytes after it. What is not the head of a response is returned unchanged, so
    /// that ureq reports it.
    ///
    /// # Errors
    /// The head is too long.
    pub(crate) fn add(&mut self, bytes: &[u8], is_end: bool) -> io::Result<Option<Vec<u8>>> {
        self.bytes.extend_from_slice(bytes);
        let looks_like_http = self.bytes.iter().zip(b"HTTP/1.").all(|(a, b)| a == b);
        if is_end || !looks_like_http {
            return Ok(Some(std::mem::take(&mut self.bytes)));
        }
        let Some(end) = self.end() else {
            self.searched = self.bytes.len().saturating_sub(2);
            return match self.bytes.len() {
                0..MAX_RAW => Ok(None),
                _ => Err(io::ErrorKind::InvalidData.into()),
            };
        };
        let head = self.bytes.get(..end).unwrap_or_default();
        if is_interim(head) {
            // The final response follows.
            let rest = self.bytes.split_off(end);
            *self = Self::default();
            return self.add(&rest, false);
        }
        // As nearly all are: no copy.
        if is_clean(head) {
            return Ok(Some(std::mem::take(&mut self.bytes)));
        }
        let mut clean = cleaned(head);
        clean.extend(self.bytes.drain(end..));
        Ok(Some(clean))
    }

    fn end(&self) -> Option<usize> {
        let searched = self.bytes.get(self.searched..)?;
        memchr_iter(b'\n', searched)
            .map(|at| self.searched + at + 1)
            .find_map(|next| match self.bytes.get(next..)? {
                [b'\r', b'\n', ..] => Some(next + 2),
                [b'\n', ..] => Some(next + 1),
                _ => None,
            })
    }
}

/// Whether this is the head of an interim response (RFC 9110, section 15.2), which ureq would take
/// for the final one.
fn is_interim(head: &[u8]) -> bool {
    matches!(
        head,
        [b'H', b'T', b'T', b'P', b'/', b'1', b'.', _, b' ', b'1', ..]
    ) && !head
        .get(9..)
        .is_some_and(|status| status.starts_with(b"101"))
}

/// Whether ureq accepts this head as it is.
fn is_clean(head: &[u8]) -> bool {
    let lines = head.strip_suffix(b"\r\n").unwrap_or_default();
    let (mut begin, mut count) = (0, 0_usize);
    for end in memchr_iter(b'\n', lines) {
        let line = lines.get(begin..end).unwrap_or_default();
        let is_status = begin == 0;
        let line = line.strip_suffix(b"\r");
        if !line.is_some_and(|line| is_status || is_valid(line)) {
            return false;
        }
        begin = end + 1;
        count += 1;
    }
    count <= MAX_LINES && head.len() <= MAX_HEAD
}

/// A head without its invalid header lines, and without those that exceed ureq's limits.
fn cleaned(head: &[u8]) -> Vec<u8> {
    let mut lines = head.split(|byte| *byte == b'\n').map(trimmed);
    let mut clean = lines.next().unwrap_or_default().to_vec();
    clean.extend_from_slice(b"\r\n");
    let valid = lines.filter(|line| is_valid(line));
    let (wanted, others): (Vec<_>, Vec<_>) = valid.partition(|line| is_wanted(line));
    for line in wanted.into_iter().chain(others).take(MAX_LINES) {
        // Two bytes each for the end of the line and of the head.
        if clean.len() + line.len() + 4 <= MAX_HEAD {
            clean.extend_from_slice(line);
            clean.extend_from_slice(b"\r\n");
        }
    }
    clean.extend_from_slice(b"\r\n");
    clean
}

fn trimmed(line: &[u8]) -> &[u8] {
    line.strip_suffix(b"\r").unwrap_or(line)
}

fn is_valid(line: &[u8]) -> bool {
    let Some(colon) = memchr(b':', line) else {
        return false;
    };
    let (name, value) = line.split_at(colon);
    // Reads each value to its end, which the compiler does for many bytes at once.
    let is_value = |valid, byte: &u8| valid & (matches!(byte, b' '.. | b'\t') & (*byte != 0x7f));
    !name.is_empty() && name.iter().all(is_token) && value.iter().fold(true, is_value)
}

/// Whether the name of a header may contain this byte (RFC 9110, section 5.6.2).
fn is_token(byte: &u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(
            byte,
            b'!' | b'#' ..=b'\'' | b'*' | b'+' | b'-' | b'.' | b'^'..=b'`' | b'|' | b'~'
        )
}

fn is_wanted(line: &[u8]) -> bool {
    WANTED.iter().any(|with| {
        let begin = line.get(..with.len());
        begin.is_some_and(|begin| begin.eq_ignore_ascii_case(with.as_bytes()))
    })
}

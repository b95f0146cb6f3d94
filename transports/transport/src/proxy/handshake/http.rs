//! `CONNECT` of HTTP/1.1 (RFC 9110, section 9.3.6).

use super::{Handshake, Refusal, Stage, Turn};

/// The longest head of a response, in bytes.
const MAX_HEAD: usize = 64 * 1024;

impl Handshake<'_> {
    pub(super) fn connect(&mut self) -> Result<Turn, Refusal> {
        match self.stage {
            Stage::Begin => {
                let request = self.request();
                Ok(self.send(request, Stage::ConnectSent))
            }
            Stage::Done => Ok(Turn::Done),
            _ => self.answer(),
        }
    }

    fn request(&self) -> Vec<u8> {
        let target = &self.target;
        let host = match target.host.contains(':') {
            true => format!("[{}]:{}", target.host, target.port),
            false => format!("{}:{}", target.host, target.port),
        };
        let mut request = format!("CONNECT {host} HTTP/1.1\r\nHost: {host}\r\n").into_bytes();
        if let Some(value) = self.proxy.authorization() {
            request.extend_from_slice(b"Proxy-Authorization: ");
            request.extend_from_slice(value.as_bytes());
            request.extend_from_slice(b"\r\n");
        }
        request.extend_from_slice(b"\r\n");
        request
    }

    fn answer(&mut self) -> Result<Turn, Refusal> {
        loop {
            let begins_like_http = self.received.iter().zip(b"HTTP/1.").all(|(a, b)| a == b);
            if !begins_like_http {
                return Err("it does not speak HTTP".into());
            }
            let Some(end) = end_of_head(&self.received, self.searched) else {
                self.searched = self.received.len().saturating_sub(2);
                return match MAX_HEAD.checked_sub(self.total) {
                    None | Some(0) => Err("its answer is too long".into()),
                    Some(left) => Ok(Turn::Receive(left)),
                };
            };
            let rest = self.received.split_off(end);
            let head = std::mem::replace(&mut self.received, rest);
            self.searched = 0;
            let head = String::from_utf8_lossy(&head);
            match status(&head) {
                None => return Err("it does not speak HTTP".into()),
                // An interim response: the final one follows.
                Some(100..200) => {}
                // RFC 9110, 9.3.6: any 2xx opens the tunnel and has no body. A service sends
                // nothing before the client does.
                Some(200..300) if self.received.is_empty() => return Ok(self.done()),
                Some(200..300) => return Err("it sent more than its answer".into()),
                Some(407) => return Err(self.wants_sign_in(&head)),
                Some(status @ 502..=504) => {
                    let refusal = format!("it could not reach the service (HTTP status {status})");
                    return Err(refusal.into());
                }
                Some(status) => return Err(format!("it refused (HTTP status {status})").into()),
            }
        }
    }

    /// The reason for a 407, by the authentication schemes that the proxy offers.
    fn wants_sign_in(&self, head: &str) -> Refusal {
        let offers = |scheme: &str| {
            head.lines().any(|line| {
                let line = line.to_ascii_lowercase();
                let value = line.strip_prefix("proxy-authenticate:");
                value.is_some_and(|value| value.split([',', ' ']).any(|word| word == scheme))
            })
        };
        let foreign = ["negotiate", "kerberos", "ntlm", "digest"];
        if !offers("basic") && foreign.into_iter().any(offers) {
            return "it wants another way of signing in than user and password in clear (HTTP status 407), such as \
                    NTLM or Kerberos, which is not supported: use a local proxy that does it"
                .into();
        }
        format!("{} (HTTP status 407)", self.sign_in()).into()
    }
}

/// The end of the head, after the empty line; the search starts at `from`.
fn end_of_head(bytes: &[u8], from: usize) -> Option<usize> {
    (from..bytes.len()).find_map(|at| {
        let rest = bytes.get(at..)?;
        let line = [&b"\n\r\n"[..], b"\n\n"];
        let line = line.into_iter().find(|line| rest.starts_with(line))?;
        Some(at + line.len())
    })
}

fn status(head: &str) -> Option<u16> {
    let mut words = head.lines().next()?.split(' ');
    words.next().filter(|version| version.len() == 8)?;
    let status = words.next().filter(|status| status.len() == 3)?;
    status.parse().ok().filter(|status| *status >= 100)
}

//! A canned HTTP server on the loopback.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

/// What a server does after it has written its response.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Then {
    /// Waits for the next request on the connection.
    KeepAlive,
    Close,
    /// Writes no more and waits for the client to close.
    Hang,
}

/// A response as bytes.
#[derive(Clone)]
pub struct Reply(pub Vec<u8>, pub Then);

impl Reply {
    /// A response with this status line, these header lines and this body.
    pub fn new(status: &str, headers: &[&str], body: impl AsRef<[u8]>) -> Self {
        let body = body.as_ref();
        let mut bytes = format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\n", body.len());
        for line in headers {
            bytes.push_str(line);
            bytes.push_str("\r\n");
        }
        bytes.push_str("\r\n");
        Self([bytes.as_bytes(), body].concat(), Then::KeepAlive)
    }

    pub fn ok(body: impl AsRef<[u8]>) -> Self {
        Self::new("200 OK", &[], body)
    }

    /// These bytes, and the end of the connection.
    pub fn raw(bytes: impl AsRef<[u8]>) -> Self {
        Self(bytes.as_ref().to_vec(), Then::Close)
    }

    pub fn silence() -> Self {
        Self(Vec::new(), Then::Hang)
    }
}

/// A request as it was received.
#[derive(Clone, Debug)]
pub struct Seen {
    /// The number of its connection, from 0.
    pub connection: usize,
    /// The request line.
    pub line: String,
    /// The header lines, names in lower case, in order.
    pub headers: Vec<String>,
    pub body: String,
}

impl Seen {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
    }
}

/// A server that runs until the end of the process.
pub struct Server {
    pub address: SocketAddr,
    seen: Arc<Mutex<Vec<Seen>>>,
}

impl Server {
    /// A server that always sends this response.
    pub fn with(answer: Reply) -> Self {
        Self::start(move |_, _| answer.clone())
    }

    /// A server that sends the nth response to the nth request, and the last one from then on.
    pub fn in_order(answers: impl Into<Vec<Reply>>) -> Self {
        let answers = answers.into();
        Self::start(move |n, _| answers[n.min(answers.len() - 1)].clone())
    }

    /// A server that sends the result of `answer` for the nth request.
    pub fn start(answer: impl Fn(usize, &Seen) -> Reply + Send + Sync + 'static) -> Self {
        Self::over(answer, Some)
    }

    /// A server whose connections are wrapped, such as in TLS; `None` drops one.
    pub fn over<S: Read + Write>(
        answer: impl Fn(usize, &Seen) -> Reply + Send + Sync + 'static,
        wrap: impl Fn(TcpStream) -> Option<S> + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let seen = Arc::new(Mutex::new(Vec::new()));
        let shared = Arc::new((seen.clone(), answer, wrap));
        thread::spawn(move || {
            for (connection, stream) in listener.incoming().flatten().enumerate() {
                let shared = shared.clone();
                thread::spawn(move || {
                    let (seen, answer, wrap) = &*shared;
                    stream.set_nodelay(true).unwrap();
                    if let Some(mut stream) = wrap(stream) {
                        let _ended = serve(&mut stream, connection, seen, answer);
                    }
                });
            }
        });
        Self { address, seen }
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// All requests so far.
    pub fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    /// The only request so far.
    pub fn only(&self) -> Seen {
        let seen = self.seen();
        assert_eq!(seen.len(), 1, "{seen:?}");
        seen[0].clone()
    }
}

fn serve(
    stream: &mut (impl Read + Write),
    connection: usize,
    seen: &Mutex<Vec<Seen>>,
    answer: &impl Fn(usize, &Seen) -> Reply,
) -> io::Result<()> {
    while let Some(request) = read(stream, connection)? {
        let Reply(bytes, then) = {
            let mut seen = seen.lock().unwrap();
            seen.push(request.clone());
            answer(seen.len() - 1, &request)
        };
        stream.write_all(&bytes)?;
        stream.flush()?;
        match then {
            Then::KeepAlive => {}
            Then::Close => return Ok(()),
            Then::Hang => {
                while stream.read(&mut [0; 64])? > 0 {}
                return Ok(());
            }
        }
    }
    Ok(())
}

/// Reads one request; `None` at the end of the connection.
pub fn read(stream: &mut impl Read, connection: usize) -> io::Result<Option<Seen>> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        if stream.read(&mut byte)? == 0 {
            return Ok(None);
        }
        head.push(byte[0]);
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    let mut lines = head.trim_end().lines();
    let line = lines.next().unwrap_or_default().to_owned();
    let headers = lines
        .map(|line| match line.split_once(':') {
            Some((name, value)) => format!("{}:{value}", name.to_ascii_lowercase()),
            None => line.to_owned(),
        })
        .collect();
    let mut request = Seen {
        connection,
        line,
        headers,
        body: String::new(),
    };
    if let Some(length) = request.header("content-length") {
        let mut body = vec![0; length.parse().unwrap()];
        stream.read_exact(&mut body)?;
        request.body = String::from_utf8(body).unwrap();
    }
    Ok(Some(request))
}

//! The server of the benchmark, a process of its own: replies as bilibili-web does while no user
//! scans the code.

use std::io::{self, BufRead as _, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::thread;

use crate::replies;

/// The header lines of the service's replies, besides the length.
const HEADERS: &str = "Date: Fri, 15 Jan 2027 08:00:00 GMT\r\n\
    Content-Type: application/json; charset=utf-8\r\n\
    Connection: keep-alive\r\n\
    Vary: Origin\r\n\
    Bili-Status-Code: 0\r\n\
    Bili-Trace-Id: 0123456789abcdef\r\n\
    X-Bili-Trace-Id: 0123456789abcdef0123456789abcdef\r\n\
    X-Cache-Webcdn: BYPASS from blzone01\r\n";

/// Serves until the end of standard input. Prints the origin. With `hold`, polls get no reply.
pub fn serve(hold: bool) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    println!("http://{}", listener.local_addr().unwrap());
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            thread::Builder::new()
                .stack_size(64 * 1024)
                .spawn(move || converse(stream, hold))
                .unwrap();
        }
    });
    let _ended = io::stdin().read_to_end(&mut Vec::new());
}

fn converse(mut stream: TcpStream, hold: bool) -> io::Result<()> {
    let [started, pending] = [replies::WEB_STARTED, replies::WEB_PENDING].map(reply);
    stream.set_nodelay(true)?;
    let (mut buffer, mut filled) = ([0; 8192], 0);
    loop {
        let read = stream.read(&mut buffer[filled..])?;
        if read == 0 {
            return Ok(());
        }
        filled += read;
        if !buffer[..filled].ends_with(b"\r\n\r\n") {
            continue;
        }
        let line = buffer[..filled].split(|byte| *byte == b'\r').next();
        let is_start = line.is_some_and(|line| line.windows(8).any(|part| part == b"generate"));
        filled = 0;
        match (is_start, hold) {
            (true, _) => stream.write_all(&started)?,
            (false, false) => stream.write_all(&pending)?,
            (false, true) => {}
        }
    }
}

fn reply((_, body): replies::Reply) -> Vec<u8> {
    let length = body.len();
    format!("HTTP/1.1 200 OK\r\n{HEADERS}Content-Length: {length}\r\n\r\n{body}").into_bytes()
}

/// A server in a second process, which ends with this one.
pub struct Server {
    child: Child,
    pub origin: String,
}

impl Server {
    pub fn start(arguments: &[&str]) -> Self {
        let program = std::env::current_exe().unwrap();
        let mut child = Command::new(program)
            .arg("serve")
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut origin = String::new();
        let stdout = child.stdout.take().unwrap();
        BufReader::new(stdout).read_line(&mut origin).unwrap();
        let origin = origin.trim_end().to_owned();
        Self { child, origin }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        let _ended = self.child.wait();
    }
}

//! Proxies.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use super::script::get;
use super::server::{Reply, Seen, Server, read};
use super::tls::TlsServer;
use crate::driver::{Config, exchange};

/// A proxy that opens all tunnels to one server, regardless of the request.
struct Proxy {
    address: SocketAddr,
    seen: Arc<Mutex<Vec<Seen>>>,
}

impl Proxy {
    fn to(target: SocketAddr, handshake: fn(&mut TcpStream) -> io::Result<Seen>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let seen = Arc::new(Mutex::new(Vec::new()));
        let kept = seen.clone();
        thread::spawn(move || {
            for mut client in listener.incoming().flatten() {
                let kept = kept.clone();
                thread::spawn(move || -> io::Result<()> {
                    kept.lock().unwrap().push(handshake(&mut client)?);
                    let mut server = TcpStream::connect(target)?;
                    let (mut from_server, mut to_client) =
                        (server.try_clone()?, client.try_clone()?);
                    thread::spawn(move || io::copy(&mut from_server, &mut to_client));
                    io::copy(&mut client, &mut server)?;
                    Ok(())
                });
            }
        });
        Self { address, seen }
    }

    fn only(&self) -> Seen {
        let seen = self.seen.lock().unwrap();
        assert_eq!(seen.len(), 1, "{seen:?}");
        seen[0].clone()
    }
}

fn http_connect(client: &mut TcpStream) -> io::Result<Seen> {
    let seen = read(client, 0)?.ok_or(io::ErrorKind::UnexpectedEof)?;
    client.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n")?;
    Ok(seen)
}

/// SOCKS 5 with user and password (RFC 1928, RFC 1929); the recorded request line is the target.
fn socks5(client: &mut TcpStream) -> io::Result<Seen> {
    fn take(client: &mut TcpStream, length: u8) -> io::Result<Vec<u8>> {
        let mut bytes = vec![0; length.into()];
        client.read_exact(&mut bytes)?;
        Ok(bytes)
    }
    fn text(client: &mut TcpStream) -> io::Result<String> {
        let length = take(client, 1)?[0];
        Ok(String::from_utf8_lossy(&take(client, length)?).into_owned())
    }
    let methods = take(client, 2)?[1];
    take(client, methods)?;
    client.write_all(&[5, 2])?;
    take(client, 1)?;
    let (user, password) = (text(client)?, text(client)?);
    client.write_all(&[1, 0])?;
    let kind = take(client, 4)?[3];
    let host = match kind {
        3 => text(client)?,
        _ => format!("{:?}", take(client, 4)?),
    };
    take(client, 2)?;
    client.write_all(&[5, 0, 0, 1, 0, 0, 0, 0, 0, 0])?;
    Ok(Seen {
        connection: 0,
        line: format!("{user}:{password} {host}"),
        headers: Vec::new(),
        body: String::new(),
    })
}

#[test]
fn only_the_proxy_of_an_https_tunnel_receives_its_password() {
    let server = TlsServer::start(&["service.example"], |_, _| Reply::ok("hello"));
    let proxy = Proxy::to(server.server.address, http_connect);
    let config = Config::new()
        .proxy(&format!("http://user:p%40ss@{}", proxy.address))
        .unwrap()
        .extra_ca(server.ca.as_bytes())
        .unwrap();
    let reply = exchange(config, get("https://service.example/path")).unwrap();
    assert_eq!(reply.body(), b"hello");

    let asked = proxy.only();
    assert_eq!(asked.line, "CONNECT service.example:443 HTTP/1.1");
    // user:p@ss
    assert_eq!(
        asked.header("proxy-authorization"),
        Some("Basic dXNlcjpwQHNz")
    );
    assert_eq!(asked.header("user-agent"), None);
    let request = server.server.only();
    assert_eq!(request.line, "GET /path HTTP/1.1");
    assert_eq!(request.headers, ["host: service.example"]);
}

#[test]
fn a_socks_proxy_resolves_the_name() {
    let server = Server::with(Reply::ok("hello"));
    let proxy = Proxy::to(server.address, socks5);
    let config = Config::new()
        .proxy(&format!("socks5://user:secret@{}", proxy.address))
        .unwrap();
    let reply = exchange(config, get("http://service.example/")).unwrap();
    assert_eq!(reply.body(), b"hello");
    assert_eq!(proxy.only().line, "user:secret service.example");
    assert_eq!(server.only().headers, ["host: service.example"]);
}

#[test]
fn socks_without_a_version_is_socks_5() {
    let server = Server::with(Reply::ok("hello"));
    let proxy = Proxy::to(server.address, socks5);
    let config = Config::new()
        .proxy(&format!("socks://user:secret@{}/", proxy.address))
        .unwrap();
    assert!(exchange(config, get("http://service.example/")).is_ok());
    assert_eq!(proxy.only().line, "user:secret service.example");
}

/// SOCKS 4 and 4a; the recorded request line is user, address and name.
fn socks4(client: &mut TcpStream) -> io::Result<Seen> {
    let mut head = [0; 8];
    client.read_exact(&mut head)?;
    let mut text = || {
        let mut text = String::new();
        loop {
            let mut byte = [0];
            client.read_exact(&mut byte)?;
            match byte[0] {
                0 => return io::Result::Ok(text),
                byte => text.push(byte.into()),
            }
        }
    };
    let user = text()?;
    let name = match head[4..7] {
        [0, 0, 0] => text()?,
        _ => "-".to_owned(),
    };
    client.write_all(&[0, 90, 0, 0, 0, 0, 0, 0])?;
    Ok(Seen {
        connection: 0,
        line: format!("{user} {:?} {name}", &head[4..]),
        headers: Vec::new(),
        body: String::new(),
    })
}

#[test]
fn a_socks_4a_proxy_resolves_the_name() {
    let server = Server::with(Reply::ok("hello"));
    let proxy = Proxy::to(server.address, socks4);
    let config = Config::new()
        .proxy(&format!("socks4a://me@{}", proxy.address))
        .unwrap();
    let reply = exchange(config, get("http://service.example/")).unwrap();
    assert_eq!(reply.body(), b"hello");
    assert_eq!(proxy.only().line, "me [0, 0, 0, 1] service.example");
}

#[test]
fn a_socks_4_proxy_receives_the_address() {
    let server = Server::with(Reply::ok("hello"));
    let proxy = Proxy::to(server.address, socks4);
    let config = Config::new()
        .proxy(&format!("socks4://{}", proxy.address))
        .unwrap();
    exchange(config, get("http://localhost/")).unwrap();
    assert_eq!(proxy.only().line, " [127, 0, 0, 1] -");
}

#[test]
fn debug_output_of_the_transport_omits_the_proxys_password() {
    let config = Config::new()
        .proxy("http://me:secret@127.0.0.1:8080")
        .unwrap();
    let debug = format!("{:?}", crate::driver::transport(config));
    assert!(!debug.contains("secret"), "{debug}");
}

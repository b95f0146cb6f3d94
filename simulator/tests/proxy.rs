//! The server as a proxy: tunnels, certificates, refusals.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "tests fail by panicking"
)]

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::time::{Duration, Instant};

use qrlogin_simulator::{Scenario, Server, Tls};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{
    ClientConfig, ClientConnection, RootCertStore, StreamOwned, SupportedProtocolVersion,
};

type Secured = StreamOwned<ClientConnection, TcpStream>;

const BILIBILI: &str = "passport.bilibili.com";
const GENERATE: &str = "/x/passport-login/web/qrcode/generate";

/// A proxy, and the certificate of its authority.
fn start(settings: &[(&str, &str)]) -> (Server, String) {
    let tls = Tls::new().unwrap().gateway("Gateway.Example").unwrap();
    let tls = tls.gateway("192.0.2.1").unwrap();
    let pem = tls.ca_pem().to_owned();
    let mut scenario = Scenario::default();
    for (name, value) in settings {
        scenario.set(name, value).unwrap();
    }
    let server = Server::start_with_tls(scenario, ([127, 0, 0, 1], 0).into(), tls).unwrap();
    (server, pem)
}

fn connect(server: &Server) -> TcpStream {
    let stream = TcpStream::connect(server.address()).unwrap();
    let patience = Some(Duration::from_secs(10));
    stream.set_read_timeout(patience).unwrap();
    stream
}

/// A tunnel, or the proxy's refusal.
fn tunnel(server: &Server, to: &str) -> Result<TcpStream, String> {
    let mut stream = connect(server);
    write!(stream, "CONNECT {to} HTTP/1.1\r\nhost: {to}\r\n\r\n").unwrap();
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        stream.read_exact(&mut byte).unwrap();
        head.extend(byte);
    }
    let head = String::from_utf8(head).unwrap();
    if head.starts_with("HTTP/1.1 200 ") {
        return Ok(stream);
    }
    let length = head.split("content-length: ").nth(1).unwrap();
    let length = length.lines().next().unwrap().parse().unwrap();
    let mut body = vec![0; length];
    stream.read_exact(&mut body).unwrap();
    Err(head + &String::from_utf8(body).unwrap())
}

fn client(pem: &str, version: &'static SupportedProtocolVersion) -> ClientConfig {
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_slice_iter(pem.as_bytes()) {
        roots.add(certificate.unwrap()).unwrap();
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_protocol_versions(&[version])
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    config
}

fn secured(stream: TcpStream, config: ClientConfig, host: &str) -> std::io::Result<Secured> {
    let name = ServerName::try_from(host.to_owned()).unwrap();
    let connection = ClientConnection::new(Arc::new(config), name).unwrap();
    let mut stream = StreamOwned::new(connection, stream);
    stream.conn.complete_io(&mut stream.sock)?;
    Ok(stream)
}

/// A verified connection to this host at port 443.
fn secure(server: &Server, pem: &str, host: &str) -> Secured {
    let stream = tunnel(server, &format!("{host}:443")).unwrap();
    secured(stream, client(pem, &rustls::version::TLS13), host).unwrap()
}

fn ask(stream: &mut (impl Read + Write), method: &str, host: &str, path: &str) -> String {
    let head = format!("{method} {path} HTTP/1.1\r\nhost: {host}\r\nuser-agent: test\r\n");
    let request = head + "content-length: 0\r\nconnection: close\r\n\r\n";
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = Vec::new();
    // A peer may close without `close_notify`; the bytes before are complete.
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8_lossy(&answer).into_owned()
}

#[test]
fn both_tls_versions_are_verified_and_speak_http_1() {
    let (server, pem) = start(&[]);
    for version in [&rustls::version::TLS12, &rustls::version::TLS13] {
        let stream = tunnel(&server, "passport.bilibili.com:443").unwrap();
        let mut stream = secured(stream, client(&pem, version), BILIBILI).unwrap();
        assert_eq!(stream.conn.protocol_version(), Some(version.version));
        assert_eq!(stream.conn.alpn_protocol(), Some(&b"http/1.1"[..]));
        let answer = ask(&mut stream, "GET", BILIBILI, GENERATE);
        assert!(answer.starts_with("HTTP/1.1 200 OK"), "{answer}");
        assert!(answer.contains("\"qrcode_key\":"), "{answer}");
    }
}

#[test]
fn a_certificate_is_valid_only_for_its_host_and_authority() {
    let (server, pem) = start(&[]);
    let connect = |pem: &str, host: &str| {
        let stream = tunnel(&server, "passport.bilibili.com:443").unwrap();
        secured(stream, client(pem, &rustls::version::TLS13), host)
    };
    assert!(connect(&pem, BILIBILI).is_ok());
    let other_host = connect(&pem, "api.bilibili.com").unwrap_err().to_string();
    assert!(other_host.contains("not valid for name"), "{other_host}");
    let (_, other_authority) = start(&[]);
    assert!(connect(&other_authority, BILIBILI).is_err());
}

#[test]
fn a_certificate_satisfies_strict_verifiers_and_is_reused_per_host() {
    let (server, pem) = start(&[]);
    let shown = |host: &str| {
        let stream = secure(&server, &pem, host);
        stream.conn.peer_certificates().unwrap()[0].to_vec()
    };
    let leaf = shown(BILIBILI);
    let ca = CertificateDer::from_pem_slice(pem.as_bytes()).unwrap();
    let has = |der: &[u8], id: u8| der.windows(5).any(|bytes| bytes == [6, 3, 0x55, 0x1d, id]);
    let (subject_key, key_usage, constraints, authority_key) = (14, 15, 19, 35);
    for id in [subject_key, key_usage, constraints] {
        assert!(has(&ca, id) && has(&leaf, id), "2.5.29.{id}");
    }
    assert!(has(&leaf, authority_key));
    assert_eq!(shown(BILIBILI), leaf);
    assert_ne!(shown("wx.qq.com"), leaf);
}

#[test]
fn the_pem_file_has_no_key() {
    let (_, pem) = start(&[]);
    assert_eq!(pem.matches("-----BEGIN ").count(), 1);
    assert!(pem.starts_with("-----BEGIN CERTIFICATE-----"));
}

#[test]
fn a_host_that_is_not_simulated_is_refused_and_logged() {
    let (server, _) = start(&[]);
    let refused = [
        "example.com:443",
        "bilibili.com:443",
        "passport.bilibili.com:8443",
        "passport.bilibili.com.evil.example:443",
        "127.0.0.1:443",
        "localhost:443",
        "192.0.2.2:443",
    ];
    for to in refused {
        let answer = tunnel(&server, to).unwrap_err();
        assert!(
            answer.starts_with("HTTP/1.1 403 Not simulated here"),
            "{answer}"
        );
        let told = format!("{to} is not simulated, and nothing is passed on");
        assert!(answer.contains(&told), "{answer}");
    }
    let answer = ask(
        &mut connect(&server),
        "GET",
        "example.com",
        "http://example.com/",
    );
    assert!(answer.starts_with("HTTP/1.1 403 "), "{answer}");
    let simulator = server.simulator();
    let simulator = simulator.lock().unwrap();
    let logged = simulator.log().iter();
    let logged = logged.filter(|entry| entry.notes == ["host not simulated"]);
    assert_eq!(logged.count(), refused.len() + 1);
}

#[test]
fn every_host_of_a_service_has_a_tunnel() {
    let (server, pem) = start(&[]);
    let hosts = [
        "passport.bilibili.com",
        "passport.snm0516.aisee.tv",
        "passport.biligame.com",
        "api.bilibili.com",
        "www.bilibili.com",
        "login.weixin.qq.com",
        "login.wx.qq.com",
        "login.wx2.qq.com",
        "wx.qq.com",
        "web.wechat.com",
        "filehelper.weixin.qq.com",
        "115-gateway.example",
        "phi-api.example",
        "gateway.example",
        "192.0.2.1",
    ];
    for host in hosts {
        let answer = ask(&mut secure(&server, &pem, host), "GET", host, "/none");
        assert!(answer.starts_with("HTTP/1.1 "), "{host}: {answer}");
    }
}

#[test]
fn a_named_gateway_is_served_at_any_port_ignoring_case() {
    let (server, pem) = start(&[]);
    for (host, path) in [
        ("GATEWAY.example", "/api/v1/115/qrcode/start?app=web"),
        (
            "phi-api.example",
            "/phiApi/LoginQrCode/GetNewQRCode?useChinaEndpoint=true",
        ),
    ] {
        let to = format!("{host}:8443");
        let stream = tunnel(&server, &to).unwrap();
        let mut stream = secured(stream, client(&pem, &rustls::version::TLS13), host).unwrap();
        let answer = ask(&mut stream, "GET", &to, path);
        assert!(!answer.contains("No simulated service"), "{answer}");
        let simulator = server.simulator();
        let last = simulator.lock().unwrap().log().last().cloned().unwrap();
        assert!(last.service.is_some() && last.call != "unknown", "{last}");
    }
}

#[test]
fn what_is_no_host_cannot_be_named() {
    for host in ["", "https://gateway.example", "gateway.example:443", "a b"] {
        assert!(Tls::new().unwrap().gateway(host).is_err(), "{host}");
    }
}

#[test]
fn a_request_for_another_host_than_the_tunnels_is_misdirected() {
    let (server, pem) = start(&[]);
    for host in ["api.bilibili.com", "127.0.0.1", "::"] {
        let answer = ask(&mut secure(&server, &pem, BILIBILI), "GET", host, GENERATE);
        assert!(answer.starts_with("HTTP/1.1 421 "), "{host}: {answer}");
    }
    let host = "PASSPORT.bilibili.com:443";
    let answer = ask(&mut secure(&server, &pem, BILIBILI), "GET", host, GENERATE);
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
}

#[test]
fn plain_requests_go_through_the_proxy_and_through_a_tunnel() {
    let (server, _) = start(&[]);
    let url = format!("http://{BILIBILI}{GENERATE}");
    // The target outranks the header.
    let answer = ask(&mut connect(&server), "GET", "example.com", &url);
    assert!(answer.contains("\"qrcode_key\":"), "{answer}");
    let mut stream = tunnel(&server, "passport.bilibili.com:80").unwrap();
    let answer = ask(&mut stream, "GET", BILIBILI, GENERATE);
    assert!(answer.contains("\"qrcode_key\":"), "{answer}");
}

#[test]
fn the_control_calls_stay_where_they_are() {
    let (server, pem) = start(&[("person", "")]);
    let answer = ask(
        &mut secure(&server, &pem, BILIBILI),
        "GET",
        BILIBILI,
        GENERATE,
    );
    let key = answer.split("\"qrcode_key\":\"").nth(1).unwrap()[..32].to_owned();
    for act in ["scan", "confirm"] {
        let path = format!("/_sim/{act}");
        let answer = ask(&mut connect(&server), "POST", "127.0.0.1", &path);
        assert!(answer.ends_with("ok\n"), "{answer}");
    }
    let codes = format!("{}/_sim/codes", server.origin());
    let own = server.address().to_string();
    let answer = ask(&mut connect(&server), "GET", &own, &codes);
    assert!(answer.contains(&key), "{answer}");
    let poll = format!("/x/passport-login/web/qrcode/poll?qrcode_key={key}");
    let answer = ask(&mut secure(&server, &pem, BILIBILI), "GET", BILIBILI, &poll);
    assert!(answer.contains("set-cookie: SESSDATA="), "{answer}");
}

#[test]
fn a_tunnel_has_to_name_its_port() {
    let (server, _) = start(&[]);
    for to in [
        BILIBILI,
        "passport.bilibili.com:",
        "passport.bilibili.com:99999",
    ] {
        let answer = tunnel(&server, to).unwrap_err();
        assert!(answer.starts_with("HTTP/1.1 400 "), "{to}: {answer}");
    }
    let answer = tunnel(&server, "/path").unwrap_err();
    assert!(answer.starts_with("HTTP/1.1 400 "), "{answer}");
}

#[test]
fn a_server_without_tls_refuses_to_be_a_proxy() {
    let server = Server::start(Scenario::default(), ([127, 0, 0, 1], 0).into()).unwrap();
    let answer = tunnel(&server, "passport.bilibili.com:443").unwrap_err();
    assert!(answer.starts_with("HTTP/1.1 501 "), "{answer}");
    assert!(answer.contains("simulate --tls"), "{answer}");
}

#[test]
fn faults_cut_the_connection_inside_the_tunnel() {
    let (server, pem) = start(&[("fault.1", "bilibili-web/generate cut-before")]);
    let answer = ask(
        &mut secure(&server, &pem, BILIBILI),
        "GET",
        BILIBILI,
        GENERATE,
    );
    assert_eq!(answer, "");
}

#[test]
fn a_held_poll_is_forgotten_when_its_tunnel_closes() {
    let (server, pem) = start(&[("person", "")]);
    let held = |count: usize| {
        let began = Instant::now();
        while server.simulator().lock().unwrap().held() != count {
            assert!(began.elapsed() < Duration::from_secs(10), "never {count}");
            std::thread::sleep(Duration::from_millis(1));
        }
    };
    let host = "login.wx.qq.com";
    let path = "/jslogin?appid=wx782c26e4c19acffb&fun=new";
    let answer = ask(&mut secure(&server, &pem, host), "GET", host, path);
    let uuid = answer.split('"').nth(1).unwrap();
    let mut stream = secure(&server, &pem, host);
    let path = format!("/cgi-bin/mmwebwx-bin/login?uuid={uuid}&tip=0");
    write!(stream, "GET {path} HTTP/1.1\r\nhost: {host}\r\n\r\n").unwrap();
    held(1);
    drop(stream);
    held(0);
}

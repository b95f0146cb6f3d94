//! Clients that reach a served gateway by HTTP.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use qrlogin::flows::Options;
use qrlogin::{Call, Credential, Event, Failure, Response, Step};
use qrlogin_test_support::flow_of;
use qrlogin_tokio::{HyperTransport, Transport as _};
use qrlogin_ureq::{Transport as _, UreqTransport};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::support::{Service, scan};

/// A gateway that is served until the runtime ends.
async fn serve(service: &Service) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let gateway = service.gateway();
    tokio::spawn(gateway.serve(listener, std::future::pending()));
    address
}

/// Logs in by the flow `115-gateway`. Its calls go over the network; its pauses, like those of the
/// service, pass on the service's clock.
async fn log_in<F>(service: &Service, address: SocketAddr, send: impl Fn(Call) -> F) -> Credential
where
    F: Future<Output = Result<Response, Failure>>,
{
    let name = format!("115-gateway base_url=http://{address} image=true app=tv");
    let mut flow = flow_of(&name, &Options::default());
    loop {
        match flow.poll(service.now()).unwrap() {
            Step::Send(call) => {
                let outcome = send(call).await;
                flow.handle(service.now(), outcome);
            }
            Step::Event(Event::Code(code)) => {
                let picture = code.image.expect("the gateway's picture");
                assert_eq!(scan(picture.bytes()), code.payload.expose());
            }
            Step::Wait(until) => service.world().wait_until(until),
            Step::Done(credential) => return credential,
            _ => {}
        }
    }
}

fn assert_issued(service: &Service, credential: Credential) {
    let Credential::Pan115Gateway(credential) = credential else {
        panic!("of another flow");
    };
    let issued = service.issued();
    assert_eq!(issued["uid"], credential.uid.expose());
    assert_eq!(issued["cid"], credential.cid.expose());
    assert_eq!(issued["seid"], credential.seid.expose());
    assert_eq!(issued["kid"], credential.kid.unwrap().expose());
}

const SLOW: &str = "person = scan@20s confirm@30s";

#[tokio::test(flavor = "multi_thread")]
async fn our_flow_logs_in_over_tokio() {
    let service = Service::new(SLOW);
    let address = serve(&service).await;
    let config = qrlogin_tokio::Config::new().no_proxy();
    let transport = HyperTransport::new(config).unwrap();
    let send = |call| {
        let mut transport = transport.clone();
        async move { Ok(transport.send(call).await.unwrap()) }
    };
    let credential = log_in(&service, address, send).await;
    assert_issued(&service, credential);
}

#[tokio::test(flavor = "multi_thread")]
async fn our_flow_logs_in_over_ureq() {
    let service = Service::new(SLOW);
    let address = serve(&service).await;
    let config = qrlogin_ureq::Config::new().no_proxy();
    let transport = UreqTransport::new(config).unwrap();
    let send = |call| {
        let mut transport = transport.clone();
        let sent = tokio::task::spawn_blocking(move || transport.send(call).unwrap());
        async { Ok(sent.await.unwrap()) }
    };
    let credential = log_in(&service, address, send).await;
    assert_issued(&service, credential);
}

/// A request as any HTTP client sends it; the status and the body of the reply.
fn post(address: SocketAddr, call: &str, body: &Value) -> (u16, Vec<u8>) {
    let body = body.to_string();
    let mut stream = TcpStream::connect(address).unwrap();
    write!(
        stream,
        "POST /api/v1/115/qrcode/{call} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .unwrap();
    let mut reply = vec![];
    stream.read_to_end(&mut reply).unwrap();
    let end = reply
        .windows(4)
        .position(|four| four == b"\r\n\r\n")
        .unwrap();
    let status = std::str::from_utf8(&reply[9..12]).unwrap().parse().unwrap();
    (status, reply.split_off(end + 4))
}

/// The document's own example, without the code of this project.
fn documented(service: &Service, address: SocketAddr) -> Value {
    let json = |(status, body): (u16, Vec<u8>)| -> Value {
        assert_eq!(status, 200);
        serde_json::from_slice(&body).unwrap()
    };
    let session = json(post(address, "start", &json!({})));
    let (_, picture) = post(address, "image", &json!({"uid": session["uid"]}));
    assert_eq!(scan(&picture), session["qrcode_content"]);
    let mut code = json!({
        "uid": session["uid"], "sign": session["sign"], "time": session["time"],
    });
    let confirmed = (0..20).any(|_| {
        service.world().wait(Duration::from_secs(2));
        json(post(address, "status", &code))["status"] == 2
    });
    assert!(confirmed);
    code["app"] = "web".into();
    let result = json(post(address, "login", &code));
    assert_eq!(result["success"], true);
    result["credentials"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plain_client_logs_in_by_the_document() {
    let service = Service::new(SLOW);
    let address = serve(&service).await;
    let client = service.clone();
    let credentials = tokio::task::spawn_blocking(move || documented(&client, address));
    assert_eq!(credentials.await.unwrap(), service.issued());
}

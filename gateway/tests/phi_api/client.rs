//! The library's own client of phiApi at a gateway that is served.

use qrlogin::flows::Options;
use qrlogin::{Credential, Settings};
use qrlogin_gateway::{Gateway, PhiApiStyle};
use qrlogin_test_support::{flow_with, secs};
use qrlogin_tokio::{Config, HyperTransport, Session};
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use crate::served::Services;

/// Logs in with these settings.
async fn logs_in(settings: &str, style: PhiApiStyle) {
    let services = Services::new("person = scan@10s confirm@30s");
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let gateway = Gateway::new(services.upstream()).phi_api(style);
    let (stop, stopped) = oneshot::channel::<()>();
    let serving = tokio::spawn(gateway.serve(listener, async { drop(stopped.await) }));

    let settings = settings.split(' ').map(|it| it.split_once('=').unwrap());
    let settings: Settings = settings.collect();
    let settings = settings.with("base_url", format!("http://{address}/phiApi"));
    let flow = flow_with("phi-api", &settings, &Options::default());
    // Time passes when the client reads its clock, by more than an interval: it never pauses.
    let clock = services.clone();
    let advance = move || {
        clock.world().wait(secs(4));
        clock.world().now()
    };
    let transport = HyperTransport::new(Config::new()).unwrap();
    let mut session = Session::new(flow, transport).with_clock(advance);
    let mut events = Vec::new();
    let credential = session.run(|event| events.push(event.kind())).await;
    // phiApi does not show the scan.
    assert_eq!(events, ["code", "confirmed"]);
    let Credential::PhiApi(credential) = credential.unwrap() else {
        panic!("credentials of another flow");
    };
    let issued = |name: &str| services.issued(name);
    assert_eq!(credential.session_token.expose(), issued("sessionToken"));
    assert_eq!(credential.token.kid.expose(), issued("kid"));
    assert_eq!(credential.token.mac_key.expose(), issued("mac_key"));
    let openid = credential.profile.map(|it| it.openid.expose().to_owned());
    let wants_profile = settings.get("profile") == Some("true");
    assert_eq!(openid, wants_profile.then(|| issued("openid")));

    stop.send(()).unwrap();
    drop(session);
    serving.await.unwrap().unwrap();
}

#[tokio::test]
async fn the_own_client_logs_in_with_the_profile() {
    logs_in("region=international profile=true", PhiApiStyle::Documented).await;
}

#[tokio::test]
async fn the_own_client_logs_in_without_the_profile() {
    logs_in("region=china profile=false", PhiApiStyle::Documented).await;
}

#[tokio::test]
async fn the_own_client_logs_in_in_the_current_style() {
    logs_in("region=china profile=true", PhiApiStyle::Current).await;
}

//! Who may use the documented APIs.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use qrlogin_gateway::access::{Access, Documented};

use crate::rig::*;

const NEW_CODE: &str = "/phiApi/LoginQrCode/GetNewQrCode";

#[tokio::test]
async fn documented_routes_are_open_by_default() {
    let rig = Rig::new(Access::new());
    rig.key("one").await;
    assert_eq!(rig.send(post(START)).await.status, 500);
    assert_eq!(rig.send(get(NEW_CODE)).await.status, 500);
}

#[tokio::test]
async fn documented_routes_that_are_off_are_not_there() {
    let rig = Rig::new(Access::new().documented(Documented::Off));
    assert_eq!(rig.send(post(START)).await.status, 404);
    assert_eq!(rig.send(get(NEW_CODE)).await.status, 404);
}

#[tokio::test]
async fn basic_authentication_takes_name_and_key() {
    let rig = Rig::new(Access::new().documented(Documented::Basic));
    let key = rig.key("one").await;
    rig.key("other").await;
    let basic = |user: &str, password: &str| {
        format!("Basic {}", STANDARD.encode(format!("{user}:{password}")))
    };
    for (value, status) in [
        (basic("one", key.expose()), 500),
        (basic("other", key.expose()), 401),
        (basic("", key.expose()), 401),
        (basic("one", ""), 401),
        (format!("Bearer {}", key.expose()), 401),
        ("Basic !".to_owned(), 401),
    ] {
        let answer = rig.send(post(START).header("authorization", &value)).await;
        assert_eq!(answer.status, status, "{value}");
    }
    let answer = rig.send(post(START)).await;
    assert_eq!(answer.status, 401);
    let challenge = "Basic realm=\"qrlogin\", charset=\"UTF-8\"";
    assert_eq!(answer.header("www-authenticate"), challenge);
}

//! Feishu's registration of apps on virtual time.

use qrlogin_simulator::ServiceId;

use crate::support::{Client, Reply, Subject, lines, post};

const FEISHU_HOST: &str = "accounts.feishu.cn";
const LARK_HOST: &str = "accounts.larksuite.com";
const BEGIN: &str =
    "action=begin&archetype=PersonalAgent&auth_method=client_secret&request_user_info=open_id";

pub(crate) const FEISHU: Subject = Subject {
    service: ServiceId::Feishu,
    addresses: |_| {
        lines(
            "
            https://accounts.feishu.cn/oauth/v1/app/registration?action=init
            https://accounts.feishu.cn/oauth/v1/app/registration?action=begin
            https://accounts.larksuite.com/oauth/v1/app/registration?action=poll
            https://open.feishu.cn/page/launcher
            https://accounts.feishu.cn/oauth/v1/app/registration
            ",
        )
    },
    poll_of_new_code: |client| {
        let code = begin(client).json()["device_code"].clone();
        let form = format!("action=poll&device_code={}", code.as_str().unwrap());
        let media_type = "application/x-www-form-urlencoded";
        post(&address(FEISHU_HOST), media_type, &form)
    },
};

fn address(host: &str) -> String {
    format!("https://{host}/oauth/v1/app/registration")
}

fn begin(client: &mut Client) -> Reply {
    client.post_form(&address(FEISHU_HOST), BEGIN)
}

/// Requests a code, and returns the code of its polls.
fn start(client: &mut Client) -> String {
    let reply = begin(client).json();
    assert_eq!(
        (&reply["interval"], &reply["expires_in"]),
        (&5.into(), &600.into())
    );
    reply["device_code"].as_str().unwrap().to_owned()
}

/// Polls 5 s later.
fn poll_at(client: &mut Client, host: &str, code: &str) -> Reply {
    client.wait(5_000);
    client.post_form(&address(host), &format!("action=poll&device_code={code}"))
}

fn poll(client: &mut Client, code: &str) -> Reply {
    poll_at(client, FEISHU_HOST, code)
}

/// Status and word of a refusal.
fn word(reply: &Reply) -> (u16, String) {
    let json = reply.json();
    (
        reply.status,
        json["error"].as_str().unwrap_or_default().to_owned(),
    )
}

#[test]
fn a_confirmed_login_is_answered_once() {
    let mut client = Client::new(&[("person", "scan@6s confirm@8s")]);
    let code = start(&mut client);
    let pending = poll(&mut client, &code);
    assert_eq!(word(&pending), (400, "authorization_pending".to_owned()));
    assert_eq!(pending.json()["code"], 20094);
    let done = poll(&mut client, &code).json();
    assert_eq!(done["client_id"], client.issued("client_id"));
    assert_eq!(done["client_secret"], client.issued("client_secret"));
    assert_eq!(done["user_info"]["open_id"], client.issued("open_id"));
    assert_eq!(done["user_info"]["tenant_brand"], "feishu");
    let again = poll(&mut client, &code);
    assert_eq!(word(&again), (400, "expired_token".to_owned()));
}

#[test]
fn a_link_leads_to_the_page_of_the_code() {
    let mut client = Client::new(&[]);
    let reply = begin(&mut client).json();
    let link = reply["verification_uri_complete"].as_str().unwrap();
    let code = client.simulator.codes()[0].clone();
    assert_eq!(link, code.payload);
    assert_eq!(reply["user_code"], code.user_code);
    let (page, _) = link.split_once('?').unwrap();
    assert_eq!(reply["verification_uri"], page);
    assert_eq!(client.get(link).status, 200);
    assert_eq!(client.get(page).status, 404);
}

#[test]
fn a_code_is_known_with_further_pairs_in_its_link() {
    let mut client = Client::new(&[("person", "")]);
    start(&mut client);
    let code = client.simulator.codes()[0].clone();
    let shown = format!("{}&from=sdk", code.payload);
    assert!(code.is_shown_as(&code.payload) && code.is_shown_as(&shown));
    assert!(!code.is_shown_as(&format!("{}0", code.payload)));
    assert!(client.simulator.scan(client.now, Some(&shown)).is_ok());
    let other = format!("{}0", code.payload);
    assert!(client.simulator.scan(client.now, Some(&other)).is_err());
}

#[test]
fn a_hasty_poll_makes_the_interval_longer() {
    let mut client = Client::new(&[("person", "")]);
    let code = start(&mut client);
    let form = format!("action=poll&device_code={code}");
    poll(&mut client, &code);
    client.wait(1_000);
    let hasty = client.post_form(&address(FEISHU_HOST), &form);
    assert_eq!(word(&hasty).1, "slow_down");
    assert!(client.last_log().notes.contains(&"too fast"));
    assert_eq!(word(&poll(&mut client, &code)).1, "slow_down");
    client.wait(10_000);
    let pending = poll(&mut client, &code);
    assert_eq!(word(&pending).1, "authorization_pending");
}

#[test]
fn the_account_of_lark_is_answered_at_its_host() {
    let settings = [("feishu.brand", "lark"), ("person", "confirm@1s")];
    let mut client = Client::new(&settings);
    let code = start(&mut client);
    let moved = poll(&mut client, &code).json();
    assert_eq!(moved["user_info"]["tenant_brand"], "lark");
    assert!(moved.get("client_id").is_none());
    let done = poll_at(&mut client, LARK_HOST, &code).json();
    assert_eq!(done["client_secret"], client.issued("client_secret"));
}

#[test]
fn late_news_of_lark_come_with_credentials() {
    let settings = [("feishu.brand", "lark-late"), ("person", "confirm@1s")];
    let mut client = Client::new(&settings);
    let code = start(&mut client);
    let first = poll(&mut client, &code).json();
    assert_eq!(first["user_info"]["tenant_brand"], "lark");
    let second = poll_at(&mut client, LARK_HOST, &code).json();
    assert_eq!(second["client_secret"], first["client_secret"]);
}

#[test]
fn a_declined_and_an_expired_login_are_refused() {
    for (person, wait, expected) in [
        ("deny@1s", 0, "access_denied"),
        ("", 600_000, "expired_token"),
    ] {
        let mut client = Client::new(&[("person", person)]);
        let code = start(&mut client);
        client.wait(wait);
        assert_eq!(word(&poll(&mut client, &code)), (400, expected.to_owned()));
    }
}

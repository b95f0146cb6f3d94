//! The saves that clients request with a new session token.

use serde_json::{Value, json};

use crate::support::{Client, Reply, get};
use crate::taptap::client::{CHINA, auth_data};

/// Logs in as far as the session: the user's id and the token.
fn log_in(client: &mut Client) -> (String, String) {
    let token = CHINA.token(client);
    let profile = CHINA.profile(client, &token);
    let user = CHINA.ask_session(client, "", &auth_data(&token, &profile));
    let user = user.json();
    let text = |name: &str| user[name].as_str().unwrap().to_owned();
    (text("objectId"), text("sessionToken"))
}

fn ask(client: &mut Client, session: &str, path: &str) -> Reply {
    let mut request = get(&format!("https://{}{path}", CHINA.session));
    let names = ["x-lc-id", "x-lc-key", "x-lc-session"];
    for (name, value) in names.into_iter().zip([CHINA.id, CHINA.key, session]) {
        request.headers_mut().insert(name, value.parse().unwrap());
    }
    client.send(request)
}

/// The path of the saves of a user.
fn saves_of(id: &str) -> String {
    let pointer = json!({"user": {"__type": "Pointer", "className": "_User", "objectId": id}});
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.append_pair("where", &pointer.to_string());
    query.append_pair("include", "cover,gameFile");
    format!("/1.1/gamesaves/?{}", query.finish())
}

fn results(reply: &Reply) -> Vec<Value> {
    assert_eq!(reply.status, 200, "{}", reply.text());
    reply.json()["results"].as_array().unwrap().clone()
}

#[test]
fn the_user_has_one_save_by_either_way() {
    let mut client = Client::new(&[]);
    let (id, session) = log_in(&mut client);
    for path in ["/1.1/classes/_GameSave?limit=1", &saves_of(&id)] {
        let saves = results(&ask(&mut client, &session, path));
        let [save] = &saves[..] else {
            panic!("{saves:?}")
        };
        assert_eq!(save["user"]["objectId"], id.as_str());
        assert!(save["summary"].is_string());
        let file = save["gameFile"]["url"].as_str().unwrap();
        assert!(client.get(file).body.starts_with(b"PK"));
    }
}

#[test]
fn a_player_can_be_without_a_save() {
    let mut client = Client::new(&[("taptap.save", "no")]);
    let (id, session) = log_in(&mut client);
    assert!(results(&ask(&mut client, &session, &saves_of(&id))).is_empty());
}

#[test]
fn the_saves_of_another_user_are_refused() {
    let mut client = Client::new(&[]);
    let (_, session) = log_in(&mut client);
    assert!(results(&ask(&mut client, &session, &saves_of("other"))).is_empty());
}

#[test]
fn saves_want_a_pointer_to_the_user() {
    let mut client = Client::new(&[]);
    let (_, session) = log_in(&mut client);
    assert_eq!(ask(&mut client, &session, "/1.1/gamesaves/").status, 403);
    assert_eq!(client.last_log().notes, ["no pointer to the user"]);
}

#[test]
fn saves_want_a_session_token_that_was_issued() {
    let mut client = Client::new(&[]);
    let (id, _) = log_in(&mut client);
    let reply = ask(&mut client, "x", &saves_of(&id));
    assert_eq!((reply.status, &reply.json()["code"]), (400, &211.into()));
}

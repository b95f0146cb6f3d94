//! The calls after the poll.

use super::*;

fn finalize(client: &mut Client, token: &str) -> Reply {
    let form = format!("nonce={token}&sessionid=00112233445566778899aabb&redir=x");
    client.post_form("https://login.steampowered.com/jwt/finalizelogin", &form)
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

/// The form of a transfer.
fn form(list: &Value, transfer: &Value) -> String {
    let params = &transfer["params"];
    let (nonce, auth) = (text(&params["nonce"]), text(&params["auth"]));
    format!(
        "nonce={nonce}&auth={auth}&steamID={}",
        text(&list["steamID"])
    )
}

#[test]
fn each_site_sets_the_cookie_that_was_issued() {
    let mut client = Client::new(&[]);
    let tokens = tokens(&mut client, "2");
    let list = finalize(&mut client, &text(&tokens["refresh_token"])).json();
    let names = ["store", "help", "community", "tv"];
    let transfers = list["transfer_info"].as_array().unwrap();
    assert_eq!(transfers.len(), names.len());
    for (transfer, name) in transfers.iter().zip(names) {
        let reply = client.post_form(&text(&transfer["url"]), &form(&list, transfer));
        let issued = client.issued(&format!("steamLoginSecure/{name}"));
        assert_eq!(reply.cookie("steamLoginSecure"), Some(issued.as_str()));
        let start = format!("{}%7C%7CeyJ", text(&list["steamID"]));
        assert!(issued.starts_with(&start), "{issued}");
    }
}

#[test]
fn a_list_is_given_for_a_multipart_form_too() {
    let mut client = Client::new(&[]);
    let tokens = tokens(&mut client, "2");
    let token = text(&tokens["refresh_token"]);
    let fields = [
        ("nonce", token.as_str()),
        ("sessionid", "00112233445566778899aabb"),
    ];
    let part = |(name, value): &(&str, &str)| {
        format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    let body: String = fields.iter().map(part).collect();
    let url = "https://login.steampowered.com/jwt/finalizelogin";
    let kind = "multipart/form-data; boundary=x";
    let reply = client.send(post(url, kind, &format!("{body}--x--\r\n")));
    assert_eq!(reply.json()["transfer_info"].as_array().unwrap().len(), 4);
}

#[test]
fn a_transfer_needs_its_own_values() {
    let mut client = Client::new(&[]);
    let tokens = tokens(&mut client, "2");
    let list = finalize(&mut client, &text(&tokens["refresh_token"])).json();
    let transfers = list["transfer_info"].as_array().unwrap();
    let (first, second) = (&transfers[0], &transfers[1]);
    let right = form(&list, first);
    for (url, form) in [
        (text(&second["url"]), right.clone()),
        (text(&first["url"]), right.replace("auth=", "auth=x")),
        (text(&first["url"]), right.replace("steamID=7", "steamID=8")),
        (text(&first["url"]), String::new()),
    ] {
        let reply = client.post_form(&url, &form);
        assert_eq!((reply.status, reply.cookie_lines().len()), (400, 0));
    }
}

#[test]
fn half_of_the_sites_can_refuse() {
    let mut client = Client::new(&[("steam.transfers", "half")]);
    let tokens = tokens(&mut client, "2");
    let list = finalize(&mut client, &text(&tokens["refresh_token"])).json();
    let mut results = Vec::new();
    for transfer in list["transfer_info"].as_array().unwrap() {
        let reply = client.post_form(&text(&transfer["url"]), &form(&list, transfer));
        results.push(reply.json()["result"].as_i64().unwrap());
    }
    assert_eq!(results, [1, 15, 1, 15]);
}

#[test]
fn a_list_can_name_hosts_that_are_not_steams() {
    for (value, count) in [("foreign", 1), ("all-foreign", 4)] {
        let mut client = Client::new(&[("steam.transfers", value)]);
        let tokens = tokens(&mut client, "2");
        let list = finalize(&mut client, &text(&tokens["refresh_token"]));
        let evil = list.text().matches("https://evil.example/").count();
        assert_eq!(evil, count);
    }
}

#[test]
fn a_list_needs_a_token_of_the_web_sites() {
    let mut client = Client::new(&[]);
    for platform in ["1", "3"] {
        let tokens = tokens(&mut client, platform);
        let reply = finalize(&mut client, &text(&tokens["refresh_token"]));
        assert_eq!(reply.json()["error"], 15);
    }
    assert_eq!(finalize(&mut client, "x").json()["error"], 26);
}

#[test]
fn an_access_token_is_for_client_and_app() {
    let mut client = Client::new(&[("steam.access-token", "no")]);
    for (platform, result) in [("1", "1"), ("3", "1"), ("2", "15")] {
        let tokens = tokens(&mut client, platform);
        assert!(tokens.get("access_token").is_none());
        let refresh = text(&tokens["refresh_token"]);
        let id = client.issued("steamid");
        let form = format!("refresh_token={refresh}&steamid={id}");
        let url = format!("{API}/GenerateAccessTokenForApp/v1/");
        let reply = client.post_form(&url, &form);
        assert_eq!(reply.header("x-eresult"), result);
        if result == "1" {
            let given = &reply.json()["response"]["access_token"];
            assert_eq!(*given, client.issued("access_token"));
        }
    }
}

#[test]
fn an_unknown_refresh_token_gets_nothing() {
    let mut client = Client::new(&[]);
    let url = format!("{API}/GenerateAccessTokenForApp/v1/");
    let reply = client.post_form(&url, "refresh_token=x&steamid=1");
    assert_eq!(reply.text(), "{\"response\":{}}");
}

#[test]
fn a_wrong_method_is_405() {
    let mut client = Client::new(&[]);
    let reply = client.get(&format!("{API}/BeginAuthSessionViaQR/v1/"));
    assert_eq!((reply.status, reply.header("allow")), (405, "POST"));
}

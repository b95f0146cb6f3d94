//! The success and its cookies, by header or in the URL (specification 2.4 to 2.6).

use super::*;

#[test]
fn no_ticket_is_redeemed_if_the_poll_sets_the_cookies() {
    let mut rig = shown();
    rig.answer(Ok(answer(200, &all_cookies(), &polled("0", TICKET))));
    let credential = rig.end().unwrap();
    assert_eq!(value(&credential, "DedeUserID"), "10086");
    assert_eq!(credential.refresh_token.unwrap().expose(), "r3fr3sh");
}

#[test]
fn a_cookie_set_by_header_keeps_its_bytes_and_attributes() {
    let mut rig = shown();
    rig.answer(Ok(answer(200, &all_cookies(), &polled("0", ""))));
    let credential = rig.end().unwrap();
    let cookie = &credential.cookies[0];
    assert_eq!(cookie.value.expose(), "fake%2C1800000000%2Cfake%2A01");
    assert_eq!(cookie.domain, "bilibili.com");
    assert_eq!(cookie.expires, Some(Timestamp::from_secs(1_800_000_000)));
    assert!(cookie.secure && cookie.http_only && !cookie.host_only);
}

#[test]
fn cookies_from_the_url_keep_their_encoding() {
    let mut rig = shown();
    let url = "https://passport.biligame.com/crossDomain?DedeUserID=10086&Expires=1800000000&SESSDATA=fake,1800000000,fa%2Fke*01&bili_jct=c5rf&gourl=x";
    rig.ok(polled("0", url));
    let credential = rig.end().unwrap();
    assert_eq!(
        value(&credential, "SESSDATA"),
        "fake%2C1800000000%2Cfa%2Fke*01"
    );
    assert_eq!(
        credential.cookies[0].expires,
        Some(Timestamp::from_secs(1_800_000_000))
    );
}

#[test]
fn cookies_from_the_url_get_the_attributes_of_the_header() {
    let mut rig = shown();
    rig.ok(polled(
        "0",
        "https://passport.biligame.com/crossDomain?DedeUserID=1&SESSDATA=s&bili_jct=c&other=x",
    ));
    let credential = rig.end().unwrap();
    for cookie in &credential.cookies {
        let is_session = cookie.name == "SESSDATA";
        assert_eq!((cookie.secure, cookie.http_only), (is_session, is_session));
    }
    assert_eq!(credential.cookies.len(), 3);
}

#[test]
fn each_missing_cookie_is_named() {
    for name in ["SESSDATA", "bili_jct", "DedeUserID"] {
        let mut rig = shown();
        let cookies: Vec<_> = all_cookies()
            .into_iter()
            .filter(|(_, line)| !line.starts_with(name))
            .collect();
        rig.answer(Ok(answer(200, &cookies, &polled("0", ""))));
        assert_eq!(rig.error(), missing(&[name]));
    }
}

#[test]
fn the_last_value_that_is_not_empty_wins() {
    let mut rig = shown();
    let mut cookies = vec![set("SESSDATA", "")];
    cookies.extend(all_cookies());
    cookies.push(set("bili_jct", "newer"));
    cookies.push(set("SESSDATA", ""));
    rig.answer(Ok(answer(200, &cookies, &polled("0", ""))));
    let credential = rig.end().unwrap();
    assert_eq!(value(&credential, "bili_jct"), "newer");
    assert_eq!(credential.cookies.len(), 4);
}

#[test]
fn cookies_of_other_domains_and_the_landing_page_are_dropped() {
    let mut rig = shown();
    let mut cookies = all_cookies();
    cookies.push((
        "set-cookie",
        "SESSDATA=other; Domain=biligame.com".to_owned(),
    ));
    cookies.push(set("i-wanna-go-back", "-1"));
    rig.answer(Ok(answer(200, &cookies, &polled("0", ""))));
    let credential = rig.end().unwrap();
    assert_eq!(credential.cookies.len(), 4);
    assert!(value(&credential, "SESSDATA").starts_with("fake"));
}

#[test]
fn a_cookie_of_the_passport_host_covers_the_domain() {
    let mut rig = shown();
    let mut cookies = all_cookies();
    cookies[0].1 = "SESSDATA=of-the-host; Secure".to_owned();
    rig.answer(Ok(answer(200, &cookies, &polled("0", ""))));
    let credential = rig.end().unwrap();
    assert_eq!(value(&credential, "SESSDATA"), "of-the-host");
    let cookie = credential
        .cookies
        .iter()
        .find(|cookie| cookie.name == "SESSDATA");
    let cookie = cookie.unwrap();
    assert_eq!(
        (cookie.domain.as_str(), cookie.host_only),
        ("bilibili.com", false)
    );
}

#[test]
fn a_leading_dot_of_the_domain_means_nothing() {
    let mut rig = shown();
    let cookies: Vec<_> = all_cookies()
        .into_iter()
        .map(|(name, line)| (name, line.replace("Domain=b", "Domain=.B")))
        .collect();
    rig.answer(Ok(answer(200, &cookies, &polled("0", ""))));
    assert_eq!(rig.end().unwrap().cookies[0].domain, "bilibili.com");
}

#[test]
fn a_clock_years_ahead_does_not_expire_a_new_cookie() {
    let mut rig = shown();
    rig.now = Timestamp::from_secs(1_900_000_000);
    let mut headers = all_cookies();
    headers.push(("date", "Mon, 20 Jul 2026 08:00:00 GMT".to_owned()));
    rig.answer(Ok(answer(200, &headers, &polled("0", ""))));
    assert!(rig.end().is_ok());
}

#[test]
fn a_cookie_that_ended_long_ago_is_a_deleted_one() {
    let mut rig = shown();
    let mut headers = all_cookies();
    let line = "SESSDATA=x; Domain=bilibili.com; Expires=Thu, 01 Jan 1970 00:00:00 GMT";
    headers[0].1 = line.to_owned();
    rig.answer(Ok(answer(200, &headers, &polled("0", ""))));
    assert_eq!(rig.error(), missing(&["SESSDATA"]));
}

#[test]
fn an_empty_refresh_token_is_none() {
    let mut rig = shown();
    let body = polled("0", "").replace("r3fr3sh", "");
    rig.answer(Ok(answer(200, &all_cookies(), &body)));
    assert_eq!(rig.end().unwrap().refresh_token, None);
}

#[test]
fn nothing_that_is_not_needed_can_spoil_a_success() {
    let body = r#"{"code":"0","message":null,"data":{"url":null,"refresh_token":null,"timestamp":null,"code":0,"message":0}}"#;
    let mut rig = shown();
    rig.answer(Ok(answer(200, &all_cookies(), body)));
    assert_eq!(rig.end().unwrap().refresh_token, None);
}

#[test]
fn cookies_of_one_name_on_two_paths_are_two() {
    let mut rig = shown();
    let mut cookies = all_cookies();
    cookies.push((
        "set-cookie",
        "sid=x; Domain=bilibili.com; Path=/x".to_owned(),
    ));
    cookies.push((
        "set-cookie",
        "sid=y; Domain=Bilibili.com; Path=/x".to_owned(),
    ));
    rig.answer(Ok(answer(200, &cookies, &polled("0", ""))));
    let credential = rig.end().unwrap();
    let sids = credential.cookies.iter().filter(|it| it.name == "sid");
    let sids: Vec<_> = sids
        .map(|it| (it.path.as_str(), it.value.expose()))
        .collect();
    assert_eq!(sids, [("/", "abcd1234"), ("/x", "y")]);
    assert_eq!(value(&credential, "sid"), "abcd1234");
}

#[test]
fn a_deletion_takes_out_the_cookie_of_its_path_alone() {
    for end in ["Max-Age=0", "Expires=Thu, 01 Jan 1970 00:00:00 GMT"] {
        let mut rig = shown();
        let mut cookies = all_cookies();
        for line in [
            "sid=x; Domain=bilibili.com; Path=/x",
            &format!("sid=; Domain=.Bilibili.com; Path=/; {end}"),
            &format!("bili_jct=; Domain=bilibili.com; Path=/other; {end}"),
            // Of the passport host alone.
            &format!("SESSDATA=; Path=/; {end}"),
        ] {
            cookies.push(("set-cookie", line.to_owned()));
        }
        rig.answer(Ok(answer(200, &cookies, &polled("0", ""))));
        let credential = rig.end().unwrap();
        assert_eq!(value(&credential, "sid"), "x", "{end}");
        assert_eq!(credential.cookies.len(), 4, "{end}");
    }
}

#[test]
fn a_cookie_that_was_set_and_deleted_is_missing() {
    let mut rig = shown();
    let mut cookies = all_cookies();
    let gone = "SESSDATA=; Domain=bilibili.com; Path=/; Max-Age=0";
    cookies.push(("set-cookie", gone.to_owned()));
    rig.answer(Ok(answer(200, &cookies, &polled("0", ""))));
    assert_eq!(rig.error(), missing(&["SESSDATA"]));
}

#[test]
fn a_cookie_without_a_path_is_for_the_whole_site() {
    let mut rig = shown();
    let mut cookies = all_cookies();
    for (_, line) in &mut cookies {
        *line = line.replace("Path=/; ", "");
    }
    cookies[0].1 = cookies[0].1.replace("Domain", "Path=relative; Domain");
    rig.answer(Ok(answer(200, &cookies, &polled("0", ""))));
    let credential = rig.end().unwrap();
    assert!(credential.cookies.iter().all(|it| it.path == "/"));
}

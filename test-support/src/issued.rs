//! Whether credentials hold what the simulator has issued.

use qrlogin::{Cookie, Credential};
use qrlogin_simulator::{Issued, Simulator};

/// Whether the credentials hold every value of the last login that the simulator finished, except
/// the values of these names.
///
/// # Errors
/// The name of the first value that is missing.
pub fn holds_issued(
    credential: &Credential,
    simulator: &Simulator,
    left_out: &[&str],
) -> Result<(), String> {
    let Some(issued) = simulator.issued().last() else {
        return Err("credentials, but nothing was issued".to_owned());
    };
    if issued.service.name() != credential.flow() {
        return Err(format!("issued for the flow {}", issued.service.name()));
    }
    let json = decoded(credential);
    // LeanCloud's number of the player is no credential.
    let is_left_out = |name: &str| name == "objectId" || left_out.contains(&name);
    let expected = issued.values.iter().filter(|(name, _)| !is_left_out(name));
    for (name, value) in expected {
        if !json.contains(decoded(value).trim_matches('"')) {
            let flow = credential.flow();
            return Err(format!("{name} is not among the credentials of {flow}"));
        }
    }
    Ok(())
}

/// As JSON. A cookie from a URL is as genuine as one from a header, though its encoding differs.
fn decoded(value: &impl serde::Serialize) -> String {
    let json = serde_json::to_string(value).expect("JSON");
    json.replace("%2C", ",").replace("%2A", "*")
}

/// Whether the value that the credentials have is the one that was issued.
pub(crate) fn same(name: &str, given: Option<&str>, issued: Option<&str>) -> Result<(), String> {
    if given == issued {
        Ok(())
    } else {
        Err(format!("{name} is not what was issued"))
    }
}

/// Whether these values of the credentials are the ones that were issued.
pub(crate) fn all_same(issued: &Issued, values: &[(&str, &str)]) -> Result<(), String> {
    let check = |(name, value): &(&str, &str)| same(name, Some(value), issued.get(name));
    values.iter().try_for_each(check)
}

/// The cookies without which there is no session at Bilibili.
const BILIBILI: [&str; 3] = ["SESSDATA", "bili_jct", "DedeUserID"];

/// Whether the cookies of a login at Bilibili are there, each with a value.
pub(crate) fn has_bilibili_cookies(cookies: &[Cookie]) -> bool {
    let has = |name: &str| {
        let mut cookies = cookies.iter();
        cookies.any(|cookie| cookie.name == name && !cookie.value.is_empty())
    };
    BILIBILI.into_iter().all(has)
}

/// Whether the cookies of a login at Bilibili are the issued ones.
pub(crate) fn same_bilibili_cookies(cookies: &[Cookie], issued: &Issued) -> Result<(), String> {
    // A URL has the comma and the star unencoded.
    let encoded = |text: &str| text.replace(',', "%2C").replace('*', "%2A");
    // The device's cookies belong to no login.
    let of_login = |cookie: &&Cookie| !cookie.name.starts_with("buvid");
    for cookie in cookies.iter().filter(of_login) {
        let value = encoded(cookie.value.expose());
        same(&cookie.name, Some(&value), issued.get(&cookie.name))?;
    }
    for name in BILIBILI {
        if !cookies.iter().any(|cookie| cookie.name == name) {
            return Err(format!("{name} is missing"));
        }
    }
    Ok(())
}

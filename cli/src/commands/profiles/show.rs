//! `qrlogin show`.

use std::fmt::Write as _;

use qrlogin::{Cookie, Timestamp};
use serde_json::{Value, json};
use textwrap::core::display_width;

use super::{of_profile, print, report};
use crate::args::ShowArgs;
use crate::exit::{CliError, Exit};
use crate::messages::{self, Text};
use crate::output;
use crate::profiles::{Profile, Store, account_text, shown, time_text};
use crate::text::printable;

pub(crate) fn show(args: &ShowArgs) -> Exit {
    report(run(args), args.json)
}

fn run(args: &ShowArgs) -> Result<(), CliError> {
    let (profile, path) = Store::of_user()?.find(&args.name)?.usable()?;
    let (name, path) = (args.name.to_string(), path);
    if !args.json {
        return output::write(&text(&name, &shown(&path), &profile));
    }
    let mut object = of_profile(&name, &path.display().to_string(), &profile);
    if let Some(object) = object.as_object_mut() {
        let cookies: Vec<_> = profile.credential.cookies().iter().map(cookie).collect();
        object.insert("accepted".to_owned(), "not_asked".into());
        object.insert("fields".to_owned(), json!(fields(&profile)));
        object.insert("expires_at".to_owned(), json!(expires_at(&profile)));
        object.insert("cookies".to_owned(), cookies.into());
    }
    print(object)
}

/// The names of the fields that have a value.
fn fields(profile: &Profile) -> Vec<String> {
    let Ok(Value::Object(fields)) = serde_json::to_value(&profile.credential) else {
        return Vec::new();
    };
    let has_value = |value: &Value| !value.is_null() && value.as_array() != Some(&Vec::new());
    let present = fields.into_iter().filter(|(_, value)| has_value(value));
    let names = present.map(|(name, _)| name);
    names.filter(|name| name != "flow").collect()
}

/// The end of the tokens, if the service has said one.
fn expires_at(profile: &Profile) -> Option<Timestamp> {
    let fields = serde_json::to_value(&profile.credential).ok()?;
    let end = fields.get("expires_at")?.as_u64()?;
    Some(Timestamp::from_millis(end))
}

/// A cookie without its value.
fn cookie(cookie: &Cookie) -> Value {
    json!({
        "name": cookie.name,
        "domain": cookie.domain,
        "path": cookie.path,
        "expires": cookie.expires,
        "secure": cookie.secure,
        "http_only": cookie.http_only,
    })
}

/// The columns of the headings.
const HEADING: usize = 8;

/// The lines; the results of writing to a string are dropped, since it cannot fail.
fn text(name: &str, path: &str, profile: &Profile) -> String {
    let account = profile.account.as_ref().map(account_text);
    let mut lines = vec![
        (messages::profile_label(), name.into()),
        (messages::flow_label(), profile.flow.as_str().into()),
        (
            messages::account_label(),
            account.unwrap_or_else(|| "-".to_owned()).into(),
        ),
        (messages::store_label(), profile.store().name().into()),
        (messages::file_label(), path.into()),
        (messages::saved_label(), time_text(profile.saved_at).into()),
        (messages::accepted_label(), messages::not_queried()),
        (messages::fields_label(), fields(profile).join(", ").into()),
    ];
    if let Some(end) = expires_at(profile) {
        lines.push((messages::tokens_label(), messages::until(time_text(end))));
    }
    let cookies = profile.credential.cookies();
    let width = cookies.iter().map(|cookie| cookie.name.len()).max();
    let width = width.unwrap_or_default();
    for (index, cookie) in cookies.iter().enumerate() {
        let end = match cookie.expires {
            Some(end) => messages::until(time_text(end)),
            None => messages::no_end(),
        };
        let heading = match index {
            0 => messages::cookies_label(),
            _ => Text::default(),
        };
        let (name, domain) = (printable(&cookie.name), printable(&cookie.domain));
        lines.push((heading, format!("{name:<width$}  {domain}  {end}").into()));
    }
    let mut text = String::new();
    for (heading, value) in lines {
        let room = HEADING.saturating_sub(display_width(&heading));
        let _ = writeln!(text, "{heading}{}  {value}", " ".repeat(room));
    }
    text
}

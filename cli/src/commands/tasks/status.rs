//! `qrlogin status`.

use std::fmt::Write as _;

use serde_json::{Value, json};
use textwrap::core::display_width;

use super::super::profiles::{print, report, summary};
use super::{Status, check};
use crate::args::StatusArgs;
use crate::exit::{CliError, Exit};
use crate::messages::{self, Text};
use crate::output;
use crate::profiles::{Entry, Store, account_text, shown};
use crate::show::Screen;
use crate::text::printable;

pub(crate) fn status(args: &StatusArgs) -> Exit {
    match run(args) {
        Ok(exit) => exit,
        Err(failure) => report(Err(failure), args.json),
    }
}

fn run(args: &StatusArgs) -> Result<Exit, CliError> {
    let store = Store::of_user()?;
    let Some(name) = args.name.as_ref().filter(|_| !args.all) else {
        return all(args, store.all()?);
    };
    let entry = store.find(name)?;
    if let Err(problem) = &entry.profile {
        return Err(problem.refuse(&shown(&entry.path)));
    }
    let asked = ask(args, &entry)?;
    match args.json {
        true => print(json(&entry, &asked))?,
        false => output::write(&text(&entry, &asked))?,
    }
    hint(args, &asked);
    Ok(match asked {
        Asked::Status(Status::Valid(_)) => Exit::Done,
        Asked::Status(Status::Refused(..)) => Exit::Rejected,
        _ => Exit::Unchecked,
    })
}

/// All profiles, one after the other. Those without a check do not count.
fn all(args: &StatusArgs, entries: Vec<Entry>) -> Result<Exit, CliError> {
    let mut asked = Vec::new();
    for entry in entries {
        let outcome = ask(args, &entry)?;
        asked.push((entry, outcome));
    }
    if args.json {
        let profiles: Vec<_> = asked.iter().map(|(entry, it)| json(entry, it)).collect();
        print(json!({ "profiles": profiles }))?;
    } else if asked.is_empty() {
        Screen::stderr().line(&messages::no_profiles());
    } else {
        let texts: Vec<_> = asked.iter().map(|(entry, it)| text(entry, it)).collect();
        output::write(&texts.join("\n"))?;
    }
    let has = |is: fn(&Asked) -> bool| asked.iter().any(|(_, it)| is(it));
    if has(|it| matches!(it, Asked::Status(Status::Refused(..)))) {
        return Ok(Exit::Rejected);
    }
    let is_unknown = has(|it| matches!(it, Asked::Status(Status::Unknown(_)) | Asked::Unusable(_)));
    Ok(if is_unknown {
        Exit::Unchecked
    } else {
        Exit::Done
    })
}

/// What is known of an entry.
enum Asked {
    Status(Status),
    /// The file cannot be used, for this reason.
    Unusable(Text),
}

fn ask(args: &StatusArgs, entry: &Entry) -> Result<Asked, CliError> {
    match &entry.read() {
        Ok(profile) => check(&profile.credential, &args.network).map(Asked::Status),
        Err(problem) => Ok(Asked::Unusable(problem.message())),
    }
}

/// What to do about a single profile.
fn hint(args: &StatusArgs, asked: &Asked) {
    let (Asked::Status(status), Some(name)) = (asked, &args.name) else {
        return;
    };
    let hint = match status {
        Status::Refused(..) => messages::log_in_with_profile(name),
        Status::Unknown(failure) => failure.advice.clone(),
        Status::Valid(_) | Status::NotAsked(_) => return,
    };
    if !args.json {
        Screen::stderr().hint(&hint);
    }
}

/// The fields of an entry: those of `qrlogin list`, and what was found out.
fn json(entry: &Entry, asked: &Asked) -> Value {
    let mut object = summary(entry);
    let (status, reason) = match asked {
        Asked::Status(Status::Valid(_)) => ("valid", Value::Null),
        Asked::Status(Status::Refused(code, message)) => {
            ("refused", json!({ "code": code, "message": message }))
        }
        Asked::Status(Status::Unknown(failure)) => {
            let line = failure.line();
            let field = |name: &str| line.get(name).cloned().unwrap_or_default();
            let reason = json!({
                "kind": field("kind"),
                "message": field("message"),
                "advice_key": field("advice_key"),
            });
            ("unknown", reason)
        }
        Asked::Status(Status::NotAsked(why)) => ("not_asked", json!({ "message": why })),
        Asked::Unusable(why) => ("unusable", json!({ "message": why })),
    };
    if let Value::Object(fields) = &mut object {
        fields.insert("status".to_owned(), status.into());
        fields.insert("reason".to_owned(), reason);
        if let Asked::Status(Status::Valid(Some(account))) = asked {
            fields.insert("account".to_owned(), json!(account));
        }
    }
    object
}

/// The columns of the headings.
const HEADING: usize = 8;

/// The lines; the results of writing to a string are dropped, since it cannot fail.
fn text(entry: &Entry, asked: &Asked) -> String {
    let mut lines = vec![(messages::profile_label(), Text::from(&entry.name))];
    if let Ok(profile) = &entry.profile {
        // The service's own statement has the newer name.
        let account = match asked {
            Asked::Status(Status::Valid(Some(account))) => Some(account),
            _ => profile.account.as_ref(),
        };
        let account = account.map(account_text);
        let account = account.unwrap_or_else(|| "-".to_owned());
        lines.push((messages::flow_label(), printable(&profile.flow).into()));
        lines.push((messages::account_label(), account.into()));
        lines.push((messages::store_label(), profile.store().name().into()));
    }
    lines.push((messages::path_label(), shown(&entry.path).into()));
    lines.push((messages::status_label(), status_text(asked)));
    let mut text = String::new();
    for (heading, value) in lines {
        let room = HEADING.saturating_sub(display_width(&heading));
        let _ = writeln!(text, "{heading}{}  {value}", " ".repeat(room));
    }
    text
}

fn status_text(asked: &Asked) -> Text {
    match asked {
        Asked::Status(Status::Valid(_)) => messages::status_valid(),
        Asked::Status(Status::Refused(code, message)) => {
            messages::status_refused(format!("{} {}", printable(code), printable(message)).trim())
        }
        Asked::Status(Status::Unknown(failure)) => messages::status_unknown(&failure.shown().0),
        Asked::Status(Status::NotAsked(why)) => messages::status_not_asked(why),
        Asked::Unusable(why) => messages::status_unusable(why),
    }
}

//! The configuration file: TOML with the tables `login`, `network` and `flows.FLOW`.

use std::io::{self, ErrorKind};
use std::path::Path;

use qrlogin::Secret;
use qrlogin::flows::FLOWS;
use toml::{Table, Value as Toml};

use super::options::{Configurable, LOGIN, NETWORK};
use super::{Key, Origin, Value};
use crate::exit::CliError;
use crate::messages::{self, Text};
use crate::nearest::nearest;
use crate::profiles::shown;
use crate::read_file;
use crate::text::printable;

/// The table with those of the flows.
const FLOWS_TABLE: &str = "flows";

/// The text of the file; `None` if there is none and it was not named.
///
/// # Errors
/// It cannot be read.
pub(super) fn read(path: &Path, is_named: bool) -> Result<Option<String>, CliError> {
    match read_file::text(path, read_file::SMALL) {
        Ok(text) => Ok(Some(text)),
        Err(error) if !is_named && is_absent(&error) => Ok(None),
        Err(error) => {
            let message = messages::config_unreadable(shown(path));
            Err(CliError::usage(message, messages::config_help()).because(Some(&error)))
        }
    }
}

fn is_absent(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory)
}

/// A key of the file, for messages.
pub(super) fn place(path: Option<&Path>, key: &str) -> Text {
    let path = path.map(shown).unwrap_or_default();
    messages::because_of(path, printable(key))
}

/// The key `lang`; the other keys are not checked.
pub(super) fn language(text: &str) -> Option<String> {
    let table: Table = text.parse().ok()?;
    Some(table.get("lang")?.as_str()?.to_owned())
}

/// The defaults in the file.
///
/// # Errors
/// It is no TOML, or has a key that there is not. The messages contain no values.
pub(super) fn values(
    path: &Path,
    text: &str,
    options: &[Configurable],
) -> Result<Vec<Value>, CliError> {
    let table: Table = text.parse().map_err(|error: toml::de::Error| {
        let at = error.span().map_or(0, |span| span.start);
        let line = text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1;
        let message = messages::config_no_toml(shown(path), line);
        CliError::usage(message, messages::config_help())
    })?;
    let reader = Reader { path, options };
    let mut values = Vec::new();
    for (name, value) in &table {
        match (name.as_str(), value) {
            (LOGIN, Toml::Table(table)) => values.extend(reader.options(LOGIN, table)?),
            (NETWORK, Toml::Table(table)) => values.extend(reader.options(NETWORK, table)?),
            (FLOWS_TABLE, Toml::Table(table)) => values.extend(reader.flows(table)?),
            (LOGIN | NETWORK | FLOWS_TABLE, _) => {
                return Err(reader.refuse(name, messages::must_be_table()));
            }
            _ => values.push(reader.option("", name, value)?),
        }
    }
    Ok(values)
}

struct Reader<'a> {
    path: &'a Path,
    options: &'a [Configurable],
}

impl Reader<'_> {
    fn options(&self, table: &'static str, values: &Table) -> Result<Vec<Value>, CliError> {
        let option = |(name, value): (&String, &Toml)| self.option(table, name, value);
        values.iter().map(option).collect()
    }

    fn option(&self, table: &'static str, name: &str, value: &Toml) -> Result<Value, CliError> {
        let keys: Vec<_> = self.options.iter().map(Configurable::key).collect();
        let spelt = Key::Option(table, name.replace('_', "-"));
        let Some(key) = keys.iter().find(|key| **key == spelt) else {
            let all = keys.iter().map(Key::name);
            let tables = [LOGIN, NETWORK, FLOWS_TABLE].map(str::to_owned);
            let all: Vec<_> = all.chain(tables).collect();
            return Err(self.unknown(&spelt.name(), &all));
        };
        self.value(key.clone(), value)
    }

    fn flows(&self, flows: &Table) -> Result<Vec<Value>, CliError> {
        let mut values = Vec::new();
        for (name, settings) in flows {
            let key = format!("{FLOWS_TABLE}.{name}");
            let Some(flow) = FLOWS.iter().find(|flow| flow.id == name) else {
                let all: Vec<_> = FLOWS
                    .iter()
                    .map(|flow| format!("{FLOWS_TABLE}.{}", flow.id))
                    .collect();
                return Err(self.unknown(&key, &all));
            };
            let Toml::Table(settings) = settings else {
                return Err(self.refuse(&key, messages::must_be_table()));
            };
            for (name, value) in settings {
                let spelt = name.replace('-', "_");
                let names = flow.settings.iter().map(|setting| setting.name);
                let Some(setting) = names.clone().find(|known| *known == spelt) else {
                    let all: Vec<_> = names.map(|known| format!("{key}.{known}")).collect();
                    return Err(self.unknown(&format!("{key}.{name}"), &all));
                };
                values.push(self.value(Key::Setting(flow.id, setting), value)?);
            }
        }
        Ok(values)
    }

    fn value(&self, key: Key, value: &Toml) -> Result<Value, CliError> {
        let texts = match value {
            Toml::Array(values) => values.iter().map(text).collect(),
            value => text(value).map(|text| vec![text]),
        };
        match texts {
            Some(texts) => Ok(Value {
                key,
                texts,
                origin: Origin::File,
            }),
            None => Err(self.refuse(&key.name(), messages::must_be_text())),
        }
    }

    /// A key that there is not.
    fn unknown(&self, key: &str, all: &[String]) -> CliError {
        let problem = messages::unknown_key();
        let near = nearest(key, all.iter().map(String::as_str));
        let problem = match near {
            Some(near) => messages::with_nearest(problem, near),
            None => problem,
        };
        self.refuse(key, problem)
    }

    fn refuse(&self, key: &str, problem: Text) -> CliError {
        let message = messages::because_of(place(Some(self.path), key), problem);
        CliError::usage(message, messages::show_config())
    }
}

/// The text of a value, as it would be on the command line.
fn text(value: &Toml) -> Option<Secret> {
    match value {
        Toml::String(text) => Some(text.as_str().into()),
        Toml::Integer(number) => Some(number.to_string().into()),
        Toml::Boolean(flag) => Some(flag.to_string().into()),
        _ => None,
    }
}

//! Defaults of options: variables of the environment (`QRLOGIN_…`), and a configuration file.
//!
//! An option wins over its variable, and that over the file. The names are those of the options:
//! `--ca-file` is `QRLOGIN_CA_FILE` and `ca-file` in the table `network`. Which options have a
//! default here follows from the command line itself, so that a new option has one at once.

mod file;
mod options;

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::parser::ValueSource;
use clap::{ArgMatches, Command};
use etcetera::BaseStrategy as _;
use qrlogin::Secret;
use qrlogin::flows::{FLOWS, FlowInfo};

use crate::args::{PROXY_IN_FILE, PROXY_VARIABLE};
use crate::exit::CliError;
use crate::messages;
use crate::private_file;
use crate::profiles::shown;
use options::{Configurable, configurable};

/// The variable with the path of the file.
pub(crate) const VARIABLE: &str = "QRLOGIN_CONFIG";
/// The defaults that are in force.
#[derive(Default)]
pub(crate) struct Config {
    path: Option<PathBuf>,
    exists: bool,
    values: Vec<Value>,
}

/// A default.
#[derive(Clone)]
pub(crate) struct Value {
    pub(crate) key: Key,
    /// One text, or several for an option that is repeatable.
    pub(crate) texts: Vec<Secret>,
    pub(crate) origin: Origin,
}

/// What a default is for.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Key {
    /// The option with this table and long name; the table is empty for options of every command.
    Option(&'static str, String),
    /// The setting of a flow.
    Setting(&'static str, &'static str),
}

/// Where a default is from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    Variable(String),
    File,
}

/// The language in the file. Errors are those of [`Config::load`], which reports them in it.
pub(crate) fn language(
    arguments: &[OsString],
    variable: impl Fn(&str) -> Option<String>,
) -> Option<String> {
    let (path, is_named) = path(arguments, variable);
    let text = file::read(&path?, is_named).ok()??;
    file::language(&text)
}

/// The path of the file, and whether the user has named it.
fn path(
    arguments: &[OsString],
    variable: impl Fn(&str) -> Option<String>,
) -> (Option<PathBuf>, bool) {
    match named(arguments).or_else(|| variable(VARIABLE)) {
        Some(path) => (Some(PathBuf::from(path)), true),
        None => (default_path(), false),
    }
}

impl Config {
    /// The defaults for a command line.
    ///
    /// # Errors
    /// The file cannot be read, or a default cannot be used.
    pub(crate) fn load(
        arguments: &[OsString],
        command: &Command,
        variable: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, CliError> {
        if !is_for(arguments, command) {
            return Ok(Self::default());
        }
        let options = configurable(command);
        let (path, is_named) = path(arguments, &variable);
        let text = path.as_deref().map(|path| file::read(path, is_named));
        let text = text.transpose()?.flatten();
        let mut values = of_variables(&options, &variable);
        if let (Some(path), Some(text)) = (&path, &text) {
            let of_file = file::values(path, text, &options)?;
            protect(path, &of_file)?;
            values.extend(of_file);
        }
        for value in &values {
            check(value, &options, command, path.as_deref())?;
        }
        Ok(Self {
            path,
            exists: text.is_some(),
            values,
        })
    }

    /// The command line with these defaults.
    pub(crate) fn apply(&self, command: Command) -> Command {
        let options = configurable(&command);
        let in_force = options.iter().filter_map(|option| {
            let value = self.value(&option.key())?;
            Some((option, value))
        });
        in_force.fold(command, |command, (option, value)| {
            let texts: Vec<_> = value.texts.iter().map(|text| text.expose()).collect();
            option.apply(command, &texts)
        })
    }

    /// The default that is in force for this key.
    pub(crate) fn value(&self, key: &Key) -> Option<&Value> {
        // Those of the environment come first.
        self.values.iter().find(|value| value.key == *key)
    }

    /// The defaults of the settings of a flow.
    pub(crate) fn settings(&self, flow: &FlowInfo) -> Vec<(&'static str, Secret)> {
        let value = |setting: &'static str| {
            let value = self.value(&Key::Setting(flow.id, setting))?;
            Some((setting, value.texts.first()?.clone()))
        };
        let names = flow.settings.iter().map(|setting| setting.name);
        names.filter_map(value).collect()
    }

    /// Which default the proxy of this command line is from; `None` if it is from the option.
    pub(crate) fn origin_of_proxy(&self, matches: &ArgMatches) -> Option<&'static str> {
        const ID: &str = "proxy";
        let (_, called) = matches.subcommand()?;
        // Not every command has the option.
        let is_given = called.try_contains_id(ID).unwrap_or(false);
        if !is_given || called.value_source(ID) != Some(ValueSource::DefaultValue) {
            return None;
        }
        let key = Key::Option(options::NETWORK, ID.to_owned());
        Some(match self.value(&key)?.origin {
            Origin::Variable(_) => PROXY_VARIABLE,
            Origin::File => PROXY_IN_FILE,
        })
    }

    /// The path of the file, and whether there is one.
    pub(crate) fn file(&self) -> (Option<&Path>, bool) {
        (self.path.as_deref(), self.exists)
    }

    /// What is in force, with the built-in defaults: name, text (`None` if it is a secret or there
    /// is none) and origin.
    pub(crate) fn in_force(&self, command: &Command) -> Vec<InForce> {
        let options = configurable(command);
        let of_option = |option: &Configurable| {
            let value = self.value(&option.key());
            let by_default = value.is_none().then(|| option.default.clone()).flatten();
            InForce::new(option.key(), option.is_secret, value, by_default)
        };
        let settings = FLOWS.iter().flat_map(|flow| {
            let key = |setting: &qrlogin::SettingInfo| Key::Setting(flow.id, setting.name);
            flow.settings.iter().map(key)
        });
        let of_setting = |key: Key| {
            let value = self.value(&key)?;
            let is_secret = key.is_secret();
            Some(InForce::new(key, is_secret, Some(value), None))
        };
        let of_options = options.iter().map(of_option);
        of_options.chain(settings.filter_map(of_setting)).collect()
    }
}

/// A default as it is shown.
pub(crate) struct InForce {
    pub(crate) name: String,
    pub(crate) variable: String,
    pub(crate) is_secret: bool,
    /// Never a secret.
    pub(crate) text: Option<String>,
    /// `None` for a built-in default, and for none.
    pub(crate) origin: Option<Origin>,
}

impl InForce {
    fn new(key: Key, is_secret: bool, value: Option<&Value>, by_default: Option<String>) -> Self {
        let texts = value.map(|value| {
            let texts = value.texts.iter().map(|text| text.expose());
            texts.collect::<Vec<_>>().join(", ")
        });
        Self {
            name: key.name(),
            variable: key.variable(),
            is_secret: is_secret && value.is_some(),
            text: texts.filter(|_| !is_secret).or(by_default),
            origin: value.map(|value| value.origin.clone()),
        }
    }
}

impl Key {
    /// The name in the file, such as `login.renew`.
    pub(crate) fn name(&self) -> String {
        match self {
            Self::Option("", name) => name.clone(),
            Self::Option(table, name) => format!("{table}.{name}"),
            Self::Setting(flow, name) => format!("flows.{flow}.{name}"),
        }
    }

    /// The variable, such as `QRLOGIN_RENEW` or `QRLOGIN_115_OPEN_CLIENT_ID`.
    pub(crate) fn variable(&self) -> String {
        let name = match self {
            Self::Option(_, name) => name.clone(),
            Self::Setting(flow, name) => format!("{flow}_{name}"),
        };
        format!("QRLOGIN_{}", name.replace('-', "_").to_uppercase())
    }

    /// Whether the value of a setting may be a secret.
    fn is_secret(&self) -> bool {
        const SECRETS: [&str; 5] = ["secret", "token", "key", "sec", "url"];
        matches!(self, Self::Setting(_, name) if SECRETS.iter().any(|part| name.contains(part)))
    }
}

/// Whether a command has these defaults; one that does not is not disturbed by a wrong file, and
/// neither is the help.
fn is_for(arguments: &[OsString], command: &Command) -> bool {
    let words = arguments.iter().skip(1).filter_map(|word| word.to_str());
    let mut words = words.take_while(|word| *word != "--");
    let is_help = words.clone().any(|word| matches!(word, "-h" | "--help"));
    let called = words.find_map(|word| command.find_subcommand(word));
    let has_defaults = |called: &Command| called.get_name() == "config" || options::has(called);
    !is_help && called.is_some_and(has_defaults)
}

/// The file of `--config`.
fn named(arguments: &[OsString]) -> Option<String> {
    let words: Vec<_> = arguments
        .iter()
        .skip(1)
        .map_while(|word| word.to_str())
        .collect();
    let words = words.split(|word| *word == "--").next()?;
    let position = words.iter().position(|word| *word == "--config");
    let after = position.and_then(|at| words.get(at + 1).copied());
    let joined = || words.iter().find_map(|word| word.strip_prefix("--config="));
    after.or_else(joined).map(str::to_owned)
}

fn default_path() -> Option<PathBuf> {
    let folders = etcetera::choose_base_strategy().ok()?;
    Some(folders.config_dir().join("qrlogin").join("config.toml"))
}

/// The defaults in the environment. An empty variable is none.
fn of_variables(
    options: &[Configurable],
    variable: &impl Fn(&str) -> Option<String>,
) -> Vec<Value> {
    let keys = options.iter().map(Configurable::key);
    let settings = FLOWS.iter().flat_map(|flow| {
        let key = |setting: &qrlogin::SettingInfo| Key::Setting(flow.id, setting.name);
        flow.settings.iter().map(key)
    });
    let value = |key: Key| {
        let name = key.variable();
        let text = variable(&name).filter(|text| !text.is_empty())?;
        Some(Value {
            key,
            texts: vec![text.into()],
            origin: Origin::Variable(name),
        })
    };
    keys.chain(settings).filter_map(value).collect()
}

/// Refuses a file with a secret that others can read.
fn protect(path: &Path, values: &[Value]) -> Result<(), CliError> {
    let is_secret = |value: &&Value| match &value.key {
        key @ Key::Setting(..) => key.is_secret(),
        Key::Option(..) => value.texts.iter().any(|text| text.expose().contains('@')),
    };
    let Some(secret) = values.iter().find(is_secret) else {
        return Ok(());
    };
    // A file that cannot be found was read a moment ago.
    if !private_file::is_open(path).unwrap_or(true) {
        return Ok(());
    }
    let message = messages::config_open(shown(path), secret.key.name());
    Err(CliError::usage(
        message,
        messages::protect_file(shown(path)),
    ))
}

/// Checks that the value can be used.
///
/// # Errors
/// It cannot. The message does not repeat it.
fn check(
    value: &Value,
    options: &[Configurable],
    command: &Command,
    path: Option<&Path>,
) -> Result<(), CliError> {
    let problem = match &value.key {
        Key::Setting(flow, name) => {
            let flow = FLOWS.iter().find(|info| info.id == *flow);
            let setting = flow.and_then(|info| info.settings.iter().find(|one| one.name == *name));
            let values = setting.map_or(&[][..], |setting| setting.values);
            let is_allowed = |text: &Secret| values.is_empty() || values.contains(&text.expose());
            (!value.texts.iter().all(is_allowed))
                .then(|| messages::must_be_one_of(values.join(", ")))
        }
        key => {
            let option = options.iter().find(|option| option.key() == *key);
            option.and_then(|option| option.problem(command, &value.texts))
        }
    };
    let Some(problem) = problem else {
        return Ok(());
    };
    let (place, hint) = match &value.origin {
        Origin::Variable(name) => (name.into(), messages::correct_variable(name)),
        Origin::File => (
            file::place(path, &value.key.name()),
            messages::show_config(),
        ),
    };
    Err(CliError::usage(messages::because_of(place, problem), hint))
}

//! The settings of a flow as options.

use clap::builder::ValueHint;
use clap::{Arg, ArgAction, ArgMatches, Args, Command, Error, FromArgMatches};
use qrlogin::Secret;

use super::secret;

/// A setting with an option of its own; every other setting is given with `--set`.
pub(crate) struct SettingOption {
    /// The name of the setting.
    pub(crate) setting: &'static str,
    /// The option without its hyphens.
    name: &'static str,
    /// The placeholder of the value in the help.
    pub(crate) value: &'static str,
    hint: ValueHint,
    help: &'static str,
    /// What `--help` says besides.
    details: &'static str,
}

/// The settings with an option of their own. A flow has these options if it has the settings.
pub(crate) const SETTING_OPTIONS: [SettingOption; 3] = [
    SettingOption {
        setting: "base_url",
        name: "base-url",
        value: "URL",
        hint: ValueHint::Url,
        help: "Server of a gateway flow, such as https://host.example/prefix",
        details: "\n\nFor 115-gateway and phi-api. The operator of that server sees your \
                  credentials. A user name and password in the URL are sent with HTTP Basic \
                  authentication.",
    },
    SettingOption {
        setting: "app",
        name: "app",
        value: "APP",
        hint: ValueHint::Unknown,
        help: "115 app to log in as, such as web, tv or alipaymini",
        details: "\n\nThis signs the account out of that app elsewhere; see `qrlogin flows` for \
                  the names.",
    },
    SettingOption {
        setting: "region",
        name: "region",
        value: "REGION",
        hint: ValueHint::Unknown,
        help: "Region of the Phigros account: china or international",
        details: "\n\nchina:          game installed from TapTap.cn or the Chinese App Store\n\
                  international:  game installed from Google Play or TapTap.io",
    },
];

impl SettingOption {
    /// The option of this setting, if it has one.
    pub(crate) fn of(setting: &str) -> Option<&'static Self> {
        SETTING_OPTIONS.iter().find(|own| own.setting == setting)
    }

    /// The option, such as `--base-url`.
    pub(crate) fn option(&self) -> String {
        format!("--{}", self.name)
    }

    fn arg(&self) -> Arg {
        Arg::new(self.setting)
            .long(self.name)
            .value_name(self.value)
            .value_parser(secret())
            .value_hint(self.hint)
            .help(self.help)
            .long_help(format!("{}{}", self.help, self.details))
    }
}

/// The settings as they are given on the command line.
#[derive(Debug)]
pub(crate) struct FlowSettings {
    /// The values of [`SETTING_OPTIONS`], by the name of the setting.
    pub(crate) own: Vec<(&'static str, Secret)>,
    /// The values of `--set`.
    pub(crate) set: Vec<Secret>,
}

impl Args for FlowSettings {
    fn augment_args(command: Command) -> Command {
        let command = command.args(SETTING_OPTIONS.iter().map(SettingOption::arg));
        command.arg(
            Arg::new("set")
                .long("set")
                .value_name("NAME=VALUE")
                .value_parser(secret())
                .action(ArgAction::Append)
                .help("A setting of the flow, as `qrlogin flows` lists them; repeatable")
                .long_help(
                    "A setting of the flow, as `qrlogin flows` lists them; repeatable\n\n\
                     NAME=@FILE reads the value from a file, NAME=@- from standard input, which \
                     keeps secrets out of the process list.",
                ),
        )
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for FlowSettings {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        let own = SETTING_OPTIONS.iter().filter_map(|own| {
            let value = matches.get_one::<Secret>(own.setting)?;
            Some((own.setting, value.clone()))
        });
        let set = matches.get_many::<Secret>("set").unwrap_or_default();
        Ok(Self {
            own: own.collect(),
            set: set.cloned().collect(),
        })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

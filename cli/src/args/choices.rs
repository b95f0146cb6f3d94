//! Options with a fixed set of values.

use clap::ValueEnum;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use qrlogin::export::Format;
use serde::Deserialize;

/// A language of the messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum LanguageName {
    /// English
    #[value(aliases = ["en-us", "en_us", "en_us.utf-8", "en-gb", "en_gb", "en_gb.utf-8"])]
    En,
    /// Simplified Chinese
    #[value(aliases = ["zh-cn", "zh_cn", "zh_cn.utf-8", "zh-hans", "zh-hans-cn", "zh_hans"])]
    Zh,
}

/// Reads the name of a format of credentials.
pub(crate) fn formats() -> impl TypedValueParser<Value = Format> {
    let value = |format: Format| {
        let value = PossibleValue::new(format.name()).aliases(format.aliases());
        value.help(format.about())
    };
    let names = PossibleValuesParser::new(Format::ALL.map(value));
    names.try_map(|name| name.parse::<Format>())
}

/// Forms of cookies.txt for programs that differ from most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum NetscapeForm {
    /// HttpOnly cookies with the prefix #HttpOnly_; wget and aria2 skip them then
    HttponlyPrefix,
    /// Session cookies with the end 0; Python, wget2 and perl drop them then
    SessionZero,
    /// Domains without a dot, for perl's HTTP::Cookies; Python refuses the file then
    BareDomain,
}

/// How to draw the code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum QrMode {
    /// `full` where it fits, else `half` if the locale is UTF-8; `utf8` with TERM=dumb
    Auto,
    /// Coloured spaces, two columns a module: needs the most room, and scans nearly everywhere
    Full,
    /// Coloured half blocks: half as wide and high, but fails with fonts that leave gaps
    #[value(alias = "ansi")]
    Half,
    /// Blocks without colours, for a dark background; --invert for a light one
    Utf8,
    /// `##` without colours: most scanners cannot read it
    Ascii,
    /// The link only
    None,
}

/// Where the secrets of a profile are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum StoreKind {
    /// In the file of the profile, which only you can read
    File,
    /// In the keyring of the system: Secret Service, macOS Keychain, Windows Credential Manager
    Keyring,
}

/// A protocol for pictures in a terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ImageProtocol {
    /// kitty, Ghostty, WezTerm, Konsole
    Kitty,
    /// foot, mlterm, Windows Terminal, WezTerm, xterm with -ti vt340
    Sixel,
    /// iTerm2, WezTerm, mintty, Konsole, the terminal of VS Code; in tmux with allow-passthrough
    Iterm,
}

/// What `--open` opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Opened {
    /// The link, in the browser: http and https only
    Link,
    /// The picture of the code, to scan it from a window
    Picture,
}

/// The level of error correction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Level {
    /// 7 %: the smallest code
    L,
    /// 15 %
    M,
    /// 25 %
    Q,
    /// 30 %
    H,
}

/// A kind of file for a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum QrFormat {
    /// Eight pixels a module
    Png,
    /// A drawing of any size
    Svg,
    /// Block characters, in UTF-8
    Txt,
}

/// The form of the line that says that the simulator is ready.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ReadyForm {
    /// One JSON object
    Json,
}

/// The HTTP client.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Transport {
    /// ureq
    Blocking,
    /// tokio and hyper
    Async,
}

/// Who may use the documented APIs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Documented {
    /// Every client that reaches the gateway
    Open,
    /// Clients that send the name of a key and the key by HTTP Basic authentication
    Basic,
    /// No client
    Off,
}

impl Documented {
    /// The rule of the library.
    pub(crate) fn rule(self) -> qrlogin_gateway::access::Documented {
        match self {
            Self::Open => qrlogin_gateway::access::Documented::Open,
            Self::Basic => qrlogin_gateway::access::Documented::Basic,
            Self::Off => qrlogin_gateway::access::Documented::Off,
        }
    }
}

/// What phiApi's answers look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum PhiApiStyle {
    /// As documented: `macKey`, `openId`, the session token as plain text
    Documented,
    /// As servers since December 2025: `mac_key`, `openid`, the session token as JSON
    Current,
}

impl PhiApiStyle {
    /// The style of the library.
    pub(crate) fn style(self) -> qrlogin_gateway::PhiApiStyle {
        match self {
            Self::Documented => qrlogin_gateway::PhiApiStyle::Documented,
            Self::Current => qrlogin_gateway::PhiApiStyle::Current,
        }
    }
}

/// What the answers of 115driver's API look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Pan115Style {
    /// As documented
    Documented,
    /// As the original server: `details` and `error`, 500 for an expired or unconfirmed code
    Observed,
}

impl Pan115Style {
    /// The style of the library.
    pub(crate) fn style(self) -> qrlogin_gateway::Pan115Style {
        match self {
            Self::Documented => qrlogin_gateway::Pan115Style::Documented,
            Self::Observed => qrlogin_gateway::Pan115Style::Observed,
        }
    }
}

impl StoreKind {
    /// The name on the command line.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::File => "file",
            Self::Keyring => "keyring",
        }
    }
}

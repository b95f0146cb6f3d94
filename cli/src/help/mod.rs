//! The help: the texts below the options, and the Chinese help.

mod render;
mod zh;

use std::ffi::OsString;

use clap::error::ErrorKind;
use clap::{ArgMatches, Command};

use crate::messages::Language;
use crate::messages::kinds::{KINDS, REPLAY_KINDS, lines};
#[cfg(test)]
pub(crate) use zh::chinese;

/// Parses the arguments with this command line; a help is in the language of the run.
///
/// # Errors
/// The arguments are wrong, or request the help or the version.
pub(crate) fn matches(
    command: impl Fn() -> Command,
    arguments: &[OsString],
) -> Result<ArgMatches, clap::Error> {
    let found = command().try_get_matches_from(arguments);
    let is_help = |error: &clap::Error| {
        matches!(
            error.kind(),
            ErrorKind::DisplayHelp | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
        )
    };
    match found {
        Err(error) if is_help(&error) && Language::current() == Language::Chinese => {
            let mut built = command();
            built.build();
            let command = overridden(command(), &built, is_long(arguments));
            command.try_get_matches_from(arguments)
        }
        found => found,
    }
}

/// The command with its help replaced, and so all below it.
fn overridden(mut command: Command, built: &Command, long: bool) -> Command {
    let names: Vec<_> = command
        .get_subcommands()
        .map(|sub| sub.get_name().to_owned())
        .collect();
    for name in names {
        if let Some(built) = built.find_subcommand(&name) {
            command = command.mut_subcommand(name, |sub| overridden(sub, built, long));
        }
    }
    command.override_help(render::help(built, long))
}

/// Whether these arguments request the long help.
fn is_long(arguments: &[OsString]) -> bool {
    let arguments = arguments.iter().skip(1);
    let mut arguments = arguments.take_while(|argument| *argument != "--");
    arguments.any(|argument| argument == "--help" || argument == "help")
}

pub(crate) const LOGIN_SHORT_HELP: &str =
    "`qrlogin login --help` has examples, the exit codes and the JSON lines.";

pub(crate) const EXPORT_HELP: &str = "\
Examples:
  qrlogin export main --format netscape --out cookies.txt
  qrlogin export main --format header | your-program
  qrlogin export main --format playwright --out state.json
  qrlogin export main --format yutto --out ~/.config/yutto/auth.toml
  qrlogin export main --out -";

pub(crate) const CONFIG_HELP: &str = "\
An option wins over its variable, and that over the file, which is ~/.config/qrlogin/config.toml, \
or that of --config or QRLOGIN_CONFIG:
  lang = \"en\"
  [login]
  profile = \"main\"
  timeout = \"5m\"
  renew = 2
  [network]
  proxy = \"socks5://127.0.0.1:1080\"
  [flows.115-open]
  client_id = \"100195125\"

The variables have the same names: QRLOGIN_RENEW, QRLOGIN_PROXY, QRLOGIN_115_OPEN_CLIENT_ID. \
Options of a single run (such as --out, --json) have no default. A file with secrets needs mode \
0600. `qrlogin serve` has a file and variables of its own.";

pub(crate) const IMPORT_HELP: &str = "\
Examples:
  qrlogin import bilibili.json
  ssh host qrlogin export main | qrlogin import - --profile main
  qrlogin import cookies.txt --flow bilibili-web --profile main
  qrlogin import cookies.json --format biliup

Tokens that a file does not have are not invented: what is incomplete for its flow is refused.
An existing profile is replaced with --force only. The file stays as it is.";

const LOGIN: &str = "\
Examples:
  qrlogin login
  qrlogin login bilibili-web --profile main
  qrlogin login bilibili-web --out bilibili.json
  qrlogin login bilibili-web --format netscape --out cookies.txt
  qrlogin login 115 --format netscape --netscape session-zero --out cookies.txt
  qrlogin login 115-gateway --base-url https://gateway.example --app tv
  qrlogin login 115 --app tv --format header | your-program
  qrlogin login 115-open --set client_id=APPID
  qrlogin login device --set preset=github --set client_id=ID --set scope=repo
  qrlogin login taptap --region china
  qrlogin login wechat-web --json --renew 2 | your-program
  qrlogin login 115 --out 115.json --on 'code=send-picture \"$QRLOGIN_QR_FILE\"'
  qrlogin login bilibili-tv --demo
  qrlogin login bilibili-web --record login.har

The code is a key to your account while it is valid. Scan it from your own screen, and do not \
paste its link into web pages that turn links into QR codes: their operators can watch the login. \
If it does not scan, use --qr-file.

At a terminal the credentials are saved to a profile, and secrets are printed with --out - only. \
Otherwise they go to standard output, and all other text to standard error; if standard output is \
closed, --out FILE or --profile NAME is required. NO_COLOR is respected, except in the QR code; --qr utf8 and \
--qr ascii have no colours.

JSON lines (--json): each has \"v\" (1), \"flow\" (null if wrong usage names none), \"at\" (Unix \
time in ms) and \"event\"; `qrlogin schema` prints their JSON Schema. By event:
  code        payload (the text of the code), image_url, image, scan_with, notice,
              expires_at (Unix time in ms), qr_file, and png with --json-png
  scanned     avatar (base64 or null)
  confirmed
  retrying    cause, attempt
  credential  the last line of a success: credential, or with --out FILE: flow,
              saved_to, format, left_out (the fields that the format cannot hold);
              with --profile NAME: account and profile as well;
              warnings (objects with kind and message); and demo, if it was one
  error       the last line of every failure, wrong usage too: kind, message,
              causes, advice, advice_key, exit_code, detail; and credential, if
              the login succeeded but the file could not be written; and account,
              profile and saved_to, if it is other_account; and session, if --resume
              can continue the login

Exit codes, the kinds of failures, and what to do:
    0               logged in
";

/// The text below the options of `qrlogin login`.
pub(crate) fn login() -> String {
    format!("{LOGIN}{}", lines(&KINDS, str::to_owned))
}

/// The text below the options of `qrlogin replay`.
pub(crate) fn replay() -> String {
    REPLAY.replace("KINDS", &lines(&REPLAY_KINDS, str::to_owned))
}

pub(crate) const REFRESH_HELP: &str = "\
Examples:
  qrlogin login 115-open --set client_id=APPID --out 115.json
  qrlogin refresh 115.json
  qrlogin refresh --profile main

For 115-open and device, a refresh is due from 5 minutes before the access token expires. Before \
that nothing is sent, so it can be run every few minutes. At Bilibili the service says whether it \
is due. Each refresh token works once: of several runs at the same time, one makes the call and \
the others wait for it. The refresh token ends as well: that of 115-open after a year, others when \
the service says so.

A refresh invalidates the old tokens, so qrlogin first checks that the file can be replaced. The \
file is replaced atomically, and Ctrl-C waits for the response (at most 40 s). The old cookies of \
bilibili-web stay valid until the new ones are in the file.

JSON lines (--json), by their field \"event\":
  refreshed   saved_to, expires_at (Unix time in ms, or null)
  not_due     expires_at; both with the profile, if there is one
  error       kind, message, causes, advice, advice_key, exit_code, detail; and
              credential, if the file could not be written

Exit codes, besides those of `qrlogin login --help`:
    0  refreshed, or not due
    1  the output could not be written; new credentials that could not be saved
       are on standard output, or in another file that the message names
    2  wrong usage: no credentials that can be refreshed, or an output path that
       cannot be written; nothing was sent";

pub(crate) const STATUS_HELP: &str = "\
Examples:
  qrlogin status main
  qrlogin status --all --json

Nothing is guessed: \"valid\" and \"refused\" are what the service says now. Without a network, or \
behind a firewall, it is \"unknown\", and the credentials are kept.

JSON (--json): name, flow, account, saved_at, path, store, status (valid, refused, unknown, \
not_asked, unusable) and reason; with --all a list \"profiles\".

Exit codes, besides those of `qrlogin login --help`:
    0  valid; with --all, none is refused or unknown
   12  refused: log in again
   22  unknown, or a single profile whose service cannot be asked";

pub(crate) const LOGOUT_HELP: &str = "\
Example:
  qrlogin logout main

The profile is deleted once the service has ended the login. If it cannot be asked, the profile is \
kept. `qrlogin remove` deletes a profile on this machine only.";

const REPLAY: &str = "\
Examples:
  qrlogin replay login.har
  qrlogin replay --json browser.har --flow wechat-web --ignore tip

The exit code is that of the recorded login (see `qrlogin login --help`), or
KINDS

A recording without secrets has fake credentials; they are printed with --json only.";

pub(crate) const QR_HELP: &str = "\
Examples:
  qrlogin qr https://example.com/
  wg show wg0 | qrlogin qr - --level m -o code.png
  qrlogin qr hello -o - --format svg > code.svg

Standard output has the code alone. If it is no terminal, the code is drawn with block characters, \
as with -o -, for a dark background. A text in the arguments can be seen in the list of processes: \
use - for secrets.";

pub(crate) const DOCTOR_HELP: &str = "\
Examples:
  qrlogin doctor
  qrlogin doctor bilibili-web --proxy socks5://127.0.0.1:7890
  qrlogin doctor 115-gateway --set base_url=http://127.0.0.1:8116 --json

With FLOW it sends one request to the first server of that login, GET /, by the same code as a \
login: no code is made, and nothing of yours is sent.

Exit codes: 0 without a failed check, 1 with one. With --json: v, version, flow, ok, and checks \
with check, verdict (ok, warning, failed, skipped), message and remedy.";

pub(crate) const COMPLETIONS_HELP: &str = "\
In the file that your shell reads when it starts:
  bash        source <(qrlogin completions bash --dynamic)
  zsh         source <(qrlogin completions zsh --dynamic)
  fish        source (qrlogin completions fish --dynamic | psub)
  PowerShell  qrlogin completions powershell --dynamic | Out-String | Invoke-Expression
In zsh it stands after compinit. Without --dynamic the script stands alone, as a file for a package.";

pub(crate) const SERVE_HELP: &str = "\
The first line on standard output is the origin, such as http://127.0.0.1:8116. The API is under \
ORIGIN/v1, described at ORIGIN/v1/openapi.json. Clients of phiApi have ORIGIN/phiApi as their base \
URL, clients of 115driver's gateway ORIGIN:
  qrlogin login phi-api --base-url http://127.0.0.1:8116/phiApi
  qrlogin login 115-gateway --base-url http://127.0.0.1:8116
  curl -X POST http://127.0.0.1:8116/api/v1/115/qrcode/start

Options win over the variables QRLOGIN_SERVE_…, and those over the file of --config, which has the \
same names:
  listen = \"127.0.0.1:8116\"
  host = [\"login.example\"]
  store = \"postgres://qrlogin:PASSWORD@db.example/qrlogin\"

Beyond the loopback a key is required: `qrlogin gateway-key add NAME` makes one. TLS is the \
business of a server in front.";

pub(crate) const SIMULATE_HELP: &str = "\
The first line on standard output is the origin, such as http://127.0.0.1:8115. Point a client at \
it:
  qrlogin login bilibili-web --reroute http://127.0.0.1:8115

By default a simulated person scans each code after 2 s and confirms after 4 s. Other scenarios:
  --set 'person=scan@1s deny@2s'    the person declines
  --set person=expire               the code is not scanned
  --set 'fault.1=bilibili-web/poll#2 status:502'
  --set person=                     scan and confirm by hand:
                                    curl -X POST ORIGIN/_sim/scan, then ORIGIN/_sim/confirm
ORIGIN/_sim/ lists these control calls; ORIGIN/_sim/v1/openapi.json describes the API for tests, \
which has sessions for tests that run at the same time. For a client whose base URL cannot be changed:
  qrlogin simulate --tls --ca ca.pem
  HTTPS_PROXY=ORIGIN SSL_CERT_FILE=ca.pem your-client
  qrlogin simulate --tls -- pytest -q
In a container, with a token in QRLOGIN_SIMULATE_TOKEN:
  qrlogin simulate --listen 0.0.0.0:8115 --allow-remote

It runs until Ctrl-C, with exit code 0, or until its command ends, with the command's exit code.";

//! What the clients of a simulator need: variables, and a command that is run with them.

use std::ffi::OsString;
use std::io::{IsTerminal as _, Read as _};
use std::path::Path;
use std::process::{Child, Command, ExitStatus};
use std::sync::mpsc::{Receiver, Sender};
use std::time::Duration;

use qrlogin::Secret;
use serde_json::{Value, json};

use crate::ca::{self, CaFile};
use crate::exit::CliError;
use crate::messages;
use crate::save::{self, Target};
use crate::shutdown;
use crate::text::printable;

/// The first line of a file that the next run may replace.
const MARK: &str = "# The variables of one run of `qrlogin simulate`\n";
/// The pause between two checks whether the command has ended.
const TICK: Duration = Duration::from_millis(20);
/// The variables with the address of the proxy.
const PROXIES: [&str; 6] = [
    "HTTPS_PROXY",
    "HTTP_PROXY",
    "ALL_PROXY",
    "https_proxy",
    "http_proxy",
    "all_proxy",
];
/// The variables with the file of certificate authorities.
const AUTHORITIES: [&str; 4] = [
    "SSL_CERT_FILE",
    "CURL_CA_BUNDLE",
    "REQUESTS_CA_BUNDLE",
    "NODE_EXTRA_CA_CERTS",
];
/// Not through the proxy: other servers of a test.
const DIRECT: &str = "localhost,127.0.0.1,::1";

/// The variable with the token for control calls. It is in no file and no ready line.
const TOKEN: &str = "QRLOGIN_SIMULATE_TOKEN";

/// The variables for clients of one simulator.
pub(super) struct Clients {
    origin: String,
    ca: Option<String>,
    token: Option<Secret>,
    variables: Vec<(&'static str, String)>,
}

impl Clients {
    pub(super) fn new(origin: &str, ca: Option<&CaFile>, token: Option<Secret>) -> Self {
        let ca = ca.map(|ca| ca.path().display().to_string());
        let mut variables = vec![("QRLOGIN_SIMULATOR", origin.to_owned())];
        if let Some(ca) = &ca {
            variables.extend(PROXIES.map(|name| (name, origin.to_owned())));
            variables.extend(["NO_PROXY", "no_proxy"].map(|name| (name, DIRECT.to_owned())));
            variables.push(("NODE_USE_ENV_PROXY", "1".to_owned()));
            variables.extend(AUTHORITIES.map(|name| (name, ca.clone())));
        }
        Self {
            origin: origin.to_owned(),
            ca,
            token,
            variables,
        }
    }

    /// The JSON object that says that the simulator is ready.
    pub(super) fn ready(&self) -> Value {
        let variables = self.variables.iter();
        let variables = variables.map(|(name, value)| ((*name).to_owned(), Value::from(&**value)));
        json!({
            "v": 1,
            "origin": self.origin,
            "ca": self.ca,
            "pid": std::process::id(),
            "env": Value::Object(variables.collect()),
        })
    }

    /// Writes the variables to a file.
    ///
    /// # Errors
    /// The file is not from an earlier run, or cannot be written.
    pub(super) fn write(&self, path: &Path) -> Result<(), CliError> {
        let target = Target::check(&save::ENV_FILE, path, ca::begins_with(path, MARK))?;
        let lines = self.variables.iter();
        let lines = lines.map(|(name, value)| format!("{name}={value}\n"));
        let text = format!("{MARK}{}", lines.collect::<String>());
        target.write(text.as_bytes()).map_err(|error| {
            let name = printable(&path.display().to_string());
            let message = messages::env_file_unwritable(name);
            CliError::output(message, messages::writable_directory()).because(Some(&error))
        })
    }

    /// Runs the command to its end, and calls `tick` meanwhile; returns its exit code.
    ///
    /// An interrupt at a terminal reaches the command as well, which decides when it ends. Without
    /// a terminal it reaches this process alone and is passed on.
    ///
    /// # Errors
    /// It cannot be started.
    pub(super) fn run(
        &self,
        command: &[OsString],
        interrupted: &Receiver<()>,
        mut tick: impl FnMut(),
    ) -> Result<i32, CliError> {
        let (program, arguments) = command.split_first().ok_or_else(CliError::internal)?;
        shutdown::defer();
        let variables = self.variables.iter();
        let failed = |error| {
            let message = messages::command_not_started(printable(&program.to_string_lossy()));
            CliError::usage(message, messages::check_command()).because(Some(&error))
        };
        let started = Command::new(program)
            .args(arguments)
            .envs(variables.map(|(name, value)| (name, value)))
            .envs(self.token.iter().map(|token| (TOKEN, token.expose())))
            .spawn();
        let mut child = started.map_err(failed)?;
        loop {
            tick();
            if interrupted.try_recv().is_ok() && !std::io::stdin().is_terminal() {
                terminate(&child);
            }
            match child.try_wait().map_err(failed)? {
                Some(status) => {
                    tick();
                    return Ok(code(status));
                }
                None => std::thread::sleep(TICK),
            }
        }
    }
}

/// Asks the command to end.
fn terminate(child: &Child) {
    #[cfg(unix)]
    {
        use rustix::process::{Pid, Signal, kill_process};
        // Fails if it has just ended.
        let _ = kill_process(Pid::from_child(child), Signal::TERM);
    }
    #[cfg(not(unix))]
    let _ = child;
}

/// The exit code as a shell gives it: of a signal, 128 and its number.
fn code(status: ExitStatus) -> i32 {
    #[cfg(unix)]
    {
        use std::os::unix::process::ExitStatusExt as _;
        if let Some(signal) = status.signal() {
            return 128 + signal;
        }
    }
    status.code().unwrap_or(1)
}

/// Sends a message when standard input ends.
///
/// # Errors
/// The system has no thread for it.
pub(super) fn end_with_stdin(sender: Sender<()>) -> Result<(), CliError> {
    let wait = move || {
        let mut buffer = [0; 512];
        let mut stdin = std::io::stdin().lock();
        while stdin.read(&mut buffer).is_ok_and(|read| read > 0) {}
        // Fails if the command has ended already.
        let _ = sender.send(());
    };
    let started = std::thread::Builder::new().spawn(wait);
    started.map(|_| ()).map_err(|error| {
        CliError::output(messages::no_thread(), messages::check_limits()).because(Some(&error))
    })
}

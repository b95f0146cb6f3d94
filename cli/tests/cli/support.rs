//! Runs the program, and the simulator for it.

use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use qrlogin_simulator::{Issued, Scenario, Server};
use qrlogin_test_support::FlowUnderTest;
use serde_json::Value;

/// The user scans and confirms at once.
pub(crate) const AT_ONCE: &str = "person=scan@0s confirm@0s";

/// The result of a run.
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
    pub(crate) took: Duration,
}

impl Ran {
    /// Standard output as JSON lines, each of which fits the schema.
    pub(crate) fn lines(&self) -> Vec<Value> {
        self.out.lines().map(line).collect()
    }

    /// Standard output as one JSON value.
    pub(crate) fn json(&self) -> Value {
        line(&self.out)
    }

    /// The last JSON line, that of a failure.
    pub(crate) fn error(&self) -> Value {
        let last = self.lines().pop().unwrap_or_default();
        assert_eq!(last["event"], "error", "{}", self.err);
        last
    }

    /// The last line of standard error.
    pub(crate) fn last(&self) -> &str {
        self.err.lines().last().unwrap_or_default()
    }
}

/// A JSON value; a line of an event fits the schema.
pub(crate) fn line(text: &str) -> Value {
    let line = serde_json::from_str(text).unwrap_or_else(|_| panic!("no JSON: {text}"));
    crate::schema::check(&line);
    line
}

/// The variables with certificate authorities.
pub(crate) const CA_VARIABLES: [&str; 5] = [
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
    "CURL_CA_BUNDLE",
    "REQUESTS_CA_BUNDLE",
    "NODE_EXTRA_CA_CERTS",
];

/// No folder can be created there: a test that saves to the user's folders has a [`Home`].
const NOWHERE: &str = "/dev/null/home";

/// The program with these arguments and a clean environment.
pub(crate) fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_qrlogin"));
    command.args(arguments).stdin(Stdio::null());
    for proxy in ["http_proxy", "https_proxy", "all_proxy", "no_proxy"] {
        command.env_remove(proxy).env_remove(proxy.to_uppercase());
    }
    for variable in ["NO_COLOR", "TERM"].iter().chain(&CA_VARIABLES) {
        command.env_remove(variable);
    }
    // The tests know the English messages.
    command.env("QRLOGIN_LANG", "en");
    for variable in ["HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"] {
        command.env(variable, NOWHERE);
    }
    command
}

/// The folders of a user.
pub(crate) struct Home(tempfile::TempDir);

impl Home {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// The folder for data.
    pub(crate) fn data(&self) -> &str {
        self.0.path().to_str().unwrap()
    }

    /// The folder with the profiles.
    pub(crate) fn profiles(&self) -> PathBuf {
        self.0.path().join("qrlogin/profiles")
    }

    /// The file of a profile.
    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.profiles().join(format!("{name}.json"))
    }

    /// The content of a profile's file.
    pub(crate) fn text(&self, name: &str) -> String {
        std::fs::read_to_string(self.file(name)).unwrap()
    }

    /// The same as JSON.
    pub(crate) fn profile(&self, name: &str) -> Value {
        serde_json::from_str(&self.text(name)).unwrap()
    }

    /// Writes a profile's file.
    pub(crate) fn write(&self, name: &str, text: &str) {
        std::fs::create_dir_all(self.profiles()).unwrap();
        std::fs::write(self.file(name), text).unwrap();
    }

    /// The names of all files in the folder.
    pub(crate) fn names(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.profiles()).unwrap();
        let name = |entry: std::fs::DirEntry| entry.file_name().into_string().unwrap();
        let mut names: Vec<_> = entries.map(|entry| name(entry.unwrap())).collect();
        names.sort();
        names
    }

    /// The program in this home.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = command(arguments);
        command.env("XDG_DATA_HOME", self.0.path());
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        let started = Instant::now();
        ran(self.command(arguments).output().unwrap(), started)
    }

    /// A login at a simulator.
    pub(crate) fn login(&self, server: &Server, flow: &str, options: &[&str]) -> Ran {
        let origin = server.origin();
        self.run(&[&["login", flow, "--reroute", &origin], options].concat())
    }
}

/// Runs the program to its end.
pub(crate) fn run(arguments: &[&str]) -> Ran {
    let started = Instant::now();
    let output = command(arguments).output().unwrap();
    ran(output, started)
}

/// Waits for a program that was started with pipes.
pub(crate) fn finish(child: Child) -> Ran {
    let started = Instant::now();
    ran(child.wait_with_output().unwrap(), started)
}

/// An origin without a listener. A port that was free a moment ago may by now belong to another
/// test's server.
pub(crate) const NO_SERVER: &str = "http://127.0.0.1:1";

/// The result for an output.
pub(crate) fn ran(output: Output, started: Instant) -> Ran {
    Ran {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
        took: started.elapsed(),
    }
}

/// Real seconds between the polls of services that state them: the tests wait for them.
const QUICK: [&str; 4] = [
    "steam.interval=1",
    "device.interval=1",
    "feishu.interval=1",
    "dingtalk.interval=1",
];

/// A simulator with these settings, each `name=value`; polls are a second apart where the service
/// states the interval.
pub(crate) fn simulator(settings: &[&str]) -> Server {
    let mut scenario = Scenario::default();
    for setting in QUICK.iter().chain(settings) {
        let (name, value) = setting.split_once('=').unwrap();
        scenario.set(name, value).unwrap();
    }
    Server::start(scenario, ([127, 0, 0, 1], 0).into()).unwrap()
}

/// Runs a test for all cases at the same time: most of it waits for a poll interval.
pub(crate) fn at_once<T: Send>(cases: impl IntoIterator<Item = T>, test: impl Fn(T) + Sync) {
    std::thread::scope(|scope| {
        for case in cases {
            scope.spawn(|| test(case));
        }
    });
}

/// The options for the settings without which there is no login.
pub(crate) fn required(flow: &FlowUnderTest) -> Vec<String> {
    let info = qrlogin::flows::find(flow.id).unwrap();
    let required = info.settings.iter().filter(|setting| setting.required);
    required
        .flat_map(|setting| ["--set".to_owned(), format!("{}=1", setting.name)])
        .collect()
}

/// A login at a simulator of a flow of the table, with its required settings.
pub(crate) fn login_of_table(server: &Server, flow: &FlowUnderTest, options: &[&str]) -> Ran {
    let required = required(flow);
    let required = required.iter().map(String::as_str);
    let options: Vec<_> = options.iter().copied().chain(required).collect();
    login(server, flow.id, &options)
}

/// A login at a simulator.
pub(crate) fn login(server: &Server, flow: &str, options: &[&str]) -> Ran {
    let origin = server.origin();
    run(&[&["login", flow, "--reroute", &origin], options].concat())
}

/// The same without the values that the simulator has issued.
pub(crate) fn login_with(settings: &[&str], flow: &str, options: &[&str]) -> Ran {
    login(&simulator(settings), flow, options)
}

/// The values that a simulator has issued.
pub(crate) fn issued(server: &Server) -> Vec<Issued> {
    server.simulator().lock().unwrap().issued().to_vec()
}

/// The number of requests that a simulator has received.
pub(crate) fn requests(server: &Server) -> usize {
    server.simulator().lock().unwrap().log().len()
}

/// Waits until this is so, as long as any of these runs lasts.
pub(crate) fn wait_until(is_so: impl Fn() -> bool) {
    let start = Instant::now();
    while !is_so() {
        assert!(start.elapsed() < Duration::from_secs(60), "it never is");
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// Waits for a code.
pub(crate) fn shows_a_code(server: &Server) {
    wait_until(|| !server.simulator().lock().unwrap().codes().is_empty());
}

/// Sets the clock of a simulator ahead, by a time such as `1h`.
pub(crate) fn advance_clock(server: &Server, by: &str) {
    let address = server.address();
    let body = format!("{{\"advance\":\"{by}\"}}");
    let mut stream = std::net::TcpStream::connect(address).unwrap();
    write!(
        stream,
        "POST /_sim/v1/clock HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\
        content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
}

/// The user confirms.
pub(crate) fn confirm(server: &Server) {
    let now = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap();
    let now = u64::try_from(now.as_millis()).unwrap();
    let simulator = server.simulator();
    simulator.lock().unwrap().confirm(now, None).unwrap();
}

/// All texts and numbers in a JSON value.
pub(crate) fn leaves(value: &Value) -> Vec<String> {
    match value {
        Value::Null | Value::Bool(_) => Vec::new(),
        Value::Number(number) => vec![number.to_string()],
        Value::String(text) => vec![text.clone()],
        Value::Array(values) => values.iter().flat_map(leaves).collect(),
        Value::Object(fields) => fields.values().flat_map(leaves).collect(),
    }
}

/// The only file of a directory.
pub(crate) fn only_file(directory: &Path) -> PathBuf {
    let entries = std::fs::read_dir(directory).unwrap();
    let entries: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    let [file] = &entries[..] else {
        panic!("not one file: {entries:?}")
    };
    file.clone()
}

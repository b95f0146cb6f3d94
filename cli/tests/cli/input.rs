//! A login that needs a typed number, with standard input as a pipe.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Stdio};

use qrlogin_simulator::Server;
use serde_json::Value;

use crate::record::Folder;
use crate::support::*;

/// The phone shows this number; the user has confirmed by the time that it is typed.
const NUMBER: [&str; 2] = ["wechat-ilink.number=748291", AT_ONCE];

/// The program in JSON mode, with its standard input.
struct Piped {
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
}

impl Piped {
    fn start(server: &Server, options: &[&str]) -> Self {
        let origin = server.origin();
        let login = ["login", "wechat-ilink", "--json", "--quiet", "--reroute"];
        let arguments = [&login[..], &[origin.as_str()], options].concat();
        let mut child = command(&arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let output = BufReader::new(child.stdout.take().unwrap());
        Self {
            input: child.stdin.take(),
            output,
            child,
        }
    }

    /// The next line.
    fn event(&mut self) -> Value {
        let mut line = String::new();
        self.output.read_line(&mut line).unwrap();
        crate::support::line(&line)
    }

    fn type_in(&mut self, text: &str) {
        let input = self.input.as_mut().unwrap();
        input.write_all(text.as_bytes()).unwrap();
    }

    /// The exit code, and what was printed to standard error.
    fn finish(mut self) -> (Option<i32>, String) {
        drop(self.input.take());
        let mut text = String::new();
        let mut error = self.child.stderr.take().unwrap();
        error.read_to_string(&mut text).unwrap();
        (self.child.wait().unwrap().code(), text)
    }
}

/// The kind of a line.
fn kind(line: &Value) -> &str {
    line["event"].as_str().unwrap()
}

#[test]
fn a_line_answers_each_question_of_a_login() {
    at_once(["blocking", "async"], |transport| {
        let server = simulator(&NUMBER);
        let mut run = Piped::start(&server, &["--transport", transport]);
        assert_eq!(kind(&run.event()), "code");
        let asked = run.event();
        assert_eq!(kind(&asked), "input_wanted");
        assert_eq!(asked["what"], "the number shown on the phone");
        assert_eq!(asked["again"], false);
        run.type_in("123\n");
        let asked = run.event();
        assert_eq!(
            (kind(&asked), &asked["again"]),
            ("input_wanted", &true.into())
        );
        run.type_in("\n 748291 \r\n");
        assert_eq!(kind(&run.event()), "confirmed");
        let last = run.event();
        let token = issued(&server)[0].get("bot_token").unwrap().to_owned();
        assert_eq!(last["credential"]["bot_token"], token);
        assert_eq!(run.finish(), (Some(0), String::new()));
    });
}

#[test]
fn a_line_may_be_there_before_the_question() {
    let server = simulator(&NUMBER);
    let mut run = Piped::start(&server, &[]);
    run.type_in("748291\n");
    drop(run.input.take());
    let kinds = [(); 4].map(|()| kind(&run.event()).to_owned());
    assert_eq!(kinds, ["code", "input_wanted", "confirmed", "credential"]);
    assert_eq!(run.finish().0, Some(0));
}

#[test]
fn the_end_of_standard_input_ends_a_login_that_needs_more() {
    for typed in ["", "123\n", "\n"] {
        let server = simulator(&NUMBER);
        let mut run = Piped::start(&server, &[]);
        run.type_in(typed);
        drop(run.input.take());
        let mut last = run.event();
        while kind(&last) != "error" {
            last = run.event();
        }
        assert_eq!(
            (&last["kind"], &last["exit_code"]),
            (&"no_input".into(), &19.into())
        );
        assert_eq!(run.finish().0, Some(19), "{typed:?}");
    }
}

#[test]
fn a_login_without_a_question_reads_no_input() {
    let server = simulator(&[AT_ONCE]);
    let ran = login(&server, "wechat-ilink", &["--json"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
}

#[test]
fn a_recording_does_not_have_the_number_and_replays() {
    let folder = Folder::new();
    let path = folder.file("login.har");
    let path = path.to_str().unwrap();
    let server = simulator(&NUMBER);
    let mut run = Piped::start(&server, &["--record", path]);
    while kind(&run.event()) != "input_wanted" {}
    run.type_in("135790\n");
    while kind(&run.event()) != "input_wanted" {}
    run.type_in("748291\n");
    while kind(&run.event()) != "credential" {}
    assert_eq!(run.finish().0, Some(0));
    let har = std::fs::read_to_string(path).unwrap();
    for number in ["748291", "135790"] {
        assert!(!har.contains(number));
    }
    for exact in [&["--exact"][..], &[]] {
        let ran = crate::support::run(&[&["replay", path], exact].concat());
        assert_eq!(ran.code, 0, "{}", ran.err);
        let events = "code\ninput_wanted\ninput_wanted\nconfirmed\ndone\n";
        assert_eq!(ran.out, events);
    }
}

#[test]
fn an_account_that_is_bound_already_has_an_exit_code() {
    let ran = login_with(&["wechat-ilink.bound=yes"], "wechat-ilink", &["--json"]);
    assert_eq!(ran.code, 18, "{}", ran.err);
    assert_eq!(ran.error()["kind"], "already_bound");
}

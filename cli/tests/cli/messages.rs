//! The messages for wrong usage, and the kinds of failures in the README.

use crate::support::*;

#[test]
fn every_wrong_usage_ends_in_a_json_line() {
    let cases: [&[&str]; 10] = [
        &["login", "no-such-flow", "--json"],
        &["login", "--json"],
        &["login", "wechat-web", "--json", "--no-such-option"],
        &["login", "wechat-web", "--json", "--timeout", "soon"],
        &["login", "wechat-web", "--json", "--force"],
        &["login", "wechat-web", "--json", "extra"],
        &["login", "wechat-web", "--json", "--format", "xml"],
        &["no-such-command", "--json"],
        &["refresh", "--json"],
        &["replay", "--json", "x.har", "--flow", "no-such-flow"],
    ];
    for arguments in cases {
        let ran = run(arguments);
        assert_eq!(ran.code, 2, "{arguments:?}: {}", ran.err);
        let [line] = &ran.lines()[..] else {
            panic!("{arguments:?}: not one line: {}", ran.out)
        };
        for (name, value) in [
            ("event", "error"),
            ("kind", "usage"),
            ("advice_key", "fix_usage"),
        ] {
            assert_eq!(line[name], value, "{arguments:?}");
        }
        assert_eq!(line["exit_code"], 2, "{arguments:?}");
        for name in ["message", "advice"] {
            assert!(
                line[name].as_str().is_some_and(|text| !text.is_empty()),
                "{line}"
            );
        }
        assert!(!ran.err.is_empty());
    }
}

#[test]
fn without_json_wrong_usage_leaves_standard_output_empty() {
    for arguments in [
        &["login", "no-such-flow"][..],
        &["no-such-command"],
        &["login", "x", "--", "--json"],
    ] {
        let ran = run(arguments);
        assert_eq!((ran.code, &*ran.out), (2, ""), "{arguments:?}");
    }
}

#[test]
fn help_and_version_are_no_json_lines() {
    for arguments in [&["login", "--help", "--json"][..], &["--version", "--json"]] {
        let ran = run(arguments);
        assert_eq!(ran.code, 0, "{arguments:?}: {}", ran.err);
        assert!(ran.out.starts_with("Log in") || ran.out.starts_with("qrlogin "));
    }
}

#[test]
fn an_unknown_flow_gets_a_suggestion_and_the_list() {
    for (name, suggestion) in [
        ("bili", "`bilibili-web`"),
        ("web", "`bilibili-web`"),
        ("Bilibili_TV", "`bilibili-tv`"),
        ("phi", "`taptap`"),
        ("bilibili-wbe", "`bilibili-web`"),
    ] {
        let ran = run(&["login", name]);
        assert_eq!(ran.code, 2);
        assert!(ran.last().contains(suggestion), "{}", ran.err);
        assert!(lists_every_flow(&ran), "{}", ran.err);
    }
}

#[test]
fn a_login_without_a_flow_gets_the_list() {
    for arguments in [&["login"][..], &["login", "--renew", "2"], &["login", ""]] {
        let ran = run(arguments);
        assert_eq!(ran.code, 2);
        assert!(lists_every_flow(&ran), "{}", ran.err);
        assert!(ran.last().contains("qrlogin flows"), "{}", ran.err);
    }
}

fn lists_every_flow(ran: &Ran) -> bool {
    let is_listed = |id: &str| {
        ran.err
            .lines()
            .any(|line| line.split_whitespace().next() == Some(id))
    };
    qrlogin::flows::FLOWS.iter().all(|info| is_listed(info.id))
}

#[test]
fn an_unknown_command_gets_a_fitting_hint() {
    for name in ["session", "whoami"] {
        let ran = run(&[name]);
        assert_eq!(ran.code, 2);
        assert!(
            ran.err.contains(&format!("no command `{name}`")),
            "{}",
            ran.err
        );
        assert!(!ran.err.contains("did you mean"), "{}", ran.err);
        for command in [
            "login",
            "refresh",
            "replay",
            "flows",
            "simulate",
            "completions",
        ] {
            assert!(ran.last().contains(command), "{}", ran.err);
        }
    }
    assert!(run(&["lgoin"]).last().contains("did you mean `login`?"));
}

#[test]
fn a_time_can_have_a_unit() {
    for time in ["1", "1s", "1000ms"] {
        let ran = login_with(&["person=expire"], "bilibili-web", &["--timeout", time]);
        assert_eq!(ran.code, 10, "{time}: {}", ran.err);
    }
}

#[test]
fn the_readme_has_the_kinds_of_the_help() {
    let readme = concat!(env!("CARGO_MANIFEST_DIR"), "/../README.md");
    let readme = std::fs::read_to_string(readme).unwrap();
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let plain = |text: String| text.replace('`', "");
    let helps = ["login", "replay"].map(|command| run(&[command, "--help"]).out);
    let helps = plain(words(&helps.concat()));
    let rows: Vec<Vec<String>> = readme
        .lines()
        .skip_while(|line| !line.starts_with("| Exit code |"))
        .take_while(|line| line.starts_with('|'))
        .map(|line| line.split('|').map(|cell| plain(words(cell))).collect())
        .filter(|cells: &Vec<_>| cells.len() == 6 && cells[1].parse::<u8>().is_ok())
        .collect();
    for cells in &rows {
        let row = cells[1..5].join(" ");
        assert!(helps.contains(&row), "{row}");
    }
    assert_eq!(rows.len(), 25);
}

/// Whether the parser takes each command of a page; the number of commands.
fn checked_commands(page: &str) -> usize {
    let commands = page.lines().filter(|line| line.starts_with("qrlogin "));
    let mut count = 0;
    for command in commands {
        let words = command.split_whitespace().skip(1);
        let arguments: Vec<_> = words
            .take_while(|word| !["#", "|"].contains(word))
            .collect();
        // The parser checks all arguments before `--help`.
        let ran = run(&[arguments.as_slice(), &["--help"]].concat());
        assert_eq!(ran.code, 0, "{command}: {}", ran.err);
        count += 1;
    }
    count
}

#[test]
fn the_commands_of_the_packages_readme_exist() {
    let count = checked_commands(include_str!("../../README.md"));
    assert!(count >= 8, "{count}");
}

/// The page in Chinese.
fn chinese_readme() -> String {
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/../README.zh-CN.md");
    std::fs::read_to_string(page).unwrap()
}

#[test]
fn the_commands_of_the_chinese_readme_exist() {
    let page = chinese_readme();
    let count = checked_commands(&page);
    assert!(count >= 20, "{count}");
    // Those in the text and in tables, and those of cron.
    let spans = page.split('`').skip(1).step_by(2);
    let of_cron = page
        .lines()
        .filter_map(|line| line.strip_prefix("0 6 * * *"));
    let parts = of_cron.flat_map(|line| line.split('|')).map(str::trim);
    let others: Vec<_> = spans.chain(parts).collect();
    let count = checked_commands(&others.join("\n"));
    assert!(count >= 15, "{count}");
}

/// A command in a page with what it shows.
struct Example<'a> {
    arguments: Vec<&'a str>,
    shown: Vec<&'a str>,
}

fn examples(page: &str) -> Vec<Example<'_>> {
    let mut examples: Vec<Example<'_>> = Vec::new();
    let blocks = page.split("```text\n").skip(1);
    for line in blocks.flat_map(|block| block.split("```").next().unwrap().lines()) {
        if let Some(command) = line.strip_prefix("$ qrlogin ") {
            examples.push(Example {
                arguments: command.split(' ').collect(),
                shown: Vec::new(),
            });
        } else if let Some(example) = examples.last_mut() {
            example.shown.push(line);
        }
    }
    examples
}

/// The line without a time of day; of `doctor` the name of a check alone.
fn constant_part<'a>(line: &'a str, arguments: &[&str]) -> &'a str {
    let column = |text: &'a str| text.split("  ").filter(|part| !part.is_empty()).nth(1);
    match line.strip_suffix(" UTC") {
        Some(line) => &line[..line.len() - "2026-11-29 16:58".len()],
        None if arguments[0] == "doctor" => column(line).unwrap_or(line),
        None => line,
    }
}

#[test]
fn examples_in_the_chinese_readme_are_what_appears() {
    let (home, server) = (Home::new(), simulator(&[AT_ONCE]));
    let origin = server.origin();
    let page = chinese_readme();
    home.login(&server, "bilibili-web", &["--profile", "bilibili-web"]);
    std::fs::write(
        format!("{}/wrong.toml", home.data()),
        "[login]\nrenwe = 5\n",
    )
    .unwrap();
    let examples = examples(&page);
    for Example { arguments, shown } in &examples {
        match arguments[..] {
            ["logout", flow] => drop(home.login(&server, flow, &["--profile", flow])),
            ["login", _, .., "keyring"] if cfg!(feature = "keyring") => continue,
            _ => {}
        }
        let mut run = home.command(arguments);
        if ["login", "status", "refresh", "logout", "doctor"].contains(&arguments[0]) {
            run.args(["--reroute", &origin]);
        }
        let config = format!("{}/config", home.data());
        let run = run.env("XDG_CONFIG_HOME", config).current_dir(home.data());
        let output = run.args(["--lang", "zh"]).output().unwrap();
        let text = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
        let text = text.replace(home.data(), "/home/me/.local/share");
        let parts = |lines: &mut dyn Iterator<Item = &str>| -> Vec<String> {
            let parts = lines.map(|line| constant_part(line, arguments).to_owned());
            let mut parts: Vec<_> = parts.collect();
            if arguments[0] == "doctor" {
                parts.sort();
            }
            parts
        };
        let (shown, seen) = (parts(&mut shown.iter().copied()), parts(&mut text.lines()));
        assert_eq!(seen, shown, "{arguments:?}");
    }
    assert_eq!(examples.len(), 11);
}

#[test]
fn a_login_shows_what_the_chinese_readme_says() {
    // The scan is seen by the first poll, the confirmation by the second.
    let person = "person=scan@0s confirm@3s";
    let (home, server) = (Home::new(), simulator(&[person]));
    let origin = server.origin();
    let arguments = ["login", "bilibili-web", "--reroute", &origin];
    let mut login = home.command(&arguments);
    let login = login.args(["--profile", "bilibili-web", "--lang", "zh"]);
    let output = login.output().unwrap();
    let err = String::from_utf8(output.stderr).unwrap();
    let page = chinese_readme();
    let shown = page.split("```text\n").nth(1).unwrap();
    let shown = shown.split("```").next().unwrap();
    // Up to what differs: a path, a link, an account, the time left. The status needs a terminal.
    let ends = ['/', '3', '2', '▄'];
    let constant = |line: &str| line.split(ends).next().unwrap_or_default().to_owned();
    let lines = shown.lines().filter(|line| !line.contains("剩余"));
    for line in lines.map(constant) {
        assert!(err.contains(&line), "{line}: {err}");
    }
    assert_eq!(shown.lines().count(), 9, "{shown}");
}

#[test]
fn the_errors_in_the_chinese_readme_are_messages() {
    let texts = [
        include_str!("../../src/messages/ends.rs"),
        include_str!("../../src/messages/files.rs"),
        include_str!("../../src/messages/core_texts/calls.rs"),
    ];
    let texts = texts.concat();
    let page = chinese_readme();
    let lines = page.lines().skip_while(|line| *line != "## 常见错误");
    let rows = lines.filter_map(|line| line.strip_prefix("| `"));
    let mut count = 0;
    for message in rows.filter_map(|row| row.split('`').next()) {
        let is_part = |part: &&str| !part.is_empty();
        for part in message.split(['…', '（']).map(str::trim).filter(is_part) {
            let part = part.trim_start_matches("--out：").trim();
            assert!(part.starts_with("HTTP") || texts.contains(part), "{part}");
        }
        count += 1;
    }
    assert_eq!(count, 6);
}

#[cfg(unix)]
#[test]
fn a_file_that_others_can_read_is_a_warning() {
    use std::os::unix::fs::PermissionsExt as _;
    let server = simulator(&[AT_ONCE]);
    let origin = server.origin();
    for (mode, warns) in [(0o600, false), (0o644, true), (0o660, true)] {
        let file = tempfile::NamedTempFile::new().unwrap();
        file.as_file()
            .set_permissions(std::fs::Permissions::from_mode(mode))
            .unwrap();
        let mut login = command(&["login", "wechat-web", "--reroute", &origin]);
        let output = login.stdout(file.reopen().unwrap()).output().unwrap();
        assert_eq!(output.status.code(), Some(0));
        let err = String::from_utf8(output.stderr).unwrap();
        let warning = err.lines().find(|line| line.starts_with("warning: "));
        assert_eq!(warning.is_some(), warns, "{mode:o}: {err}");
        if let Some(warning) = warning {
            assert!(warning.contains(&format!("{mode:04o}")) && warning.contains("--out"));
        }
    }
}

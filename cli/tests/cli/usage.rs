//! Wrong usage: exit code 2, and nothing is sent.

use crate::support::*;

#[test]
fn wrong_usage_is_exit_code_2_with_a_hint() {
    let server = simulator(&[AT_ONCE]);
    let cases: &[(&str, &[&str], &str)] = &[
        (
            "bilibili-web",
            &["--app", "tv"],
            "--app: does not apply to bilibili-web",
        ),
        (
            "115-gateway",
            &["--app", "toaster"],
            "must be one of web, android",
        ),
        (
            "115-gateway",
            &["--region", "china"],
            "has the settings base_url, app, image",
        ),
        (
            "phi-api",
            &["--region", "moon"],
            "--region: must be one of china, international",
        ),
        ("phi-api", &["--base-url", "gopher://x"], "--base-url: "),
        ("wechat-web", &["--set", "nonsense=1"], "--set nonsense: "),
        (
            "115-open",
            &["--set", "clientid=1"],
            "did you mean `client_id`?",
        ),
        ("wechat-web", &["--set", "lang"], "NAME=VALUE"),
        ("wechat-web", &["--set", "=x"], "NAME=VALUE"),
        (
            "wechat-web",
            &["--set", "extspam=@/no/such/file"],
            "--set extspam: ",
        ),
        (
            "115-gateway",
            &["--app", "tv", "--set", "app=tv"],
            "--app: given twice",
        ),
        (
            "phi-api",
            &["--format", "header"],
            "phi-api yields no cookies",
        ),
        (
            "phi-api",
            &["--format", "netscape"],
            "phi-api yields no cookies",
        ),
        ("wechat-web", &["--json", "--format", "header"], "--out"),
        ("wechat-web", &["--qr-file", "code.jpg"], ".png or .svg"),
        (
            "wechat-web",
            &["--qr-file", "/no/such/dir/code.png"],
            "cannot create",
        ),
        (
            "wechat-web",
            &["--qr-file", "./x.svg", "--out", "x.svg"],
            "the file of --out",
        ),
        (
            "wechat-web",
            &["--record", "./x.svg", "--out", "x.svg"],
            "the file of --out or --qr-file",
        ),
        (
            "wechat-web",
            &["--record", "x.svg", "--qr-file", "src/../x.svg"],
            "the file of --out or --qr-file",
        ),
        ("wechat-web", &["--timeout", "0"], "--timeout"),
        ("wechat-web", &["--force"], "--out"),
        (
            "wechat-web",
            &["--proxy", "http://127.0.0.1:1"],
            "cannot be used with",
        ),
        ("wechat-web", &["--demo"], "cannot be used with"),
        ("no-such-flow", &[], "bilibili-web"),
    ];
    for (flow, options, text) in cases {
        let ran = login(&server, flow, options);
        assert_eq!(ran.code, 2, "{options:?}: {}", ran.err);
        assert!(ran.err.contains(text), "{options:?}: {}", ran.err);
        let last_line = usize::from(options.contains(&"--json"));
        assert_eq!(ran.out.lines().count(), last_line, "{options:?}");
        let advice = ran.last();
        assert!(
            advice.starts_with("hint: ") || advice.contains("--help"),
            "{}",
            ran.err
        );
    }
    assert_eq!(requests(&server), 0);
}

#[test]
fn the_error_names_an_invalid_network_option() {
    for transport in ["blocking", "async"] {
        let login = ["login", "wechat-web", "--transport", transport];
        let with = |options: &[&str]| run(&[&login[..], options].concat());
        let cases: &[(&[&str], &str)] = &[
            (
                &["--reroute", "http://example.com"],
                "--reroute: is not a loopback origin",
            ),
            (
                &["--ca-file", "/no/such/file"],
                "--ca-file: cannot read /no/such/file",
            ),
            (
                &["--ca-file", "/dev/null"],
                "--ca-file: cannot read /dev/null",
            ),
            (&["--proxy", "ftp://127.0.0.1:1"], "--proxy: "),
            (
                &["--proxy", "@/no/such/file"],
                "--proxy: cannot read the file",
            ),
        ];
        for (options, text) in cases {
            let ran = with(options);
            assert_eq!(ran.code, 2, "{options:?}: {}", ran.err);
            assert!(ran.err.contains(text), "{options:?}: {}", ran.err);
        }
    }
}

#[test]
fn secrets_in_arguments_are_never_repeated() {
    let secret = "hunter2";
    let cases: &[&[&str]] = &[
        &[
            "login",
            "wechat-web",
            "--proxy",
            "ftp://me:hunter2@127.0.0.1:1",
        ],
        &[
            "login",
            "wechat-web",
            "--proxy",
            "http://me:hunter2@127.0.0.1:1",
            "--timeout",
            "1",
        ],
        &["login", "phi-api", "--base-url", "gopher://me:hunter2@host"],
        &["login", "phi-api", "--base-url", "http://me:hunter2@"],
        &["login", "bilibili-tv", "--set", "appsec=hunter2"],
        &["login", "bilibili-tv", "--set", "appsecret=hunter2"],
        &["login", "115-gateway", "--set", "app=hunter2"],
        &[
            "login",
            "115-gateway",
            "--base-url",
            "http://me:hunter2@127.0.0.1:1",
            "--timeout",
            "1",
        ],
    ];
    std::thread::scope(|scope| {
        for arguments in cases {
            scope.spawn(move || {
                let ran = run(arguments);
                assert!(
                    matches!(ran.code, 2 | 10 | 14 | 16),
                    "{arguments:?}: {}",
                    ran.err
                );
                assert!(
                    !ran.err.contains(secret) && !ran.out.contains(secret),
                    "{}",
                    ran.err
                );
            });
        }
    });
}

#[test]
fn help_and_version_have_exit_code_0() {
    let help = run(&["login", "--help"]);
    assert_eq!(help.code, 0);
    for text in [
        "bilibili-web",
        "TapTap.cn",
        "Google Play",
        "130  interrupted",
        "Examples:",
        "web pages",
    ] {
        assert!(help.out.contains(text), "{text}");
    }
    assert_eq!(
        run(&["-V"]).out,
        concat!("qrlogin ", env!("CARGO_PKG_VERSION"), "\n")
    );
    assert_eq!(run(&[]).code, 2);
}

#[test]
fn every_exit_code_is_in_the_help() {
    let help = run(&["login", "--help"]).out;
    for code in [0, 1, 2, 3, 10, 11, 12, 13, 14, 15, 16, 17, 130] {
        assert!(
            help.lines()
                .any(|line| line.starts_with(&format!("{code:>5}  "))),
            "{code}"
        );
    }
}

#[test]
fn the_help_of_replay_has_its_exit_codes() {
    let help = run(&["replay", "--help"]).out;
    for code in ["   20  ", "   21  "] {
        assert!(help.lines().any(|line| line.starts_with(code)), "{help}");
    }
}

#[test]
fn no_color_keeps_the_colours_of_the_code() {
    let help = run(&["login", "--help"]).out;
    let text = help.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(text.contains("NO_COLOR is respected, except in the QR code"));
    let server = simulator(&[AT_ONCE]);
    let origin = server.origin();
    let coloured = |how| {
        let mut login = command(&["login", "wechat-web", "--reroute", &origin, "--qr", how]);
        let output = login.env("NO_COLOR", "1").output().unwrap();
        String::from_utf8(output.stderr).unwrap().contains('\u{1b}')
    };
    assert!(coloured("ansi") && !coloured("ascii"));
}

#[test]
fn there_are_completions_for_the_common_shells() {
    for shell in ["bash", "zsh", "fish", "powershell"] {
        let ran = run(&["completions", shell]);
        assert_eq!(ran.code, 0);
        assert!(ran.out.contains("reroute"), "{shell}");
    }
}

//! `qrlogin --version`.

use crate::support::*;

#[test]
fn the_short_version_is_one_line() {
    let ran = run(&["-V"]);
    assert_eq!(ran.code, 0);
    assert_eq!(ran.out, format!("qrlogin {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn the_long_version_names_what_a_report_needs() {
    let ran = run(&["--version"]);
    assert_eq!(ran.code, 0);
    let first = format!("qrlogin {}", env!("CARGO_PKG_VERSION"));
    assert_eq!(ran.out.lines().next(), Some(&*first));
    for (name, part) in [
        ("commit: ", ""),
        ("target: ", std::env::consts::ARCH),
        ("tls: ", "rustls 0."),
        ("http: ", "ureq 3."),
        ("features: ", "qq-bot"),
    ] {
        let line = ran.out.lines().find(|line| line.starts_with(name));
        assert!(line.is_some_and(|line| line.contains(part)), "{}", ran.out);
    }
}

//! The code: does it say the payload, whichever way it is drawn?

use std::io::{BufRead as _, BufReader};
use std::process::Stdio;

use rqrr::PreparedImage;

use crate::support::*;

/// Reads a code from its modules, `true` for dark.
fn read(modules: &[Vec<bool>]) -> String {
    const SCALE: usize = 4;
    let dark = |x: usize, y: usize| modules[y / SCALE][x / SCALE];
    let (width, height) = (modules[0].len() * SCALE, modules.len() * SCALE);
    let mut image =
        PreparedImage::prepare_from_greyscale(
            width,
            height,
            |x, y| {
                if dark(x, y) { 0 } else { 255 }
            },
        );
    let grids = image.detect_grids();
    assert_eq!(grids.len(), 1, "no code");
    grids[0].decode().unwrap().1
}

fn link(ran: &Ran) -> &str {
    let line = ran
        .err
        .lines()
        .find_map(|line| line.strip_prefix("Link in the code: "));
    line.unwrap()
}

#[test]
fn half_blocks_can_be_scanned_and_set_both_colours() {
    let ran = login_with(&[AT_ONCE], "wechat-web", &["--qr", "ansi"]);
    let rows = ran.err.lines().filter_map(|line| {
        line.strip_prefix("\x1b[38;5;16;48;5;231m")?
            .strip_suffix("\x1b[0m")
    });
    let modules: Vec<Vec<bool>> = rows
        .flat_map(|row| {
            let half = |glyphs: &str| row.chars().map(|c| glyphs.contains(c)).collect::<Vec<_>>();
            [half("█▀"), half("█▄")]
        })
        .collect();
    assert_eq!(read(&modules), link(&ran));
}

#[test]
fn ascii_can_be_scanned_and_inverted() {
    for options in [&["--qr", "ascii"][..], &["--qr", "ascii", "--invert"]] {
        let ran = login_with(&[AT_ONCE], "wechat-web", options);
        let is_row = |line: &&str| line.len() > 40 && line.chars().all(|c| "# ".contains(c));
        let dark = if options.len() == 2 { b'#' } else { b' ' };
        let modules: Vec<Vec<bool>> = ran
            .err
            .lines()
            .filter(is_row)
            .map(|line| {
                line.as_bytes()
                    .chunks(2)
                    .map(|pair| pair[0] == dark)
                    .collect()
            })
            .collect();
        assert_eq!(read(&modules), link(&ran));
        assert!(!ran.err.contains('\u{1b}'));
    }
}

#[test]
fn without_a_terminal_the_code_is_drawn_without_colours_and_with_a_hint() {
    let ran = login_with(&[AT_ONCE], "wechat-web", &[]);
    assert!(link(&ran).starts_with("https://"));
    assert!(ran.err.contains("##") && !ran.err.contains('\u{1b}'));
    assert!(ran.err.contains("try --invert"));
    let none = login_with(&[AT_ONCE], "wechat-web", &["--qr", "none"]);
    assert!(!none.err.contains("Note:"));
}

#[test]
fn the_picture_can_be_scanned_while_the_login_lasts_and_is_gone_afterwards() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("code.png");
    let server = simulator(&["person=scan@1s confirm@1s"]);
    let mut child = command(&[
        "login",
        "wechat-web",
        "--json",
        "--reroute",
        &server.origin(),
        "--qr-file",
        path.to_str().unwrap(),
    ])
    .stdout(Stdio::piped())
    .stderr(Stdio::null())
    .spawn()
    .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let event: serde_json::Value = serde_json::from_str(&lines.next().unwrap().unwrap()).unwrap();
    let file = std::fs::read(&path).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    }
    let mut reader = png::Decoder::new(std::io::Cursor::new(file))
        .read_info()
        .unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut pixels).unwrap();
    let modules: Vec<Vec<bool>> = pixels
        .chunks(info.line_size)
        .step_by(8)
        .map(|row| row.iter().step_by(8).map(|shade| *shade == 0).collect())
        .collect();
    assert_eq!(read(&modules), event["payload"].as_str().unwrap());
    lines.for_each(drop);
    assert!(child.wait().unwrap().success());
    assert_eq!(std::fs::read_dir(directory.path()).unwrap().count(), 0);
}

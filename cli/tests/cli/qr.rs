//! `qrlogin qr`: any text as a code.

use std::io::Write as _;
use std::path::Path;
use std::process::Stdio;

use crate::support::*;

/// Reads a code from its modules, `true` for dark.
fn read(dark: &[Vec<bool>]) -> Option<String> {
    const SCALE: usize = 4;
    let (width, height) = (dark[0].len() * SCALE, dark.len() * SCALE);
    let mut image = rqrr::PreparedImage::prepare_from_greyscale(width, height, |x, y| {
        if dark[y / SCALE][x / SCALE] { 0 } else { 255 }
    });
    let grids = image.detect_grids();
    Some(grids.first()?.decode().ok()?.1)
}

/// The modules of a drawing with half blocks for light modules.
fn modules(text: &str) -> Vec<Vec<bool>> {
    let row = |line: &str, light: [char; 2]| -> Vec<bool> {
        line.chars().map(|c| !light.contains(&c)).collect()
    };
    let rows = text.lines();
    rows.flat_map(|line| [row(line, ['█', '▀']), row(line, ['█', '▄'])])
        .collect()
}

fn png(path: &Path) -> Option<String> {
    let file = std::fs::File::open(path).unwrap();
    let decoder = png::Decoder::new(std::io::BufReader::new(file));
    let mut reader = decoder.read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut pixels).unwrap();
    let rows = pixels.chunks(info.line_size).step_by(8);
    let rows: Vec<Vec<bool>> = rows
        .map(|row| row.iter().step_by(8).map(|shade| *shade == 0).collect())
        .collect();
    read(&rows)
}

/// Runs it with this standard input.
fn with_input(arguments: &[&str], input: &[u8]) -> Ran {
    let mut child = command(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input).unwrap();
    finish(child)
}

#[test]
fn without_a_terminal_the_code_is_blocks() {
    for arguments in [
        &["qr", "https://example.com/"][..],
        &["qr", "https://example.com/", "-o", "-"],
    ] {
        let ran = run(arguments);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""));
        assert!(!ran.out.contains('\x1b'));
        assert_eq!(
            read(&modules(&ran.out)).as_deref(),
            Some("https://example.com/")
        );
    }
}

#[test]
fn standard_input_loses_one_line_end_only() {
    for (input, text) in [
        (&b"hello\n"[..], "hello"),
        (b"hello\r\n", "hello"),
        (b"hello", "hello"),
        (b"a\n\n", "a\n"),
        ("二维码\n".as_bytes(), "二维码"),
    ] {
        let ran = with_input(&["qr", "-"], input);
        assert_eq!(
            read(&modules(&ran.out)).as_deref(),
            Some(text),
            "{}",
            ran.err
        );
    }
}

#[test]
fn the_ending_decides_the_kind_of_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    for name in ["code.png", "code.SVG", "code.txt"] {
        let file = path(name);
        let ran = run(&["qr", "hello", "-o", file.to_str().unwrap()]);
        assert_eq!((ran.code, ran.out.as_str()), (0, ""), "{}", ran.err);
    }
    assert_eq!(png(&path("code.png")).as_deref(), Some("hello"));
    let text = |name| std::fs::read_to_string(path(name)).unwrap();
    assert_eq!(read(&modules(&text("code.txt"))).as_deref(), Some("hello"));
    assert!(text("code.SVG").starts_with("<svg"));
    let ran = run(&["qr", "hello", "-o", path("code.jpg").to_str().unwrap()]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains(".png, .svg or .txt"), "{}", ran.err);
}

#[test]
fn a_file_is_replaced_with_force_only() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("code.txt");
    std::fs::write(&file, "mine").unwrap();
    let arguments = ["qr", "hello", "-o", file.to_str().unwrap()];
    assert_eq!(run(&arguments).code, 3);
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "mine");
    assert_eq!(run(&[&arguments[..], &["--force"]].concat()).code, 0);
    assert_ne!(std::fs::read_to_string(&file).unwrap(), "mine");
}

#[test]
fn a_higher_level_makes_a_larger_code() {
    let lines = |level| {
        run(&["qr", "https://example.com/", "--level", level])
            .out
            .lines()
            .count()
    };
    assert!(lines("H") > lines("l"));
}

#[test]
fn a_text_too_long_says_how_much_fits() {
    let ran = with_input(&["qr", "-", "--level", "h"], "x".repeat(1500).as_bytes());
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    for part in ["1500", "1273", "--level l"] {
        assert!(ran.err.contains(part), "{}", ran.err);
    }
}

#[test]
fn an_empty_text_and_bytes_are_refused() {
    for input in [&b""[..], b"\n", b"\xff"] {
        let ran = with_input(&["qr", "-"], input);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{input:?}");
    }
}

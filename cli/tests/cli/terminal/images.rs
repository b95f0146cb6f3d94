//! The code as a picture in the terminal: kitty, sixel, iTerm2. Each is decoded back into pixels.

use std::collections::HashMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::cells::Model;
use super::pty::{Run, UTF8, size};
use crate::interrupt::kill;
use crate::support::*;

/// Grey values, row by row.
struct Picture {
    width: usize,
    pixels: Vec<u8>,
}

impl Picture {
    fn height(&self) -> usize {
        self.pixels.len() / self.width
    }

    fn code(&self) -> Option<String> {
        let mut image =
            rqrr::PreparedImage::prepare_from_greyscale(self.width, self.height(), |x, y| {
                self.pixels[y * self.width + x]
            });
        let grids = image.detect_grids();
        Some(grids.first()?.decode().ok()?.1)
    }
}

fn png(file: &[u8]) -> Picture {
    let decoder = png::Decoder::new(std::io::Cursor::new(file));
    let mut reader = decoder.read_info().unwrap();
    let mut line = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut line).unwrap();
    assert_eq!(info.color_type, png::ColorType::Grayscale);
    Picture {
        width: info.line_size,
        pixels: line,
    }
}

/// The pieces between these marks.
fn between<'a>(text: &'a str, start: &str, end: &str) -> Vec<&'a str> {
    let parts = text.split(start).skip(1);
    parts.map(|part| part.split(end).next().unwrap()).collect()
}

/// The picture of kitty's protocol: the pieces until `m=0`.
fn kitty(output: &str) -> Picture {
    let mut encoded = String::new();
    for (index, piece) in between(output, "\x1b_G", "\x1b\\").into_iter().enumerate() {
        let (keys, data) = piece.split_once(';').unwrap();
        let keys: HashMap<&str, &str> = keys.split(',').filter_map(|k| k.split_once('=')).collect();
        if index == 0 {
            assert_eq!((keys["a"], keys["f"], keys["q"]), ("T", "100", "2"));
        }
        assert!(data.len() <= 4096);
        encoded.push_str(data);
        if keys["m"] == "0" {
            break;
        }
        assert_eq!(data.len() % 4, 0);
    }
    png(&STANDARD.decode(encoded).unwrap())
}

fn iterm(output: &str) -> Picture {
    let piece = between(output, "\x1b]1337;File=", "\x07")[0];
    let (keys, data) = piece.split_once(':').unwrap();
    let file = STANDARD.decode(data).unwrap();
    let size = format!("size={}", file.len());
    assert!(keys.split(';').any(|key| key == size));
    assert!(keys.split(';').any(|key| key == "inline=1"));
    png(&file)
}

/// Two colours of registers 0 and 1; what is not drawn is grey.
fn sixel(output: &str) -> Picture {
    let data = between(output, "\x1bP0;1q", "\x1b\\")[0];
    let (raster, rest) = data.strip_prefix('"').unwrap().split_once('#').unwrap();
    let raster: Vec<usize> = raster.split(';').map(|n| n.parse().unwrap()).collect();
    let [1, 1, width, height] = raster[..] else {
        panic!("{raster:?}")
    };
    let mut pixels = vec![128; width * height];
    let (mut x, mut top, mut colour, mut times) = (0, 0, 0, 1);
    let rest = format!("#{rest}");
    let mut rest = rest.as_str();
    while let Some(c) = rest.chars().next() {
        rest = &rest[1..];
        let digits = rest.find(|c: char| !c.is_ascii_digit() && c != ';');
        match c {
            '#' | '!' => {
                let (numbers, after) = rest.split_at(digits.unwrap());
                let numbers: Vec<usize> = numbers.split(';').map(|n| n.parse().unwrap()).collect();
                rest = after;
                match (c, &numbers[..]) {
                    ('!', [count]) => times = *count,
                    ('#', [register]) => colour = *register,
                    ('#', [register, 2, r, g, b]) => {
                        assert_eq!([*r; 3], [*r, *g, *b]);
                        assert_eq!((*register, *r), (*register, 100 * *register));
                    }
                    other => panic!("{other:?}"),
                }
            }
            '$' => x = 0,
            '-' => (x, top) = (0, top + 6),
            '?'..='~' => {
                let bits = c as usize - '?' as usize;
                for column in x..x + times {
                    for bit in (0..6).filter(|bit| bits >> bit & 1 == 1) {
                        pixels[(top + bit) * width + column] = if colour == 0 { 0 } else { 255 };
                    }
                }
                (x, times) = (x + times, 1);
            }
            other => panic!("{other}"),
        }
    }
    assert!(!pixels.contains(&128));
    Picture { width, pixels }
}

/// The output of a demo with this protocol while it waits for the scan.
fn shown(protocol: &str, cells: (u16, u16), variables: &[(&str, &str)]) -> String {
    let arguments = ["login", "wechat-web", "--demo", "--image", protocol];
    let variables = [&[UTF8], variables].concat();
    let mut run = Run::start(&arguments, size(cells, (8, 16)), &variables, false);
    run.until_text("Waiting for the scan,");
    kill(&run.child, "-INT");
    run.finish();
    run.text()
}

const CODE: &str = "https://login.weixin.qq.com/l/ocDSbQFprw==";

#[test]
fn each_protocol_holds_the_code_of_the_login() {
    for (protocol, decode) in [
        ("kitty", kitty as fn(&str) -> Picture),
        ("sixel", sixel),
        ("iterm", iterm),
    ] {
        let output = shown(protocol, (80, 40), &[]);
        let picture = decode(&output);
        // Version 3 with a quiet zone of four; a module has the width of a column.
        assert_eq!(
            (picture.width, picture.height()),
            (37 * 8, 37 * 8),
            "{protocol}"
        );
        assert_eq!(picture.code().as_deref(), Some(CODE), "{protocol}");
        assert!(!output.contains("[48;5"), "{protocol}");
    }
}

#[test]
fn a_picture_leaves_room_for_its_text() {
    for lines in [24, 16, 13] {
        let picture = sixel(&shown("sixel", (80, lines), &[]));
        assert_eq!(picture.code().as_deref(), Some(CODE));
        // The link, the time, the heading, the status, and the demo's own line.
        assert!(picture.height() <= usize::from(lines - 5) * 16, "{lines}");
    }
}

#[test]
fn a_window_too_small_for_a_picture_gets_text() {
    let output = shown("kitty", (80, 10), &[]);
    assert!(!output.contains("\x1b_G"), "{output}");
}

#[test]
fn a_dumb_terminal_gets_no_picture() {
    let arguments = ["login", "wechat-web", "--demo", "--image", "iterm"];
    let variables = [UTF8, ("TERM", "dumb")];
    let mut run = Run::start(&arguments, size((80, 40), (8, 16)), &variables, false);
    assert_eq!(run.finish(), Some(0));
    assert!(!run.output.contains(&0x1b));
}

#[test]
fn tmux_passes_iterm_pictures_and_gets_no_kitty_ones() {
    let tmux = [("TMUX", "/tmp/tmux-0/default,1,0")];
    let output = shown("iterm", (80, 40), &tmux);
    let inner = between(&output, "\x1bPtmux;", "\x1b\\")[0];
    let picture = iterm(&inner.replace("\x1b\x1b", "\x1b"));
    assert_eq!(picture.code().as_deref(), Some(CODE));
    assert!(!shown("kitty", (80, 40), &tmux).contains("_G"));
}

#[test]
fn without_a_terminal_there_is_no_picture() {
    let ran = run(&["login", "wechat-web", "--demo", "--image", "sixel"]);
    assert_eq!(ran.code, 0);
    assert!(!ran.err.contains("\x1bP"), "{}", ran.err);
}

#[test]
fn the_command_for_texts_draws_pictures_too() {
    let arguments = ["qr", "hello", "--image", "sixel"];
    let mut run = Run::start(&arguments, size((80, 24), (8, 16)), &[UTF8], false);
    assert_eq!(run.finish(), Some(0));
    assert_eq!(sixel(&run.text()).code().as_deref(), Some("hello"));
}

#[test]
fn a_text_is_drawn_whole_with_a_line_for_the_prompt() {
    for (lines, fits) in [(40, true), (24, true), (23, true), (13, true), (11, false)] {
        let size = size((80, lines), (8, 16));
        let mut run = Run::start(&["qr", "hello"], size, &[UTF8], false);
        assert_eq!(run.finish(), Some(if fits { 0 } else { 2 }), "{lines}");
        let shown = Model::faultless(80, Some(lines.into())).show(&run.output);
        assert_eq!(shown.says("hello"), fits, "{lines}: {}", shown.text());
        assert!(fits || run.text().contains("-o code.png"));
    }
}

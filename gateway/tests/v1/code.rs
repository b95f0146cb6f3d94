//! `GET /v1/logins/{id}/code.png`, `.svg`, `.txt`.

use serde_json::json;

use crate::rig::{Rig, problem};
use crate::worker::code;

const TEXT: &str = "https://a.example/code?key=1234567890";

fn scan(width: usize, height: usize, is_dark: impl Fn(usize, usize) -> bool) -> String {
    let grey = |x, y| if is_dark(x, y) { 0 } else { 255 };
    let mut image = rqrr::PreparedImage::prepare_from_greyscale(width, height, grey);
    let grids = image.detect_grids();
    grids[0].decode().unwrap().1
}

#[tokio::test(start_paused = true)]
async fn the_png_is_the_current_code() {
    let rig = Rig::new();
    let (login, _worker) = rig.login(&[code("earlier"), code(TEXT)]).await;
    let reply = rig.get(&login.path("/code.png")).await;
    assert_eq!(reply.headers["content-type"], "image/png");
    let mut decoder = png::Decoder::new(std::io::Cursor::new(reply.body));
    decoder.set_transformations(png::Transformations::EXPAND);
    let mut reader = decoder.read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut pixels).unwrap();
    let (width, height) = (info.width as usize, info.height as usize);
    assert_eq!(scan(width, height, |x, y| pixels[y * width + x] == 0), TEXT);
}

/// The modules of a path of squares, `M4 4h1v1H4V4` with a side of 8 for each module.
#[tokio::test(start_paused = true)]
async fn the_svg_is_the_current_code() {
    let rig = Rig::new();
    let (login, _worker) = rig.login(&[code(TEXT)]).await;
    let reply = rig.get(&login.path("/code.svg")).await;
    assert_eq!(reply.headers["content-type"], "image/svg+xml");
    let svg = reply.text();
    let number = |text: &str| -> usize {
        let digits: String = text.chars().take_while(char::is_ascii_digit).collect();
        digits.parse().unwrap()
    };
    let side = number(svg.split("width=\"").nth(1).unwrap());
    let path = svg
        .split(" d=\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap();
    let mut dark = vec![false; side * side];
    for rectangle in path.split('M').skip(1) {
        let numbers: Vec<_> = rectangle
            .split(|c: char| !c.is_ascii_digit())
            .filter(|text| !text.is_empty())
            .map(number)
            .collect();
        for y in numbers[1]..numbers[1] + numbers[3] {
            for x in numbers[0]..numbers[0] + numbers[2] {
                dark[y * side + x] = true;
            }
        }
    }
    assert_eq!(scan(side, side, |x, y| dark[y * side + x]), TEXT);
}

#[tokio::test(start_paused = true)]
async fn the_text_is_the_current_code_on_a_dark_terminal() {
    let rig = Rig::new();
    let (login, _worker) = rig.login(&[code(TEXT)]).await;
    let reply = rig.get(&login.path("/code.txt")).await;
    assert_eq!(reply.headers["content-type"], "text/plain; charset=utf-8");
    let lines: Vec<Vec<char>> = reply
        .text()
        .lines()
        .map(|line| line.chars().collect())
        .collect();
    let is_dark = |x: usize, y: usize| match (lines[y / 8][x / 4], y % 8 / 4) {
        ('█', _) | ('▀', 0) | ('▄', 1) => false,
        (' ' | '▀' | '▄', _) => true,
        (other, _) => panic!("{other:?}"),
    };
    assert_eq!(scan(lines[0].len() * 4, lines.len() * 8, is_dark), TEXT);
}

#[tokio::test(start_paused = true)]
async fn without_a_code_there_is_no_picture() {
    let rig = Rig::new();
    let (login, mut worker) = rig.login(&[]).await;
    let missing = problem(404, "no_code", "");
    assert_eq!(rig.get(&login.path("/code.png")).await.problem(), missing);
    worker.event(&code(TEXT)).await;
    assert_eq!(rig.get(&login.path("/code.png")).await.status, 200);
    worker.event(&json!({"type": "confirmed"})).await;
    for end in ["png", "svg", "txt"] {
        let reply = rig.get(&login.path(&format!("/code.{end}"))).await;
        assert_eq!(reply.problem(), missing);
    }
}

#[tokio::test(start_paused = true)]
async fn a_text_too_long_for_a_picture_is_a_problem() {
    let rig = Rig::new();
    let (login, _worker) = rig.login(&[code(&"x".repeat(3000))]).await;
    let reply = rig.get(&login.path("/code.png")).await;
    assert_eq!(reply.problem(), problem(404, "no_code", ""));
}

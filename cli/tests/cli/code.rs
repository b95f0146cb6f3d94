//! The picture of the code in a file.

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

#[test]
fn the_picture_can_be_scanned_and_is_removed() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("code.png");
    let server = simulator(&["person="]);
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
    let text = lines.next().unwrap().unwrap();
    let file = std::fs::read(&path).unwrap();
    let event = line(&text);
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
    confirm(&server);
    lines.for_each(drop);
    assert!(child.wait().unwrap().success());
    assert_eq!(std::fs::read_dir(directory.path()).unwrap().count(), 0);
}

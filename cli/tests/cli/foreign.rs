//! `qrlogin replay` with recordings of other programs: bodies in files, ZIP archives, compressed
//! files.

use std::fs;
use std::io::Write as _;
use std::path::Path;

use flate2::Compression;
use flate2::write::{DeflateEncoder, ZlibEncoder};
use rawzip::{CompressionMethod, ZipArchiveWriter};
use serde_json::{Value, json};

use crate::record::Folder;
use crate::support::*;

const BILIBILI: &str = "https://passport.bilibili.com/x/passport-login/web/qrcode";
const CODE: &str =
    r#"{"code":0,"data":{"url":"https://account.bilibili.com/h5?k=k1","qrcode_key":"k1"}}"#;
const DONE: &str = r#"{"code":0,"data":{"code":0,"url":"https://passport.biligame.com/crossDomain?DedeUserID=1&bili_jct=b&SESSDATA=s"}}"#;
const WHOLE: &str = "code\nconfirmed\ndone\n";

/// A login whose responses have these bodies.
fn login(contents: [Value; 2]) -> String {
    let paths = ["/generate", "/poll?qrcode_key=k1"];
    let entries = paths
        .iter()
        .zip(contents)
        .enumerate()
        .map(|(second, (path, content))| {
            json!({
                "startedDateTime": format!("2026-11-21T10:00:0{second}.000Z"),
                "time": 20,
                "request": { "method": "GET", "url": format!("{BILIBILI}{path}") },
                "response": { "status": 200, "headers": [], "content": content },
            })
        });
    let entries: Vec<_> = entries.collect();
    json!({ "log": { "version": "1.2", "entries": entries } }).to_string()
}

/// With the bodies in the HAR file.
fn embedded() -> String {
    login([json!({ "text": CODE }), json!({ "text": DONE })])
}

/// With the bodies in other files; the second one has this name.
fn attached(name: &str) -> String {
    let file = |name: &str| json!({ "size": 9, "_file": name });
    login([file("code.json"), file(name)])
}

fn replay(path: &Path) -> Ran {
    let path = path.to_str().unwrap();
    run(&["replay", path, "--flow", "bilibili-web"])
}

fn zip(files: &[(&str, &str)]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut archive = ZipArchiveWriter::new(&mut bytes);
    for (number, (name, text)) in files.iter().enumerate() {
        let method = match number % 2 {
            0 => CompressionMethod::DEFLATE,
            _ => CompressionMethod::STORE,
        };
        let file = archive.new_file(name).compression_method(method);
        let (mut entry, config) = file.start().unwrap();
        let descriptor = if number % 2 == 0 {
            let encoder = DeflateEncoder::new(&mut entry, Compression::default());
            let mut writer = config.wrap(encoder);
            writer.write_all(text.as_bytes()).unwrap();
            let (encoder, descriptor) = writer.finish().unwrap();
            encoder.finish().unwrap();
            descriptor
        } else {
            let mut writer = config.wrap(&mut entry);
            writer.write_all(text.as_bytes()).unwrap();
            writer.finish().unwrap().1
        };
        entry.finish(descriptor).unwrap();
    }
    archive.finish().unwrap();
    bytes
}

fn zlib(text: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn bodies_in_files_beside_the_recording_are_read() {
    let folder = Folder::new();
    let path = folder.file("login.har");
    fs::write(&path, attached("done.json")).unwrap();
    fs::write(folder.file("code.json"), CODE).unwrap();
    let ran = replay(&path);
    assert_eq!((ran.code, ran.out.as_str()), (20, "code\n"), "{}", ran.err);
    assert!(
        ran.err.contains("`response.content.text` was left out"),
        "{}",
        ran.err
    );
    assert!(ran.last().contains("content: 'embed'"), "{}", ran.err);
    fs::write(folder.file("done.json"), DONE).unwrap();
    let ran = replay(&path);
    assert_eq!((ran.code, ran.out.as_str()), (0, WHOLE), "{}", ran.err);
}

#[test]
fn no_file_of_another_directory_is_read() {
    let folder = Folder::new();
    let inner = folder.file("inner");
    fs::create_dir(&inner).unwrap();
    let outside = folder.file("outside.json");
    for file in [outside.clone(), inner.join("down.json")] {
        fs::write(file, DONE).unwrap();
    }
    fs::create_dir(inner.join("deeper")).unwrap();
    fs::write(inner.join("deeper/done.json"), DONE).unwrap();
    fs::write(inner.join("code.json"), CODE).unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink(&outside, inner.join("link.json")).unwrap();
    let absolute = outside.to_str().unwrap();
    for name in [
        "../outside.json",
        "deeper/../../outside.json",
        "deeper/done.json",
        absolute,
        "link.json",
        "deeper",
        "..",
        ".",
        "",
        "none.json",
        "a\0b",
    ] {
        let path = inner.join("login.har");
        fs::write(&path, attached(name)).unwrap();
        let ran = replay(&path);
        assert_eq!(
            (ran.code, ran.out.as_str()),
            (20, "code\n"),
            "{name:?}: {}",
            ran.err
        );
    }
    fs::write(inner.join("login.har"), attached("down.json")).unwrap();
    assert_eq!(replay(&inner.join("login.har")).code, 0);
}

#[test]
fn the_length_of_a_body_in_a_file_is_limited() {
    let folder = Folder::new();
    let path = folder.file("login.har");
    fs::write(&path, attached("done.json")).unwrap();
    fs::write(folder.file("code.json"), CODE).unwrap();
    let long = |length| DONE.to_owned() + &" ".repeat(length - DONE.len());
    fs::write(folder.file("done.json"), long(1 << 20)).unwrap();
    assert_eq!(replay(&path).code, 0);
    fs::write(folder.file("done.json"), long((1 << 20) + 1)).unwrap();
    let ran = replay(&path);
    assert!(ran.code != 0 && ran.out.contains("retrying"), "{}", ran.out);
}

#[test]
fn a_zip_archive_of_playwright_is_read() {
    let folder = Folder::new();
    let path = folder.file("login.zip");
    let har = attached("done.json");
    let files = [
        ("har.har", har.as_str()),
        ("code.json", CODE),
        ("done.json", DONE),
    ];
    fs::write(&path, zip(&files)).unwrap();
    let ran = replay(&path);
    assert_eq!((ran.code, ran.out.as_str()), (0, WHOLE), "{}", ran.err);
    fs::write(&path, zip(&files[..2])).unwrap();
    let ran = replay(&path);
    assert!(ran.err.contains("was left out"), "{}", ran.err);
}

#[test]
fn a_compressed_recording_of_mitmproxy_is_read() {
    let folder = Folder::new();
    let path = folder.file("login.zhar");
    fs::write(&path, zlib(embedded().as_bytes())).unwrap();
    let ran = replay(&path);
    assert_eq!((ran.code, ran.out.as_str()), (0, WHOLE), "{}", ran.err);
}

#[test]
fn an_archive_without_a_recording_is_an_error() {
    let folder = Folder::new();
    let path = folder.file("login");
    let har = embedded();
    let whole = zip(&[("har.har", &har)]);
    let mut damaged = whole.clone();
    damaged[60] ^= 0xff;
    for (bytes, said) in [
        (
            zip(&[("a.txt", "a")]),
            "there is no HAR file in the ZIP archive",
        ),
        (zip(&[]), "there is no HAR file in the ZIP archive"),
        (damaged, "in the ZIP archive is damaged"),
        (whole[..40].to_vec(), "the ZIP archive is damaged"),
        (zip(&[("har.har", "{}")]), "`log` is missing"),
        (
            zlib(har.as_bytes())[..60].to_vec(),
            "the compressed recording is damaged",
        ),
        (zlib(b"\xff\xfe"), "it is not UTF-8 text"),
        (b"\xff\xfe{\0}\0".to_vec(), "it is not UTF-8 text"),
        (b"s3cr3t".to_vec(), "not JSON (line 1 column 1)"),
    ] {
        fs::write(&path, bytes).unwrap();
        let ran = replay(&path);
        assert_eq!(ran.code, 2, "{said}: {}", ran.err);
        assert!(
            ran.err.contains(said) && !ran.err.contains("s3cr3t"),
            "{said}: {}",
            ran.err
        );
        assert!(ran.last().contains(".zhar"), "{}", ran.err);
    }
}

#[test]
fn unreadable_entries_of_other_sites_are_listed() {
    let folder = Folder::new();
    let path = folder.file("login.har");
    let mut har: Value = serde_json::from_str(&embedded()).unwrap();
    let entries = har["log"]["entries"].as_array_mut().unwrap();
    entries.insert(
        0,
        json!({ "request": { "method": "GET", "url": "https://a.example/x?k=s3cr3t" } }),
    );
    entries.insert(1, json!(7));
    fs::write(&path, har.to_string()).unwrap();
    let ran = replay(&path);
    assert_eq!((ran.code, ran.out.as_str()), (0, WHOLE), "{}", ran.err);
    let said = "cannot read entry 0: GET a.example/x: `response` is missing";
    assert!(
        ran.err.contains(said) && !ran.err.contains("s3cr3t"),
        "{}",
        ran.err
    );
}

#[test]
fn a_recording_may_end_with_an_expired_code() {
    let folder = Folder::new();
    let path = folder.file("login.har");
    let expired = r#"{"code":0,"data":{"code":86038}}"#;
    let text = login([json!({ "text": CODE }), json!({ "text": expired })]);
    fs::write(&path, &text).unwrap();
    let ran = replay(&path);
    assert_eq!((ran.code, ran.out.as_str()), (10, "code\n"), "{}", ran.err);
    // With another code after it, the later code counts.
    let mut har: Value = serde_json::from_str(&text).unwrap();
    let again: Value = serde_json::from_str(&embedded()).unwrap();
    let entries = har["log"]["entries"].as_array_mut().unwrap();
    for mut entry in again["log"]["entries"].as_array().unwrap().clone() {
        entry["startedDateTime"] = json!("2026-11-21T10:00:09.000Z");
        entries.push(entry);
    }
    fs::write(&path, har.to_string()).unwrap();
    let ran = replay(&path);
    assert_eq!(
        (ran.code, ran.out),
        (0, format!("code\n{WHOLE}")),
        "{}",
        ran.err
    );
}

/// A login at WeChat without the cookies that it sets.
fn wechat() -> String {
    let page = "https://wx.qq.com/cgi-bin/mmwebwx-bin/webwxnewloginpage?ticket=A1b2@qrticket_0&uuid=AbCdEfGhIj==";
    let answers = [
        (
            "https://login.wx.qq.com/jslogin",
            r#"window.QRLogin.code = 200; window.QRLogin.uuid = "AbCdEfGhIj==";"#.to_owned(),
        ),
        (
            "https://login.wx.qq.com/cgi-bin/mmwebwx-bin/login?uuid=AbCdEfGhIj%3D%3D",
            format!("window.code=200;window.redirect_uri=\"{page}\";"),
        ),
        (
            page,
            "<error><ret>0</ret><skey>@crypt_1</skey><wxsid>s1d</wxsid><wxuin>1000000001</wxuin><pass_ticket>p1</pass_ticket></error>".to_owned(),
        ),
    ];
    let entries = answers.iter().map(|(url, text)| {
        json!({
            "startedDateTime": "2026-11-21T10:00:00.000Z",
            "request": { "method": "GET", "url": url },
            "response": { "status": 200, "content": { "text": text } },
        })
    });
    let entries: Vec<_> = entries.collect();
    json!({ "log": { "entries": entries } }).to_string()
}

#[test]
fn credentials_without_cookies_from_chrome_are_incomplete() {
    let folder = Folder::new();
    let path = folder.file("login.har");
    fs::write(&path, wechat()).unwrap();
    let path = path.to_str().unwrap();
    let ran = run(&["replay", path, "--flow", "wechat-web"]);
    assert_eq!(
        (ran.code, ran.out.as_str()),
        (15, "code\nconfirmed\n"),
        "{}",
        ran.err
    );
    assert!(
        ran.err.contains("the recording lacks cookies"),
        "{}",
        ran.err
    );
    assert!(ran.last().contains("with sensitive data"), "{}", ran.err);
    let lines = run(&["replay", path, "--flow", "wechat-web", "--json"]).lines();
    let last = lines.last().unwrap();
    assert_eq!(
        (&last["event"], &last["kind"]),
        (&"error".into(), &"incomplete".into())
    );
}

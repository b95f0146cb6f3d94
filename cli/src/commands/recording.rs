//! Reads a recording: a HAR file, also compressed, with bodies in it or in other files.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Read;
use std::path::{Component, Path};

use flate2::bufread::{DeflateDecoder, ZlibDecoder};
use qrlogin_recordings::har::{Har, HarError, MAX_BODY};
use rawzip::{CompressionMethod, ZipArchive, ZipArchiveEntryWayfinder, ZipSliceArchive};

use crate::exit::CliError;
use crate::messages::{self, Text};
use crate::read_file;
use crate::text::printable;

/// The longest decompressed recording, in bytes, against decompression bombs.
const LONGEST: u64 = 256 * 1024 * 1024;
/// What is read of a body: one byte more than the limit, which shows that the body is too long.
const BODY: u64 = MAX_BODY as u64 + 1;

/// Reads the recording in this file.
pub(super) fn read(path: &Path) -> Result<Har, CliError> {
    let name = printable(&path.display().to_string());
    let bytes = read_file::bytes_or_input(path, read_file::RECORDING).map_err(|error| {
        let message = messages::cannot_read(&name);
        CliError::usage(message, messages::name_a_recording()).because(Some(&error))
    })?;
    let read = match bytes.as_slice() {
        [b'P', b'K', 3 | 5, 4 | 6, ..] => unzipped(&bytes),
        // zlib, at any level.
        [0x78, 0x01 | 0x5e | 0x9c | 0xda, ..] => inflated(&bytes),
        _ => in_folder(&bytes, path.parent().unwrap_or(Path::new(""))),
    };
    read.map_err(|problem| {
        let message = messages::not_a_recording(name, problem);
        CliError::usage(message, messages::name_a_recording())
    })
}

/// An uncompressed recording, with bodies possibly in files beside it.
fn in_folder(bytes: &[u8], folder: &Path) -> Result<Har, Text> {
    har(bytes, |name| beside(folder, name))
}

/// A recording of mitmproxy with the ending `.zhar`.
fn inflated(bytes: &[u8]) -> Result<Har, Text> {
    let text = whole(ZlibDecoder::new(bytes), &messages::compressed_recording())?;
    har(&text, |_| None)
}

/// A recording of Playwright with the ending `.zip`: the HAR file, and the bodies beside it.
fn unzipped(bytes: &[u8]) -> Result<Har, Text> {
    let zip = Zip::open(bytes).ok_or_else(messages::damaged_zip)?;
    let mut names = zip.files.keys();
    let name = names.find(|name| name.ends_with(".har"));
    let name = name.ok_or_else(messages::no_har_in_zip)?;
    let packed = zip.unpack(name);
    let packed = packed.ok_or_else(messages::damaged_har_in_zip)?;
    let text = whole(packed, &messages::har_in_zip())?;
    har(&text, |name| up_to(zip.unpack(name)?, BODY))
}

fn har(bytes: &[u8], file: impl FnMut(&str) -> Option<Vec<u8>>) -> Result<Har, Text> {
    let text = std::str::from_utf8(bytes).map_err(|_| messages::har_not_utf8())?;
    Har::read_with_files(text, file)
        .map_err(|error: HarError| messages::of_core(&error.to_string()))
}

/// The content of a file beside the recording. Its name is from the recording, so a path, a link or
/// a pipe is refused: no file of another directory is read.
fn beside(folder: &Path, name: &str) -> Option<Vec<u8>> {
    let mut parts = Path::new(name).components();
    let (Some(Component::Normal(file)), None) = (parts.next(), parts.next()) else {
        return None;
    };
    let path = folder.join(file);
    let is_file = fs::symlink_metadata(&path).ok()?.is_file();
    up_to(is_file.then(|| File::open(path).ok())??, BODY)
}

/// The whole content, or the problem.
fn whole(packed: impl Read, what: &Text) -> Result<Vec<u8>, Text> {
    let bytes = up_to(packed, LONGEST + 1).ok_or_else(|| messages::damaged_part(what))?;
    match bytes.len() as u64 > LONGEST {
        true => Err(messages::part_too_long(what, LONGEST >> 20)),
        false => Ok(bytes),
    }
}

fn up_to(reader: impl Read, most: u64) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    reader.take(most).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

struct Zip<'a> {
    archive: ZipSliceArchive<&'a [u8]>,
    files: BTreeMap<String, (ZipArchiveEntryWayfinder, CompressionMethod)>,
}

impl<'a> Zip<'a> {
    fn open(bytes: &'a [u8]) -> Option<Self> {
        let archive = ZipArchive::from_slice(bytes).ok()?;
        let (mut entries, mut files) = (archive.entries(), BTreeMap::new());
        while let Some(entry) = entries.next_entry().ok()? {
            let place = (entry.wayfinder(), entry.compression_method());
            if let Ok(name) = entry.file_path().try_normalize() {
                files.insert(String::from(name), place);
            }
        }
        Some(Self { archive, files })
    }

    fn unpack(&self, name: &str) -> Option<impl Read> {
        let (place, method) = *self.files.get(name)?;
        let entry = self.archive.get_entry(place).ok()?;
        let unpacked: Box<dyn Read> = match method {
            CompressionMethod::STORE => Box::new(entry.data()),
            CompressionMethod::DEFLATE => Box::new(DeflateDecoder::new(entry.data())),
            _ => return None,
        };
        Some(entry.verifying_reader(unpacked))
    }
}

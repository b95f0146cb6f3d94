#![no_main]
//! Files of other programs. The first byte names a format or none, the second a flow or none; the
//! rest is the text.
//!
//! - What is imported is whole: its JSON is imported as the same.
//! - Every format that fits it is written or refused, and a `cookies.txt` or a header of it has no
//!   more lines or pairs than there are cookies.
//! - A line that an error names is one of the text.

use libfuzzer_sys::fuzz_target;
use qrlogin::export::Format;
use qrlogin::flows;
use qrlogin::import::{ImportError, Options, import};

fuzz_target!(|input: &[u8]| {
    let Some(([format, flow], text)) = input.split_first_chunk::<2>() else {
        return;
    };
    let Ok(text) = std::str::from_utf8(text) else {
        return;
    };
    let mut options = Options::new();
    options.format = Format::ALL.get(usize::from(*format)).copied();
    options.flow = flows::FLOWS.get(usize::from(*flow)).map(|info| info.id);
    let imported = match import(text, options) {
        Ok(imported) => imported,
        Err(ImportError::Syntax { line, .. }) => {
            assert!(line <= text.lines().count() + 1, "line {line}");
            return;
        }
        Err(error) => return assert!(!error.to_string().is_empty()),
    };
    let credential = imported.credential;
    let info = flows::find(credential.flow()).expect("a flow");
    assert!(options.flow.is_none_or(|flow| flow == info.id));
    let json = credential.export(Format::Json).expect("JSON");
    let again = import(json.expose(), Options::new()).expect("its own JSON");
    assert!(again.credential == credential && again.left_out.is_empty());
    let cookies = credential.cookies().len();
    for format in Format::of(info) {
        let Ok(text) = credential.export(format) else {
            continue;
        };
        let text = text.expose();
        match format {
            Format::Netscape => assert_eq!(text.lines().count(), cookies + 1),
            Format::Header => assert!(text.split("; ").count() <= cookies),
            Format::Playwright | Format::CookieEditor | Format::Biliup | Format::Wechat4u => {
                serde_json::from_str::<serde_json::Value>(text).expect("JSON");
            }
            Format::Curl | Format::Env => assert!(text.lines().all(|line| line.contains('='))),
            _ => {}
        }
    }
});

//! Pictures: in place of a person's there is a plain one of a single point.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use qrlogin::{Image, ImageKind};

const PNG: &str =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR42mP4DwABAQEAHLCMmQAAAABJRU5ErkJggg==";
const GIF: &str = "R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7";
const JPEG: &str = "/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP//////////////////////////////////////////////////////////////////////////////////////wAALCAABAAEBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAAA//EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAD8AN//Z";

/// A picture of the same kind in place of this one, if it is one.
pub(super) fn placeholder(bytes: &[u8]) -> Option<Vec<u8>> {
    let base64 = match Image::new(bytes.to_vec()).kind() {
        ImageKind::Png => PNG,
        ImageKind::Jpeg => JPEG,
        ImageKind::Gif => GIF,
        _ => return None,
    };
    STANDARD.decode(base64).ok()
}

/// The same for a picture in a `data:` URI. What is no picture there is replaced by `?`.
pub(super) fn placeholder_uri(uri: &str) -> Option<String> {
    const TOLERANT: GeneralPurpose = GeneralPurpose::new(
        &base64::alphabet::STANDARD,
        GeneralPurposeConfig::new()
            .with_decode_allow_trailing_bits(true)
            .with_decode_padding_mode(DecodePaddingMode::Indifferent),
    );
    let (kind, data) = uri.strip_prefix("data:")?.split_once(";base64,")?;
    let is_kind = kind.len() <= 40
        && kind
            .bytes()
            .all(|b| b.is_ascii_alphabetic() || b"/+-.".contains(&b));
    let kind = if is_kind { kind } else { "" };
    let picture = TOLERANT.decode(data).ok().filter(|bytes| !bytes.is_empty());
    let picture = picture.map(|bytes| placeholder(&bytes).unwrap_or_else(|| b"?".to_vec()));
    Some(match picture {
        Some(picture) => format!("data:{kind};base64,{}", STANDARD.encode(picture)),
        None if data.is_empty() => format!("data:{kind};base64,"),
        None => format!("data:{kind};base64,?"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_placeholder_is_of_the_kind_of_the_picture() {
        for start in [&b"\x89PNG\r\n\x1a\n"[..], b"\xff\xd8\xff\xe0", b"GIF89a"] {
            let picture = [start, b"a person"].concat();
            let kind = Image::new(picture.clone()).kind();
            let placeholder = placeholder(&picture).unwrap();
            assert_eq!(Image::new(placeholder.clone()).kind(), kind);
            let uri = format!("data:img/jpg;base64,{}", STANDARD.encode(&picture));
            let expected = format!("data:img/jpg;base64,{}", STANDARD.encode(placeholder));
            assert_eq!(placeholder_uri(&uri), Some(expected));
        }
    }

    #[test]
    fn what_is_no_picture_goes_too() {
        assert_eq!(placeholder(b"text"), None);
        assert_eq!(
            placeholder_uri("data:text/plain;base64,c2VjcmV0").unwrap(),
            "data:text/plain;base64,Pw=="
        );
        assert_eq!(
            placeholder_uri("data:x;base64,not base64!").unwrap(),
            "data:x;base64,?"
        );
        assert_eq!(placeholder_uri("https://x.example"), None);
    }
}

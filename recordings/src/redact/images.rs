//! Images: each is replaced by a single point.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use qrlogin::{Image, ImageKind};

const PNG: &str =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR42mP4DwABAQEAHLCMmQAAAABJRU5ErkJggg==";
const GIF: &str = "R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7";
const JPEG: &str = "/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP//////////////////////////////////////////////////////////////////////////////////////wAALCAABAAEBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAAA//EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAD8AN//Z";

/// An image of the same kind, if these bytes are an image.
pub(super) fn placeholder(bytes: &[u8]) -> Option<Vec<u8>> {
    let base64 = match Image::new(bytes.to_vec()).kind() {
        ImageKind::Png => PNG,
        ImageKind::Jpeg => JPEG,
        ImageKind::Gif => GIF,
        _ => return None,
    };
    STANDARD.decode(base64).ok()
}

/// The same for an image in a `data:` URI, where other content is replaced by `?`.
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
    let image = TOLERANT.decode(data).ok().filter(|bytes| !bytes.is_empty());
    let image = image.map(|bytes| placeholder(&bytes).unwrap_or_else(|| b"?".to_vec()));
    Some(match image {
        Some(image) => format!("data:{kind};base64,{}", STANDARD.encode(image)),
        None if data.is_empty() => format!("data:{kind};base64,"),
        None => format!("data:{kind};base64,?"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_placeholder_is_an_image_of_the_same_kind() {
        for start in [&b"\x89PNG\r\n\x1a\n"[..], b"\xff\xd8\xff\xe0", b"GIF89a"] {
            let image = [start, b"a person"].concat();
            let kind = Image::new(image.clone()).kind();
            let placeholder = placeholder(&image).unwrap();
            assert_eq!(Image::new(placeholder.clone()).kind(), kind);
            let uri = format!("data:img/jpg;base64,{}", STANDARD.encode(&image));
            let expected = format!("data:img/jpg;base64,{}", STANDARD.encode(placeholder));
            assert_eq!(placeholder_uri(&uri), Some(expected));
        }
    }

    #[test]
    fn other_content_of_a_data_uri_is_replaced() {
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

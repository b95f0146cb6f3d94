//! The graphics protocol of kitty, which others have as well: a PNG in pieces.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// The longest piece in characters; all but the last are a multiple of four.
const PIECE: usize = 4096;

/// The sequences: the picture is shown at the cursor (`a=T`), is a PNG (`f=100`), and the terminal
/// does not answer (`q=2`), since its answer would be taken for what the user types.
pub(super) fn sequences(png: &[u8]) -> String {
    let encoded = STANDARD.encode(png);
    let mut rest = encoded.as_str();
    let mut text = String::new();
    let mut keys = "a=T,f=100,q=2,";
    loop {
        let (piece, more) = rest.split_at(PIECE.min(rest.len()));
        let has_more = u8::from(!more.is_empty());
        // The result is dropped, since writing to a string cannot fail.
        let _ = write!(text, "\x1b_G{keys}m={has_more};{piece}\x1b\\");
        if more.is_empty() {
            return text;
        }
        keys = "";
        rest = more;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_picture_is_sent_in_pieces() {
        let text = sequences(&vec![7; 7000]);
        let pieces: Vec<_> = text
            .split("\x1b\\")
            .filter(|piece| !piece.is_empty())
            .collect();
        let [first, second, third] = &pieces[..] else {
            panic!("{} pieces", pieces.len())
        };
        assert!(first.starts_with("\x1b_Ga=T,f=100,q=2,m=1;"));
        assert!(second.starts_with("\x1b_Gm=1;") && second.len() == 7 + PIECE);
        assert!(third.starts_with("\x1b_Gm=0;"));
    }
}

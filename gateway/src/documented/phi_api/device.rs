//! The `deviceID`: opaque to the client, and the seed of a login to the gateway, so that all calls
//! of a login name the same device to TapTap.

use std::fmt::Write as _;

use qrlogin::{Context, Seed, Timestamp};

const PREFIX: &str = "qrlogin-";

/// 128 bits that depend on the seed and the label alone.
fn random(seed: &Seed, label: &str) -> [u8; 16] {
    Context::new(Timestamp::default(), seed).random(label)
}

/// A new `deviceID`, made from this fresh seed.
pub(super) fn new_id(fresh: &Seed) -> String {
    let mut id = format!("{PREFIX}{}-", env!("CARGO_PKG_VERSION"));
    for byte in random(fresh, "phiApi deviceID") {
        // Writing to a text does not fail.
        let _ = write!(id, "{byte:02x}");
    }
    id
}

/// The seed of a login with this `deviceID`: the one that it carries, or one made of the text if
/// another server made the ID.
pub(super) fn seed(id: &str) -> Seed {
    carried(id).unwrap_or_else(|| random(&Seed::new([0; 16]), id).into())
}

fn carried(id: &str) -> Option<Seed> {
    let (_, hex) = id.strip_prefix(PREFIX)?.rsplit_once('-')?;
    if hex.len() != 32 || !hex.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return None;
    }
    let number = u128::from_str_radix(hex, 16).ok()?;
    Some(Seed::new(number.to_be_bytes()))
}

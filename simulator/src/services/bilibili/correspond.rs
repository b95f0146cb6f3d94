//! The page that hands out a `refresh_csrf`: its path is an encrypted time (spec 6.2).

use rsa::{BoxedUint, PrivateKey};
use sha2::Sha256;

/// The modulus of the simulator's own key, in hex: the private key of the service is not known.
pub const CORRESPOND_MODULUS: &str = "\
    c43460eecf6976bd8af73754dd6dd2f15107c9477d6dc7c3b0c9690fbf4fa725\
    d85eed656eaae08351c411cdc83f4d936305bb61450c4265fbc059a1b3756cda\
    a39c716216261cdd6b83429f37ed076b1e79f9159b8818d3287e7579a824450d\
    cb27ce47065506ed59c51783c321ab9fa0ddb78f8797d51a857b7dd480d97033";
const PRIME_1: &str = "\
    ffd48d5ca8b5624ff8de4b71f4f1c322907d01e6d5e2c1b0d68adc2a89d6b5a7\
    db55a251a5963e8f2d72ad48f47aa66b14b764f42424bf6e7af7a746b407e2ff";
const PRIME_2: &str = "\
    c455b33f5a6356a3c9a85b445ebec19aaee072606f0462ad86dbace5c7a46764\
    811512138ac92bd3c2cae41d038ca7750bdc9c4a6c567fc36b47c4c55ab956cd";
const EXPONENT: u64 = 65_537;
/// The length of a path: 1024 bits in hex.
const LENGTH: usize = 256;

/// Whether the path has the form of an encrypted time.
pub(super) fn has_form(path: &str) -> bool {
    let is_hex = |byte: u8| byte.is_ascii_digit() || matches!(byte, b'a'..=b'f');
    path.len() == LENGTH && path.bytes().all(is_hex)
}

/// The time in a path that was encrypted for the simulator's own key, in ms.
pub(super) fn time(path: &str) -> Option<u64> {
    let digits = path.as_bytes().chunks_exact(2);
    let bytes = digits.map(|pair| {
        let pair = std::str::from_utf8(pair).ok()?;
        u8::from_str_radix(pair, 16).ok()
    });
    let bytes: Vec<u8> = bytes.collect::<Option<_>>()?;
    let text = key()?.oaep_decrypt::<Sha256>(&bytes).ok()?;
    let text = String::from_utf8(text).ok()?;
    text.strip_prefix("refresh_")?.parse().ok()
}

fn key() -> Option<PrivateKey> {
    let prime = |hex: &str| BoxedUint::from_be_hex(hex, 512).into_option();
    PrivateKey::from_p_q(prime(PRIME_1)?, prime(PRIME_2)?, EXPONENT.into()).ok()
}

//! What is sealed can be opened in its place alone, and damage is an error.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, missing_docs)]

use qrlogin_gateway::seal::{Purpose, SealError, Sealed, SealingKeys, hash};
use qrlogin_gateway::store::LoginId;

const TEXT: &str = "a text that must stay secret";

fn keys(byte: u8) -> SealingKeys {
    SealingKeys::new([byte; 32])
}

fn id(byte: u8) -> LoginId {
    LoginId::new([byte; 16])
}

fn sealed(keys: &SealingKeys) -> Sealed {
    keys.seal(Purpose::Snapshot, &id(1), &TEXT).unwrap()
}

fn open(keys: &SealingKeys, sealed: &Sealed) -> Result<String, SealError> {
    keys.open(Purpose::Snapshot, &id(1), sealed)
}

#[test]
fn sealed_text_opens_in_its_place() {
    let sealed = sealed(&keys(1));
    assert_eq!(open(&keys(1), &sealed).as_deref(), Ok(TEXT));
    let stored = Sealed::from_bytes(sealed.as_bytes().to_vec());
    assert_eq!(open(&keys(1), &stored).as_deref(), Ok(TEXT));
}

#[test]
fn sealed_text_does_not_contain_the_text() {
    let sealed = sealed(&keys(1));
    let found = |text: &[u8]| {
        sealed
            .as_bytes()
            .windows(text.len())
            .any(|part| part == text)
    };
    assert!(!found(TEXT.as_bytes()));
    assert!(!found(&[1; 32]));
}

#[test]
fn text_moved_to_another_login_is_refused() {
    let sealed = sealed(&keys(1));
    let moved = keys(1).open::<String>(Purpose::Snapshot, &id(2), &sealed);
    assert_eq!(moved, Err(SealError::Damaged));
}

#[test]
fn text_moved_to_another_purpose_is_refused() {
    let purposes = [
        Purpose::Snapshot,
        Purpose::Event(1),
        Purpose::Event(11),
        Purpose::Answer,
        Purpose::Result,
        Purpose::Webhook,
    ];
    for from in purposes {
        let sealed = keys(1).seal(from, &id(1), &TEXT).unwrap();
        for to in purposes {
            let opened = keys(1).open::<String>(to, &id(1), &sealed);
            assert_eq!(opened.is_ok(), from == to, "{from:?} {to:?}");
        }
    }
}

#[test]
fn same_text_is_sealed_differently_each_time() {
    assert_ne!(sealed(&keys(1)), sealed(&keys(1)));
}

#[test]
fn earlier_key_still_opens() {
    let rotated = keys(2).with_earlier([1; 32]).with_earlier([0; 32]);
    for earlier in [0, 1] {
        assert_eq!(open(&rotated, &sealed(&keys(earlier))).as_deref(), Ok(TEXT));
    }
}

#[test]
fn earlier_key_seals_nothing_more() {
    let rotated = keys(2).with_earlier([1; 32]);
    let sealed = sealed(&rotated);
    assert_eq!(open(&keys(2), &sealed).as_deref(), Ok(TEXT));
    assert_eq!(open(&keys(1), &sealed), Err(SealError::Key));
}

#[test]
fn unknown_key_is_named_as_the_cause() {
    let error = open(&keys(2), &sealed(&keys(1))).unwrap_err();
    assert_eq!(error, SealError::Key);
    assert!(error.to_string().contains("another key"));
}

#[test]
fn every_changed_bit_is_refused() {
    let bytes = sealed(&keys(1)).as_bytes().to_vec();
    for bit in 0..bytes.len() * 8 {
        let mut changed = bytes.clone();
        changed[bit / 8] ^= 1 << (bit % 8);
        let error = open(&keys(1), &Sealed::from_bytes(changed)).unwrap_err();
        let is_of_key_id = (8..40).contains(&bit);
        assert_eq!(error == SealError::Key, is_of_key_id, "bit {bit}");
    }
}

#[test]
fn every_shorter_or_longer_text_is_refused() {
    let bytes = sealed(&keys(1)).as_bytes().to_vec();
    for length in 0..bytes.len() {
        let cut = Sealed::from_bytes(bytes[..length].to_vec());
        assert_eq!(open(&keys(1), &cut), Err(SealError::Damaged), "{length}");
    }
    let longer = Sealed::from_bytes([bytes, vec![0]].concat());
    assert_eq!(open(&keys(1), &longer), Err(SealError::Damaged));
}

#[test]
fn value_of_another_type_is_refused() {
    let sealed = sealed(&keys(1));
    let opened = keys(1).open::<u64>(Purpose::Snapshot, &id(1), &sealed);
    assert_eq!(opened, Err(SealError::Damaged));
}

#[test]
fn debug_output_has_no_key_and_no_text() {
    let keys = keys(171).with_earlier([205; 32]);
    let output = format!("{keys:?} {keys:#?} {:?}", sealed(&keys));
    for part in ["171", "205", "ab", "cd", "secret"] {
        assert!(!output.to_lowercase().contains(part), "{output}");
    }
}

#[test]
fn hash_is_the_sha256() {
    // Of FIPS 180-2, appendix B.1.
    let start = [0xba, 0x78, 0x16, 0xbf, 0x8f, 0x01, 0xcf, 0xea];
    assert_eq!(hash(b"abc")[..8], start);
}

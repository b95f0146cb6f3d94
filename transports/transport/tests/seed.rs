//! Seeds from the system's random number generator.

#![allow(missing_docs, clippy::unwrap_used)]

#[test]
fn two_seeds_differ() {
    let (one, other) = (
        qrlogin_transport::seed().unwrap(),
        qrlogin_transport::seed().unwrap(),
    );
    assert_ne!(one, other);
}

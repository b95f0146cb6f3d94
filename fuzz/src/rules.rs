//! What holds for every error.

use qrlogin::Error;

/// The words of an error are fit to be printed, and not too many.
pub fn check_words(error: &Error) {
    let words = error.to_string();
    assert!(
        !words.is_empty() && words.chars().count() < 500,
        "{} bytes of words",
        words.len()
    );
    assert!(
        !words.contains(char::is_control),
        "control characters in {words:?}"
    );
    assert!(!error.advice().to_string().is_empty() && !error.kind().is_empty());
}

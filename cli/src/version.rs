//! `qrlogin --version`: what a report needs. The build script sets the variables.

/// The version, and what the program was built from.
pub(crate) const LONG: &str = concat!(
    env!("CARGO_PKG_VERSION"),
    "\ncommit: ",
    env!("QRLOGIN_BUILD_COMMIT"),
    "\ntarget: ",
    env!("QRLOGIN_BUILD_TARGET"),
    " (",
    env!("QRLOGIN_BUILD_PROFILE"),
    ")\ntls: rustls ",
    env!("QRLOGIN_BUILD_RUSTLS"),
    " with ring\nhttp: ureq ",
    env!("QRLOGIN_BUILD_UREQ"),
    ", hyper ",
    env!("QRLOGIN_BUILD_HYPER"),
    // The features of the library that this program has.
    "\nfeatures: qq-bot",
);

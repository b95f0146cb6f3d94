//! The options that name files.

use crate::messages;

/// The option that names a file, and what can be done when that is not possible.
#[derive(Debug)]
pub(crate) struct Naming {
    pub(super) option: &'static str,
    /// When the file exists already.
    pub(super) if_it_exists: fn() -> String,
    /// When there is something else than a file.
    pub(super) if_no_file: fn() -> String,
}

/// The credentials.
pub(crate) const OUT: Naming = Naming {
    option: "--out",
    if_it_exists: messages::use_force,
    if_no_file: messages::name_file_or_dash,
};
/// The recording.
pub(crate) const RECORD: Naming = Naming::plain("--record");
/// The picture of the code.
pub(crate) const QR_FILE: Naming = Naming::plain("--qr-file");
/// The certificate authority of a simulator.
pub(crate) const CA: Naming = Naming {
    if_it_exists: messages::ca_is_not_ours,
    ..Naming::plain("--ca")
};

impl Naming {
    const fn plain(option: &'static str) -> Self {
        Self {
            option,
            if_it_exists: messages::use_another_name,
            if_no_file: messages::name_file,
        }
    }
}

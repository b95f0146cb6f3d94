//! The options that name files.

/// The option that names a file, and what can be done when that is not possible.
#[derive(Debug)]
pub(crate) struct Naming {
    pub(super) option: &'static str,
    /// When the file exists already.
    pub(super) if_it_exists: &'static str,
    /// When there is something else than a file.
    pub(super) if_no_file: &'static str,
}

/// The credentials.
pub(crate) const OUT: Naming = Naming {
    option: "--out",
    if_it_exists: "name another file, or let --force replace it",
    if_no_file: "name a file; `--out -` is the standard output",
};
/// The recording.
pub(crate) const RECORD: Naming = Naming::plain("--record");
/// The picture of the code.
pub(crate) const QR_FILE: Naming = Naming::plain("--qr-file");
/// The certificate authority of a simulator.
pub(crate) const CA: Naming = Naming {
    if_it_exists: "name another file, or remove it first: only the authority of an earlier run is replaced",
    ..Naming::plain("--ca")
};

impl Naming {
    const fn plain(option: &'static str) -> Self {
        Self {
            option,
            if_it_exists: "name another file, or remove it first",
            if_no_file: "name a file",
        }
    }
}

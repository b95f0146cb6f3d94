//! Advice that Steam's flow gives.

use crate::Advice;

/// The account has to accept an agreement first.
pub const ACCEPT_AGREEMENT: Advice = Advice::new(
    "accept_agreement",
    "sign in on Steam's web site and accept the agreement there, then start a new login",
);

/// All of it.
pub(in crate::providers) const ALL: &[Advice] = &[ACCEPT_AGREEMENT];

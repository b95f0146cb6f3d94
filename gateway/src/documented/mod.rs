//! The documented APIs. Each is a router of its own, with the paths, envelopes and statuses of its
//! document; what differs from it in the wild is an option.

pub(crate) mod pan115;
pub(crate) mod phi_api;

//! What a recording of a provider may keep.

use crate::{Provider, PublicNames};

/// A provider whose logins can be recorded and still replay.
pub trait Recordable: Provider {
    /// What a recording may keep besides the names that mean the same with every service;
    /// everything else is redacted. By default nothing: the recording holds no secret, and may
    /// not replay.
    const PUBLIC: PublicNames = PublicNames::NOTHING;
}

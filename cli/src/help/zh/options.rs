//! x

use super::Pair;

pub(super) const TEXTS: &[Pair] = &[];

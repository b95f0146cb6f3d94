//! Placeholder until the simulator is in place.

//! What the worlds of tasks share with those of logins.

#![allow(dead_code, reason = "the worlds of logins use the rest")]

pub mod clock;
pub mod network;
pub mod network_faults;
pub mod random;

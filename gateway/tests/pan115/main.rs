//! 115driver's gateway API, on the simulated 115.

mod failures;
mod flow;
mod refused;
mod served;
mod statuses;
mod support;

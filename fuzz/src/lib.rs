//! What the fuzz targets share: [`rig`] brings a login to a stage by answers of one's own,
//! [`world`] runs it against the simulated services, [`memory`] counts bytes, [`rules`] says what a
//! credential must have.

pub mod fate;
pub mod memory;
pub mod rig;
pub mod rules;
pub mod twins;
pub mod world;

/// 2023-11-14 22:13:20 UTC.
pub const START: qrlogin::Timestamp = qrlogin::Timestamp::from_secs(1_700_000_000);

/// The seed of every login here.
pub fn seed() -> qrlogin::Seed {
    qrlogin::Seed::new(*b"an even 16 bytes")
}

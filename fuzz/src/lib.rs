//! What the fuzz targets share besides `qrlogin-test-support`: [`world`] has the settings that they
//! choose from, [`fate`] what becomes of a call, [`memory`] counts bytes, [`rules`] says what holds
//! for every error.

pub mod fate;
pub mod memory;
pub mod rules;
pub mod twins;
pub mod world;

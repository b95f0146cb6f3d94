//! TapTap and Phigros: the login through a phiApi server that somebody hosts ([`PhiApi`]).

mod code;
mod phi_api;
mod profile;
mod region;
mod token;
mod upstream;

pub use phi_api::{PhiApi, PhiApiCredential};
pub use profile::Profile;
pub use region::Region;
pub use token::TapTapToken;

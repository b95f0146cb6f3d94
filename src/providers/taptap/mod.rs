//! TapTap and Phigros: the login at TapTap itself ([`Direct`]), and the one through a self-hosted
//! phiApi server ([`PhiApi`]).

pub mod advice;
mod code;
mod direct;
mod phi_api;
mod profile;
mod region;
mod token;
mod upstream;

pub use direct::{App, Direct, DirectCheck, DirectCredential, Goal, PhiApiCheck, Scope};
pub use phi_api::{PhiApi, PhiApiCredential};
pub use profile::Profile;
pub use region::Region;
pub use token::TapTapToken;

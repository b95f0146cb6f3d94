//! TapTap and Phigros: the login through a phiApi server that somebody hosts ([`PhiApi`]).

mod phi_answer;
mod phi_api;
mod profile;
mod token;
mod upstream;

pub use phi_api::{PhiApi, PhiApiCredential, Region};
pub use profile::Profile;
pub use token::TapTapToken;

//! What is done with Bilibili's credentials after a login (spec 6).

mod calls;
mod check;
mod confirm;
#[cfg(feature = "bilibili-refresh")]
mod correspond;
mod logout;
#[cfg(feature = "bilibili-refresh")]
mod refresh;
mod tv;

pub use check::WebCheck;
pub use confirm::WebConfirm;
pub use logout::WebLogout;
#[cfg(feature = "bilibili-refresh")]
pub use refresh::WebRefresh;
pub use tv::{TvCheck, TvRefresh};

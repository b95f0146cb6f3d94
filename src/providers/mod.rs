//! The services: one folder a service, one file a flow, its parsers beside it.

use crate::Advice;

pub mod bilibili;
pub mod bots;
pub mod ilink;
pub mod oauth;
pub mod pan115;
pub mod steam;
pub mod taptap;
pub mod wechat;

/// The advice of single services, to restore its text when it is read back.
pub(crate) fn advice() -> impl Iterator<Item = &'static Advice> {
    [
        pan115::advice::ALL,
        taptap::advice::ALL,
        steam::advice::ALL,
        oauth::advice::ALL,
    ]
    .into_iter()
    .flatten()
}

//! The services: one folder a service, one file a flow, its parsers beside it.

pub mod bilibili;
pub mod pan115;
pub mod taptap;
pub mod wechat;

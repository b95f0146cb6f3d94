//! Stub.
use crate::provider::{Cx, Next, Provider};
use crate::{Call, Cookie, Error, Response, Settings};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// Stub.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Web {}
/// Stub.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WebCredential {
    /// Stub.
    pub cookies: Vec<Cookie>,
}
impl WebCredential {
    /// Stub.
    pub fn cookies(&self) -> Vec<Cookie> {
        Vec::new()
    }
}
impl Provider for Web {
    const ID: &'static str = "wechat-web";
    const SCAN_WITH: &'static str = "";
    const YIELDS: &'static str = "";
    type Stage = ();
    type Credential = WebCredential;
    fn configure(_: &Settings) -> Result<Self, Error> {
        Ok(Self {})
    }
    fn start(&self) {}
    fn request(&self, _: &(), _: &Cx<'_>) -> Result<Call, Error> {
        Err(Error::Expired)
    }
    fn response(&self, _: &(), _: &Response, _: &Cx<'_>) -> Result<Next<(), WebCredential>, Error> {
        Err(Error::Expired)
    }
    fn interval(&self, _: &()) -> Duration {
        Duration::ZERO
    }
}

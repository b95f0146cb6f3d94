//! Stub.
use crate::provider::{Cx, Next, Provider};
use crate::{Call, Cookie, Error, Response, Settings};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// Stub.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct PhiApi {}
/// Stub.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhiApiCredential {
    /// Stub.
    pub cookies: Vec<Cookie>,
}
impl PhiApiCredential {
    /// Stub.
    pub fn cookies(&self) -> Vec<Cookie> {
        Vec::new()
    }
}
impl Provider for PhiApi {
    const ID: &'static str = "phi-api";
    const SCAN_WITH: &'static str = "";
    const YIELDS: &'static str = "";
    type Stage = ();
    type Credential = PhiApiCredential;
    fn configure(_: &Settings) -> Result<Self, Error> {
        Ok(Self {})
    }
    fn start(&self) {}
    fn request(&self, _: &(), _: &Cx<'_>) -> Result<Call, Error> {
        Err(Error::Expired)
    }
    fn response(
        &self,
        _: &(),
        _: &Response,
        _: &Cx<'_>,
    ) -> Result<Next<(), PhiApiCredential>, Error> {
        Err(Error::Expired)
    }
    fn interval(&self, _: &()) -> Duration {
        Duration::ZERO
    }
}

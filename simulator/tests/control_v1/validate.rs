//! The description as a simulator serves it.

use std::sync::OnceLock;

use qrlogin_test_openapi::{Answer, Description};

use crate::rig::{self, Reply};

/// The description.
pub(crate) fn description() -> &'static Description {
    static DESCRIPTION: OnceLock<Description> = OnceLock::new();
    DESCRIPTION.get_or_init(|| {
        let server = rig::start();
        let path = "/_sim/v1/openapi.json";
        Description::new(rig::request(&server.origin(), "GET", path, "", "").json())
    })
}

impl Answer for Reply {
    fn status(&self) -> u16 {
        self.status
    }

    fn header(&self, name: &str) -> Option<&str> {
        self.header(name)
    }

    fn body(&self) -> &[u8] {
        self.body.as_bytes()
    }
}

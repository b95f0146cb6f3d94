//! The description as a gateway serves it.

use std::sync::OnceLock;

use qrlogin_test_openapi::{Answer, Description};

use crate::rig::{Reply, Rig};

/// The description.
pub(crate) fn description() -> &'static Description {
    static DESCRIPTION: OnceLock<Description> = OnceLock::new();
    DESCRIPTION.get_or_init(|| {
        let read = std::thread::spawn(|| {
            let mut runtime = tokio::runtime::Builder::new_current_thread();
            let runtime = runtime.enable_all().start_paused(true).build().unwrap();
            runtime.block_on(async {
                let rig = Rig::new();
                let request = crate::rig::request("GET", "/v1/openapi.json", &[], None);
                let answer = rig.open("", request).await;
                let body = axum::body::to_bytes(answer.into_body(), usize::MAX).await;
                serde_json::from_slice(&body.unwrap()).unwrap()
            })
        });
        Description::new(read.join().unwrap())
    })
}

impl Answer for Reply {
    fn status(&self) -> u16 {
        self.status
    }

    fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    fn body(&self) -> &[u8] {
        &self.body
    }
}

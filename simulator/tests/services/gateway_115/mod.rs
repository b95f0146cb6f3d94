//! The 115 gateway.

pub(crate) mod client;
mod login;
mod requests;
mod upstream;

use qrlogin_simulator::ServiceId;

use crate::support::{Subject, lines, post};

pub(crate) const GATEWAY: Subject = Subject {
    service: ServiceId::Gateway115,
    addresses: |_| {
        lines(
            "
            http://localhost/api/v1/115/qrcode/start
            http://localhost/api/v1/115/qrcode/image
            http://localhost/api/v1/115/qrcode/status
            http://localhost/api/v1/115/qrcode/login
            http://localhost/api/v1/115/no/such
            ",
        )
    },
    poll_of_new_code: |client| {
        let session = client::start(client).to_string();
        let url = format!("{}/status", client::BASE);
        post(&url, "application/json", &session)
    },
};

//! TapTap and the session service of Phigros.

pub(crate) mod client;
mod code;
mod profile;
mod saves;
mod session;
mod token;

use qrlogin_simulator::ServiceId;

use crate::support::{Subject, lines, post};
use client::CHINA;

pub(crate) const TAPTAP: Subject = Subject {
    service: ServiceId::TapTap,
    addresses: |_| {
        lines(
            "
            https://accounts.tapapis.cn/oauth2/v1/device/code
            https://accounts.tapapis.cn/oauth2/v1/token
            https://accounts.taptap.cn/device
            https://open.tapapis.cn/account/profile/v1
            https://open.tapapis.cn/account/basic-info/v1
            https://rak3ffdi.cloud.tds1.tapapis.cn/1.1/users
            https://rak3ffdi.cloud.tds1.tapapis.cn/1.1/users/me
            https://rak3ffdi.cloud.tds1.tapapis.cn/1.1/gamesaves/
            https://rak3ffdi.cloud.tds1.tapapis.cn/1.1/classes/_GameSave
            https://rak3ffdi.cloud.tds1.tapapis.cn/1.1/files/simulated/.save
            https://img3.tapimg.com/default_avatars/simulated.jpg
            https://open.tapapis.cn/no/such
            ",
        )
    },
    poll_of_new_code: |client| {
        let code = CHINA.code(client);
        let form = CHINA.token_form(code["device_code"].as_str().unwrap());
        let url = format!("https://{}/oauth2/v1/token", CHINA.accounts);
        post(&url, "application/x-www-form-urlencoded", &form)
    },
};

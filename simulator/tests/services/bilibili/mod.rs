//! Bilibili.

mod account;
pub(crate) mod client;
mod refresh;
pub(crate) mod tv;
mod web;

use qrlogin_simulator::ServiceId;

use crate::support::{Subject, get, lines};
use client::{generate, poll_url};

pub(crate) const WEB: Subject = Subject {
    service: ServiceId::BilibiliWeb,
    addresses: |_| {
        lines(
            "
            https://passport.bilibili.com/x/passport-login/web/qrcode/generate
            https://passport.bilibili.com/x/passport-login/web/qrcode/poll
            https://passport.bilibili.com/qrcode/getLoginInfo
            https://passport.biligame.com/x/passport-login/web/crossDomain
            https://www.bilibili.com/
            https://api.bilibili.com/x/web-interface/nav
            https://api.bilibili.com/x/web-interface/nav/stat
            https://api.bilibili.com/x/space/myinfo
            https://api.bilibili.com/x/frontend/finger/spi
            https://api.bilibili.com/x/web-frontend/getbuvid
            https://api.bilibili.com/x/internal/gaia-gateway/ExClimbWuzhi
            https://api.bilibili.com/bapis/bilibili.api.ticket.v1.Ticket/GenWebTicket
            https://passport.bilibili.com/x/passport-login/web/cookie/info
            https://www.bilibili.com/correspond/1/00ff
            https://passport.bilibili.com/x/passport-login/web/cookie/refresh
            https://passport.bilibili.com/x/passport-login/web/confirm/refresh
            https://passport.bilibili.com/login/exit/v2
            https://account.bilibili.com/h5/account-h5/auth/scan-web
            https://passport.bilibili.com/h5-app/passport/risk/verify
            https://i0.hdslb.com/bfs/face/simulated.jpg
            https://api.bilibili.com/x/no/such
            ",
        )
    },
    poll_of_new_code: |client| get(&poll_url(&generate(client))),
};

pub(crate) const TV: Subject = Subject {
    service: ServiceId::BilibiliTv,
    addresses: |_| {
        lines(
            "
            https://passport.bilibili.com/x/passport-tv-login/qrcode/auth_code
            https://passport.bilibili.com/x/passport-tv-login/qrcode/poll
            https://passport.bilibili.com/x/passport-tv-login/h5/qrcode/auth
            https://passport.bilibili.com/x/passport-tv-login/h5/qrcode/confirm
            https://passport.bilibili.com/x/passport-login/oauth2/info
            https://passport.bilibili.com/x/passport-login/oauth2/refresh_token
            https://app.bilibili.com/x/v2/account/myinfo
            ",
        )
    },
    poll_of_new_code: tv::poll_of_a_new_code,
};

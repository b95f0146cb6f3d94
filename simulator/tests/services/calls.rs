//! The names of calls: those of the log are those that faults can name.

use std::collections::BTreeSet;

use qrlogin_simulator::ServiceId;

use crate::support::pan115::{Code, PASSPORT, QR_API, token};
use crate::support::{Client, get};

/// An address of each call but those about a code of 115.
const ADDRESSES: &str = "
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
    https://passport.bilibili.com/login/exit/v2
    https://account.bilibili.com/h5/account-h5/auth/scan-web
    https://i0.hdslb.com/bfs/face/simulated.jpg
    https://api.bilibili.com/x/no/such
    https://passport.bilibili.com/x/passport-tv-login/qrcode/auth_code
    https://passport.bilibili.com/x/passport-tv-login/qrcode/poll
    https://passport.bilibili.com/x/passport-tv-login/h5/qrcode/auth
    https://passport.bilibili.com/x/passport-tv-login/h5/qrcode/confirm
    https://passport.bilibili.com/x/passport-login/oauth2/info
    https://app.bilibili.com/x/v2/account/myinfo
    https://login.wx.qq.com/jslogin
    https://login.wx.qq.com/qrcode/x
    https://login.wx.qq.com/l/x
    https://login.wx.qq.com/cgi-bin/mmwebwx-bin/login
    https://wx.qq.com/cgi-bin/mmwebwx-bin/webwxnewloginpage
    https://wx.qq.com/cgi-bin/mmwebwx-bin/webwxpushloginurl
    https://wx.qq.com/
    https://wx.qq.com/cgi-bin/mmwebwx-bin/webwxinit
    https://wx.qq.com/cgi-bin/mmwebwx-bin/webwxstatusnotify
    https://wx.qq.com/cgi-bin/mmwebwx-bin/webwxgetcontact
    https://wx.qq.com/cgi-bin/mmwebwx-bin/webwxbatchgetcontact
    https://webpush.wx.qq.com/cgi-bin/mmwebwx-bin/synccheck
    https://wx.qq.com/cgi-bin/mmwebwx-bin/webwxsync
    https://wx.qq.com/cgi-bin/mmwebwx-bin/webwxsendmsg
    https://wx.qq.com/cgi-bin/mmwebwx-bin/webwxoplog
    https://wx.qq.com/cgi-bin/mmwebwx-bin/webwxstatreport
    https://wx.qq.com/cgi-bin/mmwebwx-bin/webwxgeticon
    https://wx.qq.com/cgi-bin/mmwebwx-bin/webwxlogout
    https://wx.qq.com/no/such
    http://localhost/api/v1/115/qrcode/start
    http://localhost/api/v1/115/qrcode/image
    http://localhost/api/v1/115/qrcode/status
    http://localhost/api/v1/115/qrcode/login
    http://localhost/api/v1/115/no/such
    https://qrcodeapi.115.com/api/1.0/web/1.0/token
    https://passportapi.115.com/app/1.0/tv/1.0/login/qrcode
    https://passportapi.115.com/app/1.0/tv/1.0/check/sso
    https://my.115.com/?ct=guide&ac=status
    https://my.115.com/?ct=ajax&ac=nav
    https://appversion.115.com/1/web/1.0/api/chrome
    https://115.com/scan/dg-x
    https://115.com/simulated.png
    https://qrcodeapi.115.com/no/such
    https://passportapi.115.com/open/authDeviceCode
    https://passportapi.115.com/open/deviceCodeToToken
    https://passportapi.115.com/open/refreshToken
    https://proapi.115.com/open/user/info
    https://proapi.115.com/open/other
    https://passportapi.115.com/open/no/such
    http://localhost/phiApi/LoginQrCode/GetNewQRCode
    http://localhost/phiApi/LoginQrCode/CheckQRCode
    http://localhost/phiApi/LoginQrCode/GetTapTapProfile
    http://localhost/phiApi/LoginQrCode/GetPhigrosToken
    http://localhost/phiApi/no/such
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
";

/// The calls about a code, at both services that issue them.
fn about_a_code(uid: &str) -> [String; 6] {
    [
        "/api/1.0/web/1.0/qrcode",
        "/get/status/",
        "/api/1.0/web/1.0/status",
        "/api/2.0/prompt.php",
        "/api/2.0/slogin.php",
        "/api/2.0/cancel.php",
    ]
    .map(|path| format!("{QR_API}{path}?uid={uid}"))
}

fn open_code(client: &mut Client) -> Code {
    let url = format!("{PASSPORT}/open/authDeviceCode");
    let challenge = "x".repeat(43);
    let form = format!("client_id=1&code_challenge={challenge}&code_challenge_method=sha256");
    Code::of(&client.post_form(&url, &form).json()["data"])
}

#[test]
fn faults_can_name_the_calls_of_the_log_and_no_others() {
    let holds = ["wechat-web.hold", "115.hold", "115-gateway.hold"];
    let mut client = Client::new(&holds.map(|hold| (hold, "0ms")));
    let (pan, open) = (token(&mut client).uid, open_code(&mut client).uid);
    let addresses = ADDRESSES.split_whitespace().map(str::to_owned);
    let about = about_a_code(&pan).into_iter().chain(about_a_code(&open));
    let mut seen = BTreeSet::new();
    for address in addresses.chain(about) {
        client.send(get(&address));
        let entry = client.last_log();
        seen.insert((entry.service.expect(&address), entry.call));
    }
    let calls = ServiceId::ALL.into_iter();
    let named: BTreeSet<_> = calls
        .flat_map(|service| service.calls().iter().map(move |call| (service, *call)))
        .collect();
    let differing: Vec<_> = seen.symmetric_difference(&named).collect();
    assert!(differing.is_empty(), "{differing:?}");
}

//! WeChat web.

pub(crate) mod client;
mod exchange;
mod jslogin;
mod poll;
mod session;

use qrlogin_simulator::ServiceId;

use crate::support::{Subject, get, lines};

pub(crate) const WEB: Subject = Subject {
    service: ServiceId::WechatWeb,
    addresses: |_| {
        lines(
            "
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
            ",
        )
    },
    poll_of_new_code: |client| {
        let uuid = client::uuid(client);
        get(&format!(
            "https://login.wx.qq.com/cgi-bin/mmwebwx-bin/login?uuid={uuid}"
        ))
    },
};

//! Replies of the services, with invented values.

/// A reply: status and body.
pub type Reply = (u16, &'static str);

pub const WEB_STARTED: Reply = (
    200,
    r#"{"code":0,"message":"0","ttl":1,"data":{"url":"https://account.bilibili.com/h5/account-h5/auth/scan-web?navhide=1\u0026callback=close\u0026qrcode_key=00112233445566778899aabbccddeeff\u0026from=main-fe-header","qrcode_key":"00112233445566778899aabbccddeeff"}}"#,
);
pub const WEB_PENDING: Reply = (
    200,
    r#"{"code":0,"message":"0","ttl":1,"data":{"url":"","refresh_token":"","timestamp":0,"code":86101,"message":"未扫码"}}"#,
);
pub const TV_STARTED: Reply = (
    200,
    r#"{"code":0,"message":"0","ttl":1,"data":{"url":"https://passport.bilibili.com/x/passport-tv-login/h5/qrcode/auth?auth_code=00112233445566778899aabbccddeeff","auth_code":"00112233445566778899aabbccddeeff"}}"#,
);
pub const TV_PENDING: Reply = (
    200,
    r#"{"code":86039,"message":"二维码尚未确认","ttl":1,"data":null}"#,
);
pub const WECHAT_STARTED: Reply = (200, JSLOGIN);
pub const WECHAT_PENDING: Reply = (200, "window.code=408;");
pub const PAN115_STARTED: Reply = (
    200,
    r#"{"state":1,"code":0,"message":"","data":{"uid":"testuid123","time":1791102171,"sign":"0123456789abcdef0123456789abcdef","qrcode":"https://115.com/scan/dg-testuid123"}}"#,
);
pub const PAN115_PENDING: Reply = (200, r#"{"state":1,"code":0,"message":"","data":{}}"#);
pub const TAPTAP_STARTED: Reply = (
    200,
    r#"{"data":{"device_code":"FAKEfakeFAKEfakeFAKEfakeFAKEfakeFAKEfake","user_code":"ab1cd","verification_url":"https://accounts.example/device","qrcode_url":"https://accounts.taptap.cn/device?qrcode=1&user_code=ab1cd","expires_in":300,"interval":1},"now":1800000000,"success":true}"#,
);
pub const TAPTAP_PENDING: Reply = (
    400,
    r#"{"data":{"code":-1,"msg":"","error":"authorization_pending","error_description":"authorization is pending"},"now":1800000000,"success":false}"#,
);

/// 64 bytes.
pub const JSLOGIN: &str = r#"window.QRLogin.code = 200; window.QRLogin.uuid = "gfNHoe0rgA==";"#;
/// 16 bytes.
pub const POLL_WAITING: &str = "window.code=408;";
/// 184 bytes.
pub const POLL_CONFIRMED: &str = "window.code=200;\nwindow.redirect_uri=\"https://wx2.qq.com/cgi-bin/mmwebwx-bin/webwxnewloginpage?ticket=AAAAAAAAAAAAAAAAAAAAAAAA@qrticket_0&uuid=gfNHoe0rgA==&lang=zh_CN&scan=1800000000\";";

/// A poll's reply with a picture of this many characters.
pub fn poll_scanned(characters: usize) -> String {
    format!(
        "window.code=201;window.userAvatar = 'data:img/jpg;base64,{}';",
        "QUJDR".repeat(characters.div_ceil(5))
    )
}

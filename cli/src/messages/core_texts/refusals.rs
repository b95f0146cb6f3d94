//! Refusals in words of the core, where the service has none, and the errors without a message of
//! their own.

use super::Pair;

#[rustfmt::skip]
pub(super) const TEXTS: &[Pair] = &[
    ("no reason given", "未说明原因"),
    ("the service offers no device flow", "该服务不提供设备流程"),
    ("the service offers no device flow to this app at this address",
     "该服务在此地址不向此应用提供设备流程"),
    ("no LeanCloud answers here for this app; the service was announced to end on 2027-01-12",
     "此处没有为该应用提供服务的 LeanCloud；该服务已宣布于 2027-01-12 停止"),
    ("this server sends elsewhere", "该服务器重定向到别处"),
    ("this server requires a user name and a password, or refuses everyone",
     "该服务器需要用户名和密码，或拒绝所有请求"),
    ("this server has no such call, or another version of it", "该服务器没有此接口，或版本不同"),
    ("this server refuses to answer", "该服务器拒绝响应"),
    ("a web page answers in place of a phiApi server", "响应的是网页，而不是 phiApi 服务器"),
    ("the server sends elsewhere", "服务器重定向到别处"),
    ("the server refuses to answer", "服务器拒绝响应"),

    // Errors.
    ("nothing new to hand over: the account is bound already", "没有新的凭据可交付：账号已绑定"),
    ("the snapshot cannot be resumed: it has another format version", "无法继续：快照的格式版本不同"),
    ("the snapshot cannot be resumed: it belongs to another flow", "无法继续：快照属于其他流程"),
    ("the snapshot cannot be resumed: it is damaged", "无法继续：快照已损坏"),
    ("this login has already ended", "此登录已结束"),

    // Advice.
    ("check client_id, client_secret and scope, and that the app may use the device flow",
     "请检查 client_id、client_secret 和 scope，并确认该应用可以使用设备流程"),
    ("sign in on Steam's web site and accept the agreement there, then start a new login",
     "请先在 Steam 网站登录并接受协议，然后重新登录"),
];

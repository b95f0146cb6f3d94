//! What is wrong with a setting.

use super::Pair;

#[rustfmt::skip]
pub(super) const TEXTS: &[Pair] = &[
    // Which value is possible.
    ("must be one of {} in this mode", "此模式下必须是以下之一：{}"),
    ("must be one of {}", "必须是以下之一：{}"),
    ("`{}` is retired by the service; it must be one of {}", "`{}` 已被服务停用；必须是以下之一：{}"),
    ("must be `true` or `false`", "必须是 `true` 或 `false`"),
    ("must be `feishu` or `lark`", "必须是 `feishu` 或 `lark`"),
    ("must be china or international", "必须是 china 或 international"),
    ("must be token, profile or session", "必须是 token、profile 或 session"),
    ("must be public_profile or basic_info", "必须是 public_profile 或 basic_info"),
    ("must be common, organizations, consumers, or a tenant's name or ID",
     "必须是 common、organizations、consumers，或租户的名称或 ID"),
    ("must be true for http:// addresses", "对于 http:// 地址必须为 true"),
    ("must be three numbers such as 2.4.9", "必须是三个数字，例如 2.4.9"),
    ("must be a type such as `3`", "必须是类型，例如 `3`"),
    ("must be a language such as `en_US`", "必须是语言，例如 `zh_CN`"),
    ("must be an app's ID such as cli_a1b2", "必须是应用的 ID，例如 cli_a1b2"),
    ("must be a text of one line", "必须是一行文本"),
    ("must be a text of printable ASCII, such as `Mozilla/5.0`",
     "必须是可打印的 ASCII 文本，例如 `Mozilla/5.0`"),
    ("must be printable ASCII characters, at least one", "必须是至少一个可打印的 ASCII 字符"),
    ("must be letters, digits and signs", "必须由字母、数字和符号组成"),
    ("must be 1 to 64 letters, digits, `_`, `-` and `.`", "必须是 1 到 64 个字母、数字、`_`、`-` 和 `.`"),
    ("must be at most 100 characters, without control characters", "最多 100 个字符，不含控制字符"),
    ("must not be blank", "不能为空"),
    ("must be name=value&name=value", "格式必须是 name=value&name=value"),
    ("must not hold {}, which the login sets itself", "不能含有 {}，登录会自行设置它"),
    ("must be one to six addresses", "必须是一到六个地址"),
    ("must be addresses of https", "必须是 https 地址"),
    ("must be the word that DingTalk has registered for your program", "必须是钉钉为您的程序登记的标识"),
    ("with name, desc and avatar is too long for a QR code", "加上 name、desc 和 avatar 后太长，无法生成二维码"),
    ("fits into no header", "不能放入请求头"),
    ("cannot be sent", "无法发送"),
    ("cannot be requested", "无法请求"),
    ("too long", "太长"),

    // Apps and keys.
    ("is required: the AppID of your own app, from https://open.115.com; AppIDs of other programs \
      get blocked",
     "必填：您自己应用的 AppID，在 https://open.115.com 申请；其他程序的 AppID 会被封禁"),
    ("is no AppID: it is a number", "不是 AppID：AppID 是数字"),
    ("is required: the client ID of an app of your own", "必填：您自己应用的 client ID"),
    ("is required: the server's address", "必填：服务器的地址"),
    ("is required: the realm's name", "必填：realm 的名称"),
    ("is required with your own client_id to get a session", "使用自己的 client_id 获取会话时必填"),
    ("is required by google", "google 要求此项"),
    ("is required too", "也必须给出"),
    ("is required: {}", "必填：{}"),
    ("is for the preset {} only", "只适用于预设 {}"),
    ("give `client_id` and `app_key` together", "`client_id` 和 `app_key` 须同时给出"),
    ("give `appkey` and `appsec` together", "`appkey` 和 `appsec` 须同时给出"),
    ("needs `extspam`", "需要 `extspam`"),
    ("has no effect with create_only", "与 create_only 一起使用时无效"),
    ("names the endpoints already: leave out device_endpoint and token_endpoint",
     "已包含各端点：请去掉 device_endpoint 和 token_endpoint"),
    ("names the endpoints already: leave out preset, device_endpoint and token_endpoint",
     "已包含各端点：请去掉 preset、device_endpoint 和 token_endpoint"),
    ("gateway servers refuse this app", "网关服务器不接受此应用"),
    ("unknown or retired app", "未知或已停用的应用"),
    ("unknown app", "未知的应用"),
    ("is not a parameter here; there are {}", "此处没有这个参数；可用的有 {}"),
    ("is there twice", "重复出现"),

    // Addresses.
    ("not a URL; write it like https://host.example/prefix",
     "不是 URL；请写成 https://host.example/prefix 这样的形式"),
    ("must begin with https:// or http://", "必须以 https:// 或 http:// 开头"),
    ("must begin with https:// (http:// only on this machine)",
     "必须以 https:// 开头（只有本机可用 http://）"),
    ("must have neither query nor fragment", "不能有查询参数和片段"),
    ("must have neither user name nor password", "不能有用户名和密码"),
    ("must have no query", "不能有查询参数"),
    ("must have no fragment", "不能有片段"),
    ("must be https unless the host is on this machine: tokens go there",
     "除本机外必须使用 https：令牌会发送到那里"),
    ("must be https unless the host is on this machine: secrets come from there",
     "除本机外必须使用 https：机密从那里获取"),
    ("must be https unless the server is on this machine: the tokens pass through it",
     "除本机外必须使用 https：令牌会经过该服务器"),
    ("must be https", "必须使用 https"),
    ("must be an address like https://id.example/path", "必须是 https://id.example/path 这样的地址"),
    ("is no address", "不是地址"),
    ("is no host", "不是主机"),

    // The network.
    ("is not a loopback origin: write `http://127.0.0.1:PORT`", "不是环回地址：请写成 `http://127.0.0.1:PORT`"),
    ("is not the address of a proxy: write `http://HOST:PORT`, `https://HOST:PORT`, \
      `socks5://HOST:PORT` or `socks4a://HOST:PORT`, with `USER:PASSWORD@` before the host if \
      need be",
     "不是代理的地址：请写成 `http://HOST:PORT`、`https://HOST:PORT`、`socks5://HOST:PORT` 或 \
      `socks4a://HOST:PORT`，必要时在主机前加 `USER:PASSWORD@`"),
    ("{} is not the address of a proxy: write `http://HOST:PORT`, `https://HOST:PORT`, \
      `socks5://HOST:PORT` or `socks4a://HOST:PORT`, with `USER:PASSWORD@` before the host if \
      need be",
     "{} 不是代理的地址：请写成 `http://HOST:PORT`、`https://HOST:PORT`、`socks5://HOST:PORT` 或 \
      `socks4a://HOST:PORT`，必要时在主机前加 `USER:PASSWORD@`"),
    ("holds a damaged certificate and no usable one: give the authority as a PEM file",
     "只含有损坏的证书：请给出颁发机构的 PEM 文件"),
    ("holds no certificate: give a PEM file with `BEGIN CERTIFICATE`",
     "不含证书：请给出含有 `BEGIN CERTIFICATE` 的 PEM 文件"),
    ("the file cannot be read ({}): name a PEM file, or unset it",
     "无法读取文件（{}）：请指定 PEM 文件，或取消设置"),
    ("there is no such file", "没有这个文件"),
    ("it is not a regular file", "不是普通文件"),
    ("has no usable protocol version", "没有可用的协议版本"),

    // The simulator.
    ("no setting is called `{}`; the nearest are: {}", "没有设置 `{}`；相近的有：{}"),
    ("`{}` is not a value of `{}`; allowed: {}", "`{}` 不是 `{}` 的值；可选值：{}"),
    ("`{}` is not a value of `{}`: {}", "`{}` 不是 `{}` 的值：{}"),
    ("`{}` is set twice", "`{}` 重复设置"),
    ("`{}` is not of the form name=value", "`{}` 的格式不是 name=value"),
];

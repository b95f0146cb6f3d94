//! Tasks without a call, files of other programs, values that cannot be parsed, commands that fail.

use super::Pair;

#[rustfmt::skip]
pub(super) const TEXTS: &[Pair] = &[
    // Why a task does not exist.
    ("the service has no such call that is documented", "该服务没有公开的相应接口"),
    ("the credentials lack `{}`", "凭据中缺少 `{}`"),

    // Files to import.
    ("it is not JSON", "不是 JSON"),
    ("not JSON", "不是 JSON"),
    ("it is no array of cookies", "不是 cookie 数组"),
    ("it is no text", "不是文本"),
    ("it is no object", "不是对象"),
    ("it is none of the words that it can be", "不是可选值之一"),
    ("it has not seven fields with tabs between them", "不是以制表符分隔的七个字段"),
    ("its end is no number", "过期时间不是数字"),
    ("its quotes do not end", "引号没有结束"),
    ("its quotes do not end, or text follows them", "引号没有结束，或其后还有文本"),
    ("it is no whole number", "不是整数"),
    ("it cannot be the value of a cookie", "不能作为 cookie 的值"),
    ("it is no host of WeChat's web client", "不是微信网页版的主机"),
    ("a value is not one that this flow has", "含有该流程没有的值"),
    ("a value has another type", "值的类型不对"),
    ("it cannot be a cookie", "不能作为 cookie"),

    // Values that a format cannot hold.
    ("biliup has no secret for it, and knows 4409e2ce8ffd12b8 as that of the TV app",
     "biliup 没有对应的签名密钥，它只认识电视版的 4409e2ce8ffd12b8"),
    ("only a bearer token has a header", "只有 bearer 令牌有对应的请求头"),
    ("it has a control character", "含有控制字符"),
    ("it is no JSON", "不是 JSON"),

    // Settings that a flow does not have.
    ("is not a setting; did you mean `{}`?", "没有这个设置；您是不是想用 `{}`？"),
    ("does not apply to {}, which has no settings", "不适用于 {}，该流程没有设置"),
    ("does not apply to {}, which has the settings {}", "不适用于 {}，该流程的设置有 {}"),

    // Values of options, in words of the standard library.
    ("invalid digit found in string", "不是有效的整数"),
    ("cannot parse integer from empty string", "不能为空"),
    ("number too large to fit in target type", "数字太大"),
    ("invalid socket address syntax", "不是有效的地址和端口"),

    ("must be 24 to 64 bytes in base64, with or without whsec_ before them",
     "必须是 24 到 64 字节的 base64，前面可以有 whsec_"),
    ("must be an origin such as https://app.example or http://localhost:3000, without a path",
     "必须是 https://app.example 或 http://localhost:3000 这样的来源，不含路径"),
    ("must be HOST or HOST:PORT, with +private after it if its address is not public",
     "必须是 HOST 或 HOST:PORT；如果其地址不是公网地址，后面加上 +private"),
    ("must be an address such as 127.0.0.1, or a network such as 10.0.0.0/8",
     "必须是 127.0.0.1 这样的地址，或 10.0.0.0/8 这样的网络"),

    // Commands of --on.
    ("exit status: {}", "退出码 {}"),
    ("signal: {}", "被信号 {} 终止"),

    // Values of settings of the simulator.
    ("a number", "数字"),
    ("any text", "任意文本"),
    ("a time with its unit, such as 250ms, 2s, 3m", "带单位的时长，例如 250ms、2s、3m"),
    ("scripts such as `scan@2s confirm@4s`, acts scan, confirm, deny, cancel, or `expire`; \
      `;` between logins",
     "`scan@2s confirm@4s` 这样的脚本，动作有 scan、confirm、deny、cancel，或 `expire`；各次登录\
      以 `;` 分隔"),
    ("a time after the code was issued (2s), poll:N, manual, never",
     "二维码生成后的时长（2s）、poll:N、manual、never"),
    ("seed, or a number from 1 to 9007199254740992", "seed，或 1 到 9007199254740992 的数字"),
];

//! The texts below the options.

use super::chinese;
use crate::messages::kinds::{KINDS, REPLAY_KINDS, lines};

/// The text below the options of the command with this path: with `long` that of `--help`.
pub(in crate::help) fn after(path: &str, long: bool) -> Option<String> {
    Some(match path {
        "" => ROOT.to_owned(),
        "login" if long => format!("{LOGIN}{}", lines(&KINDS, chinese)),
        "login" => LOGIN_SHORT.to_owned(),
        "replay" => REPLAY.replace("KINDS", &lines(&REPLAY_KINDS, chinese)),
        "export" => EXPORT.to_owned(),
        "import" => IMPORT.to_owned(),
        "refresh" => REFRESH.to_owned(),
        "serve" => SERVE.to_owned(),
        "simulate" => SIMULATE.to_owned(),
        _ => return None,
    })
}

const ROOT: &str = "先运行 `qrlogin flows`，或试试 `qrlogin login bilibili-web --demo`。";

const LOGIN_SHORT: &str = "`qrlogin login --help` 中有示例、退出码和 JSON 行的说明。";

const EXPORT: &str = "\
示例：
  qrlogin export main --format netscape --out cookies.txt
  qrlogin export main --format header | your-program
  qrlogin export main --out -";

const IMPORT: &str = "\
示例：
  qrlogin import bilibili.json
  ssh host qrlogin export main | qrlogin import - --profile main

只有给出 --force 才会替换已有的档案。原文件保持不变。";

const LOGIN: &str = "\
示例：
  qrlogin login
  qrlogin login bilibili-web --profile main
  qrlogin login bilibili-web --out bilibili.json
  qrlogin login bilibili-web --format netscape --out cookies.txt
  qrlogin login 115 --format netscape --netscape session-zero --out cookies.txt
  qrlogin login 115-gateway --base-url https://gateway.example --app tv
  qrlogin login 115 --app tv --format header | your-program
  qrlogin login 115-open --set client_id=APPID
  qrlogin login device --set preset=github --set client_id=ID --set scope=repo
  qrlogin login taptap --region china
  qrlogin login wechat-web --json --renew 2 | your-program
  qrlogin login bilibili-tv --demo
  qrlogin login bilibili-web --record login.har

二维码在有效期内就是您账号的钥匙。请只在自己的屏幕上扫码，不要把其中的链接粘贴到把链接转成二维码的网页：\
那里的运营者可以监视登录。如果扫不出来，请使用 --qr-file。

在终端中，凭据保存到档案，只有用 --out - 才会显示机密信息。其他情况下凭据输出到标准输出，其余文字输出到标准错误；\
如果标准输出已关闭，则必须给出 --out FILE 或 --profile NAME。除二维码外遵守 NO_COLOR；--qr utf8 和 --qr ascii \
没有颜色。

JSON 行（--json），按字段 \"event\"：
  code        payload（二维码的内容）、image_url、image、scan_with、notice、
              expires_at（Unix 时间，毫秒）
  scanned     avatar（base64 或 null）
  confirmed
  retrying    cause、attempt
  credential  成功时的最后一行：credential，或与 --out FILE 一起使用时：flow、
              saved_to、format、left_out（该格式无法保存的字段）；
              与 --profile NAME 一起使用时还有 account 和 profile；
              warnings（含 kind 和 message 的对象）；演示时还有 demo
  error       任何失败（包括用法错误）的最后一行：kind、message、causes、advice、
              advice_key、exit_code、detail；如果登录成功但无法写入文件，还有
              credential；如果是 other_account，还有 flow、account、profile 和
              saved_to

退出码、失败的类型和处理方法：
    0               登录成功
";

const REFRESH: &str = "\
示例：
  qrlogin login 115-open --set client_id=APPID --out 115.json
  qrlogin refresh 115.json
  qrlogin refresh --profile main

访问令牌过期前 5 分钟起才需要刷新。在此之前不会发送任何请求，因此可以每隔几分钟运行一次。每个刷新令牌只能使用一次：\
同时有多个进程时，一个发送请求，其他等待。刷新令牌也会过期：115-open 为一年，device 由服务决定。

刷新会使旧令牌失效，因此 qrlogin 会先检查文件能否替换。文件以原子方式替换，Ctrl-C 会等待响应（最多 40 秒）。

JSON 行（--json），按字段 \"event\"：
  refreshed   flow、saved_to、expires_at（Unix 时间，毫秒，或 null）
  not_due     flow、expires_at；如果有档案，两者都有 profile
  error       kind、message、causes、advice、advice_key、exit_code、detail；
              如果无法写入文件，还有 credential

除 `qrlogin login --help` 中的退出码外：
    0  已刷新，或尚未到时间
    1  无法写入输出；未能保存的新凭据在标准输出，或在消息所说的另一个文件中
    2  用法错误：没有可刷新的凭据，或输出路径不可写；未发送任何请求";

const REPLAY: &str = "\
示例：
  qrlogin replay login.har
  qrlogin replay --json browser.har --flow wechat-web --ignore tip

退出码与录制的登录相同（见 `qrlogin login --help`），或者
KINDS

不含机密信息的录制中，凭据是假的；只有用 --json 才会输出。";

const SERVE: &str = "\
标准输出的第一行是来源地址，例如 http://127.0.0.1:8116。API 位于 ORIGIN/v1，说明见 \
ORIGIN/v1/openapi.json。phiApi 客户端的基础 URL 是 ORIGIN/phiApi，115driver 网关客户端的是 ORIGIN：
  qrlogin login phi-api --base-url http://127.0.0.1:8116/phiApi
  qrlogin login 115-gateway --base-url http://127.0.0.1:8116
  curl -X POST http://127.0.0.1:8116/api/v1/115/qrcode/start

选项优先于变量 QRLOGIN_SERVE_…，变量优先于 --config 的文件；文件中的名称与选项相同：
  listen = \"127.0.0.1:8116\"
  host = [\"login.example\"]
  store = \"postgres://qrlogin:PASSWORD@db.example/qrlogin\"

监听环回地址以外的地址时必须有密钥：用 `qrlogin gateway-key add NAME` 创建。TLS 由前面的服务器负责。";

const SIMULATE: &str = "\
标准输出的第一行是来源地址，例如 http://127.0.0.1:8115。让客户端连接它：
  qrlogin login bilibili-web --reroute http://127.0.0.1:8115

默认情况下，模拟的用户在 2 秒后扫码，4 秒后确认。其他场景：
  --set 'person=scan@1s deny@2s'    用户拒绝
  --set person=expire               不扫码
  --set 'fault.1=bilibili-web/poll#2 status:502'
  --set person=                     手动扫码和确认：
                                    curl -X POST ORIGIN/_sim/scan，再 ORIGIN/_sim/confirm
ORIGIN/_sim/ 列出所有控制接口。对于无法更改基础 URL 的客户端：
  qrlogin simulate --tls --ca ca.pem
  HTTPS_PROXY=ORIGIN SSL_CERT_FILE=ca.pem your-client
  qrlogin simulate --tls -- pytest -q

按 Ctrl-C 停止，退出码为 0；或在其命令结束时停止，退出码与该命令相同。";

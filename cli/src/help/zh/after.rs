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
        "status" => STATUS.to_owned(),
        "logout" => LOGOUT.to_owned(),
        "config" => CONFIG.to_owned(),
        "qr" => QR.to_owned(),
        "doctor" => DOCTOR.to_owned(),
        "completions" => COMPLETIONS.to_owned(),
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
  qrlogin export main --format playwright --out state.json
  qrlogin export main --format yutto --out ~/.config/yutto/auth.toml
  qrlogin export main --out -";

const CONFIG: &str = "\
选项优先于对应的变量，变量优先于文件。文件为 ~/.config/qrlogin/config.toml，或由 --config 或 QRLOGIN_CONFIG 给出：
  lang = \"zh\"
  [login]
  profile = \"main\"
  timeout = \"5m\"
  renew = 2
  [network]
  proxy = \"socks5://127.0.0.1:1080\"
  [flows.115-open]
  client_id = \"100195125\"

变量的名称与选项相同：QRLOGIN_RENEW、QRLOGIN_PROXY、QRLOGIN_115_OPEN_CLIENT_ID。只用于单次运行的选项（例如 --out、\
--json）没有默认值。含有机密信息的文件权限须为 0600。`qrlogin serve` 有自己的文件和变量。";

const IMPORT: &str = "\
示例：
  qrlogin import bilibili.json
  ssh host qrlogin export main | qrlogin import - --profile main
  qrlogin import cookies.txt --flow bilibili-web --profile main
  qrlogin import cookies.json --format biliup

文件中没有的令牌不会凭空补上：对其流程而言不完整的凭据会被拒绝。
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
  qrlogin login 115 --out 115.json --on 'code=send-picture \"$QRLOGIN_QR_FILE\"'
  qrlogin login bilibili-tv --demo
  qrlogin login bilibili-web --record login.har

二维码在有效期内就是您账号的钥匙。请只在自己的屏幕上扫码，不要把其中的链接粘贴到把链接转成二维码的网页：\
那里的运营者可以监视登录。如果扫不出来，请使用 --qr-file。

在终端中，凭据保存到档案，只有用 --out - 才会显示机密信息。其他情况下凭据输出到标准输出，其余文字输出到标准错误；\
如果标准输出已关闭，则必须给出 --out FILE 或 --profile NAME。除二维码外遵守 NO_COLOR；--qr utf8 和 --qr ascii \
没有颜色。

JSON 行（--json）：每行都有 \"v\"（1）、\"flow\"（用法错误且未给出流程时为 null）、\"at\"（Unix 时间，\
毫秒）和 \"event\"；`qrlogin schema` 输出其 JSON Schema。按 event：
  code        payload（二维码的内容）、image_url、image、scan_with、notice、
              expires_at（Unix 时间，毫秒）、qr_file，使用 --json-png 时还有 png
  scanned     avatar（base64 或 null）
  confirmed
  retrying    cause、attempt
  credential  成功时的最后一行：credential，或与 --out FILE 一起使用时：flow、
              saved_to、format、left_out（该格式无法保存的字段）；
              与 --profile NAME 一起使用时还有 account 和 profile；
              warnings（含 kind 和 message 的对象）；演示时还有 demo
  error       任何失败（包括用法错误）的最后一行：kind、message、causes、advice、
              advice_key、exit_code、detail；如果登录成功但无法写入文件，还有
              credential；如果是 other_account，还有 account、profile 和
              saved_to；如果可以用 --resume 继续登录，还有 session

退出码、失败的类型和处理方法：
    0               登录成功
";

const REFRESH: &str = "\
示例：
  qrlogin login 115-open --set client_id=APPID --out 115.json
  qrlogin refresh 115.json
  qrlogin refresh --profile main

115-open 和 device 在访问令牌过期前 5 分钟起才需要刷新。在此之前不会发送任何请求，因此可以每隔几分钟运行一次。\
哔哩哔哩由服务说明是否需要刷新。每个刷新令牌只能使用一次：同时有多个进程时，一个发送请求，其他等待。刷新令牌也会过\
期：115-open 为一年，其他由服务决定。

刷新会使旧令牌失效，因此 qrlogin 会先检查文件能否替换。文件以原子方式替换，Ctrl-C 会等待响应（最多 40 秒）。新的 \
cookie 写入文件之前，bilibili-web 的旧 cookie 一直有效。

JSON 行（--json），按字段 \"event\"：
  refreshed   saved_to、expires_at（Unix 时间，毫秒，或 null）
  not_due     expires_at；如果有档案，两者都有 profile
  error       kind、message、causes、advice、advice_key、exit_code、detail；
              如果无法写入文件，还有 credential

除 `qrlogin login --help` 中的退出码外：
    0  已刷新，或尚未到时间
    1  无法写入输出；未能保存的新凭据在标准输出，或在消息所说的另一个文件中
    2  用法错误：没有可刷新的凭据，或输出路径不可写；未发送任何请求";

const STATUS: &str = "\
示例：
  qrlogin status main
  qrlogin status --all --json

不做任何猜测：“有效”和“已失效”是服务此刻的答复。没有网络或被防火墙拦截时为“未知”，凭据会保留。

JSON（--json）：name、flow、account、saved_at、path、store、status（valid、refused、unknown、not_asked、unusable）\
和 reason；使用 --all 时为列表 \"profiles\"。

除 `qrlogin login --help` 中的退出码外：
    0  有效；使用 --all 时，没有已失效或未知的
   12  已失效：请重新登录
   22  未知，或单个档案的服务无法查询";

const LOGOUT: &str = "\
示例：
  qrlogin logout main

服务端结束登录后才会删除档案。如果无法请求服务，档案会保留。`qrlogin remove` 只删除本机上的档案。";

const QR: &str = "\
示例：
  qrlogin qr https://example.com/
  wg show wg0 | qrlogin qr - --level m -o code.png
  qrlogin qr hello -o - --format svg > code.svg

标准输出中只有二维码。如果标准输出不是终端，则与 -o - 相同，用方块字符绘制，适合深色背景。参数中的文字会出现在进程列表\
中：机密内容请用 -。";

const DOCTOR: &str = "\
示例：
  qrlogin doctor
  qrlogin doctor bilibili-web --proxy socks5://127.0.0.1:7890
  qrlogin doctor 115-gateway --set base_url=http://127.0.0.1:8116 --json

给出 FLOW 时，会用与登录相同的代码向该登录的第一个服务器发送一个请求 GET /：不会生成二维码，也不会发送您的任何数据。

退出码：没有失败的检查为 0，否则为 1。使用 --json 时：v、version、flow、ok，以及 checks，其中有 check、verdict（ok、\
warning、failed、skipped）、message 和 remedy。";

const COMPLETIONS: &str = "\
写入 shell 启动时读取的文件：
  bash        source <(qrlogin completions bash --dynamic)
  zsh         source <(qrlogin completions zsh --dynamic)
  fish        source (qrlogin completions fish --dynamic | psub)
  PowerShell  qrlogin completions powershell --dynamic | Out-String | Invoke-Expression
在 zsh 中放在 compinit 之后。不用 --dynamic 时，脚本可独立使用，适合放在软件包中。";

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
ORIGIN/_sim/ 列出这些控制接口；ORIGIN/_sim/v1/openapi.json 描述供测试使用的 API，其中的会话可让多个测试同时运\
行。对于无法更改基础 URL 的客户端：
  qrlogin simulate --tls --ca ca.pem
  HTTPS_PROXY=ORIGIN SSL_CERT_FILE=ca.pem your-client
  qrlogin simulate --tls -- pytest -q
在容器中，令牌放在 QRLOGIN_SIMULATE_TOKEN：
  qrlogin simulate --listen 0.0.0.0:8115 --allow-remote

按 Ctrl-C 停止，退出码为 0；或在其命令结束时停止，退出码与该命令相同。";

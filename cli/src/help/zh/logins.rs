//! Commands for logins and profiles.

use super::Pair;

#[rustfmt::skip]
pub(super) const TEXTS: &[Pair] = &[
    ("Log in with a QR code from the terminal or a script", "在终端或脚本中扫码登录"),
    ("Language of the messages and of this help [default: that of the locale]",
     "消息和帮助的语言 [默认值：由区域设置决定]"),
    ("English", "英文"),
    ("Simplified Chinese", "简体中文"),
    ("Print help (see more with '--help')", "显示帮助（用 --help 查看详细帮助）"),
    ("Print help (see a summary with '-h')", "显示帮助（用 -h 查看摘要）"),
    ("Print version", "显示版本"),
    ("Log in and save or print the credentials", "登录，并保存或输出凭据"),
    ("The service to log in to: see `qrlogin flows`; without it, a terminal shows a menu",
     "要登录的服务：见 `qrlogin flows`；不给出时，在终端会显示菜单"),
    ("Try it out: a simulated service and phone, which scans and confirms within seconds",
     "试用：模拟的服务和手机会在几秒内完成扫码和确认"),
    ("Nothing leaves this machine, and the credentials are fake.",
     "不会有任何数据离开本机，凭据都是假的。"),
    ("Server of a gateway flow, such as https://host.example/prefix",
     "网关流程的服务器，例如 https://host.example/prefix"),
    ("For 115-gateway and phi-api. The operator of that server sees your credentials. A user \
      name and password in the URL are sent with HTTP Basic authentication.",
     "用于 115-gateway 和 phi-api。该服务器的运营者可以看到您的凭据。URL 中的用户名和密码通过 \
      HTTP Basic 认证发送。"),
    ("Settings of the flow", "流程的设置"),
    ("115 app to log in as, such as web, tv or alipaymini",
     "以哪个 115 应用登录，例如 web、tv 或 alipaymini"),
    ("This signs the account out of that app elsewhere; see `qrlogin flows` for the names.",
     "该应用在别处的登录会被注销；可用的名称见 `qrlogin flows`。"),
    ("Region of the Phigros account: china or international",
     "Phigros 账号的区域：china 或 international"),
    ("china:          game installed from TapTap.cn or the Chinese App Store\ninternational:  \
      game installed from Google Play or TapTap.io",
     "china：         从 TapTap.cn 或中国区 App Store 安装的游戏\ninternational： 从 Google Play \
      或 TapTap.io 安装的游戏"),
    ("A setting of the flow, as `qrlogin flows` lists them; repeatable",
     "流程的设置，见 `qrlogin flows`；可重复给出"),
    ("NAME=@FILE reads the value from a file, NAME=@- from standard input, which keeps secrets \
      out of the process list.",
     "NAME=@FILE 从文件读取值，NAME=@- 从标准输入读取，这样机密不会出现在进程列表中。"),
    ("Save the credentials to this profile, a file in your data folder",
     "将凭据保存到此档案，即数据目录中的一个文件"),
    ("At a terminal this is the default: without --out, --profile, --json and --demo, the \
      profile has the name of the flow. A login of the same account replaces it. Credentials of \
      another account are saved beside it (as NAME-2), with exit code 3; those of another flow \
      are refused before the code is shown.",
     "在终端中这是默认方式：没有 --out、--profile、--json 和 --demo 时，档案以流程命名。同一账号\
      再次登录会替换它；其他账号的凭据会另存（名称为 NAME-2），退出码为 3；其他流程的凭据会在显\
      示二维码之前被拒绝。"),
    ("Credentials", "凭据"),
    ("Save the credentials to a file of your own; `-` prints them, also at a terminal",
     "将凭据保存到您指定的文件；`-` 表示输出到标准输出，在终端中也是如此"),
    ("Only you can read the file (mode 0600). It is written atomically, and the path is checked \
      before the code is shown.",
     "只有您能读取该文件（权限 0600）。文件以原子方式写入，路径在显示二维码之前检查。"),
    ("Let --out replace an existing file, or --profile credentials of another account",
     "允许 --out 替换已有文件，或 --profile 替换其他账号的凭据"),
    ("Format of the credentials", "凭据的格式"),
    ("One JSON object with everything", "包含全部内容的 JSON 对象"),
    ("The value of a `Cookie` header: name=value; name=value",
     "`Cookie` 请求头的值：name=value; name=value"),
    ("Netscape cookies.txt, for curl, wget, yt-dlp and many others",
     "Netscape cookies.txt，供 curl、wget、yt-dlp 等许多程序使用"),
    ("Write cookies.txt in another form than most programs read: a list with commas",
     "以与多数程序不同的形式写 cookies.txt：用逗号分隔的列表"),
    ("HttpOnly cookies with the prefix #HttpOnly_; wget and aria2 skip them then",
     "HttpOnly 的 cookie 带前缀 #HttpOnly_；wget 和 aria2 会跳过它们"),
    ("Session cookies with the end 0; Python, wget2 and perl drop them then",
     "会话 cookie 的过期时间写为 0；Python、wget2 和 perl 会丢弃它们"),
    ("Domains without a dot, for perl's HTTP::Cookies; Python refuses the file then",
     "域名前不带点，用于 perl 的 HTTP::Cookies；Python 会拒绝该文件"),
    ("Print JSON lines: one JSON object per event; the last one is the credentials or the error",
     "输出 JSON 行：每个事件一个 JSON 对象；最后一行是凭据或错误"),
    ("After the event `input_wanted`, a line with the answer is read from standard input.",
     "在事件 `input_wanted` 之后，从标准输入读取一行回答。"),
    ("Record the requests and responses to a HAR file, without secrets",
     "将请求和响应录制到 HAR 文件，不含机密信息"),
    ("Every secret is replaced by a fake of the same form, so that the file can be attached to a \
      report and replayed with `qrlogin replay`. Messages of the service stay: review them \
      first. The file is written when the login ends, in success or failure, and never replaces \
      another. Failing to write it is a warning.",
     "每个机密都会替换为相同形式的假数据，因此文件可以附在问题报告中，也可以用 `qrlogin replay` \
      重放。服务返回的消息会保留：请先检查。无论登录成功还是失败，结束时都会写入该文件，且不会替\
      换已有文件。写入失败只是警告。"),
    ("Suppress all messages except the code, warnings and errors; with --json the code too",
     "只显示二维码、警告和错误；与 --json 一起使用时也不显示二维码"),
    ("How to draw the code", "二维码的绘制方式"),
    ("The code", "二维码"),
    ("`full` where it fits, else `half` if the locale is UTF-8; `utf8` with TERM=dumb",
     "放得下时用 `full`，否则在 UTF-8 区域设置下用 `half`；TERM=dumb 时用 `utf8`"),
    ("Coloured spaces, two columns a module: needs the most room, and scans nearly everywhere",
     "彩色空格，每个模块两列：占用空间最大，几乎在任何终端都能扫"),
    ("Coloured half blocks: half as wide and high, but fails with fonts that leave gaps",
     "彩色半块字符：宽高各为一半，但字体留有缝隙时扫不出来"),
    ("Blocks without colours, for a dark background; --invert for a light one",
     "无颜色的块字符，用于深色背景；浅色背景加 --invert"),
    ("`##` without colours: most scanners cannot read it", "无颜色的 `##`：多数扫码程序无法识别"),
    ("The link only", "只显示链接"),
    ("Swap dark and light, for `--qr utf8` and `--qr ascii` on a light background",
     "交换深浅，用于浅色背景下的 `--qr utf8` 和 `--qr ascii`"),
    ("Give up if not confirmed within this time, such as 90, 90s or 3m [default: the code's \
      lifetime]",
     "超过此时间未确认则放弃，例如 90、90s 或 3m [默认值：二维码的有效期]"),
    ("The service is queried once more at the end, which can take some seconds.",
     "结束前还会再查询一次服务，可能需要几秒。"),
    ("How many times to show a new code after one expires",
     "二维码过期后，最多显示多少次新的二维码"),
    ("Use this proxy: http://, https://, socks5://, socks4a:// or socks4://, optionally with \
      USER:PASSWORD@",
     "使用此代理：http://、https://、socks5://、socks4a:// 或 socks4://，可带 USER:PASSWORD@"),
    ("@FILE reads the address from a file, which keeps a password out of the process list. \
      Without the option, https_proxy, all_proxy and no_proxy of the environment apply, as for \
      curl.",
     "@FILE 从文件读取地址，这样密码不会出现在进程列表中。不给出时，与 curl 一样使用环境变量 \
      https_proxy、all_proxy 和 no_proxy。"),
    ("Network", "网络"),
    ("Also trust the CA certificates in this PEM file, such as that of a proxy that inspects TLS",
     "另外信任此 PEM 文件中的 CA 证书，例如会检查 TLS 流量的代理的证书"),
    ("Those of the system and of Mozilla are always trusted. Without the option, those of the \
      environment are trusted too: SSL_CERT_FILE, SSL_CERT_DIR, CURL_CA_BUNDLE, \
      REQUESTS_CA_BUNDLE and NODE_EXTRA_CA_CERTS.",
     "系统和 Mozilla 的证书始终受信任。不给出时，还信任环境变量指定的证书：SSL_CERT_FILE、\
      SSL_CERT_DIR、CURL_CA_BUNDLE、REQUESTS_CA_BUNDLE 和 NODE_EXTRA_CA_CERTS。"),
    ("Send all requests to a simulator at this loopback origin, such as http://127.0.0.1:8115",
     "将所有请求发送到此环回地址的模拟器，例如 http://127.0.0.1:8115"),
    ("List the profiles, which are saved credentials", "列出档案，即已保存的凭据"),
    ("Print one JSON object", "输出一个 JSON 对象"),
    ("Show what a profile holds, without secrets", "显示档案的内容，不含机密信息"),
    ("The profile: see `qrlogin list`", "档案：见 `qrlogin list`"),
    ("Print or write the credentials of a profile", "输出或写出档案中的凭据"),
    ("Write the credentials to a file with mode 0600; `-` prints them, also at a terminal",
     "将凭据写入文件，权限 0600；`-` 表示输出到标准输出，在终端中也是如此"),
    ("Let --out replace an existing file", "允许 --out 替换已有文件"),
    ("Save the credentials in a file as a profile", "将文件中的凭据保存为档案"),
    ("The name of the profile [default: the name of the flow]", "档案的名称 [默认值：流程的名称]"),
    ("Replace an existing profile", "替换已有的档案"),
    ("Give a profile another name", "重命名档案"),
    ("Its new name, which no profile has", "新名称，不能是已有的档案"),
    ("Delete a profile from this machine", "从本机删除档案"),
    ("Do not ask for confirmation; required without a terminal", "不询问确认；没有终端时必须给出"),
    ("The file written by `qrlogin login FLOW --out FILE`; it is replaced, with mode 0600",
     "`qrlogin login FLOW --out FILE` 写出的文件；它会被替换，权限 0600"),
    ("Refresh this profile instead of a file", "刷新此档案，而不是文件"),
    ("Refresh before it is due; the service may reject that", "未到时间也刷新；服务可能会拒绝"),
    ("Print one JSON line: the result or the error", "输出一行 JSON：结果或错误"),
    ("Suppress all messages except warnings and errors", "只显示警告和错误"),
    ("Replay a recorded login without a network", "重放录制的登录，无需网络"),
    ("The recording: from `qrlogin login --record`, a browser, Playwright or mitmproxy (.har, \
      .zip, .zhar); - is standard input",
     "录制文件：来自 `qrlogin login --record`、浏览器、Playwright 或 mitmproxy（.har、.zip、\
      .zhar）；- 表示标准输入"),
    ("Print JSON lines, as `qrlogin login --json` does",
     "输出 JSON 行，与 `qrlogin login --json` 相同"),
    ("Compare every byte and every pause; for recordings of `qrlogin login --record`",
     "比较每个字节和每次等待；用于 `qrlogin login --record` 的录制"),
    ("Flow of the recording, if not stated in it", "录制所属的流程（如果其中未说明）"),
    ("A setting of that flow; repeatable", "该流程的设置；可重复给出"),
    ("Ignore this parameter when comparing; repeatable", "比较时忽略此参数；可重复给出"),
    ("List supported logins and their settings", "列出支持的登录流程及其设置"),
    ("Print a JSON array", "输出 JSON 数组"),
    ("Print a completion script for a shell", "输出 shell 的补全脚本"),
    ("The shell", "shell 的名称"),
    ("Print this message or the help of the given subcommand(s)", "显示此帮助，或给定子命令的帮助"),
];

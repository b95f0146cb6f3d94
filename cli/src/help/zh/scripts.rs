//! Options for scripts, formats, pictures of the code, and commands about the program itself.

use super::Pair;

#[rustfmt::skip]
pub(super) const TEXTS: &[Pair] = &[
    ("The variable QRLOGIN_LANG sets it as well, and `lang` in the configuration file. JSON is \
      English in any language.",
     "也可以用变量 QRLOGIN_LANG 或配置文件中的 `lang` 设置。JSON 始终是英文。"),
    ("Read defaults of options from this file; see `qrlogin config`",
     "从此文件读取选项的默认值；见 `qrlogin config`"),

    // Profiles.
    ("Log in only if the service refuses the credentials of --profile, or there are none",
     "只有当服务不接受 --profile 的凭据或尚无凭据时才登录"),
    ("For cron: while the service accepts them, nothing is done, with exit code 0. If it cannot \
      be asked (no network, a firewall), no login is begun, with exit code 22. FLOW may be left \
      out if the profile exists.",
     "用于定时任务：服务仍接受凭据时什么也不做，退出码为 0。无法查询时（没有网络、被防火墙拦截）\
      不会开始登录，退出码为 22。如果档案已存在，可以省略 FLOW。"),
    ("Where the secrets of the profile are kept [default: that of the profile, or file]",
     "档案的机密信息存放在哪里 [默认值：与档案相同，否则为 file]"),
    ("In the file of the profile, which only you can read", "档案文件中，只有您能读取"),
    ("In the keyring of the system: Secret Service, macOS Keychain, Windows Credential Manager",
     "系统的密钥环中：Secret Service、macOS 钥匙串、Windows 凭据管理器"),
    ("Ask the service whether it still accepts the credentials of profiles",
     "向服务查询是否仍接受档案中的凭据"),
    ("The profile: see `qrlogin list` [default: all of them]",
     "档案：见 `qrlogin list` [默认值：全部]"),
    ("Ask for all profiles, one after the other", "依次查询所有档案"),
    ("Get new credentials for saved ones, before they expire",
     "在已保存的凭据过期之前换取新凭据"),
    ("Log out at the service, then delete the profile", "在服务端退出登录，然后删除档案"),

    // Formats.
    ("A config file of curl: `curl --config FILE URL`",
     "curl 的配置文件：`curl --config FILE URL`"),
    ("Environment lines: NAME=value", "环境变量行：NAME=值"),
    ("Playwright's storage state", "Playwright 的 storage state"),
    ("JSON of the extensions Cookie-Editor and EditThisCookie",
     "浏览器扩展 Cookie-Editor 和 EditThisCookie 的 JSON"),
    ("biliup's cookies.json, of bilibili-tv", "biliup 的 cookies.json，用于 bilibili-tv"),
    ("BBDown's BBDown.data, of bilibili-web or bilibili-tv",
     "BBDown 的 BBDown.data，用于 bilibili-web 或 bilibili-tv"),
    ("BBDown's BBDownTV.data, of bilibili-tv", "BBDown 的 BBDownTV.data，用于 bilibili-tv"),
    ("yutto's auth.toml, of bilibili-web or bilibili-tv",
     "yutto 的 auth.toml，用于 bilibili-web 或 bilibili-tv"),
    ("Arguments of bilibili-api's Credential as JSON", "bilibili-api 的 Credential 参数，JSON 格式"),
    ("p115client's cookie file, of 115 or 115-gateway",
     "p115client 的 cookie 文件，用于 115 或 115-gateway"),
    ("The storage of OpenList's driver 115 Cloud, as JSON",
     "OpenList 驱动 115 Cloud 的存储，JSON 格式"),
    ("wechat4u's botData as JSON, of wechat-web", "wechat4u 的 botData，JSON 格式，用于 wechat-web"),
    ("A file of `qrlogin login --out` or `qrlogin export`, one of another program in a format of \
      --format, or a profile; `-` is standard input",
     "`qrlogin login --out` 或 `qrlogin export` 写出的文件、其他程序的文件（格式见 --format），或档\
      案文件；`-` 表示标准输入"),
    ("The flow that the credentials are for [default: what the file says]",
     "凭据所属的流程 [默认值：由文件内容决定]"),
    ("The format of the file [default: what it looks like]",
     "文件的格式 [默认值：根据内容判断]"),

    // The code.
    ("Also write the code to a file (.png or .svg), which is removed at the end; `-` is standard \
      output",
     "同时将二维码写入文件（.png 或 .svg），结束时删除；`-` 表示标准输出"),
    ("On standard output it is a PNG, and with --renew one for each code. Then --out FILE or \
      --profile is required, since nothing else is printed. Without --renew the output ends with \
      the picture: qrlogin login 115 --out 115.json --qr-file - | feh -",
     "输出到标准输出时为 PNG，使用 --renew 时每个二维码一张。此时必须给出 --out FILE 或 --profile，\
      因为不会输出其他内容。不用 --renew 时，图片写完输出即结束：qrlogin login 115 --out 115.json \
      --qr-file - | feh -"),
    ("Draw the code as a picture in the terminal; where that is not possible, as --qr says",
     "在终端中以图片显示二维码；无法显示图片时按 --qr 显示"),
    ("Name a protocol that your terminal supports: one that does not may show the bytes as text.",
     "请给出终端支持的协议：不支持的终端可能会把这些字节显示为文字。"),
    ("kitty, Ghostty, WezTerm, Konsole", "kitty、Ghostty、WezTerm、Konsole"),
    ("foot, mlterm, Windows Terminal, WezTerm, xterm with -ti vt340",
     "foot、mlterm、Windows Terminal、WezTerm、xterm（-ti vt340）"),
    ("iTerm2, WezTerm, mintty, Konsole, the terminal of VS Code; in tmux with allow-passthrough",
     "iTerm2、WezTerm、mintty、Konsole、VS Code 的终端；在 tmux 中需要 allow-passthrough"),
    ("Also open the link in the browser, or the picture of the code in a viewer",
     "同时在浏览器中打开链接，或用看图程序打开二维码图片"),
    ("Without a value, the link of a login that has a page to open (device), else the picture. \
      Other users of this machine may see the link in the list of processes.",
     "不给出值时：如果登录有网页可打开（device），则打开链接，否则打开图片。本机的其他用户可能会在\
      进程列表中看到链接。"),
    ("The link, in the browser: http and https only", "在浏览器中打开链接：仅限 http 和 https"),
    ("The picture of the code, to scan it from a window", "打开二维码图片，从窗口中扫码"),
    ("Also send the link to the clipboard of your terminal, over SSH too (OSC 52)",
     "同时将链接复制到终端的剪贴板，通过 SSH 也可以（OSC 52）"),
    ("Not every terminal accepts it, and none says so. In tmux: `set -g set-clipboard on`.",
     "并非每个终端都接受，而且终端不会给出答复。在 tmux 中需要：`set -g set-clipboard on`。"),
    ("Draw a text as a QR code, in the terminal or to a file",
     "将文字生成二维码，显示在终端或写入文件"),
    ("The text, such as a link; `-` reads standard input, without the line feed at its end",
     "文字，例如链接；`-` 表示读取标准输入，不含末尾的换行"),
    ("Write the code to this file instead; `-` is standard output",
     "将二维码写入此文件；`-` 表示标准输出"),
    ("The kind of file [default: by its ending, .png, .svg or .txt; txt for `-`]",
     "文件类型 [默认值：由扩展名 .png、.svg 或 .txt 决定；`-` 为 txt]"),
    ("Eight pixels a module", "每个模块八个像素"),
    ("A drawing of any size", "可任意缩放的矢量图"),
    ("Block characters, in UTF-8", "方块字符，UTF-8 编码"),
    ("How much of the code may be damaged, for codes on paper",
     "二维码可容忍的损坏程度，用于印在纸上的二维码"),
    ("7 %: the smallest code", "7 %：二维码最小"),
    ("15 %", "15 %"),
    ("25 %", "25 %"),
    ("30 %", "30 %"),
    ("Swap dark and light, for text without colours on a light background",
     "对调深浅，用于浅色背景上没有颜色的文字"),

    // Scripts.
    ("Scripts", "脚本"),
    ("Also put the code into its JSON line as a PNG: png, a `data:` URL",
     "同时将二维码以 PNG 放入其 JSON 行：png，为 `data:` URL"),
    ("Run this command at an event, such as --on 'code=notify.sh'; repeatable",
     "在事件发生时运行此命令，例如 --on 'code=notify.sh'；可重复给出"),
    ("Events are code, scanned, input_wanted, confirmed, retrying, credential and error. The \
      shell gets the command, with the JSON line on its standard input, and in its environment \
      QRLOGIN_EVENT, QRLOGIN_FLOW and for a code QRLOGIN_QR_FILE, a picture of the code. What it \
      prints goes to standard error. A failure is a warning. Only the line of `credential` has \
      the credentials.",
     "事件有 code、scanned、input_wanted、confirmed、retrying、credential 和 error。命令由 shell 运\
      行，标准输入为 JSON 行，环境变量有 QRLOGIN_EVENT、QRLOGIN_FLOW，事件为 code 时还有 \
      QRLOGIN_QR_FILE，即二维码图片。命令的输出写到标准错误。命令失败只是警告。只有 `credential` 的\
      行含有凭据。"),
    ("Send each JSON line to this address by POST; without the credentials",
     "将每个 JSON 行以 POST 发送到此地址；不含凭据"),
    ("The server has 5 s to answer; a failure is a warning. The address begins with https://, or \
      with http:// on this machine. --proxy and --ca-file apply.",
     "服务器须在 5 秒内响应；失败只是警告。地址以 https:// 开头，本机也可以用 http://。--proxy 和 \
      --ca-file 同样适用。"),
    ("Sign the requests of --webhook with the secret in this file: whsec_ and base64, mode 0600",
     "用此文件中的密钥为 --webhook 的请求签名：whsec_ 加 base64，权限 0600"),
    ("As `qrlogin serve` does, by the Standard Webhooks: HMAC-SHA256 in webhook-signature, with \
      webhook-id and webhook-timestamp.",
     "与 `qrlogin serve` 相同，遵循 Standard Webhooks：webhook-signature 中为 HMAC-SHA256，并带有 \
      webhook-id 和 webhook-timestamp。"),
    ("Send the credentials to --webhook as well", "将凭据也发送到 --webhook"),
    ("Save the state of the login to this file, so that --resume can continue it",
     "将登录状态保存到此文件，以便用 --resume 继续"),
    ("It is written with mode 0600 after every response, and removed when the login has ended. \
      After Ctrl-C or a crash it stays. It is as secret as the credentials.",
     "每次收到响应后以权限 0600 写入，登录结束时删除。按 Ctrl-C 或崩溃后文件会保留。它与凭据一样机密。"),
    ("Continue the login in this file of --save-session: its flow, settings, --renew and \
      --timeout",
     "继续 --save-session 文件中的登录：沿用其流程、设置、--renew 和 --timeout"),
    ("The code is shown again. If it has expired, the login ends with exit code 10. Where the \
      credentials go and the network options are those of this run.",
     "二维码会再次显示。如果已过期，登录以退出码 10 结束。凭据的去处和网络选项以本次运行为准。"),

    // The program itself.
    ("Check what a login needs: network, clock, terminal and folders",
     "检查登录所需的条件：网络、时钟、终端和目录"),
    ("Also contact the server of this login; without it nothing is sent",
     "同时连接此登录的服务器；不给出时不会发送任何请求"),
    ("A setting of that flow, such as its server; repeatable",
     "该流程的设置，例如服务器；可重复给出"),
    ("Show the defaults of options that are in force", "显示当前生效的选项默认值"),
    ("Print the JSON Schema of the JSON lines, the credentials or the flows",
     "输出 JSON 行、凭据或流程的 JSON Schema"),
    ("What to describe", "要描述的内容"),
    ("A JSON line of login, refresh and replay (--json), of hooks and of webhooks",
     "login、refresh 和 replay（--json）、钩子命令和 webhook 的 JSON 行"),
    ("Credentials in JSON, as in the line `credential` and in the files of --out",
     "JSON 格式的凭据，与 `credential` 行和 --out 的文件相同"),
    ("The output of `qrlogin flows --json`", "`qrlogin flows --json` 的输出"),
    ("Complete the names of profiles too: the script asks this program at each completion",
     "同时补全档案名：脚本在每次补全时调用本程序"),
    ("The script and the program have to be of the same version, so let the shell make it when \
      it starts.",
     "脚本与程序的版本必须一致，因此请在 shell 启动时生成脚本。"),
    ("Print the manual page, or write those of all commands", "输出手册页，或写出所有命令的手册页"),
    ("The folder, which exists; pages of an earlier run are replaced",
     "目录，必须已存在；之前生成的手册页会被替换"),
];

// Every text of the page: key, English, Chinese. The table is JSON, which a test reads.
export const TEXTS = {
  "title": ["QR code login", "扫码登录"],
  "lead": ["Log in to a service with its app on your phone.", "用手机上的 App 扫码登录各项服务。"],
  "language": ["中文", "English"],
  "language.label": ["Switch to Chinese: 中文", "切换到英文：English"],
  "loading": ["Loading…", "正在加载…"],
  "retry": ["Try again", "重试"],

  "key.heading": ["API key", "API 密钥"],
  "key.lead": ["This gateway wants a key. Its operator has it.", "此网关需要密钥，请向管理员索取。"],
  "key.label": ["Key", "密钥"],
  "key.kept": ["Kept in this tab only, until you close it.", "仅保存在当前标签页，关闭后即清除。"],
  "key.use": ["Continue", "继续"],
  "key.refused": ["The gateway does not accept this key.", "网关不接受此密钥。"],
  "key.forget": ["Forget the key", "清除密钥"],

  "choose.heading": ["Choose a service", "选择服务"],
  "choose.service": ["Service", "服务"],
  "choose.settings": ["Settings", "设置"],
  "choose.more": ["More settings", "更多设置"],
  "choose.renewals": ["New codes", "二维码续期"],
  "choose.renewals.help": ["How many times an expired code is replaced by a new one.", "二维码过期后自动换新的次数。"],
  "choose.patience": ["Time limit", "等待时限"],
  "choose.patience.help": ["How long to wait for the confirmation at most.", "等待确认的最长时间。"],
  "choose.patience.code": ["as long as the codes are valid", "以二维码有效期为准"],
  "choose.patience.minutes": ["{count} min", "{count} 分钟"],
  "choose.webhook": ["Webhook", "回调地址（Webhook）"],
  "choose.webhook.help": ["An address that is called when the login has ended; the gateway's operator has to allow its host.", "登录结束后通知的网址，其主机须由管理员放行。"],
  "choose.default": ["Default: {value}", "默认：{value}"],
  "choose.required": ["required", "必填"],
  "choose.start": ["Show the code", "显示二维码"],
  "choose.none": ["This gateway offers no service.", "此网关没有可用的服务。"],

  "login.code": ["The QR code to scan", "待扫描的二维码"],
  "login.no_code": ["The picture of the code could not be loaded.", "二维码图片加载失败。"],
  "login.steps": ["Steps", "步骤"],
  "login.step.scan": ["Scan the code", "扫描二维码"],
  "login.step.confirm": ["Confirm on the phone", "在手机上确认"],
  "login.step.done": ["Get the credentials", "获取凭据"],
  "login.left": ["Valid for {time}", "剩余有效时间 {time}"],
  "login.over": ["Expiring…", "即将过期…"],
  "login.cancel": ["Cancel", "取消"],
  "login.user_code": ["Code to compare or type", "用于核对或输入的代码"],
  "login.verification": ["Type it at", "在此处输入"],
  "login.answer": ["Send", "提交"],
  "login.answer.label": ["Type {what}", "请输入：{what}"],
  "login.answer.again": ["The service did not accept that. Type it again.", "输入未被接受，请重新输入。"],
  "login.answer.sent": ["Sent. Waiting for the service…", "已提交，等待服务响应…"],
  "login.lost": ["The connection is interrupted. Trying again…", "连接中断，正在重试…"],

  "stage.starting": ["Getting a code…", "正在获取二维码…"],
  "stage.code": ["Scan the code with {app}.", "请使用{app}扫描二维码。"],
  "stage.code.new": ["Here is a new code. Scan it with {app}.", "二维码已更新，请使用{app}扫描。"],
  "stage.scanned": ["Scanned. Confirm on the phone.", "已扫描，请在手机上确认。"],
  "stage.scanned.by": ["Scanned by {name}. Confirm on the phone.", "{name} 已扫描，请在手机上确认。"],
  "stage.input_wanted": ["The service wants an input.", "服务需要您输入内容。"],
  "stage.confirmed": ["Confirmed. Fetching the credentials…", "已确认，正在获取凭据…"],

  "done.heading": ["Logged in", "登录成功"],
  "done.lead": ["The credentials are as good as a password. Once you get them, the gateway hands them out for 2 more minutes, to this tab only.", "凭据等同于密码。获取之后，网关仅在 2 分钟内允许此标签页再次获取。"],
  "done.get": ["Get the credentials", "获取凭据"],
  "done.format": ["Format", "格式"],
  "done.hidden": ["Hidden: {count} characters", "已隐藏：{count} 个字符"],
  "done.text": ["Credentials", "凭据"],
  "done.show": ["Show", "显示"],
  "done.copy": ["Copy", "复制"],
  "done.copied": ["Copied. Clear the clipboard after use.", "已复制，使用后请清空剪贴板。"],
  "done.not_copied": ["The browser did not allow copying. Show the text and copy it by hand.", "浏览器不允许复制，请显示后手动复制。"],
  "done.download": ["Download", "下载"],
  "done.downloaded": ["Saved as {name}.", "已保存为 {name}。"],
  "done.left_out": ["This format leaves out: {names}.", "此格式不包含：{names}。"],
  "done.confirm": ["Delete them here", "从网关删除"],
  "done.confirm.help": ["Once you have saved them: deletes them from the gateway and from this page.", "保存之后，从网关和此页面中删除凭据。"],
  "format.json": ["JSON, everything", "JSON（全部内容）"],
  "format.header": ["Cookie header", "Cookie 请求头"],
  "format.netscape": ["cookies.txt", "cookies.txt"],
  "warning.missing_kid": ["There is no KID, which 115 has wanted since December 2024: the cookies may be refused.", "缺少 KID。115 自 2024 年 12 月起需要它，Cookie 可能被拒绝。"],
  "warning.missing_refresh_token": ["There is no refresh token: the cookies cannot be renewed without a new login.", "缺少刷新令牌：Cookie 过期后需要重新登录。"],
  "warning.missing_cookies": ["Some cookies are missing: some calls will be refused.", "缺少部分 Cookie，某些调用会被拒绝。"],
  "warning.unknown_end": ["The service did not say when the access token ends.", "服务未说明访问令牌的有效期。"],

  "end.failed": ["No login", "登录未完成"],
  "end.cancelled": ["Cancelled", "已取消"],
  "end.cancelled.text": ["The login was cancelled.", "登录已取消。"],
  "end.finished": ["Finished", "已完成"],
  "end.finished.text": ["The gateway no longer has the credentials.", "网关已不再保存凭据。"],
  "end.gone.text": ["The credentials were handed out and removed.", "凭据已被领取并删除。"],
  "end.unknown.text": ["The gateway no longer has this login.", "网关已没有此次登录的记录。"],
  "end.message": ["Message", "详细信息"],
  "end.again": ["New login", "重新登录"],

  "flow.bilibili-web": ["Bilibili, web", "哔哩哔哩网页版"],
  "flow.bilibili-tv": ["Bilibili, TV", "哔哩哔哩电视版"],
  "flow.wechat-web": ["WeChat, web", "微信网页版"],
  "flow.115": ["115", "115 网盘"],
  "flow.115-open": ["115, open platform", "115 开放平台"],
  "flow.115-gateway": ["115, by a gateway", "115（经网关）"],
  "flow.phi-api": ["Phigros, by phiApi", "Phigros（经 phiApi）"],
  "flow.taptap": ["TapTap and Phigros", "TapTap 与 Phigros"],
  "flow.steam": ["Steam", "Steam 平台"],
  "flow.wechat-ilink": ["WeChat, a bot", "微信机器人"],
  "flow.device": ["Any service with the OAuth device flow", "支持 OAuth 设备流程的服务"],
  "flow.feishu": ["Feishu or Lark, a bot", "飞书机器人"],
  "flow.dingtalk": ["DingTalk, a bot", "钉钉机器人"],
  "flow.wecom": ["WeCom, a bot", "企业微信机器人"],
  "flow.qq-bot": ["QQ, a bot", "QQ 机器人"],
  "yields.bilibili-web": ["cookies (SESSDATA, bili_jct, DedeUserID), refresh token", "Cookie（SESSDATA、bili_jct、DedeUserID）、刷新令牌"],
  "yields.bilibili-tv": ["access and refresh token, cookies", "访问令牌、刷新令牌、Cookie"],
  "yields.wechat-web": ["wxuin, wxsid, skey, pass_ticket, cookies, host", "wxuin、wxsid、skey、pass_ticket、Cookie、主机"],
  "yields.115": ["cookies UID, CID, SEID, KID", "名为 UID、CID、SEID、KID 的 Cookie"],
  "yields.115-open": ["access and refresh token of the open platform", "开放平台的访问令牌与刷新令牌"],
  "yields.115-gateway": ["uid, cid, seid, kid (cookies of 115.com)", "uid、cid、seid、kid（115.com 的 Cookie）"],
  "yields.phi-api": ["Phigros session token, TapTap token, profile", "Phigros 会话令牌、TapTap 令牌、个人资料"],
  "yields.taptap": ["TapTap token, profile, Phigros session token", "TapTap 令牌、个人资料、Phigros 会话令牌"],
  "yields.steam": ["cookies (steamLoginSecure of each site), refresh token", "Cookie（各站点的 steamLoginSecure）、刷新令牌"],
  "yields.wechat-ilink": ["bot token, bot ID, user ID, base URL", "机器人令牌、机器人 ID、用户 ID、基础地址"],
  "yields.device": ["access token and, as the service decides, refresh and ID token", "访问令牌，以及由服务决定的刷新令牌与 ID 令牌"],
  "yields.feishu": ["a bot's app ID and app secret, the user's open ID, the brand", "机器人的 App ID 与 App Secret、用户的 open ID、品牌"],
  "yields.dingtalk": ["a bot's app ID and app secret", "机器人的应用 ID 与密钥"],
  "yields.wecom": ["bot ID, bot secret", "机器人 ID、机器人密钥"],
  "yields.qq-bot": ["bot ID, bot secret, owner", "机器人 ID、机器人密钥、所有者"],
  "app.the Bilibili app (China mainland edition)": ["the Bilibili app (China mainland edition)", "哔哩哔哩 App（国内版）"],
  "app.WeChat": ["WeChat", "微信"],
  "app.the 115 app": ["the 115 app", " 115 App "],
  "app.the TapTap app, or any camera": ["the TapTap app, or any camera", " TapTap App 或任意相机"],
  "app.the Steam mobile app": ["the Steam mobile app", " Steam 手机 App "],
  "app.WeCom": ["WeCom", "企业微信"],
  "app.QQ": ["QQ", " 手机 QQ "],
  "app.a phone's camera": ["a phone's camera", "手机相机"],
  "app.Feishu or Lark": ["Feishu or Lark", "飞书或 Lark"],
  "app.DingTalk": ["DingTalk", "钉钉"],

  "setting.accounts_url": ["Accounts host", "账号服务器"],
  "setting.app": ["Log in as", "登录为"],
  "setting.app_key": ["App key", "应用密钥"],
  "setting.appkey": ["App key", "应用 key"],
  "setting.appsec": ["App secret", "应用密钥"],
  "setting.base_url": ["Server address", "服务器地址"],
  "setting.buvid": ["Device cookies", "设备标识"],
  "setting.client_id": ["Client ID", "客户端 ID"],
  "setting.client_version": ["Client version", "客户端版本"],
  "setting.cloud_url": ["LeanCloud host", "LeanCloud 服务器"],
  "setting.create": ["Create a player", "创建玩家"],
  "setting.extspam": ["Extspam token", "extspam 令牌"],
  "setting.goal": ["What to fetch", "获取内容"],
  "setting.host": ["Page host", "页面主机"],
  "setting.image": ["Server's picture", "服务器图片"],
  "setting.lang": ["Language", "语言"],
  "setting.mobi_app": ["App name", "应用名称"],
  "setting.mode": ["Client", "客户端"],
  "setting.open_url": ["Profile host", "资料服务器"],
  "setting.plat": ["Operating system", "操作系统"],
  "setting.profile": ["Profile", "个人资料"],
  "setting.referer": ["Referer", "Referer"],
  "setting.region": ["Region", "区服"],
  "setting.scope": ["Scope", "范围"],
  "setting.user_agent": ["User agent", "User-Agent"],
  "setting.platform": ["Platform", "平台"],
  "setting.device_name": ["Device name", "设备名称"],
  "setting.bot_type": ["Bot type", "机器人类型"],
  "setting.route_tag": ["Routing tag", "路由标签"],
  "setting.source": ["Name of the program", "程序名称"],
  "setting.tokens": ["Earlier tokens", "先前的令牌"],
  "setting.preset": ["Preset", "预设"],
  "setting.realm": ["Realm", "领域"],
  "setting.tenant": ["Tenant", "租户"],
  "setting.issuer": ["Issuer", "签发者"],
  "setting.device_endpoint": ["Device endpoint", "设备授权地址"],
  "setting.token_endpoint": ["Token endpoint", "令牌地址"],
  "setting.client_secret": ["Client secret", "客户端密钥"],
  "setting.scope_parameter": ["Name of the scope parameter", "范围参数名"],
  "setting.audience": ["Audience", "受众"],
  "setting.device_extra": ["More parameters for the code", "获取代码的附加参数"],
  "setting.token_extra": ["More parameters for the polls", "轮询的附加参数"],
  "setting.pkce": ["PKCE", "启用 PKCE"],
  "setting.allow_http": ["Allow http", "允许 http"],
  "setting.brand": ["Brand", "品牌"],
  "setting.domain": ["Feishu's server", "飞书服务器"],
  "setting.lark_domain": ["Lark's server", "Lark 服务器"],
  "setting.source": ["Program name", "程序名称"],
  "setting.name": ["Bot name", "机器人名称"],
  "setting.desc": ["Bot description", "机器人描述"],
  "setting.avatar": ["Bot pictures", "机器人头像"],
  "setting.create_only": ["New app only", "仅新建应用"],
  "value.true": ["yes", "是"],
  "value.false": ["no", "否"],
  "value.china": ["China", "国服"],
  "value.international": ["international", "国际服"],
  "value.token": ["TapTap token", "TapTap 令牌"],
  "value.profile": ["token and profile", "令牌与个人资料"],
  "value.session": ["token, profile and session", "令牌、个人资料与会话"],
  "value.public_profile": ["public profile", "公开资料"],
  "value.basic_info": ["identifiers only", "仅标识符"],
  "value.other": ["other", "其他"],
  "value.desktop": ["desktop", "桌面版"],
  "value.filehelper": ["File Transfer", "文件传输助手"],
  "value.web": ["web sites", "网站"],
  "value.client": ["desktop client", "桌面客户端"],
  "value.mobile": ["mobile app", "手机 App"],
  "value.feishu": ["Feishu", "飞书"],
  "value.lark": ["Lark, outside mainland China", "Lark（中国大陆以外）"],
  "default.the default key's": ["the default key's", "默认 key 的密钥"],
  "default.not sent": ["not sent", "不发送"],
  "default.wx.qq.com; filehelper.weixin.qq.com for `filehelper`": ["wx.qq.com; filehelper.weixin.qq.com for File Transfer", "wx.qq.com；文件传输助手为 filehelper.weixin.qq.com"],
  "default.none": ["none", "无"],
  "default.a browser's": ["a browser's", "浏览器的"],
  "default.the page host": ["the page host", "页面主机"],
  "default.the app's own": ["the app's own", "该应用自身的"],
  "default.that of Phigros": ["that of Phigros", "Phigros 的"],
  "default.TapTap's": ["TapTap's", "TapTap 的"],
  "default.github, unless issuer or device_endpoint is given": ["github, unless issuer or device endpoint is given", "github，除非填写了签发者或设备授权地址"],
  "default.that of the preset": ["that of the preset", "预设的值"],
  "default.that of the preset or issuer": ["that of the preset or issuer", "预设或签发者的值"],
  "help.bilibili-tv.appkey": ["the app's key", "应用的 key"],
  "help.bilibili-tv.appsec": ["the secret that signs for appkey; both or neither", "与应用 key 配套的签名密钥；两者须同时填写或同时留空"],
  "help.bilibili-web.buvid": ["also get the cookies buvid3 and buvid4, which pages of the website want", "同时获取网站页面所需的 buvid3 和 buvid4 Cookie"],
  "help.bilibili-tv.mobi_app": ["the app's name; must fit the key", "应用名称，须与 key 匹配"],
  "help.wechat-web.mode": ["client to imitate: the web client, the desktop client, or the File Transfer web app", "模拟的客户端：网页版、桌面版或文件传输助手网页版"],
  "help.wechat-web.host": ["page host to request, such as wx2.qq.com or web.wechat.com", "请求的页面主机，例如 wx2.qq.com 或 web.wechat.com"],
  "help.wechat-web.lang": ["language to request, such as en_US", "请求的语言，例如 en_US"],
  "help.wechat-web.extspam": ["the token of a desktop client, sent with the exchange only; a secret", "桌面客户端的令牌，仅在换取凭据时发送；属于机密"],
  "help.wechat-web.client_version": ["the version of that desktop client; needs extspam", "该桌面客户端的版本；需要 extspam"],
  "help.wechat-web.user_agent": ["the user agent of that desktop client; needs extspam", "该桌面客户端的 User-Agent；需要 extspam"],
  "help.wechat-web.referer": ["the referer of that desktop client; needs extspam", "该桌面客户端的 Referer；需要 extspam"],
  "help.115.app": ["115 app to log in as; this signs the account out of that app elsewhere", "以哪个 115 应用登录；该应用在其他设备上会被登出"],
  "help.115.user_agent": ["User-Agent to send; use the cookies with the same one", "发送的 User-Agent；使用 Cookie 时须保持一致"],
  "help.115-open.client_id": ["AppID of your own app, from https://open.115.com", "您自己应用的 AppID，来自 https://open.115.com"],
  "help.115-open.user_agent": ["User-Agent to send", "发送的 User-Agent"],
  "help.115-gateway.base_url": ["address of the gateway server", "网关服务器的地址"],
  "help.115-gateway.app": ["115 app to log in as; this signs the account out of that app elsewhere", "以哪个 115 应用登录；该应用在其他设备上会被登出"],
  "help.115-gateway.image": ["also fetch the server's picture of the code", "同时获取服务器提供的二维码图片"],
  "help.phi-api.base_url": ["address of the phiApi server", "phiApi 服务器的地址"],
  "help.phi-api.region": ["where the saves are: TapTap.cn and App Store are china, Google Play and TapTap.io international", "存档所在区服：TapTap.cn 与 App Store 为国服，Google Play 与 TapTap.io 为国际服"],
  "help.phi-api.profile": ["also fetch the profile", "同时获取个人资料"],
  "help.taptap.region": ["where the saves are: TapTap.cn and App Store are china, Google Play and TapTap.io international", "存档所在区服：TapTap.cn 与 App Store 为国服，Google Play 与 TapTap.io 为国际服"],
  "help.taptap.goal": ["what to fetch: the TapTap token, also the profile, or also the game's session token", "获取内容：TapTap 令牌、个人资料，或再加游戏会话令牌"],
  "help.taptap.scope": ["how much of the profile to fetch: basic_info is the identifiers only", "获取个人资料的范围：basic_info 仅含标识符"],
  "help.taptap.create": ["create a player for an account that has never played in this region", "为从未在该区服游玩的账号创建玩家"],
  "help.taptap.client_id": ["an app of your own, of the same region", "您自己的应用，须属于同一区服"],
  "help.taptap.app_key": ["the LeanCloud key of client_id", "该客户端 ID 的 LeanCloud 密钥"],
  "help.taptap.accounts_url": ["another host for code and token", "用于二维码与令牌的其他主机"],
  "help.taptap.open_url": ["another host for the profile", "用于个人资料的其他主机"],
  "help.taptap.cloud_url": ["another LeanCloud host; the service ends on 2027-01-12 for its own customers", "其他 LeanCloud 主机；该服务将于 2027-01-12 停止"],
  "help.steam.platform": ["what the tokens are for: the web sites, the desktop client or the mobile app", "令牌的用途：网站、桌面客户端或手机 App"],
  "help.steam.device_name": ["name of this device on the phone", "手机上显示的设备名称"],
  "help.wechat-ilink.base_url": ["another server to log in at, such as a proxy", "用于登录的其他服务器，例如代理"],
  "help.wechat-ilink.client_version": ["version to claim; a newer one if the phone wants an upgrade", "声明的版本；手机要求升级时请填更新的版本"],
  "help.wechat-ilink.bot_type": ["type of the bot", "机器人的类型"],
  "help.wechat-ilink.route_tag": ["routing tag to send along", "一并发送的路由标签"],
  "help.wechat-ilink.tokens": ["tokens of earlier logins, newest first, with commas; secrets", "先前登录的令牌，最新的在前，以逗号分隔；属于机密"],
  "help.device.client_id": ["client ID of an app of your own", "您自己的应用的客户端 ID"],
  "help.device.preset": ["the service: github, google, microsoft, gitlab, twitch, keycloak or authentik", "服务：github、google、microsoft、gitlab、twitch、keycloak 或 authentik"],
  "help.device.host": ["address of your server: github, gitlab; keycloak and authentik need it", "您的服务器地址：github、gitlab 可填，keycloak 与 authentik 必填"],
  "help.device.realm": ["realm of keycloak, which needs it", "keycloak 的领域，必填"],
  "help.device.tenant": ["tenant of microsoft", "microsoft 的租户"],
  "help.device.issuer": ["address of any other service, whose metadata name its endpoints", "其他服务的地址，其元数据给出各端点"],
  "help.device.device_endpoint": ["address of the device authorization", "设备授权的地址"],
  "help.device.token_endpoint": ["address of the tokens", "令牌的地址"],
  "help.device.client_secret": ["secret of the app, if it has one", "应用的密钥（如有）"],
  "help.device.scope": ["scopes to request, separated by blanks", "请求的范围，以空格分隔"],
  "help.device.scope_parameter": ["name of the parameter with the scopes", "范围参数的名称"],
  "help.device.audience": ["API that the tokens are for", "令牌所用于的 API"],
  "help.device.device_extra": ["more parameters for the code, as name=value&…, percent-encoded", "获取代码的附加参数，形如 name=value&…，须百分号编码"],
  "help.device.token_extra": ["more parameters for the polls, as name=value&…, percent-encoded", "轮询的附加参数，形如 name=value&…，须百分号编码"],
  "help.device.pkce": ["prove that the same program requested the code (RFC 7636)", "证明请求代码的是同一程序（RFC 7636）"],
  "help.device.allow_http": ["accept http:// on this machine: for tests", "接受本机的 http://，仅供测试"],
  "help.feishu.brand": ["where to begin; lark if the page says that its link is not valid", "从哪里开始；如页面提示链接已失效，请选择 lark"],
  "help.feishu.domain": ["another server in place of Feishu's", "代替飞书的其他服务器"],
  "help.feishu.lark_domain": ["another server in place of Lark's", "代替 Lark 的其他服务器"],
  "help.feishu.source": ["name of this program on the page", "页面上显示的本程序名称"],
  "help.feishu.name": ["name to propose for the bot", "建议的机器人名称"],
  "help.feishu.desc": ["description to propose for the bot", "建议的机器人描述"],
  "help.feishu.avatar": ["addresses of one to six pictures to propose, with commas", "建议的头像地址，一至六个，以逗号分隔"],
  "help.feishu.create_only": ["offer no existing app", "不提供已有的应用"],
  "help.feishu.client_id": ["ID of an existing app to propose", "建议选用的已有应用的 ID"],
  "help.dingtalk.source": ["word that DingTalk has registered for your program", "钉钉为您的程序登记的标识"],
  "help.wecom.source": ["name of the program that the bot is for", "机器人所用于的程序的名称"],
  "help.wecom.plat": ["operating system to claim", "声明的操作系统"],
  "help.qq-bot.source": ["name of the program that the bot is for", "机器人所用于的程序的名称"],

  "kind.expired": ["The code expired before the login was confirmed.", "二维码在确认登录前已过期。"],
  "kind.denied": ["The login was declined on the phone.", "已在手机上拒绝登录。"],
  "kind.rejected": ["The service rejected the login.", "服务拒绝了此次登录。"],
  "kind.blocked": ["The service blocked the request.", "服务拦截了请求。"],
  "kind.unavailable": ["The service is having problems.", "服务出现故障。"],
  "kind.not_found": ["The address was not found.", "找不到该地址。"],
  "kind.intercepted": ["The answer is a web page or a redirect, not the service's own.", "收到的是网页或跳转，而非服务本身的响应。"],
  "kind.already_bound": ["There is nothing new to hand over: the account is bound already.", "账号已绑定，没有新的凭据。"],
  "kind.incomplete": ["The login was confirmed, but the answer lacks required parts.", "登录已确认，但响应缺少必要内容。"],
  "kind.malformed": ["The service's answer was not understood.", "无法识别服务的响应。"],
  "kind.untrusted": ["A redirect to an untrusted host was refused.", "已拒绝跳转到不受信任的主机。"],
  "kind.proxy": ["The proxy could not be used.", "无法使用代理。"],
  "kind.tls": ["The TLS handshake failed.", "TLS 握手失败。"],
  "kind.transport": ["No answer came from the service.", "服务没有响应。"],
  "kind.setting": ["A setting cannot be used.", "某项设置不可用。"],
  "kind.snapshot": ["The gateway could not resume this login.", "网关无法继续此次登录。"],
  "kind.finished": ["This login has already ended.", "此次登录已经结束。"],

  "advice.new_code": ["Start again and scan the new code before it expires.", "请重新开始，并在二维码过期前扫描。"],
  "advice.start_again": ["Start a new login.", "请重新开始登录。"],
  "advice.keep_credentials": ["Use the credentials of the earlier login.", "请继续使用先前登录的凭据。"],
  "advice.try_later": ["Try again in a few minutes.", "请几分钟后再试。"],
  "advice.wait_for_unblock": ["Wait an hour or use another network: repeated attempts prolong the block.", "请等待一小时或更换网络：反复尝试会延长封锁时间。"],
  "advice.report_change": ["The service may have changed: check for a newer version of the gateway, or report it.", "服务可能已变更：请检查网关是否有新版本，或反馈此问题。"],
  "advice.check_certificates": ["The gateway's operator has to check its clock; behind a proxy that inspects TLS, to add its CA certificate.", "请管理员检查网关的系统时钟；如代理会检查 TLS，请添加其 CA 证书。"],
  "advice.check_address": ["Check the address of the server, or for a newer version of the gateway.", "请检查服务器地址，或检查网关是否有新版本。"],
  "advice.check_portal": ["The gateway's network may require a sign-in first, or a firewall blocks the service: wait an hour or use another network.", "网关所在网络可能需要先登录，或防火墙拦截了服务：请等待一小时或更换网络。"],
  "advice.check_proxy": ["The gateway's operator has to check the proxy and its settings.", "请管理员检查代理及其设置。"],
  "advice.check_network": ["The gateway's network or its proxy settings may be at fault: check them, then try again.", "请检查网关的网络与代理设置，然后重试。"],
  "advice.fix_setting": ["Correct the setting.", "请更正该设置。"],
  "advice.check_key_pair": ["The request signature was rejected: check the key and its secret.", "请求签名被拒绝：请检查 key 及其密钥。"],
  "advice.update_app": ["Update the app on the phone, then scan again.", "请更新手机上的 App，然后重新扫描。"],
  "advice.account_restricted": ["This account cannot use this kind of login; the service's message says why.", "此账号不能使用这种登录方式，原因见服务的消息。"],
  "advice.check_server": ["Check the address and the version of that server.", "请检查该服务器的地址与版本。"],
  "advice.verify_account": ["Verify the account in the service's own app or site, then start a new login.", "请先在服务的官方 App 或网站完成账号验证，再重新登录。"],
  "advice.see_message": ["See the service's message.", "请查看服务的消息。"],
  "advice.check_app": ["Check the state of this app in the service's developer console.", "请在服务的开发者后台检查此应用的状态。"],
  "advice.choose_other_app": ["The service has retired this app: choose another.", "服务已停用该应用，请选择其他应用。"],
  "advice.check_region": ["Check the region: a game from TapTap.cn or the Chinese App Store is China, one from Google Play or TapTap.io international.", "请检查区服：来自 TapTap.cn 或中国区 App Store 的为国服，来自 Google Play 或 TapTap.io 的为国际服。"],
  "advice.accept_agreement": ["Sign in on Steam's web site and accept the agreement there, then start a new login.", "请先在 Steam 网站登录并接受协议，再重新登录。"],
  "advice.check_client": ["Check client ID, client secret and scope, and that the app may use the device flow.", "请检查客户端 ID、客户端密钥与范围，以及该应用是否可使用设备流程。"],

  "problem.network": ["The gateway cannot be reached.", "无法连接到网关。"],
  "problem.other": ["The gateway answered with an error ({status}).", "网关返回错误（{status}）。"],
  "problem.too_many_requests": ["Too many requests. Wait a moment, then try again.", "请求过多，请稍候再试。"],
  "problem.unauthorized": ["The gateway wants a valid key.", "网关需要有效的密钥。"],
  "problem.wrong_secret": ["This tab may not get these credentials.", "此标签页无权获取这些凭据。"],
  "problem.login_not_found": ["The gateway no longer has this login.", "网关已没有此次登录的记录。"],
  "problem.no_input_wanted": ["The login no longer waits for an input.", "登录已不再等待输入。"],
  "problem.pending": ["The login is not done yet.", "登录尚未完成。"],
  "problem.gone": ["The credentials were handed out and removed.", "凭据已被领取并删除。"],
  "problem.bad_request": ["The gateway could not read the request.", "网关无法读取请求。"],
  "problem.secret_in_url": ["A secret does not belong in an address.", "机密内容不应出现在地址中。"],
  "problem.not_found": ["The gateway has nothing at this address.", "网关上没有此地址。"],
  "problem.no_code": ["There is no code to show.", "当前没有可显示的二维码。"],
  "problem.method_not_allowed": ["The gateway does not allow this call.", "网关不允许此调用。"],
  "problem.idempotency_conflict": ["The request was sent before with another content. Try again.", "该请求此前以不同内容发送过，请重试。"],
  "problem.login_failed": ["The login has failed.", "登录失败。"],
  "problem.login_cancelled": ["The login was cancelled.", "登录已取消。"],
  "problem.not_redeemed": ["The credentials were not fetched yet.", "凭据尚未被获取。"],
  "problem.too_large": ["The request is too large.", "请求过大。"],
  "problem.unsupported_media_type": ["The gateway could not read the request.", "网关无法读取请求。"],
  "problem.busy": ["The gateway is busy. Try again in a few seconds.", "网关繁忙，请几秒后再试。"],
  "problem.host_refused": ["The gateway does not answer to this host name.", "网关不响应此主机名。"],
  "problem.origin_refused": ["The gateway does not take requests from this site.", "网关不接受来自此网站的请求。"],
  "problem.key_in_url": ["A key does not belong in an address.", "密钥不应出现在地址中。"],
  "problem.key_missing": ["The gateway wants a key.", "网关需要密钥。"],
  "problem.key_refused": ["The gateway does not accept this key.", "网关不接受此密钥。"],
  "problem.rate_limited": ["Too many requests. Wait a moment, then try again.", "请求过多，请稍候再试。"],
  "problem.timed_out": ["The request took too long. Try again.", "请求超时，请重试。"],
  "problem.invalid_field": ["A field cannot be used.", "某个字段不可用。"],
  "problem.setting": ["A setting cannot be used.", "某项设置不可用。"],
  "problem.destination_refused": ["This gateway does not connect to that host. Ask its operator to allow it.", "此网关不允许连接该主机，请联系管理员放行。"],
  "problem.internal": ["The gateway has failed. Report it to its operator.", "网关发生故障，请告知管理员。"],
  "problem.store_unreachable": ["The gateway's database cannot be reached. Try again in a few seconds.", "网关的数据库无法连接，请几秒后再试。"]
};

const STORED = "qrlogin.language";
/** The arguments of the texts that are shown, by element and attribute. */
const shown = new WeakMap();

export let language = initial();

function initial() {
  const chosen = sessionStorage.getItem(STORED);
  if (chosen === "en" || chosen === "zh") return chosen;
  const known = (navigator.languages ?? []).find((it) => /^(zh|en)\b/i.test(it));
  return known?.toLowerCase().startsWith("zh") ? "zh" : "en";
}

/** Whether there is a text of this key. */
export function has(key) {
  return Object.hasOwn(TEXTS, key);
}

/** The text of this key. An argument is a text, or `{ key, text }`: that of a key, else the text. */
export function t(key, args = {}) {
  const text = TEXTS[key][language === "zh" ? 1 : 0];
  return text.replace(/\{(\w+)\}/g, (_, name) => {
    const value = args[name] ?? "";
    if (typeof value !== "object") return String(value);
    return has(value.key) ? t(value.key) : value.text;
  });
}

/** Shows a text, which follows the language. Without such a key it is the fallback, in English. */
export function say(element, key, args = {}, fallback = "") {
  shown.set(element, { args, fallback });
  element.dataset.text = key;
  put(element);
}

/** Shows no text. */
export function hush(element) {
  delete element.dataset.text;
  element.removeAttribute("lang");
  element.textContent = "";
}

function put(element) {
  const { key, args, fallback } = { key: element.dataset.text, ...shown.get(element) };
  const known = has(key);
  const text = known ? t(key, args) : fallback;
  // A live region reads what is set, even if it is the same.
  if (element.textContent !== text) element.textContent = text;
  if (known) element.removeAttribute("lang");
  else element.lang = "en";
}

/** Shows all texts in the language. */
export function translate() {
  document.documentElement.lang = language === "zh" ? "zh-Hans" : "en";
  for (const element of document.querySelectorAll("[data-text]")) put(element);
  for (const name of ["alt", "aria-label"]) {
    for (const element of document.querySelectorAll(`[data-${name}]`)) {
      element.setAttribute(name, t(element.getAttribute(`data-${name}`)));
    }
  }
}

/** Switches to the other language, for this tab. */
export function switchLanguage() {
  language = language === "zh" ? "en" : "zh";
  sessionStorage.setItem(STORED, language);
  translate();
}

//! Recordings and their replay.

use super::Pair;

#[rustfmt::skip]
pub(super) const TEXTS: &[Pair] = &[
    ("not a HAR file: `{}` is missing", "不是 HAR 文件：缺少 `{}`"),
    ("not a HAR file: {} (line {} column {})", "不是 HAR 文件：{}（第 {} 行第 {} 列）"),
    ("too many entries: {}, of which at most 10000 are read", "记录过多：{}，最多读取 10000 条"),
    ("the recording's own part (`_qrlogin`) is damaged or of another version",
     "录制中 qrlogin 自己的部分（`_qrlogin`）已损坏，或属于其他版本"),
    ("cookies: no answer has a Set-Cookie header", " cookie：没有响应带有 Set-Cookie 头"),
    ("bodies: the exporter left them out", "正文：导出时被省略"),
    ("export the recording with its cookies (Chrome: \"Export HAR (with sensitive data)\") and \
      replay that",
     "请导出带 cookie 的录制（Chrome：“Export HAR (with sensitive data)”），再重放"),
    ("record with bodies (Playwright: content: 'embed') or keep the files of the bodies beside \
      the recording",
     "请录制正文（Playwright：content: 'embed'），或将正文文件放在录制旁边"),
    ("the recording ends before the login does; the login followed all of it",
     "录制在登录结束之前就结束了；登录与其全部内容一致"),
    ("the login leaves the recording after its {} entries", "登录在录制的 {} 条记录之后与其不一致"),
    ("the login leaves the recording at entry {} (of 0 to {})", "登录在第 {} 条记录处与录制不一致（0 到 {}）"),
    ("wanted: {}", "预期：{}"),
    ("came:   {}", "实际：{}"),
    ("differs: {}", "差异：{}"),
    ("cannot be read: {}", "无法读取：{}"),
    ("the recording lacks {}", "录制中缺少{}"),
    ("skipped: {}", "已跳过：{}"),
    ("entry {}: {} (differs: {})", "第 {} 条记录：{}（差异：{}）"),
    ("parameter {}", "参数 {}"),
    ("header {}", "请求头 {}"),
    ("the method", "方法"),
    ("the address", "地址"),
    ("the host", "主机"),
    ("the path", "路径"),
    ("the host or the path", "主机或路径"),
    ("the headers", "请求头"),
    ("the query or the body", "查询参数或正文"),
    ("a wait without an end", "没有结束的等待"),
    ("a wait of {} ms", "等待 {} 毫秒"),
    ("the event {}", "事件 {}"),
];

//! Codes: `qrlogin qr`, `--open` and `--copy-link`.

messages! {
    link_copied() {
        en: "The link was sent to the terminal's clipboard (OSC 52), if the terminal accepts that."
        zh: "链接已发送到终端的剪贴板（OSC 52），前提是终端支持。"
    }
    no_terminal_to_copy() {
        en: "--copy-link: standard error is no terminal, so the link was not copied"
        zh: "--copy-link：标准错误不是终端，链接未复制"
    }
    link_opened() {
        en: "The link was opened in the browser."
        zh: "已在浏览器中打开链接。"
    }
    link_not_of_web() {
        en: "--open: the link is not of http or https, so it was not opened"
        zh: "--open：链接不是 http 或 https，未打开"
    }
    link_not_opened(reason) {
        en: "--open: the link could not be opened: {reason}"
        zh: "--open：无法打开链接：{reason}"
    }
    picture_opened() {
        en: "The picture of the code was opened; it is removed when the login ends."
        zh: "已打开二维码图片，登录结束后删除。"
    }
    picture_not_opened(reason) {
        en: "--open: the picture could not be opened: {reason}"
        zh: "--open：无法打开二维码图片：{reason}"
    }
    qr_text_too_long(bytes, most) {
        en: "the text is too long for a QR code: {bytes} bytes, and about {most} fit at this level"
        zh: "文本太长，无法生成二维码：{bytes} 字节，此纠错级别最多约 {most} 字节"
    }
    shorter_or_level_l() {
        en: "use a shorter text, or --level l, which holds the most"
        zh: "请缩短文本，或使用容量最大的 --level l"
    }
    qr_window_too_small(wide, high, columns, lines) {
        en: "the window is too small for the code ({wide}x{high}, needs {columns}x{lines})"
        zh: "窗口太小，无法显示二维码（{wide}x{high}，需要 {columns}x{lines}）"
    }
    enlarge_or_out() {
        en: "enlarge the window, or write a file with -o code.png"
        zh: "请放大窗口，或用 -o code.png 写入文件"
    }
    no_text() {
        en: "there is no text for the code"
        zh: "没有可生成二维码的文本"
    }
    pipe_a_text() {
        en: "give a text, or pipe one in UTF-8: printf %s TEXT | qrlogin qr -"
        zh: "请给出文本，或通过管道传入 UTF-8 文本：printf %s TEXT | qrlogin qr -"
    }
    qr_ending_unknown(path) {
        en: "--out: {path} does not end with .png, .svg or .txt"
        zh: "--out：{path} 的扩展名不是 .png、.svg 或 .txt"
    }
    use_ending_or_format() {
        en: "use such a name, or add --format png, svg or txt"
        zh: "请使用这样的文件名，或加上 --format png、svg 或 txt"
    }
}

//! The program in Chinese, at a terminal and without one.

use std::io::{BufRead as _, BufReader};

use qrlogin_simulator::Server;
use qrlogin_test_support::{FLOWS, FlowUnderTest};
use serde_json::Value;

use super::cells::{Model, Shown};
use super::pty::{Run, UTF8, size};
use crate::interrupt::kill;
use crate::support::*;

const SMALL: (u16, u16) = (80, 24);
/// The language is that of the locale.
const OF_LOCALE: (&str, &str) = ("QRLOGIN_LANG", "");

fn shown((columns, lines): (u16, u16), output: &[u8]) -> Shown {
    Model::faultless(columns.into(), Some(lines.into())).show(output)
}

/// The text without the code, line ends and spaces, since Chinese is wrapped between any
/// characters.
fn joined(text: &str) -> String {
    let is_text = |c: &char| !c.is_whitespace() && !"▀▄█".contains(*c);
    text.chars().filter(is_text).collect()
}

fn start(arguments: &[&str], window: (u16, u16), more: &[(&str, &str)]) -> Run {
    let variables = [&[UTF8, OF_LOCALE], more].concat();
    Run::start(arguments, size(window, (8, 16)), &variables, false)
}

/// A login without a user, which waits for the scan; the output and the text in the code.
fn waiting(flow: &FlowUnderTest, window: (u16, u16)) -> (Vec<u8>, String) {
    let server = simulator(&["person="]);
    let origin = server.origin();
    let required = required(flow);
    let settings = required.iter().map(String::as_str);
    let arguments = ["login", flow.id, "--json", "--reroute", &origin];
    let arguments: Vec<_> = arguments.into_iter().chain(settings).collect();
    let size = size(window, (8, 16));
    let mut run = Run::start(&arguments, size, &[UTF8, OF_LOCALE], true);
    let mut line = String::new();
    // Kept open, since the login would end at the next line.
    let mut out = BufReader::new(run.child.stdout.take().unwrap());
    out.read_line(&mut line).unwrap();
    run.until_text("等待扫码，剩余");
    kill(&run.child, "-INT");
    let output = run.output.clone();
    run.finish();
    let event: Value = serde_json::from_str(&line).unwrap();
    (output, event["payload"].as_str().unwrap().to_owned())
}

/// A login without a user, which waits for the scan.
fn start_waiting(server: &Server) -> Run {
    let origin = server.origin();
    let arguments = ["login", "bilibili-web", "--out", "-", "--reroute", &origin];
    let mut run = start(&arguments, SMALL, &[]);
    run.until_text("等待扫码，剩余");
    run
}

#[test]
fn every_flow_shows_a_whole_code_in_chinese_at_80x24() {
    for flow in FLOWS {
        let id = flow.id;
        let (output, text) = waiting(flow, SMALL);
        let shown = shown(SMALL, &output);
        let seen = shown.text();
        assert!(shown.says(&text), "{id}: {seen}");
        assert!(shown.widest() <= 80, "{id}: {seen}");
        for part in ["扫描此二维码", "有效。等待扫码；", "等待扫码，剩余"] {
            assert!(joined(&seen).contains(part), "{id}: {seen}");
        }
    }
}

#[test]
fn narrow_and_wide_windows_show_a_whole_code_in_chinese() {
    for window in [(60, 40), (120, 60)] {
        for flow in FLOWS.iter().filter(|flow| flow.id.starts_with("bilibili")) {
            let (output, text) = waiting(flow, window);
            let shown = shown(window, &output);
            let seen = shown.text();
            assert!(shown.says(&text), "{window:?}: {seen}");
            assert!(shown.widest() <= window.0.into(), "{window:?}: {seen}");
            assert!(joined(&seen).contains("等待扫码，剩余"), "{seen}");
        }
    }
}

#[test]
fn names_of_checks_are_chinese_and_align() {
    let server = simulator(&[]);
    let origin = server.origin();
    let mut run = start(&["doctor", "115", "--reroute", &origin], SMALL, &[]);
    run.finish();
    let screen = shown((80, 60), &run.output).text();
    for line in [
        "失败      数据目录   无法写入",
        "/home/qrlogin：不是目录",
        "跳过      CA 证书    使用",
        "正常      TCP        已连接",
    ] {
        assert!(screen.contains(line), "{line}: {screen}");
    }
    assert!(!screen.contains("clock"), "{screen}");
}

#[test]
fn an_interrupt_without_a_terminal_ends_in_chinese() {
    let server = simulator(&["person="]);
    let origin = server.origin();
    let mut login = command(&["login", "115", "--qr", "none", "--reroute", &origin]);
    let login = login.envs([OF_LOCALE, ("LC_ALL", "zh_CN.UTF-8")]);
    let login = login.stdout(std::process::Stdio::piped());
    let child = login.stderr(std::process::Stdio::piped()).spawn().unwrap();
    shows_a_code(&server);
    kill(&child, "-INT");
    let ran = finish(child);
    assert_eq!(ran.code, 130, "{}", ran.err);
    let end = "错误：已取消，未获得凭据\n提示：上面的二维码已失效：";
    assert!(ran.err.contains(end), "{}", ran.err);
    assert!(!ran.err.contains('\u{1b}'), "{}", ran.err);
}

#[test]
fn a_resized_window_is_drawn_again_in_chinese() {
    let server = simulator(&["person="]);
    let mut run = start_waiting(&server);
    assert!(shown(SMALL, &run.output).is_alternate());
    let tiny = (40, 15);
    run.resize(size(tiny, (8, 16)));
    run.until_text("窗口太小，放不下二维码（当前 40x15，");
    kill(&run.child, "-INT");
    assert_eq!(run.finish(), Some(130));
    assert!(shown(tiny, &run.output).widest() <= 40);
}

#[test]
fn an_interrupt_ends_in_chinese_on_the_main_screen() {
    let server = simulator(&["person="]);
    let mut run = start_waiting(&server);
    kill(&run.child, "-INT");
    assert_eq!(run.finish(), Some(130));
    let shown = shown(SMALL, &run.output);
    assert!(!shown.is_alternate() && shown.has_cursor());
    let text = shown.text();
    assert!(text.contains("错误：已取消，未获得凭据"), "{text}");
    assert!(text.contains("提示：上面的二维码已失效"), "{text}");
}

#[test]
fn labels_are_coloured_unless_no_color_is_set() {
    for (variables, coloured) in [(&[][..], true), (&[("NO_COLOR", "1")], false)] {
        let mut run = start(&["login", "no-such-flow"], SMALL, variables);
        assert_eq!(run.finish(), Some(2));
        let text = run.text();
        assert_eq!(
            text.contains("\u{1b}[1;31m错误：\u{1b}[0m"),
            coloured,
            "{text}"
        );
        assert_eq!(text.contains('\u{1b}'), coloured, "{text}");
    }
}

#[test]
fn the_menu_in_chinese_fits_the_window() {
    let mut run = start(&["login"], SMALL, &[]);
    run.until_text("或名称：");
    let shown = shown(SMALL, &run.output);
    assert!(shown.widest() <= 80, "{}", shown.text());
    let text = shown.text();
    assert!(
        text.starts_with("选择要登录的服务：\n 1  bilibili-web  cookie"),
        "{text}"
    );
    // The rest of a long line is below its beginning.
    let rest = text
        .lines()
        .filter(|line| line.starts_with("    "))
        .collect::<Vec<_>>();
    let is_below = |line: &&str| line.find(|c| c != ' ') == Some(18);
    assert!(!rest.is_empty() && rest.iter().all(is_below), "{text}");
    run.type_line("没有");
    run.until_text("`没有` 不是编号，也不是名称。");
    kill(&run.child, "-INT");
    assert_eq!(run.finish(), Some(130));
}

#[test]
fn a_terminal_without_utf8_gets_english() {
    for locale in ["zh_CN.GBK", "zh_CN.gb18030", "C"] {
        let variables = [("LC_ALL", locale)];
        let mut run = start(&["login", "no-such-flow"], SMALL, &variables);
        assert_eq!(run.finish(), Some(2));
        assert!(run.text().contains("there is no flow"), "{}", run.text());
    }
}

/// A run without a terminal with this locale.
fn piped(arguments: &[&str], locale: &str) -> Ran {
    let mut command = command(arguments);
    let command = command.envs([OF_LOCALE, ("LC_ALL", locale)]);
    ran(command.output().unwrap(), std::time::Instant::now())
}

#[test]
fn a_log_in_chinese_has_no_control_sequences() {
    let server = simulator(&[AT_ONCE]);
    let origin = server.origin();
    let arguments = ["login", "wechat-web", "--qr", "none", "--reroute", &origin];
    let ran = piped(&arguments, "zh_CN.UTF-8");
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(!ran.err.contains('\u{1b}'), "{}", ran.err);
    for line in ["请用微信扫描此二维码：", "登录成功。"] {
        assert!(ran.err.lines().any(|found| found == line), "{}", ran.err);
    }
    assert!(ran.json()["skey"].is_string());
}

#[test]
fn json_is_the_same_in_each_language() {
    let server = simulator(&["person=deny@0s"]);
    let origin = server.origin();
    for arguments in [
        &["login", "no-such-flow", "--json"][..],
        &["login", "115-open", "--json"],
        &["login", "115", "--json", "--timeout", "0"],
        &["login", "115", "--json", "--jsn"],
        &["login", "115", "--json", "--set", "user_agent=\n"],
        &["login", "115", "--json", "--reroute", &origin],
        &["login", "115", "--json", "--out", "/no/such/folder/x"],
        &["list", "--json"],
        &["status", "--all", "--json"],
        &["config", "--json"],
        &["doctor", "--json"],
        &["flows", "--json"],
    ] {
        let [english, chinese] = ["C.UTF-8", "zh_CN.UTF-8"].map(|locale| piped(arguments, locale));
        let last = |ran: &Ran| {
            let last = ran.out.lines().last().unwrap_or_default();
            let mut line: Value = serde_json::from_str(last).unwrap_or_default();
            // The time of the line.
            if let Some(fields) = line.as_object_mut() {
                fields.remove("at");
            }
            line
        };
        assert_eq!(last(&english), last(&chinese), "{arguments:?}");
        assert_eq!(english.code, chinese.code);
        if !chinese.err.is_empty() {
            assert!(chinese.err.contains("错误："), "{}", chinese.err);
            assert_ne!(english.err, chinese.err);
        }
    }
}

#[test]
fn the_option_wins_over_the_locale() {
    let chinese = piped(&["flows", "--lang", "zh"], "C");
    assert!(chinese.out.contains("扫码应用"), "{}", chinese.out);
    let english = piped(&["--lang=en", "flows"], "zh_CN.UTF-8");
    assert!(english.out.contains("scan with"), "{}", english.out);
    let wrong = piped(&["--lang", "fr", "flows"], "C");
    assert_eq!(wrong.code, 2);
}

#[test]
fn the_help_in_chinese_fits_a_window() {
    for arguments in [&["-h"][..], &["login", "-h"], &["help", "serve"]] {
        let mut run = start(arguments, (80, 400), &[]);
        assert_eq!(run.finish(), Some(0));
        let shown = shown((80, 400), &run.output);
        assert!(shown.text().contains("用法：qrlogin"), "{}", shown.text());
        assert!(shown.widest() <= 80, "{}", shown.text());
        let rows = |text: String| text.trim_end().lines().count();
        assert_eq!(rows(shown.text()), rows(run.text()), "{}", shown.text());
    }
}

#[test]
fn reasons_of_failures_are_chinese() {
    let home = Home::new();
    let path = |name: &str| format!("{}/{name}", home.data());
    let cookies = path("cookies.txt");
    std::fs::write(&cookies, ".bilibili.com\tTRUE\t/\tFALSE\tx\tSESSDATA\tx\n").unwrap();
    for (arguments, message) in [
        (
            &["import", &cookies, "--format", "netscape"][..],
            "第 1 行：过期时间不是数字",
        ),
        (
            &["login", "115", "--renew", "x"],
            "--renew <N> 的值 `x` 无效：不是有效的整数",
        ),
        (
            &["login", "bilibili-web", "--set", "a=b", "--out", "-"],
            "--set a：不适用于 bilibili-web，该流程的设置有 buvid",
        ),
        (
            &["login", "115", "--on", "x"],
            "无效：格式不是 EVENT=COMMAND",
        ),
        (
            &["login", "115", "--out", "-", "--proxy", "x://y"],
            "--proxy：不是代理的地址：请写成",
        ),
    ] {
        let ran = ran(
            home.command(&[arguments, &["--lang", "zh"]].concat())
                .output()
                .unwrap(),
            std::time::Instant::now(),
        );
        assert_eq!(ran.code, 2, "{arguments:?}: {}", ran.err);
        assert!(ran.err.contains(message), "{arguments:?}: {}", ran.err);
    }
}

#[test]
fn a_failed_hook_is_reported_in_chinese() {
    let server = simulator(&[AT_ONCE]);
    let origin = server.origin();
    let arguments = ["login", "115", "--on", "code=exit 3", "--reroute", &origin];
    let ran = piped(&arguments, "zh_CN.UTF-8");
    let warning = "警告：--on code 的命令失败：退出码 3\n";
    assert!(ran.err.contains(warning), "{}", ran.err);
}

//! Credentials from the files of other programs: what an export holds comes back.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    missing_docs
)]

use qrlogin::export::Format;
use qrlogin::import::{ImportError, Imported, Options, import};
use qrlogin::{Credential, flows};
use qrlogin_test_support::run;
use serde_json::Value;

/// The formats beside JSON that hold all that a flow needs.
fn whole(flow: &str) -> &'static [Format] {
    use Format::*;
    match flow {
        "bilibili-web" => &[
            Header,
            Netscape,
            Curl,
            Env,
            Playwright,
            CookieEditor,
            Bbdown,
            BilibiliApi,
        ],
        "bilibili-tv" => &[Env, Biliup],
        "wechat-web" => &[Env, Wechat4u],
        "115" | "115-gateway" => &[
            Header,
            Netscape,
            Curl,
            Env,
            Playwright,
            CookieEditor,
            P115client,
            OpenList,
        ],
        "steam" => &[],
        _ => &[Env],
    }
}

fn issued(flow: &str) -> Credential {
    run(flow, "").1.unwrap()
}

fn text(credential: &Credential, format: Format) -> String {
    credential.export(format).unwrap().expose().to_owned()
}

fn read(text: &str, flow: &'static str, format: Format) -> Result<Imported, ImportError> {
    import(text, Options::new().format(format).flow(flow))
}

fn pairs(credential: &Credential) -> Vec<(String, String)> {
    let cookies = credential.cookies().into_iter();
    let mut pairs: Vec<_> = cookies
        .map(|cookie| (cookie.name, cookie.value.expose().to_owned()))
        .collect();
    pairs.sort();
    pairs
}

#[test]
fn json_comes_back_as_the_same() {
    for info in flows::FLOWS {
        let credential = issued(info.id);
        let imported = import(&text(&credential, Format::Json), Options::new()).unwrap();
        assert!(imported.credential == credential, "{}", info.id);
        assert_eq!(imported.format, Format::Json);
    }
}

#[test]
fn what_a_format_holds_comes_back() {
    for info in flows::FLOWS {
        let credential = issued(info.id);
        let fields = serde_json::to_value(&credential).unwrap();
        for format in whole(info.id) {
            let text = text(&credential, *format);
            let imported = read(&text, info.id, *format).unwrap().credential;
            let left_out = credential.left_out(*format);
            let held = |(name, _): &(String, String)| !left_out.contains(name);
            let expected: Vec<_> = pairs(&credential).into_iter().filter(held).collect();
            assert_eq!(pairs(&imported), expected, "{} {format}", info.id);
            let back = serde_json::to_value(&imported).unwrap();
            for (name, value) in fields.as_object().unwrap() {
                if name == "cookies" || left_out.contains(name) {
                    continue;
                }
                let same = match (name.as_str(), value.as_u64()) {
                    ("expires_at", Some(ms)) => back[name] == ms / 1000 * 1000,
                    _ => back[name] == *value,
                };
                assert!(same, "{} {format}: {name}", info.id);
            }
        }
    }
}

#[test]
fn formats_with_all_attributes_give_the_same_cookies() {
    for flow in ["bilibili-web", "115"] {
        let credential = issued(flow);
        for format in [Format::Netscape, Format::Playwright, Format::CookieEditor] {
            let imported = read(&text(&credential, format), flow, format).unwrap();
            let seconds = |credential: &Credential| {
                let mut cookies = credential.cookies();
                for cookie in &mut cookies {
                    let end = cookie.expires.map(|end| end.as_secs());
                    cookie.expires = end.map(qrlogin::Timestamp::from_secs);
                    // cookies.txt has the prefix on request alone.
                    cookie.http_only &= format != Format::Netscape;
                }
                cookies
            };
            let (back, sent) = (seconds(&imported.credential), seconds(&credential));
            assert!(back == sent, "{flow} {format}");
        }
    }
}

#[test]
fn what_a_flow_needs_is_named_where_a_format_lacks_it() {
    for info in flows::FLOWS {
        let credential = issued(info.id);
        for format in Format::of(info) {
            if format == Format::Json || whole(info.id).contains(&format) {
                continue;
            }
            let read = read(&text(&credential, format), info.id, format);
            let Err(ImportError::Incomplete { missing, .. }) = read else {
                panic!("{} {format}: {read:?}", info.id);
            };
            assert!(!missing.is_empty(), "{} {format}", info.id);
        }
    }
}

#[test]
fn format_and_flow_are_detected() {
    for info in flows::FLOWS {
        let credential = issued(info.id);
        for format in whole(info.id) {
            let imported = import(&text(&credential, *format), Options::new());
            match (info.id, format) {
                ("phi-api" | "taptap", _) => {
                    let Err(ImportError::WhichFlow { flows, .. }) = imported else {
                        panic!("{imported:?}");
                    };
                    assert_eq!(flows, ["phi-api", "taptap"]);
                }
                (flow, _) => {
                    let imported = imported.unwrap_or_else(|error| panic!("{flow}: {error}"));
                    let common = if flow == "115-gateway" { "115" } else { flow };
                    assert_eq!(imported.credential.flow(), common, "{format}");
                    let is_line = *format == Format::P115client;
                    let format = if is_line { Format::Header } else { *format };
                    assert_eq!(imported.format, format);
                }
            }
        }
    }
}

#[test]
fn cookies_of_the_tv_app_are_those_of_the_web_too() {
    let tv = issued("bilibili-tv");
    let imported = import(&text(&tv, Format::Netscape), Options::new()).unwrap();
    assert_eq!(imported.credential.flow(), "bilibili-web");
    assert_eq!(pairs(&imported.credential), pairs(&tv));
}

#[test]
fn cookies_of_other_sites_are_ignored() {
    let file = "# Netscape HTTP Cookie File\r\n\
        # a comment\r\n\
        \r\n\
        .example.org\tTRUE\t/\tTRUE\t0\tSESSDATA\tother\r\n\
        .notbilibili.com\tTRUE\t/\tTRUE\t0\tSESSDATA\tother\r\n\
        #HttpOnly_.bilibili.com\tTRUE\t/\tTRUE\t1800000000.5\tSESSDATA\tmine\r\n\
        www.bilibili.com\tFALSE\t/x\tfalse\t0\tbili_jct\tc5rf\r\n\
        .bilibili.com\tTRUE\t/\tFALSE\t4102444800\tDedeUserID\t10086\r\n\
        .bilibili.com\tTRUE\t/\tFALSE\t\tname\ta space";
    let imported = import(file, Options::new()).unwrap();
    assert_eq!(imported.left_out, ["name"]);
    let cookies = imported.credential.cookies();
    assert_eq!(cookies.len(), 3);
    let [first, second, third] = cookies.as_slice() else {
        panic!()
    };
    assert_eq!(first.value.expose(), "mine");
    assert!(first.http_only && first.secure && !first.host_only);
    assert_eq!(first.expires.unwrap().as_secs(), 1_800_000_000);
    assert!(second.host_only && second.expires.is_none());
    assert_eq!((&*second.domain, &*second.path), ("www.bilibili.com", "/x"));
    // The end that an export gives to a session cookie.
    assert_eq!(third.expires, None);
}

#[test]
fn a_header_is_read_with_its_name_and_without() {
    let header = "SESSDATA=a%2Cb; bili_jct=c;DedeUserID=1;";
    for text in [
        header.to_owned(),
        format!("Cookie: {header}\r\n"),
        format!("\u{feff}cookie:{header}"),
    ] {
        let imported = import(&text, Options::new()).unwrap();
        let cookies = imported.credential.cookies();
        assert_eq!(cookies[0].value.expose(), "a%2Cb");
        assert_eq!(cookies[0].domain, "bilibili.com");
        assert!(cookies[0].secure && cookies.len() == 3);
    }
}

#[test]
fn the_same_site_column_of_libsoup_is_ignored() {
    let seven = text(&issued("115"), Format::Netscape);
    let eight: String = seven
        .lines()
        .map(|line| match line.starts_with("# ") || line.is_empty() {
            true => format!("{line}\n"),
            false => format!("{line}\tNone\n"),
        })
        .collect();
    assert_ne!(eight, seven);
    let read = |text: &str| read(text, "115", Format::Netscape).unwrap();
    assert_eq!(
        pairs(&read(&eight).credential),
        pairs(&read(&seven).credential)
    );
}

#[test]
fn the_parameters_in_bbdowns_file_are_no_cookies() {
    let file =
        "DedeUserID=1;DedeUserID__ckMd5=m;Expires=15551000;SESSDATA=a%2Cb;bili_jct=c;gourl=x";
    let imported = import(file, Options::new()).unwrap();
    assert_eq!(imported.format, Format::Bbdown);
    assert_eq!(imported.credential.cookies().len(), 4);
}

#[test]
fn the_app_of_115_is_that_of_the_slot() {
    let read = |uid: &str| import(&format!("UID={uid}; CID=c; SEID=s"), Options::new());
    let fields = serde_json::to_value(read("1_H1_17").unwrap().credential).unwrap();
    assert_eq!(fields["app"], "ipad");
    assert_eq!(fields["user_agent"], "UPad/1.0.0");
    assert_eq!(fields["kid"], Value::Null);
    let error = read("1_Z9_17").unwrap_err();
    assert!(matches!(error, ImportError::Incomplete { missing, .. } if missing == ["app"]));
}

#[test]
fn openlist_is_read_as_a_storage_or_its_addition() {
    let addition = text(&issued("115"), Format::OpenList);
    let storage = serde_json::json!({ "mount_path": "/115", "addition": addition }).to_string();
    let [one, two] = [addition, storage].map(|text| import(&text, Options::new()).unwrap());
    assert!(one == two && one.credential == issued("115"));
}

#[test]
fn curl_is_read_in_its_other_spellings() {
    let pairs = "UID=1_R2_17; CID=c; SEID=s";
    for file in [
        format!("# mine\nurl = \"https://webapi.115.com\"\ncookie: \"{pairs}\"\n"),
        format!("-b \"{pairs}\"\n-A \"U\\\"A\"\n"),
        format!("header = \"Cookie: {pairs}\"\nheader = \"User-Agent: U\\\"A\"\n"),
    ] {
        let imported = import(&file, Options::new()).unwrap();
        assert_eq!(imported.format, Format::Curl);
        assert_eq!(imported.credential.cookies().len(), 3);
        let agent = serde_json::to_value(&imported.credential).unwrap();
        let is_set = agent["user_agent"] == "U\"A";
        assert_eq!(is_set, !file.starts_with('#'));
    }
}

#[test]
fn environment_lines_are_read_as_a_shell_does() {
    let file = "# bot\nexport FEISHU_APP_ID='cli_1'\nFEISHU_APP_SECRET=\"a\\\"b\" # note\n\
                OTHER=1\nFEISHU_DOMAIN=lark\nFEISHU_APP_ID=cli_2 # the last one counts\n";
    let imported = import(file, Options::new()).unwrap();
    let fields = serde_json::to_value(imported.credential).unwrap();
    assert_eq!(fields["app_id"], "cli_2");
    assert_eq!(fields["app_secret"], "a\"b");
    assert_eq!(fields["host"], "accounts.larksuite.com");
}

#[test]
fn playwright_has_the_refresh_token_of_bilibili_again() {
    let web = issued("bilibili-web");
    let imported = import(&text(&web, Format::Playwright), Options::new()).unwrap();
    let token = |credential: &Credential| {
        let fields = serde_json::to_value(credential).unwrap();
        fields["refresh_token"].as_str().unwrap().to_owned()
    };
    assert_eq!(token(&imported.credential), token(&web));
}

#[test]
fn cookies_of_wechat4u_get_the_domains_that_the_service_sets() {
    let data = r#"{"PROP":{"uin":"1","sid":"s","skey":"k","passTicket":"p"},
        "CONF":{"origin":"https://wx2.qq.com"},
        "COOKIE":{"wxsid":"s","webwx_data_ticket":"t","pgv_si":"s1"}}"#;
    let cookies = import(data, Options::new()).unwrap().credential.cookies();
    let mut domains: Vec<_> = cookies.iter().map(|it| (&*it.name, &*it.domain)).collect();
    domains.sort_unstable();
    let expected = [("webwx_data_ticket", "qq.com"), ("wxsid", "wx2.qq.com")];
    assert_eq!(domains, expected);
}

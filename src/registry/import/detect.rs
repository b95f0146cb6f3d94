//! Which format a text has.

use serde_json::Value;

use super::ImportError;
use super::json::parse;
use super::lines::CURL_OPTIONS;
use crate::export::Format;
use crate::registry::export::env;

/// The format of a text.
///
/// # Errors
/// [`ImportError::Format`], or the place of an error in JSON.
pub(super) fn format(text: &str) -> Result<Format, ImportError> {
    let start = text.trim_start();
    if start.starts_with("[profiles") {
        return Ok(Format::Yutto);
    }
    if start.starts_with(['{', '[']) {
        return of_json(&parse(Format::Json, text)?).ok_or(ImportError::Format);
    }
    let lines: Vec<_> = text.lines().map(str::trim).collect();
    let with_tabs = |line: &&str| line.matches('\t').count() >= 6;
    if start.starts_with("# Netscape") || text.lines().any(|line| with_tabs(&line)) {
        return Ok(Format::Netscape);
    }
    let mut lines = lines
        .into_iter()
        .filter(|line| !line.is_empty() && !line.starts_with('#'));
    if lines.clone().any(is_variable) {
        return Ok(Format::Env);
    }
    if lines.clone().any(is_option) {
        return Ok(Format::Curl);
    }
    match (lines.next(), lines.next()) {
        (Some(line), None) if line.starts_with("access_token=") && !line.contains(';') => {
            Ok(Format::BbdownTv)
        }
        (Some(line), None) if line.contains('=') => Ok(match line.contains("; ") {
            false if line.contains("SESSDATA=") && line.contains(';') => Format::Bbdown,
            _ => Format::Header,
        }),
        _ => Err(ImportError::Format),
    }
}

fn of_json(value: &Value) -> Option<Format> {
    let has = |key: &str| value.get(key).is_some();
    if value.is_array() {
        Some(Format::CookieEditor)
    } else if has("flow") {
        Some(Format::Json)
    } else if has("cookie_info") || has("token_info") {
        Some(Format::Biliup)
    } else if has("PROP") {
        Some(Format::Wechat4u)
    } else if has("cookies") {
        Some(Format::Playwright)
    } else if has("sessdata") {
        Some(Format::BilibiliApi)
    } else if has("cookie") || has("addition") {
        Some(Format::OpenList)
    } else {
        None
    }
}

/// Whether the line sets a variable that a flow has.
fn is_variable(line: &str) -> bool {
    let line = line.strip_prefix("export ").unwrap_or(line);
    let name = line.split_once('=').map(|(name, _)| name.trim());
    name.is_some_and(env::is_known)
}

/// Whether the line is an option of curl that holds credentials.
fn is_option(line: &str) -> bool {
    let end = line.find([' ', '\t', '=', ':', '"']);
    let (option, rest) = line.split_at_checked(end.unwrap_or(0)).unwrap_or(("", ""));
    let rest = rest.trim_start_matches([' ', '\t', '=', ':']);
    let is_short = option.starts_with('-');
    CURL_OPTIONS.contains(&option) && (is_short || rest.starts_with('"'))
}

//! Flows of tokens: their fields come from environment lines.

use serde_json::{Value, json};

use super::ImportError;
use super::assemble::Part;
use super::found::Found;
use crate::registry::export::env;

impl Part {
    /// A flow without cookies, or one whose cookies no format but JSON holds whole.
    pub(super) fn tokens(&mut self, found: &mut Found) -> Result<(), ImportError> {
        let table = env::table(self.flow).unwrap_or_default();
        // A header of curl has a bot's token under the name of all tokens.
        if self.flow == "wechat-ilink"
            && let Some(token) = found.values.remove("access_token")
        {
            found.values.entry("bot_token").or_insert(token);
        }
        for variable in table {
            let Some(value) = found.values.remove(variable.field) else {
                continue;
            };
            self.check_word(variable.field, &value)?;
            match variable.field.split_once('.') {
                Some((outer, inner)) => {
                    let object = self.object.entry(outer).or_insert_with(|| json!({}));
                    if let Some(object) = object.as_object_mut() {
                        object.insert(inner.to_owned(), value);
                    }
                }
                None => drop(self.object.insert(variable.field.to_owned(), value)),
            }
        }
        self.fill();
        for field in required(self.flow) {
            let pointer = format!("/{}", field.replace('.', "/"));
            let value = Value::Object(self.object.clone());
            if value.pointer(&pointer).is_none() {
                self.missing.push(self.shown(field));
            }
        }
        Ok(())
    }

    /// Checks a field that is one of a few words.
    fn check_word(&self, field: &str, value: &Value) -> Result<(), ImportError> {
        let words: &[&str] = match field {
            "region" => &["china", "international"],
            "brand" => &["feishu", "lark"],
            "platform" => &["web", "client", "mobile"],
            _ => return Ok(()),
        };
        match value.as_str().is_some_and(|word| words.contains(&word)) {
            true => Ok(()),
            false => Err(self.wrong(self.shown(field), "it is none of the words that it can be")),
        }
    }

    /// What the service itself takes where a field is left out.
    fn fill(&mut self) {
        let mut fill = |field: &str, value: Value| {
            self.object.entry(field).or_insert(value);
        };
        match self.flow {
            "device" => {
                fill("token_type", "bearer".into());
                fill("scope", json!([]));
            }
            "steam" => fill("without_session", json!([])),
            "feishu" => {
                fill("brand", "feishu".into());
                let is_lark = self.object.get("brand").is_some_and(|it| *it == "lark");
                let host = if is_lark {
                    "accounts.larksuite.com"
                } else {
                    "accounts.feishu.cn"
                };
                self.object.insert("host".to_owned(), host.into());
            }
            "phi-api" | "taptap" => {
                let token = self.object.get_mut("token").and_then(Value::as_object_mut);
                if let Some(token) = token {
                    let kid = token.get("kid").cloned().unwrap_or_default();
                    token.entry("access_token").or_insert(kid);
                    token.entry("mac_algorithm").or_insert("hmac-sha-1".into());
                    token.entry("token_type").or_insert("mac".into());
                    token.entry("scope").or_insert("".into());
                }
            }
            _ => {}
        }
    }
}

/// The fields without which there are no credentials of a flow.
fn required(flow: &str) -> &'static [&'static str] {
    match flow {
        "115-open" => &["access_token", "refresh_token"],
        "phi-api" => &["session_token", "region", "token.kid", "token.mac_key"],
        "taptap" => &["region", "token.kid", "token.mac_key"],
        "steam" => &["platform", "steam_id", "refresh_token", "cookies"],
        "wechat-ilink" => &["bot_token", "ilink_bot_id", "baseurl"],
        "device" => &["access_token", "token_endpoint", "client_id"],
        _ => &["app_id", "app_secret"],
    }
}

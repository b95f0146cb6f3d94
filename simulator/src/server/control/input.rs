//! The parameters of a control call, from the query, a form or JSON. Unknown ones are refused.

use http::header::CONTENT_TYPE;
use serde_json::Value;
use url::form_urlencoded;

use crate::exchange::Request;
use crate::scenario::nearest;
use crate::server::members::Members;

/// The parameters of a call, each of them once.
pub(super) struct Input(Vec<(String, String)>);

impl Input {
    /// Reads the parameters of a request; the call knows only some names.
    ///
    /// # Errors
    /// A message about a malformed body or an unknown name.
    pub(super) fn read(request: &Request, known: &[&str]) -> Result<Self, String> {
        let query = request.uri().query().unwrap_or_default();
        let mut pairs: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes())
            .into_owned()
            .collect();
        pairs.extend(body(request)?);
        for (index, (name, _)) in pairs.iter().enumerate() {
            if !known.contains(&name.as_str()) {
                return Err(unknown(name, known));
            }
            if pairs.iter().skip(index + 1).any(|(other, _)| other == name) {
                return Err(format!("`{name}` is given twice"));
            }
        }
        Ok(Self(pairs))
    }

    /// The value of a parameter.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let (_, value) = self.0.iter().find(|(known, _)| known == name)?;
        Some(value)
    }
}

fn unknown(name: &str, known: &[&str]) -> String {
    if known.is_empty() {
        return format!("this call takes no parameters, so no `{name}` either");
    }
    let list = known.join("`, `");
    format!("no parameter of this call is called `{name}`; there are: `{list}`")
}

/// The parameters of a body. `curl -d` labels JSON as a form, so what begins as an object is read
/// as one.
fn body(request: &Request) -> Result<Vec<(String, String)>, String> {
    let body = request.body().trim_ascii();
    if body.is_empty() {
        return Ok(Vec::new());
    }
    let header = request.headers().get(CONTENT_TYPE);
    let label = header.map(|value| String::from_utf8_lossy(value.as_bytes()).to_ascii_lowercase());
    let label = label.as_deref().unwrap_or_default();
    let media_type = label.split(';').next().unwrap_or_default().trim();
    match media_type {
        "application/json" => json(body),
        "" | "application/x-www-form-urlencoded" if body.starts_with(b"{") => json(body),
        "" | "application/x-www-form-urlencoded" => {
            Ok(form_urlencoded::parse(body).into_owned().collect())
        }
        other => Err(format!(
            "a body of the type `{other}` cannot be read; send application/json or application/x-www-form-urlencoded"
        )),
    }
}

fn json(body: &[u8]) -> Result<Vec<(String, String)>, String> {
    let Members(members) = serde_json::from_slice(body)
        .map_err(|error| format!("the body is no JSON object: {error}"))?;
    let text = |(name, value): (String, Value)| match value {
        Value::String(text) => Ok((name, text)),
        Value::Bool(_) | Value::Number(_) => Ok((name, value.to_string())),
        _ => Err(format!("`{name}` has to be a text, not {value}")),
    };
    members.into_iter().map(text).collect()
}

/// What is wrong with a name, with those that are nearest to it.
pub(super) fn no_such(what: &str, name: &str, known: &[&str]) -> String {
    let near = nearest(name, known.iter().copied(), 3).join("`, `");
    format!("there is no {what} `{name}`; the nearest are: `{near}`")
}

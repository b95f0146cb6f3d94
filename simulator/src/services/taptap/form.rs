//! The bodies of the code request and of the token poll: a form, in either of its two encodings
//! (spec 2.6). Steam takes both, too.

use url::form_urlencoded;

use crate::incoming::Incoming;

/// The fields of a form.
pub(in crate::services) struct Form(Vec<(String, String)>);

impl Form {
    /// The form in a body; `None` if the body is not a form.
    pub(in crate::services) fn of(incoming: &Incoming) -> Option<Self> {
        match incoming.media_type().as_str() {
            "application/x-www-form-urlencoded" => Some(Self(
                form_urlencoded::parse(&incoming.body)
                    .into_owned()
                    .collect(),
            )),
            "multipart/form-data" => multipart(incoming).map(Self),
            _ => None,
        }
    }

    /// The value of a field; `None` if it is absent or empty.
    pub(in crate::services) fn get(&self, name: &str) -> Option<&str> {
        let (_, value) = self.0.iter().find(|(key, _)| key == name)?;
        (!value.is_empty()).then_some(value)
    }

    /// The device id, quoted or not.
    pub(super) fn device_id(&self) -> Option<String> {
        let info = self.get("info")?;
        let info: serde_json::Value = serde_json::from_str(info).ok()?;
        info.get("device_id")?.as_str().map(str::to_owned)
    }
}

/// The text fields of a multipart body.
fn multipart(incoming: &Incoming) -> Option<Vec<(String, String)>> {
    let content_type = incoming.header(http::header::CONTENT_TYPE);
    let boundary = parameter(content_type, "boundary")?;
    let body = String::from_utf8_lossy(&incoming.body);
    // The first delimiter has no line end before it.
    let body = format!("\r\n{body}");
    let delimiter = format!("\r\n--{boundary}");
    let mut parts = body.split(delimiter.as_str()).skip(1);
    let mut fields = Vec::new();
    loop {
        // Without its end the body is cut.
        let part = parts.next()?;
        if part.starts_with("--") {
            return Some(fields);
        }
        let (head, value) = part
            .trim_start_matches([' ', '\t'])
            .strip_prefix("\r\n")?
            .split_once("\r\n\r\n")?;
        let disposition = head.lines().find_map(|line| {
            let (name, value) = line.split_once(':')?;
            name.eq_ignore_ascii_case("content-disposition")
                .then_some(value)
        })?;
        fields.push((parameter(disposition, "name")?, value.to_owned()));
    }
}

/// A parameter of a header, such as `boundary=x` or `name="x"`.
fn parameter(header: &str, wanted: &str) -> Option<String> {
    header.split(';').find_map(|pair| {
        let (name, value) = pair.trim().split_once('=')?;
        name.eq_ignore_ascii_case(wanted)
            .then(|| value.trim_matches('"').to_owned())
    })
}

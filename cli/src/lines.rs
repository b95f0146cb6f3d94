//! What every JSON line has: the version of the lines, the flow and the time.

use std::time::SystemTime;

use qrlogin::Timestamp;
use serde_json::{Value, json};

/// The version of the lines. It is raised when a field changes its meaning or is removed; new
/// fields and events do not raise it.
pub(crate) const VERSION: u64 = 1;

/// The events of a login.
pub(crate) const EVENTS: [&str; 7] = [
    "code",
    "scanned",
    "input_wanted",
    "confirmed",
    "retrying",
    "credential",
    "error",
];

/// The line with version, flow and time (Unix time in ms). A flow that the line names stays;
/// without one it is `null`, as for wrong usage. What is no event stays as it is.
pub(crate) fn stamped(mut line: Value, flow: Option<&str>) -> Value {
    if let Some(fields) = line.as_object_mut()
        && fields.contains_key("event")
        && !fields.contains_key("v")
    {
        let now: Timestamp = SystemTime::now().into();
        fields.insert("v".to_owned(), VERSION.into());
        fields.insert("at".to_owned(), json!(now));
        let named = fields.entry("flow").or_insert(Value::Null);
        if named.is_null() {
            *named = json!(flow);
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_gets_version_flow_and_time() {
        let line = stamped(json!({ "event": "confirmed" }), Some("115"));
        assert_eq!(line["v"], 1);
        assert_eq!(line["flow"], "115");
        assert!(line["at"].as_u64().unwrap() > 1_700_000_000_000);
        let wrong = stamped(json!({ "event": "error" }), None);
        assert_eq!(wrong.get("flow"), Some(&Value::Null));
    }

    #[test]
    fn a_line_is_stamped_once_and_keeps_its_flow() {
        let line = json!({ "event": "x", "v": 1, "at": 7, "flow": "steam" });
        assert_eq!(stamped(line.clone(), Some("115")), line);
        let named = stamped(json!({ "event": "x", "flow": "steam" }), Some("115"));
        assert_eq!(named["flow"], "steam");
        assert_eq!(stamped(json!({ "v": 1 }), Some("115")), json!({ "v": 1 }));
    }
}

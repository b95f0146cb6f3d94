//! JSON with one line for each header and each step, to be read by people and compared by line.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::Serializer;
use serde_json::ser::Formatter;

/// Lists with one line for each item.
const LISTS: [&str; 2] = ["headers", "trace"];
/// Lists on one line.
const SHORT: [&str; 4] = ["events", "inputs", "seed", "volatile"];

pub(super) fn write(value: &impl Serialize) -> String {
    let mut bytes = Vec::new();
    let mut serializer = Serializer::with_formatter(&mut bytes, Layout::default());
    // Plain values with text keys, written to memory: this cannot fail.
    let _ = value.serialize(&mut serializer);
    bytes.push(b'\n');
    String::from_utf8(bytes).unwrap_or_default()
}

#[derive(Default)]
struct Layout {
    depth: usize,
    /// The depth of such a list, and the depth from which everything is on one line.
    list: Option<(usize, usize)>,
    /// The last text written: at the start of a list, its name.
    last: String,
    is_empty: bool,
}

impl Layout {
    fn is_one_line(&self) -> bool {
        self.list.is_some_and(|(_, from)| self.depth >= from)
    }

    fn line<W: ?Sized + Write>(&self, writer: &mut W) -> io::Result<()> {
        if self.is_one_line() {
            return Ok(());
        }
        writer.write_all(b"\n")?;
        (0..self.depth).try_for_each(|_| writer.write_all(b" "))
    }

    fn begin<W: ?Sized + Write>(&mut self, writer: &mut W, bracket: &[u8]) -> io::Result<()> {
        self.depth += 1;
        self.is_empty = true;
        writer.write_all(bracket)
    }

    fn end<W: ?Sized + Write>(&mut self, writer: &mut W, bracket: &[u8]) -> io::Result<()> {
        let was_one_line = self.is_one_line();
        self.depth = self.depth.saturating_sub(1);
        if !self.is_empty && !was_one_line {
            self.line(writer)?;
        }
        if self.list.is_some_and(|(at, _)| self.depth <= at) {
            self.list = None;
        }
        self.is_empty = false;
        writer.write_all(bracket)
    }

    fn item<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        if !first {
            writer.write_all(if self.is_one_line() { b", " } else { b"," })?;
        }
        self.is_empty = false;
        self.line(writer)
    }
}

impl Formatter for Layout {
    fn begin_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        let name = self.last.as_str();
        if self.list.is_none() && LISTS.contains(&name) {
            self.list = Some((self.depth, self.depth + 2));
        } else if self.list.is_none() && SHORT.contains(&name) {
            self.list = Some((self.depth, self.depth + 1));
        }
        self.begin(writer, b"[")
    }

    fn end_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.end(writer, b"]")
    }

    fn begin_array_value<W: ?Sized + Write>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> io::Result<()> {
        self.item(writer, first)
    }

    fn begin_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.begin(writer, b"{")
    }

    fn end_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.end(writer, b"}")
    }

    fn begin_object_key<W: ?Sized + Write>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> io::Result<()> {
        self.item(writer, first)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        writer.write_all(b": ")
    }

    fn begin_string<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.last.clear();
        writer.write_all(b"\"")
    }

    fn write_string_fragment<W: ?Sized + Write>(
        &mut self,
        writer: &mut W,
        text: &str,
    ) -> io::Result<()> {
        self.last.push_str(text);
        writer.write_all(text.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn headers_and_steps_have_a_line_each_and_the_rest_is_indented() {
        let value = json!({
            "a": [], "b": {}, "headers": [{ "name": "x", "value": "y" }, { "name": "z" }],
            "i": { "j": [1, 2] }, "seed": [1, 2], "trace": [{ "at": 1, "event": { "k": [1] } }],
        });
        let text = write(&value);
        assert_eq!(
            text,
            "{\n \"a\": [],\n \"b\": {},\n \"headers\": [\n  {\"name\": \"x\", \"value\": \"y\"},\n  {\"name\": \"z\"}\n ],\n \
             \"i\": {\n  \"j\": [\n   1,\n   2\n  ]\n },\n \"seed\": [1, 2],\n \"trace\": [\n  {\"at\": 1, \"event\": {\"k\": [1]}}\n ]\n}\n"
        );
        assert_eq!(
            serde_json::from_str::<serde_json::Value>(&text).unwrap(),
            value
        );
    }
}

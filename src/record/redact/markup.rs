//! XML, element by element, and web pages, which are left out.

use super::Redactor;
use super::words::pieces;

/// XML with the texts and attributes redacted in place. Of a web page only the first tag stays: a page says
/// what it says to a person, and no login reads it.
pub(super) fn rewrite(redactor: &mut Redactor, text: &str) -> String {
    if is_page(text) {
        let end = text.find('>').map_or(text.len(), |end| end + 1);
        let first = text.get(..end.min(120)).unwrap_or("<html>");
        let first = tag(redactor, first);
        return format!(
            "{first}\n<!-- a web page of {} bytes was here -->\n",
            text.len()
        );
    }
    let mut out = String::with_capacity(text.len());
    let (mut rest, mut name) = (text, "");
    while !rest.is_empty() {
        let start = rest.find('<').unwrap_or(rest.len());
        let (content, markup) = rest.split_at_checked(start).unwrap_or((rest, ""));
        out.push_str(&element(redactor, name, content));
        let end = end_of(markup);
        let (whole, after) = markup.split_at_checked(end).unwrap_or((markup, ""));
        if let Some(cdata) = whole
            .strip_prefix("<![CDATA[")
            .and_then(|it| it.strip_suffix("]]>"))
        {
            let text = redactor.value("", name, cdata);
            out.push_str(&format!("<![CDATA[{text}]]>"));
        } else if whole.starts_with("<!--") {
            out.push_str("<!-- -->");
        } else {
            out.push_str(&tag(redactor, whole));
            name = tag_name(whole);
        }
        rest = after;
    }
    out
}

/// The length of the markup that the text begins with.
fn end_of(markup: &str) -> usize {
    let closing = if markup.starts_with("<![CDATA[") {
        "]]>"
    } else if markup.starts_with("<!--") {
        "-->"
    } else if markup.starts_with("<!DOCTYPE")
        && markup.split('>').next().is_some_and(|it| it.contains('['))
    {
        "]>"
    } else {
        ">"
    };
    markup
        .find(closing)
        .map_or(markup.len(), |at| at + closing.len())
}

/// The name of an opening tag; empty for any other markup, whose texts belong to nothing.
fn tag_name(tag: &str) -> &str {
    let name = tag.strip_prefix('<').unwrap_or(tag);
    let end = name.find(|c: char| !c.is_alphanumeric() && !matches!(c, '_' | '-' | ':'));
    name.get(..end.unwrap_or(name.len())).unwrap_or_default()
}

/// A tag with the values of its attributes redacted.
fn tag(redactor: &mut Redactor, tag: &str) -> String {
    pieces(
        tag,
        |c| c != '"' && c != '\'',
        |part| {
            let is_name = part.starts_with(['<', ' ', '>', '/', '?', ']']) || part.ends_with('>');
            if is_name {
                redactor.stand_ins.sweep(part)
            } else {
                redactor.words(part)
            }
        },
    )
}

fn element(redactor: &mut Redactor, name: &str, content: &str) -> String {
    if content.trim().is_empty() {
        return content.to_owned();
    }
    let decoded = decode(content);
    let redacted = redactor.value("", name, &decoded);
    if redacted == decoded {
        return content.to_owned();
    }
    let redacted = redacted.replace('&', "&amp;").replace('<', "&lt;");
    redacted.replace('>', "&gt;")
}

fn decode(content: &str) -> String {
    let plain = content.replace("&lt;", "<").replace("&gt;", ">");
    let plain = plain.replace("&quot;", "\"").replace("&apos;", "'");
    plain.replace("&amp;", "&")
}

fn is_page(text: &str) -> bool {
    let text = text.trim_start_matches('\u{feff}').trim_start();
    let start: String = text.chars().take(14).collect();
    let start = start.to_ascii_lowercase();
    ["<!doctype html", "<!doctypehtml", "<html", "<head", "<body"]
        .iter()
        .any(|page| start.starts_with(page))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::PublicNames;

    fn redacted(text: &str) -> String {
        rewrite(&mut Redactor::new(PublicNames::new(&[])), text)
    }

    #[test]
    fn public_elements_and_the_structure_stay() {
        for text in [
            "<error><ret>1203</ret><message>为了你的帐号安全</message></error>",
            "<?xml version=\"1.0\"?>\n<error>\n<ret>0</ret><message></message></error>",
            "<!DOCTYPE error [<!ENTITY a \"0\">]><error><ret>0</ret></error>",
        ] {
            assert_eq!(redacted(text), text);
        }
    }

    #[test]
    fn every_other_element_goes_whatever_form_it_has() {
        for text in [
            "<error><skey>s3cr3t</skey></error>",
            "<error><skey><![CDATA[s3cr3t]]></skey></error>",
            "<error><a x=\"s3cr3t\">s3cr3t</a><!-- s3cr3t --></error>",
            "<error>s3cr3t<a/>s3cr3t",
            "<a>s3cr3t&amp;s3cr3t</a>",
            "<skey>s3cr3t",
        ] {
            let redacted = redacted(text);
            assert!(!redacted.contains("s3cr3t"), "{redacted}");
        }
    }

    #[test]
    fn a_web_page_is_left_out_but_stays_one() {
        for text in [
            "<!DOCTYPE html>\n<p>s3cr3t",
            "<html lang=\"zh\"><b>s3cr3t</b>",
            "  <HTML><i>s3cr3t",
        ] {
            let redacted = redacted(text);
            assert!(
                is_page(&redacted)
                    && redacted.contains("web page of")
                    && !redacted.contains("s3cr3t"),
                "{redacted}"
            );
        }
    }
}

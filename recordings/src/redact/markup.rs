//! XML, element by element, and web pages, of which only the first tag is kept.

use super::Redactor;
use super::messages::pieces;

/// XML with texts and attributes redacted in place. Of a web page only the first tag is kept, and
/// the elements that the flow reads.
pub(super) fn rewrite(redactor: &mut Redactor, text: &str) -> String {
    if is_page(text) {
        let end = text.find('>').map_or(text.len(), |end| end + 1);
        let first = text.get(..end.min(120)).unwrap_or("<html>");
        let first = tag(redactor, first);
        let kept = page_elements(redactor, text);
        return format!(
            "{first}\n<!-- a web page of {} bytes was here -->\n{kept}",
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
        if let Some(cdata) = whole.strip_prefix("<![CDATA[") {
            let (cdata, end) = match cdata.strip_suffix("]]>") {
                Some(cdata) => (cdata, "]]>"),
                None => (cdata, ""),
            };
            let text = redactor.value("", name, cdata);
            out.push_str(&format!("<![CDATA[{text}{end}"));
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

/// The elements of a page that the flow reads, with placeholders as their texts.
fn page_elements(redactor: &mut Redactor, page: &str) -> String {
    let mut out = String::new();
    for id in redactor.declared.page_elements() {
        let element = page
            .split_once(&format!("id=\"{id}\""))
            .and_then(|(_, rest)| {
                let (_, rest) = rest.split_once('>')?;
                Some(rest.split_once('<')?.0.trim())
            });
        if let Some(text) = element.filter(|text| !text.is_empty()) {
            let text = redactor.value("", "", text);
            out.push_str(&format!("<div id=\"{id}\">{text}</div>\n"));
        }
    }
    out
}

/// The length of the markup at the start of the text.
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

/// The name of an opening tag; empty for any other markup.
fn tag_name(tag: &str) -> &str {
    let name = tag.strip_prefix('<').unwrap_or(tag);
    let end = name.find(|c: char| !c.is_alphanumeric() && !matches!(c, '_' | '-' | ':'));
    name.get(..end.unwrap_or(name.len())).unwrap_or_default()
}

/// A tag with the values of its attributes redacted, each by the attribute's name.
fn tag(redactor: &mut Redactor, tag: &str) -> String {
    if tag.starts_with("<!") {
        return declaration(redactor, tag);
    }
    let name = tag_name(tag.trim_start_matches("<?").trim_start_matches("</"));
    let is_of_xml = tag.starts_with("<?xml");
    let mut out = String::with_capacity(tag.len());
    let mut rest = tag;
    while let Some((before, after)) = rest.split_once('=') {
        let attribute = before.trim_end();
        let start = attribute.rfind(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '/'));
        let attribute = attribute
            .get(start.map_or(0, |at| at + 1)..)
            .unwrap_or_default();
        let space = after.len() - after.trim_start().len();
        let (space, after) = after.split_at_checked(space).unwrap_or(("", after));
        let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''));
        let (value, after) = match quote {
            Some(quote) => {
                let inside = after.strip_prefix(quote).unwrap_or_default();
                inside.split_at_checked(inside.find(quote).unwrap_or(inside.len()))
            }
            None => {
                let end = after.find(|c: char| c.is_whitespace() || c == '>');
                after.split_at_checked(end.unwrap_or(after.len()))
            }
        }
        .unwrap_or((after, ""));
        let redacted = match attribute {
            "version" | "encoding" | "standalone" if is_of_xml => value.to_owned(),
            _ => redactor.value(name, attribute, value),
        };
        let quote = quote.map(String::from).unwrap_or_default();
        out.push_str(&redactor.placeholders.scrub(before));
        out.push_str(&format!("={space}{quote}{redacted}"));
        rest = after;
    }
    out.push_str(&redactor.placeholders.scrub(rest));
    out
}

/// A document type, an entity or another declaration: of quoted texts only public identifiers are
/// kept.
fn declaration(redactor: &mut Redactor, text: &str) -> String {
    pieces(
        text,
        |c| c != '"' && c != '\'',
        |part| {
            let is_quoted = !part.starts_with(['<', ' ', '>', ']', '[']) && !part.ends_with('>');
            match is_quoted {
                false => redactor.placeholders.scrub(part),
                true if part.starts_with("-//") => redactor.message(part),
                true => redactor.value("", "", part),
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
    fn public_elements_and_the_structure_are_kept() {
        for text in [
            "<error><ret>1203</ret><message>为了你的帐号安全</message></error>",
            "<?xml version=\"1.0\"?>\n<error>\n<ret>0</ret><message></message></error>",
            "<!DOCTYPE error [<!ENTITY a \"0\">]><error><ret>0</ret></error>",
        ] {
            assert_eq!(redacted(text), text);
        }
    }

    #[test]
    fn all_other_markup_is_replaced() {
        for text in [
            "<error><skey>zhangsan</skey></error>",
            "<error><skey><![CDATA[zhangsan]]></skey></error>",
            "<error><a x=\"zhangsan\">zhangsan</a><!-- zhangsan --></error>",
            "<note>zhangsan<a/>zhangsan",
            "<a>zhangsan&amp;zhangsan</a>",
            "<skey>zhangsan",
            "<user name=\"zhangsan\" age='zhangsan'/>",
            "<token value=zhangsan/>",
            "<token value = \"/zhangsan/zhangsan\"/>",
            "<a b=\"x>y\" c=\"zhangsan",
            "<?pi a=\"zhangsan\"?>",
            "<![CDATA[zhangsan",
            "<!DOCTYPE a [<!ENTITY b 'zhangsan'>]>",
            "<!ENTITY a \"zhangsan\">",
            "<html data-user=zhangsan>",
            "<!DOCTYPE html SYSTEM \"zhangsan\">",
        ] {
            let redacted = redacted(text);
            assert!(!redacted.contains("zhangsan"), "{redacted}");
        }
    }

    #[test]
    fn an_element_that_the_flow_reads_stays_without_its_text() {
        let names = PublicNames::new(&[]).elements(&["1-name"]);
        let mut redactor = Redactor::new(names);
        let page = "<!DOCTYPE html><p id=\"a\">zhangsan</p><div id=\"1-name\">zhangsan7</div>";
        let redacted = rewrite(&mut redactor, page);
        assert!(!redacted.contains("zhangsan"), "{redacted}");
        let (_, rest) = redacted.split_once("<div id=\"1-name\">").unwrap();
        assert_eq!(rest.split_once('<').unwrap().0.len(), "zhangsan7".len());
    }

    #[test]
    fn only_the_first_tag_of_a_web_page_is_kept() {
        for text in [
            "<!DOCTYPE html>\n<p>zhangsan",
            "<html lang=\"zh\"><b>zhangsan</b>",
            "  <HTML><i>zhangsan",
        ] {
            let redacted = redacted(text);
            assert!(
                is_page(&redacted)
                    && redacted.contains("web page of")
                    && !redacted.contains("zhangsan"),
                "{redacted}"
            );
        }
    }
}

//! Comments cite the protocol specifications as "spec 2.5": each cited section has to exist on the
//! service's page in `docs/protocols/`, which names the folders of its code.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    missing_docs
)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// The folders with a folder for each service.
const CODE: [&str; 3] = [
    "src/providers",
    "simulator/src/services",
    "gateway/src/documented",
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The text of each page, by its name.
fn pages() -> BTreeMap<String, String> {
    let pages = std::fs::read_dir(root().join("docs/protocols")).unwrap();
    pages
        .map(|page| {
            let path = page.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            (name, std::fs::read_to_string(path).unwrap())
        })
        .collect()
}

/// The folders of all services.
fn folders() -> Vec<String> {
    let mut found = Vec::new();
    for code in CODE {
        for entry in std::fs::read_dir(root().join(code)).unwrap() {
            let entry = entry.unwrap();
            if entry.path().is_dir() {
                found.push(format!("{code}/{}", entry.file_name().to_str().unwrap()));
            }
        }
    }
    found
}

/// The page that names this folder as its code.
fn page_of<'a>(folder: &str, pages: &'a BTreeMap<String, String>) -> (&'a str, &'a str) {
    let line = format!("- `{folder}`");
    let named = |text: &str| text.lines().any(|it| it == line);
    let mut all = pages.iter().filter(|(_, text)| named(text));
    let (name, text) = all.next().unwrap_or_else(|| {
        panic!("no page of docs/protocols/ has the line {line}");
    });
    assert!(all.next().is_none(), "two pages have the line {line}");
    (name, text)
}

/// The numbers of the headings of a page, such as `2.5`.
fn sections(text: &str) -> BTreeSet<String> {
    let headings = text.lines().filter(|line| line.starts_with('#'));
    let number = |line: &str| {
        let title = line.trim_start_matches('#').trim_start();
        let number = title.split(' ').next().unwrap().trim_end_matches('.');
        number
            .starts_with(|c: char| c.is_ascii_digit())
            .then(|| number.to_owned())
    };
    headings.filter_map(number).collect()
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|end| end == "rs") {
            found.push(path);
        }
    }
}

/// The sections that the comments of a file cite: after "spec", one or several with "," or "to".
fn citations(text: &str) -> Vec<String> {
    let comments = text.lines().filter_map(|line| {
        let line = line.trim_start();
        line.starts_with("//")
            .then(|| line.trim_start_matches(['/', '!']))
    });
    let comments = comments.collect::<Vec<_>>().join(" ");
    let mut cited = Vec::new();
    for after in comments.split("(spec ").skip(1) {
        let list = after.split(')').next().unwrap();
        let words = list.split([',', ' ']).filter(|word| !word.is_empty());
        let numbers = words.take_while(|word| {
            *word == "to" || *word == "and" || word.starts_with(|c: char| c.is_ascii_digit())
        });
        cited.extend(
            numbers
                .filter(|word| *word != "to" && *word != "and")
                .map(|word| word.trim_end_matches(['.', ':', ';']).to_owned()),
        );
    }
    cited
}

#[test]
fn every_cited_section_is_in_the_specification() {
    let mut count = 0;
    let pages = pages();
    for folder in folders() {
        let (page, text) = page_of(&folder, &pages);
        let sections = sections(text);
        let mut paths = Vec::new();
        files(&root().join(&folder), &mut paths);
        for path in paths {
            let text = std::fs::read_to_string(&path).unwrap();
            for section in citations(&text) {
                let place = path.strip_prefix(root()).unwrap().display();
                assert!(sections.contains(&section), "{place}: {page} {section}");
                count += 1;
            }
        }
    }
    assert!(count > 80, "only {count} citations were found");
}

/// A section number alone does not say which page it is of.
#[test]
fn outside_the_services_no_section_is_cited() {
    let services: Vec<_> = folders().iter().map(|it| root().join(it)).collect();
    let mut paths = Vec::new();
    for code in ["src", "simulator/src", "gateway/src"] {
        files(&root().join(code), &mut paths);
    }
    paths.retain(|path| !services.iter().any(|service| path.starts_with(service)));
    assert!(paths.len() > 50, "only {} files were found", paths.len());
    for path in paths {
        let cited = citations(&std::fs::read_to_string(&path).unwrap());
        assert!(cited.is_empty(), "{}: {cited:?}", path.display());
    }
}

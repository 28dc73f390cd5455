//! Citations: the sources of facts in Rust files, and the links of the documents, exist.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Checks every citation below `root`. Returns a sentence `file:line: …` for each that leads nowhere.
///
/// - Each `# Source` section of a Rust file cites an anchor of a file in `docs/` (`docs/dynamodb.md#http`), or begins
///   with "Assumed:", or names the service model.
/// - Each `docs/….md`, with its anchor if there is one, that a Rust file or a document names exists.
/// - Each relative link of a document leads to a file, and to an anchor if it names one.
pub fn check(root: &Path) -> Vec<String> {
    let mut files = Vec::new();
    collect(root, &mut files);
    files.sort();
    let mut anchors = Anchors { root, of: BTreeMap::new() };
    let mut failures = Vec::new();
    for file in files {
        let Ok(text) = fs::read_to_string(&file) else { continue };
        let name = file.strip_prefix(root).unwrap_or(&file).to_string_lossy().into_owned();
        let mut fail = |line: usize, sentence: String| {
            let failure = format!("{name}:{line}: {sentence}");
            // A link to docs/ is checked both as a link and as a name.
            if !failures.contains(&failure) {
                failures.push(failure);
            }
        };
        if name.ends_with(".rs") {
            check_sources(&text, &mut fail);
        }
        if name.ends_with(".md") {
            check_links(&file, &text, &mut anchors, &mut fail);
        }
        // The examples in this file lead nowhere on purpose.
        if !name.ends_with("tidy/citations.rs") {
            check_named(&text, &mut anchors, &mut fail);
        }
    }
    failures
}

/// Collects the Rust files and the documents below a folder, except for what is built or installed.
fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let (path, name) = (entry.path(), entry.file_name().to_string_lossy().into_owned());
        match path.is_dir() {
            true if name.starts_with('.') || ["target", "node_modules", "dist"].contains(&name.as_str()) => {}
            true => collect(&path, files),
            false if name.ends_with(".rs") || name.ends_with(".md") => files.push(path),
            false => {}
        }
    }
}

/// Fails for a `# Source` section without a source.
fn check_sources(text: &str, fail: &mut impl FnMut(usize, String)) {
    let doc = |line: &str| {
        let line = line.trim_start();
        line.strip_prefix("///").or_else(|| line.strip_prefix("//!")).map(|line| line.trim().to_owned())
    };
    let lines: Vec<Option<String>> = text.lines().map(doc).collect();
    for (at, line) in lines.iter().enumerate() {
        if line.as_deref() != Some("# Source") {
            continue;
        }
        let section = lines[at + 1..].iter().map_while(|line| line.as_deref().filter(|line| !line.starts_with("# ")));
        let section = section.collect::<Vec<_>>().join(" ");
        let is_cited = named(&section).iter().any(|(_, anchor)| anchor.is_some());
        let is_known = section.starts_with("Assumed:") || section.to_lowercase().contains("service model");
        if !is_cited && !is_known {
            fail(
                at + 1,
                "a Source section cites no anchor of docs/, and is neither assumed nor the model's".to_owned(),
            );
        }
    }
}

/// Fails for a named document or anchor that does not exist.
fn check_named(text: &str, anchors: &mut Anchors, fail: &mut impl FnMut(usize, String)) {
    for (at, line) in text.lines().enumerate() {
        for (file, anchor) in named(line) {
            if let Err(sentence) = anchors.find(&anchors.root.join(&file), anchor.as_deref()) {
                fail(at + 1, sentence);
            }
        }
    }
}

/// The `docs/….md` in a text, each with its anchor.
fn named(text: &str) -> Vec<(String, Option<String>)> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices("docs/") {
        let is_path = |c: char| c.is_ascii_alphanumeric() || "_-./".contains(c);
        // A longer path that contains such a folder, or an address, is something else.
        if text[..at].ends_with(is_path) {
            continue;
        }
        let rest = &text[at..];
        let path = rest[..rest.find(|c| !is_path(c)).unwrap_or(rest.len())].trim_end_matches('.');
        if !path.ends_with(".md") {
            continue;
        }
        let anchor = rest[path.len()..].strip_prefix('#').map(|rest| {
            rest[..rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(rest.len())].to_owned()
        });
        found.push((path.to_owned(), anchor));
    }
    found
}

/// Fails for a relative link of a document that leads nowhere.
fn check_links(file: &Path, text: &str, anchors: &mut Anchors, fail: &mut impl FnMut(usize, String)) {
    let mut is_code = false;
    for (at, line) in text.lines().enumerate() {
        if line.trim_start().starts_with("```") {
            is_code = !is_code;
        }
        if is_code {
            continue;
        }
        let prose: String = line.split('`').step_by(2).collect::<Vec<_>>().join("`");
        for (start, _) in prose.match_indices("](") {
            let target = prose[start + 2..].split([')', ' ']).next().unwrap_or_default();
            if target.contains("://") || target.starts_with("mailto:") {
                continue;
            }
            let (path, anchor) = match target.split_once('#') {
                Some((path, anchor)) => (path, Some(anchor)),
                None => (target, None),
            };
            let path = if path.is_empty() { file.to_owned() } else { file.with_file_name(path) };
            if let Err(sentence) = anchors.find(&path, anchor) {
                fail(at + 1, sentence);
            }
        }
    }
}

/// The anchors of the documents that were read so far.
struct Anchors<'r> {
    root: &'r Path,
    of: BTreeMap<PathBuf, BTreeSet<String>>,
}

impl Anchors<'_> {
    /// Checks that a file exists, and an anchor in it.
    ///
    /// # Errors
    /// A sentence that names what is missing.
    fn find(&mut self, file: &Path, anchor: Option<&str>) -> Result<(), String> {
        let name = file.strip_prefix(self.root).unwrap_or(file).display().to_string();
        if !file.exists() {
            return Err(format!("{name} does not exist"));
        }
        let Some(anchor) = anchor.filter(|_| name.ends_with(".md")) else { return Ok(()) };
        let anchors = self.of.entry(file.to_owned()).or_insert_with(|| {
            let text = fs::read_to_string(file).unwrap_or_default();
            text.lines().flat_map(anchors_of).collect()
        });
        if anchors.contains(anchor) { Ok(()) } else { Err(format!("{name} has no anchor #{anchor}")) }
    }
}

/// The anchors that a line sets: `<a id="…">`, and that of a heading as GitHub makes it.
fn anchors_of(line: &str) -> Vec<String> {
    let explicit = line.split("<a id=\"").skip(1).filter_map(|rest| rest.split('"').next()).map(str::to_owned);
    let title = line.strip_prefix('#').map(|title| title.trim_start_matches('#').trim().to_lowercase());
    let slug = title.map(|title| {
        let kept = title.chars().filter(|c| c.is_alphanumeric() || " -_".contains(*c));
        kept.map(|c| if c == ' ' { '-' } else { c }).collect()
    });
    explicit.chain(slug).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The failures of a repository that has these files.
    fn failures(name: &str, files: &[(&str, &str)]) -> Vec<String> {
        let root = std::env::temp_dir().join(format!("timemark-citations-{name}-{}", std::process::id()));
        for (path, text) in files {
            let path = root.join(path);
            fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            fs::write(path, text).expect("a file");
        }
        let failures = check(&root);
        fs::remove_dir_all(root).expect("the folder goes");
        failures
    }

    const FACTS: (&str, &str) = ("docs/facts.md", "# Facts\n\n<a id=\"http\"></a>\n## HTTP, and so on\n");

    #[test]
    fn what_is_there_may_be_cited() {
        let source = "//! # Source\n//! `docs/facts.md#http`.\n\n/// # Source\n/// Assumed: so.\nfn a() {}\n\n\
            \x20   /// # Source\n    /// The service model's\n    /// `Select`.\n    fn b() {}\n";
        let readme = "[a](docs/facts.md#http-and-so-on) [b](https://example.com/x) `[c](gone.md)` `docs/facts.md`\n";
        let files =
            [FACTS, ("core/a.rs", source), ("README.md", readme), ("docs/b.md", "[a](facts.md#http) [t](#t)\n# T\n")];
        assert_eq!(failures("good", &files), [""; 0]);
    }

    #[test]
    fn what_is_not_there_is_found() {
        let source = "/// # Source\n/// `docs/facts.md#htp`.\nfn a() {}\n\n/// # Source\n/// `facts.md` 7.4.\n///\n/// # Errors\n\
            /// `docs/facts.md#http`.\nfn b() {}\n// See `docs/gone.md`.\n/// # Source\n/// Assumed.\nfn c() {}\n";
        let readme = "```\n[a](gone.md)\n```\n[b](docs/gone.md) and [c](docs/facts.md#gone)\n![d](docs/gone.png)\n";
        let found = failures("bad", &[FACTS, ("core/a.rs", source), ("README.md", readme)]);
        let sourceless = "a Source section cites no anchor of docs/, and is neither assumed nor the model's";
        let expected = [
            "README.md:4: docs/gone.md does not exist".to_owned(),
            "README.md:4: docs/facts.md has no anchor #gone".to_owned(),
            "README.md:5: docs/gone.png does not exist".to_owned(),
            format!("core/a.rs:5: {sourceless}"),
            format!("core/a.rs:12: {sourceless}"),
            "core/a.rs:2: docs/facts.md has no anchor #htp".to_owned(),
            "core/a.rs:11: docs/gone.md does not exist".to_owned(),
        ];
        assert_eq!(found, expected);
    }
}

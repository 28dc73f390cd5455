//! The style sheets and the components: every class that the page uses has a rule, and every rule is used.
#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test ends where its own files cannot be read"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Classes that are used without a rule: names by which the tests find an element.
const WITHOUT_RULE: [&str; 0] = [];

fn files(folder: &Path, end: &str, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder of the sources") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files(&path, end, found);
        } else if path.extension().is_some_and(|its| its == end) {
            found.push(path);
        }
    }
}

fn texts(end: &str) -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    for folder in ["src", "style"] {
        files(&root.join(folder), end, &mut found);
    }
    found.into_iter().map(|path| (path.clone(), fs::read_to_string(path).expect("a text"))).collect()
}

/// The class names in a style sheet's selectors.
fn ruled(text: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let mut rest = text.to_owned();
    while let (Some(from), true) = (rest.find("/*"), rest.contains("*/")) {
        let to = rest[from..].find("*/").map_or(rest.len(), |at| from + at + 2);
        rest.replace_range(from..to, "");
    }
    // Selectors are what stands before a brace, after the last brace or semicolon.
    for selector in rest.split('{').map(|part| part.rsplit(['}', ';', '{']).next().unwrap_or_default()) {
        for part in selector.split('.').skip(1) {
            let name: String = part.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
            if name.starts_with(|c: char| c.is_ascii_lowercase()) {
                names.insert(name);
            }
        }
    }
    names
}

/// The expression that begins a text: up to the end of the brackets that it opens, or to its end.
fn expression(text: &str) -> &str {
    let (mut depth, mut is_text) = (0_i32, false);
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        match c {
            '"' if before != '\\' => is_text = !is_text,
            _ if is_text => {}
            '{' | '(' | '[' => depth += 1,
            '}' | ')' | ']' => depth -= 1,
            _ => {}
        }
        let is_over = depth < 0 || (depth == 0 && !is_text && matches!(c, '}' | ';' | '"' | '>'));
        if is_over {
            return &text[..at + c.len_utf8()];
        }
        before = c;
    }
    text
}

/// The string literals in an expression.
fn literals(expression: &str) -> Vec<&str> {
    expression.split('"').skip(1).step_by(2).collect()
}

/// The class names that a source uses: those of attributes, and of variables and functions that are called `class`.
fn used(text: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let mut add = |literal: &str| {
        // What a format string fills in is another literal.
        let fixed: String = literal.split('{').map(|part| part.rsplit('}').next().unwrap_or_default()).collect();
        let words = fixed.split_whitespace().filter(|word| {
            word.starts_with(|c: char| c.is_ascii_lowercase())
                && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
        });
        names.extend(words.map(str::to_owned));
    };
    for (at, _) in text.match_indices("class=") {
        let value = &text[at + "class=".len()..];
        let own = value.strip_prefix('"').and_then(|text| text.split('"').next()).map(|own| vec![own]);
        own.unwrap_or_else(|| literals(expression(value))).into_iter().for_each(&mut add);
    }
    for (at, _) in text.match_indices("let class =") {
        // A list is of a table's classes, as the service has them.
        if text[at..].starts_with("let class = [") {
            continue;
        }
        literals(text[at..].split(';').next().unwrap_or_default()).into_iter().for_each(&mut add);
    }
    // Pairs and constants that begin with a class, by the names that this page gives to them.
    for start in ["=> (\"bar ", "=> \"column ", "(\"mark ", "line(\"story-", "ground(\"ground-", "\"ring"] {
        for (at, _) in text.match_indices(start) {
            literals(&text[at..text.len().min(at + 60)]).into_iter().take(1).for_each(&mut add);
        }
    }
    names
}

#[test]
fn every_class_that_is_used_has_a_rule() {
    let ruled: BTreeSet<String> = texts("css").iter().flat_map(|(_, text)| ruled(text)).collect();
    assert!(ruled.len() > 80, "the style sheets are read: {}", ruled.len());
    let mut missing: BTreeMap<String, String> = BTreeMap::new();
    let mut count = 0;
    for (path, text) in texts("rs") {
        // What a test writes is not drawn.
        let drawn = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default().to_owned();
        for class in used(&drawn) {
            count += 1;
            if !ruled.contains(&class) && !WITHOUT_RULE.contains(&&*class) {
                missing.insert(class, path.display().to_string());
            }
        }
    }
    assert!(count > 100, "the sources are read: {count}");
    assert!(missing.is_empty(), "classes that are used and have no rule: {missing:#?}");
}

#[test]
fn classes_are_found_in_sources_and_style_sheets() {
    let source = r#"
        html! { <p class="quiet one" /> <i class={format!("mark {verdict} deep")} /> <b class={x.then_some("two")}>{ "words here" }</b> }
        let class = if a { "three" } else { "four five" };
        html! { <g {class}>{ "not this" }</g> }
    "#;
    let found = used(source);
    let expected = ["deep", "five", "four", "mark", "one", "quiet", "three", "two"];
    assert_eq!(found.iter().map(String::as_str).collect::<Vec<_>>(), expected);
    let sheet = "@layer x { .a { width: 0.5rem; } .b-c:hover > tr.d, .e { } /* .f {} */ @media (x: 1.5) { .g { } } }";
    assert_eq!(ruled(sheet).iter().map(String::as_str).collect::<Vec<_>>(), ["a", "b-c", "d", "e", "g"]);
}

/// The declarations of a style sheet, without its comments: property and value.
fn declarations(text: &str) -> Vec<(String, String)> {
    let without_comments: String = text
        .split("/*")
        .enumerate()
        .map(|(n, part)| if n == 0 { part } else { part.split_once("*/").map_or("", |it| it.1) })
        .collect();
    let blocks = without_comments.split(['{', '}', ';']).filter_map(|piece| piece.split_once(':'));
    // A selector has no blank after its colon.
    let declared = blocks.filter(|(_, value)| value.starts_with(' '));
    declared.map(|(property, value)| (property.trim().to_owned(), value.trim().to_owned())).collect()
}

/// The fault of a declaration: a size of space or type, or a colour, that does not come from the tokens.
fn fault(property: &str, value: &str) -> Option<&'static str> {
    let is_space = ["margin", "padding"].iter().any(|start| property.starts_with(start)) || property.ends_with("gap");
    let is_type = matches!(property, "font" | "font-size");
    // Hairlines, nothing, and what follows from the content.
    let is_plain = |word: &str| matches!(word, "0" | "1px" | "-1px" | "auto" | "inherit") || word.starts_with("var(--");
    if (is_space || is_type) && !value.split_whitespace().all(is_plain) {
        return Some("a size that is no token");
    }
    let colours = ["#", "rgb", "hsl", "lch", "lab(", "oklab", "color-mix", "light-dark"];
    let named = ["black", "white", "red", "green", "blue", "gray", "grey", "orange", "yellow", "teal", "purple"];
    let is_raw = colours.iter().any(|start| value.split([' ', ',', '(']).any(|word| word.starts_with(start)))
        || value.split_whitespace().any(|word| named.contains(&word));
    // The address of a pattern is no colour.
    (is_raw && !value.starts_with("url(")).then_some("a colour that is no token")
}

#[test]
fn sizes_and_colours_come_from_the_tokens() {
    let mut count = 0;
    let mut found = Vec::new();
    for (path, text) in texts("css").into_iter().filter(|(path, _)| !path.ends_with("tokens.css")) {
        for (property, value) in declarations(&text) {
            count += 1;
            if let Some(fault) = fault(&property, &value) {
                found.push(format!("{}: {property}: {value} is {fault}", path.display()));
            }
        }
    }
    assert!(count > 500, "the style sheets are read: {count}");
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn raw_sizes_and_colours_are_found() {
    let sheet = "@media (min-width: 4rem) { .a:hover, .b { margin: 0 auto; padding: 3px; /* gap: 1em; */ } }
        .c { font-size: 12px; color: #333; box-shadow: 0 1px rgb(0 0 0 / 0.1); border: 1px solid var(--line); fill: black; }";
    let faults = declarations(sheet).into_iter().filter(|(property, value)| fault(property, value).is_some());
    assert_eq!(
        faults.map(|(property, _)| property).collect::<Vec<_>>(),
        ["padding", "font-size", "color", "box-shadow", "fill"]
    );
    for fine in
        [("margin", "0 var(--space-2)"), ("gap", "var(--space-1) 1px"), ("fill", "transparent"), ("width", "3px")]
    {
        assert_eq!(fault(fine.0, fine.1), None, "{fine:?}");
    }
}

//! Paths of modules in Rust code: `crate::a::b`, `super::c`, and the groups of `use`.

use crate::source::{group, words};

/// A path that begins at a root, such as `crate` or `std`, and its offset.
#[derive(Debug, PartialEq, Eq)]
pub struct Path {
    pub offset: usize,
    /// The names after the root.
    pub names: Vec<String>,
}

/// Every path in `code` that begins with the word `root` and `::`; the members of groups are separate paths.
pub fn paths(code: &str, root: &str) -> Vec<Path> {
    let mut found = Vec::new();
    for offset in words(code, root) {
        // `a::std::b` does not begin with `std`.
        if code[..offset].ends_with("::") {
            continue;
        }
        if let Some(rest) = code[offset + root.len()..].strip_prefix("::") {
            tree(rest, offset + root.len() + 2, &[], &mut found);
        }
    }
    found
}

/// Reads what follows a `::`: names, a group, or a star.
fn tree(code: &str, offset: usize, before: &[String], found: &mut Vec<Path>) {
    let mut names = before.to_vec();
    let (mut rest, mut at) = (code, offset);
    loop {
        let trimmed = rest.trim_start();
        at += rest.len() - trimmed.len();
        rest = trimmed;
        if rest.starts_with('{') {
            let length = group(rest);
            for (member, begin) in members(&rest[1..length - 1]) {
                tree(member, at + 1 + begin, &names, found);
            }
            return;
        }
        let length = rest.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_').count();
        let name = &rest[..length];
        if !name.is_empty() && name != "self" {
            names.push(name.to_owned());
        }
        match rest[length..].strip_prefix("::") {
            Some(more) if !name.is_empty() => {
                at += length + 2;
                rest = more;
            }
            _ => break,
        }
    }
    found.push(Path { offset, names });
}

/// The members of a group, each with its offset in it.
fn members(inside: &str) -> Vec<(&str, usize)> {
    let (mut depth, mut begin, mut found) = (0, 0, Vec::new());
    for (at, byte) in inside.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' => depth -= 1,
            b',' if depth == 0 => {
                found.push((&inside[begin..at], begin));
                begin = at + 1;
            }
            _ => {}
        }
    }
    found.push((&inside[begin..], begin));
    found.retain(|(member, _)| !member.trim().is_empty());
    found
}

/// Every path in the code of a module that leads to its own crate, as names from the crate's root. `module` is the
/// module's own path, from which a `super` is followed, as if the file declared no modules inline.
pub fn own_paths(code: &str, module: &[String]) -> Vec<Path> {
    let mut found = paths(code, "crate");
    for path in paths(code, "super") {
        let ups = 1 + path.names.iter().take_while(|name| *name == "super").count();
        let Some(kept) = module.len().checked_sub(ups) else { continue };
        let names = module[..kept].iter().chain(&path.names[ups - 1..]).cloned().collect();
        found.push(Path { offset: path.offset, names });
    }
    found.sort_by_key(|path| path.offset);
    found
}

/// The path of the module in a file: `a/b.rs` and `a/b/mod.rs` are both `a::b`; `lib.rs` and `main.rs` are the root.
pub fn module_of(path_in_src: &str) -> Vec<String> {
    let stem = path_in_src.trim_end_matches(".rs");
    let stem = stem.strip_suffix("/mod").unwrap_or(stem);
    if stem == "lib" || stem == "main" { Vec::new() } else { stem.split('/').map(str::to_owned).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn joined(found: &[Path]) -> Vec<String> {
        found.iter().map(|path| path.names.join("::")).collect()
    }

    #[test]
    fn groups_are_taken_apart() {
        let code = "use crate::a::{self, b::{C, d}, e as f, g::*};\nuse crate::{h, i::j};\nfn k() { crate::l::m(n::crate::o) }";
        let expected = ["a", "a::b::C", "a::b::d", "a::e", "a::g", "h", "i::j", "l::m"];
        assert_eq!(joined(&paths(code, "crate")), expected);
        assert_eq!(code[..paths(code, "crate")[5].offset].matches('\n').count(), 1);
    }

    #[test]
    fn super_leads_to_the_folder_above() {
        let module = module_of("a/b/c.rs");
        assert_eq!(joined(&own_paths("use super::d; super::super::e::f()", &module)), ["a::b::d", "a::e::f"]);
        assert_eq!(module_of("a/b/mod.rs"), ["a", "b"]);
        assert!(module_of("lib.rs").is_empty());
    }

    #[test]
    fn other_roots_can_be_asked_for() {
        assert_eq!(
            joined(&paths("use std::{fs, time::Instant}; std::thread::spawn", "std")),
            ["fs", "time::Instant", "thread::spawn"]
        );
    }
}

//! The files of the project, as git knows them.

use crate::source::Source;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The files that the rules read.
pub struct Tree {
    pub files: Vec<File>,
}

/// A file of text.
pub struct File {
    /// Its path from the root, with `/` between folders.
    pub path: String,
    pub text: String,
}

/// The folder of the workspace's Cargo.toml.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("tests has a folder above it").to_owned()
}

impl Tree {
    /// Every text file that git tracks, or would with the next `git add`.
    pub fn read() -> Tree {
        let root = root();
        let listed = Command::new("git")
            .current_dir(&root)
            .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
            .output()
            .expect("git lists the files of the project");
        assert!(listed.status.success(), "git does not list the files of the project: tidy needs a clone of it");
        let paths = String::from_utf8(listed.stdout).expect("paths are UTF-8");
        let files: Vec<File> = paths
            .split_terminator('\0')
            // A removed file is listed until its removal is committed; an image is not text.
            .filter_map(|path| {
                Some(File { path: path.to_owned(), text: std::fs::read_to_string(root.join(path)).ok()? })
            })
            .filter(|file| !file.text.contains('\0'))
            .collect();
        assert!(files.len() > 300, "only {} files were found: the rules would pass on nothing", files.len());
        Tree { files }
    }

    /// Planted files, for the tests of the rules.
    #[cfg(test)]
    pub fn planted(files: &[(&str, &str)]) -> Tree {
        let file = |(path, text): &(&str, &str)| File { path: (*path).to_owned(), text: (*text).to_owned() };
        Tree { files: files.iter().map(file).collect() }
    }

    /// The Rust files below a folder, read as [`Source`]s; files of tests alone (`tests.rs`) are left out.
    pub fn sources(&self, folder: &str) -> Vec<(&File, Source)> {
        self.files
            .iter()
            .filter(|file| file.path.starts_with(folder) && file.path.ends_with(".rs"))
            .filter(|file| !file.path.ends_with("/tests.rs"))
            .map(|file| (file, Source::new(&file.text)))
            .collect()
    }
}

impl File {
    /// The message of a failure at a byte of this file.
    pub fn at(&self, offset: usize, sentence: &str) -> String {
        format!("{}:{}: {sentence}", self.path, self.text[..offset].matches('\n').count() + 1)
    }
}

//! Puts the page into the server: the files of the folder that the variable `TIMEMARK_PAGE` names, which `cargo xtask server`
//! sets. Without it the server has no page, and is built without one.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-env-changed=TIMEMARK_PAGE");
    let mut files = String::new();
    if let Some(folder) = env::var_os("TIMEMARK_PAGE").map(PathBuf::from) {
        println!("cargo::rerun-if-changed={}", folder.display());
        add_files(&folder, Path::new(""), &mut files)?;
    }
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    fs::write(out.join("page.rs"), format!("&[\n{files}]\n"))
}

/// Adds the files below a folder, in order, each with its compressed forms.
fn add_files(folder: &Path, below: &Path, files: &mut String) -> io::Result<()> {
    let mut paths = fs::read_dir(folder.join(below))?.collect::<Result<Vec<_>, _>>()?;
    paths.sort_by_key(|entry| entry.file_name());
    for entry in paths {
        let name = below.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            add_files(folder, &name, files)?;
        } else if !name.extension().is_some_and(|extension| extension == "br" || extension == "gz") {
            let name = name.to_string_lossy().replace('\\', "/");
            let form = |ending: &str| format!("include_bytes!({:?})", folder.join(format!("{name}{ending}")));
            let (plain, brotli, gzip) = (form(""), form(".br"), form(".gz"));
            // Writing to a text does not fail.
            let _ = writeln!(files, "File {{ name: {name:?}, plain: {plain}, brotli: {brotli}, gzip: {gzip} }},");
        }
    }
    Ok(())
}

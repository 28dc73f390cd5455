//! The static site in `dist/`: the page, its WebAssembly and the script that binds it.
//!
//! Every file but `index.html` is named by its content, and every script has its integrity checked. So a site is
//! deployed to any host by copying the folder, everything but the page is cached for ever, and no visitor gets a
//! mixture of two versions. The styles and the boot script are in the page itself, and its policy names them by their
//! hashes, so the first words need no second request and the engine is asked for with the first.
//!
//! The service worker keeps the files of its version in the browser. It is named in none of them: its address must stay.

use std::path::{Path, PathBuf};

use crate::project::Project;
use crate::shell::{Result, empty_folder, files_under, read, read_text, run, through, write};
use crate::{hash, packages, wasm};

/// The size of all files, compressed by brotli, above which the tests fail, because something unintended was added. The
/// page is judged by how soon it can be used (`tests/site/timed/speed.test.js`).
const ALARM_BYTES: u64 = 755 * 1024;

/// The style sheets below `web`, in the order in which they are joined: shared ones come before those of the parts.
const STYLES: [&str; 14] = [
    "style/tokens.css",
    "style/base.css",
    "style/layout.css",
    "style/welcome.css",
    "src/components/controls/controls.css",
    "src/components/header/header.css",
    "src/components/notices/notices.css",
    "src/components/side/side.css",
    "src/components/timeline/timeline.css",
    "src/components/timeline/chart.css",
    "src/components/panels/panels.css",
    "src/components/call/call.css",
    "src/components/dialogs/dialogs.css",
    "style/print.css",
];

/// The place in `index.html` where the build inserts the styles and scripts.
const PLACE: &str = "<!-- build: styles and scripts -->";

/// The place in the page's policy where the build inserts the hash of the styles, the only ones that it allows.
const STYLE_HASH: &str = "{{style-hash}}";

/// The place in the page's policy where the build inserts the hash of the boot script, the only inline one that it allows.
const SCRIPT_HASH: &str = "{{script-hash}}";

/// What the document of a server's page has in place of the static one's. The page asks for the journal that the element
/// names, and without it for nothing.
const SERVED: [(&str, &str); 3] = [
    (
        "<meta charset=\"utf-8\">",
        "<meta charset=\"utf-8\">\n    <meta name=\"timemark-journal\" content=\"/_timemark/journal\">",
    ),
    ("In your browser; no account, nothing is sent anywhere.", "The lab of a server on this machine, as it changes."),
    (
        "Everything happens in this page. There is no account and no server, and nothing is sent anywhere.",
        "This page shows the tables and backups of the server that it comes from, as they change. Nothing is sent elsewhere.",
    ),
];

/// The page and its engine.
pub const RECIPE: wasm::Recipe<'static> = wasm::Recipe {
    profile: "site",
    cargo: &["--package", "timemark-web"],
    artefact: "timemark-web",
    name: "timemark-web",
    library: false,
    // The options for the smallest brotli output: repetition costs nothing there, so -Oz's ways of avoiding it do not pay.
    // Functions of one name for several types are alike, so they are put together.
    optimise: &["-O2", "--low-memory-unused", "--one-caller-inline-max-function-size=0", "--reorder-functions-by-name"],
};

/// A file of the site.
struct File {
    /// The path in `dist/`, which is its address.
    name: String,
    /// The content.
    bytes: Vec<u8>,
}

impl File {
    /// A file that is named by its content.
    fn hashed(name: &str, bytes: Vec<u8>) -> Self {
        Self { name: hash::named(name, &bytes), bytes }
    }

    /// The element for the page's head that names this file and its integrity. It has `crossorigin`, because the
    /// browser compares only what it may read, and because a preload is used only by a request of the same mode.
    fn tag(&self, start: &str, address: &str, end: &str) -> String {
        format!("<{start} {address}=\"{}\" integrity=\"{}\" crossorigin{end}", self.name, hash::integrity(&self.bytes))
    }
}

/// Builds the site and returns the size of all its files, compressed by brotli, in bytes.
pub fn build(project: &Project) -> Result<u64> {
    let page = read_text(&project.needs("index.html", "the page that everything else is put into")?)?;
    let boot = read_text(&project.needs("web/boot.js", "the script that starts the page")?)?;
    let worker = read_text(&project.needs("web/service-worker.js", "what keeps the page without a network")?)?;
    let bound = wasm::build(project, &RECIPE)?;
    let mut files = assemble(project, &page, &boot, &bound)?;
    let worker = worker_of(&worker, &files)?;
    files.push(File { name: "service-worker.js".into(), bytes: minified(project, "js", &worker)? });

    let dist = project.dist();
    empty_folder(&dist)?;
    for file in &files {
        write(&dist.join(&file.name), &file.bytes)?;
    }
    compress(project, &dist)?;
    weigh(&dist, &files)
}

/// Makes the page that a server has in it, of the site in `dist/`, in another folder: the same files, and a document that
/// says that they are the server's. Returns the folder.
pub fn of_server(project: &Project) -> Result<PathBuf> {
    let (dist, folder) = (project.dist(), project.target.join("server-page"));
    empty_folder(&folder)?;
    // A server is there when its page is: no service worker keeps that.
    let is_copied = |path: &&PathBuf| {
        let is_compressed = path.extension().is_some_and(|extension| extension == "br" || extension == "gz");
        !is_compressed && !path.starts_with("service-worker.js")
    };
    for path in files_under(&dist)?.iter().filter(is_copied) {
        write(&folder.join(path), &read(&dist.join(path))?)?;
    }
    let page = read_text(&dist.join("index.html"))?;
    write(&folder.join("index.html"), fill(&page, "index.html", &SERVED)?.as_bytes())?;
    compress(project, &folder)?;
    Ok(folder)
}

/// # Errors
/// A message for a size, compressed by brotli, of more than [`ALARM_BYTES`].
pub fn check_size(bytes: u64) -> Result {
    if bytes <= ALARM_BYTES {
        Ok(())
    } else {
        Err(format!("the page has {bytes} bytes compressed by brotli, more than {ALARM_BYTES}"))
    }
}

/// All files of the site, made of the page's template, the boot script, wasm-bindgen's output and the folder `web`.
fn assemble(project: &Project, page: &str, boot: &str, bound: &Path) -> Result<Vec<File>> {
    let web = project.root.join("web");
    let mut head = Vec::new();
    let mut files = Vec::new();

    // Scripts that come with Rust packages keep the names by which the glue imports them.
    for path in files_under(bound)?.into_iter().filter(|path| path.starts_with("snippets")) {
        let file = File { name: path.to_string_lossy().replace('\\', "/"), bytes: read(&bound.join(&path))? };
        head.push(file.tag("link rel=\"modulepreload\"", "href", ">"));
        files.push(file);
    }

    // A module that another imports has no integrity attribute of its own: the preload's applies.
    let glue = minified(project, "js", &read_text(&bound.join("timemark-web.js"))?)?;
    let glue = File::hashed("timemark-web.js", glue);
    head.push(glue.tag("link rel=\"modulepreload\"", "href", ">"));
    let wasm = File::hashed("timemark-web.wasm", read(&bound.join("timemark-web_bg.wasm"))?);

    // The script requests the engine, not a preload: what is preloaded over a fast line comes before the first paint and
    // competes with it. Without integrity, for which the browser would need the whole file before it could compile any of it;
    // the name follows from the content.
    let boot = fill(boot, "web/boot.js", &[("{{glue}}", &glue.name), ("{{wasm}}", &wasm.name)])?;
    let boot =
        String::from_utf8(minified(project, "js", &boot)?).map_err(|error| format!("the boot script: {error}"))?;
    let script_hash = hash::policy(boot.as_bytes());
    // After the glue's preload, whose integrity then applies, and before what takes time to read.
    head.push(format!("<script>{boot}</script>"));

    let style = style(&web)?;
    let style = String::from_utf8(minified(project, "css", &style)?).map_err(|error| format!("the styles: {error}"))?;
    let style_hash = hash::policy(style.as_bytes());
    head.push(format!("<style>{style}</style>"));
    if web.join("icon.svg").exists() {
        let file = File::hashed("icon.svg", read(&web.join("icon.svg"))?);
        head.push(format!("<link rel=\"icon\" type=\"image/svg+xml\" href=\"{}\">", file.name));
        files.push(file);
    } else {
        // Declares that there is no icon; otherwise a browser would request /favicon.ico.
        head.push("<link rel=\"icon\" href=\"data:,\">".to_owned());
    }

    let values = [(STYLE_HASH, &*style_hash), (SCRIPT_HASH, &*script_hash), (PLACE, &*head.join("\n    "))];
    let page = fill(page, "index.html", &values)?;
    files.extend([glue, wasm, File { name: "index.html".into(), bytes: page.into_bytes() }]);
    Ok(files)
}

/// The service worker for these files. The page is named by the address that it is visited at.
fn worker_of(template: &str, files: &[File]) -> Result<String> {
    let entries = files.iter().map(|file| {
        let path = if file.name == "index.html" { "./" } else { &file.name };
        format!("  \"{path}\": \"{}\",\n", hash::integrity(&file.bytes))
    });
    let list = format!("{{\n{}}}", entries.collect::<String>());
    // The worker belongs to its version too: another worker with the same files begins anew.
    let version = hash::short(format!("{template}{list}").as_bytes());
    fill(template, "web/service-worker.js", &[("{{version}}", &version), ("{{files}}", &list)])
}

/// Replaces the placeholders of a template. A placeholder that is missing is an error in the template.
fn fill(template: &str, name: &str, values: &[(&str, &str)]) -> Result<String> {
    let mut text = template.to_owned();
    for (place, value) in values {
        if text.matches(place).count() != 1 {
            return Err(format!("{name} must have {place} exactly once"));
        }
        text = text.replace(place, value);
    }
    Ok(text)
}

/// A script or a style sheet, minified.
fn minified(project: &Project, language: &str, text: &str) -> Result<Vec<u8>> {
    let mut command = project.command(packages::esbuild(project)?);
    through(command.arg("--minify").arg(format!("--loader={language}")), text).map(String::into_bytes)
}

/// All [`STYLES`] joined.
///
/// # Errors
/// A message for a style sheet below `web` that is not in the list.
fn style(web: &Path) -> Result<String> {
    let found = files_under(web)?.into_iter().filter(|path| path.extension().is_some_and(|end| end == "css"));
    if let Some(path) = found.into_iter().find(|path| !STYLES.iter().any(|name| Path::new(name) == path)) {
        return Err(format!("xtask/src/site.rs does not say where {} stands among the style sheets", path.display()));
    }
    STYLES.iter().map(|name| read_text(&web.join(name))).collect()
}

/// Writes `x.br` and `x.gz` beside each file `x` of a folder, by Node.js, which has both formats.
fn compress(project: &Project, folder: &Path) -> Result {
    let mut command = project.command("node");
    run(command.arg("xtask/src/compress.mjs").arg(folder))
}

/// Prints the size of each file, and returns the size of all, compressed by brotli, in bytes.
fn weigh(dist: &Path, files: &[File]) -> Result<u64> {
    let print = |[plain, gzip, brotli]: [u64; 3], name: &str| println!("    {plain:>9} {gzip:>9} {brotli:>9}  {name}");
    println!("    {:>9} {:>9} {:>9}  bytes", "plain", "gzip", "brotli");
    let mut total = [0; 3];
    for file in files {
        let size = |end: &str| read(&dist.join(format!("{}{end}", file.name))).map(|bytes| bytes.len() as u64);
        let sizes = [file.bytes.len() as u64, size(".gz")?, size(".br")?];
        total.iter_mut().zip(sizes).for_each(|(total, size)| *total += size);
        print(sizes, &file.name);
    }
    print(total, &format!("in {}", dist.display()));
    let [_, _, brotli] = total;
    Ok(brotli)
}

#[cfg(test)]
mod tests {
    use super::{ALARM_BYTES, File, PLACE, SCRIPT_HASH, SERVED, STYLE_HASH, check_size, fill, worker_of};
    use crate::shell::Result;

    #[test]
    fn places_are_filled_exactly_once() {
        assert_eq!(fill("a {{x}} c", "t", &[("{{x}}", "b")]), Ok("a b c".to_owned()));
        assert!(fill("a c", "t", &[("{{x}}", "b")]).is_err());
        assert!(fill("{{x}}{{x}}", "t", &[("{{x}}", "b")]).is_err());
    }

    #[test]
    fn the_projects_own_templates_have_their_places() {
        let page = include_str!("../../index.html");
        let boot = include_str!("../../web/boot.js");
        for place in [PLACE, STYLE_HASH, SCRIPT_HASH] {
            assert_eq!(page.matches(place).count(), 1, "{place}");
        }
        let served = fill(page, "index.html", &SERVED);
        assert!(served.is_ok_and(|page| page.contains("timemark-journal")) && !page.contains("timemark-journal"));
        for place in ["{{glue}}", "{{wasm}}"] {
            assert_eq!(boot.matches(place).count(), 1, "{place}");
        }
    }

    #[test]
    fn the_page_runs_nothing_inline_but_what_the_policy_names() {
        let page = include_str!("../../index.html");
        let policy =
            "default-src 'none'; script-src 'self' '{{script-hash}}' 'wasm-unsafe-eval'; style-src '{{style-hash}}';";
        assert!(page.contains(policy));
        for inline in ["<script", "<style", " style=", " onclick=", "javascript:"] {
            assert!(!page.contains(inline), "{inline}");
        }
    }

    #[test]
    fn the_service_worker_names_every_file_and_changes_with_each() -> Result {
        let template = include_str!("../../web/service-worker.js");
        let file = |name: &str, bytes: &[u8]| File { name: name.into(), bytes: bytes.to_vec() };
        let worker = worker_of(template, &[file("a-1.wasm", b"engine"), file("index.html", b"page")])?;
        assert!(worker.contains("  \"a-1.wasm\": \"sha384-"));
        assert!(worker.contains("  \"./\": \"sha384-"));
        assert!(!worker.contains("index.html\":"));
        let version =
            |worker: &str| worker.split("PREFIX + \"").nth(1).and_then(|rest| rest.get(..16)).map(str::to_owned);
        let other = worker_of(template, &[file("a-1.wasm", b"engine"), file("index.html", b"another page")])?;
        assert_ne!(version(&worker), version(&other));
        assert!(version(&worker).is_some_and(|version| version.bytes().all(|byte| byte.is_ascii_hexdigit())));
        Ok(())
    }

    #[test]
    fn a_page_above_the_alarm_is_refused() {
        assert!(check_size(ALARM_BYTES).is_ok());
        assert!(check_size(ALARM_BYTES + 1).is_err());
    }
}

/**
 * Makes the files of the npm package that follow from others, and packs it: `node pack.mjs FOLDER ESBUILD`.
 *
 * FOLDER has the engine as wasm-bindgen leaves it and the files of `core/js`; ESBUILD is the folder of that package.
 * What is added: the module as a text (`inline/`), what `require` loads (`*.cjs`), and `../timemark-VERSION.tgz`.
 */

import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";

const [folder, esbuildFolder] = process.argv.slice(2).map((path) => resolve(path));
const esbuild = createRequire(import.meta.url)(esbuildFolder);
const at = (...names) => join(folder, ...names);

/** A script that is a module too, so that `import` and `require` share the one copy of a megabyte. */
function inline() {
  const text = readFileSync(at("engine_bg.wasm")).toString("base64");
  mkdirSync(at("inline"), { recursive: true });
  writeFileSync(at("inline/engine_bg.js"), `globalThis[Symbol.for("timemark.engine_bg.wasm")] = "${text}";\n`);
  writeFileSync(at("inline/package.json"), '{ "type": "commonjs" }\n');
}

/** jsdom has neither of these two, Node does. */
const TEXT_CODERS =
  'const { TextDecoder, TextEncoder } = globalThis.TextDecoder ? globalThis : process.getBuiltinModule("node:util");';

/** What stays a file of its own: the text of the module, and for all others the one instance of the engine. The module's file is read. */
const shared = {
  name: "shared",
  setup(build) {
    build.onResolve({ filter: /^\.\/node\.js$/ }, () => ({ path: "./index.cjs", external: true }));
    build.onResolve({ filter: /^\.\/inline\// }, ({ path }) => ({ path, external: true }));
    build.onResolve({ filter: /^\.\/inlined\.js$/ }, () => ({ path: at("beside.js") }));
  },
};

/** What `require` loads. */
const bundle = (name) =>
  esbuild.build({
    entryPoints: [at(`${name}.js`)],
    outfile: at(`${name}.cjs`),
    bundle: true,
    format: "cjs",
    platform: "node", // With it the names of what is exported can be found by those who `import` it.
    packages: "external",
    plugins: [shared],
    target: "es2022",
    define: { ENGINE_BYTES: String(statSync(at("engine_bg.wasm")).size) },
    keepNames: true, // A logged engine is an Engine.
    supported: { "dynamic-import": false }, // Jest runs none in what is required.
    banner: { js: TEXT_CODERS },
    logLevel: "warning",
  });

inline();
const manifest = JSON.parse(readFileSync(at("package.json"), "utf8"));
const required = JSON.stringify(manifest.exports).match(/(?<=\.\/)[\w-]+(?=\.cjs")/g);
for (const name of new Set(required)) await bundle(name);

const above = join(folder, "..");
for (const file of readdirSync(above)) {
  if (/^timemark-.*\.tgz$/.test(file)) rmSync(join(above, file));
}
execFileSync("npm", ["pack", "--silent", "--ignore-scripts", "--pack-destination", ".."], { cwd: folder });

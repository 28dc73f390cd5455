/** Each bundler without a configuration for the package: `bundle(entry, folder, isForNode)` returns the script. */

import { join } from "node:path";
import { promisify } from "node:util";
import nodeResolve from "@rollup/plugin-node-resolve";
import * as esbuild from "esbuild";
import { rollup } from "rollup";
import { build } from "vite";
import webpack from "webpack";

export const bundlers = {
  async esbuild(entry, folder, isForNode) {
    const outfile = join(folder, "out.mjs");
    const platform = isForNode ? "node" : "browser";
    // The SDK's files for Node call `require`, which a module does not have.
    const banner = { js: isForNode ? 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' : "" };
    await esbuild.build({ entryPoints: [entry], bundle: true, format: "esm", platform, outfile, banner, logLevel: "error" });
    return outfile;
  },

  async webpack(entry, folder, isForNode) {
    const stats = await promisify(webpack)({
      mode: "production",
      devtool: false,
      entry,
      target: isForNode ? "node20" : "web",
      optimization: { minimize: false },
      performance: false,
      experiments: { outputModule: true },
      output: { path: folder, filename: "out.mjs", module: true, chunkFormat: "module" },
    });
    if (stats.hasErrors() || stats.hasWarnings()) throw new Error(stats.toString());
    return join(folder, "out.mjs");
  },

  async rollup(entry, folder) {
    const warnings = [];
    const bundle = await rollup({ input: entry, plugins: [nodeResolve({ browser: true })], onwarn: (warning) => warnings.push(warning) });
    await bundle.write({ dir: folder, entryFileNames: "out.mjs", format: "es" });
    if (warnings.length > 0) throw new Error(warnings.map(({ message }) => message).join("\n"));
    return join(folder, "out.mjs");
  },

  async vite(entry, folder) {
    const lib = { entry, formats: ["es"], fileName: () => "out.mjs" };
    await build({ configFile: false, logLevel: "warn", build: { lib, outDir: folder, minify: false, emptyOutDir: true } });
    return join(folder, "out.mjs");
  },
};

/** Hosts that are not programs which run a script: workerd, and a page in a browser. */

import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { createReadStream, existsSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import * as esbuild from "esbuild";
import { Miniflare } from "miniflare";

const MODULES = fileURLToPath(new URL("../node_modules/", import.meta.url));

/** What a worker answers, bundled as Cloudflare's tools do. */
export async function worker(entry, folder) {
  await esbuild.build({
    entryPoints: [entry],
    outfile: join(folder, "worker.mjs"),
    bundle: true,
    format: "esm",
    platform: "browser",
    conditions: ["workerd", "worker", "browser"],
    logLevel: "error",
    loader: { ".wasm": "copy" },
  });
  const flare = new Miniflare({
    modules: true,
    scriptPath: join(folder, "worker.mjs"),
    modulesRoot: folder,
    modulesRules: [{ type: "CompiledWasm", include: ["**/*.wasm"] }],
    compatibilityDate: "2025-01-01",
  });
  try {
    return await (await flare.dispatchFetch("http://localhost/")).text();
  } finally {
    await flare.dispose();
  }
}

const TYPES = { ".html": "text/html", ".js": "text/javascript", ".wasm": "application/wasm", ".css": "text/css" };

/** The title of a page once it is no longer "waiting". The installed package is at `/timemark/`. */
export async function title(folder, page) {
  const server = createServer(({ url }, response) => {
    const file = url.startsWith("/timemark/") ? join(MODULES, url) : join(folder, url);
    if (!existsSync(file)) return response.writeHead(404).end();
    response.setHeader("content-type", TYPES[extname(file)] ?? "application/octet-stream");
    createReadStream(file).pipe(response);
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  try {
    return await titleAt(`http://127.0.0.1:${server.address().port}/${page}`);
  } finally {
    server.close();
  }
}

/** What an application of Next answers at a path, and the title of its page; built and served as for production. */
export async function next(folder, path) {
  const program = join(folder, "node_modules/next/dist/bin/next");
  const options = { cwd: folder, env: { ...process.env, NEXT_TELEMETRY_DISABLED: "1", NODE_ENV: "production" } };
  await promisify(execFile)(process.execPath, [program, "build"], options);
  const server = spawn(process.execPath, [program, "start", "--hostname", "127.0.0.1", "--port", "0"], options);
  try {
    const url = await told(server, /http:\/\/127\.0\.0\.1:\d+/);
    return { text: await (await fetch(`${url}/${path}`)).text(), title: await titleAt(url) };
  } finally {
    server.kill();
  }
}

/** Waits until a program prints what is looked for, and returns it. What it prints later is read, so that it can go on. */
function told(program, pattern) {
  let output = "";
  return new Promise((resolve, reject) => {
    program.stdout.setEncoding("utf8").on("data", (text) => {
      output += text;
      const found = pattern.exec(output);
      if (found) resolve(found[0]);
    });
    program.stdout.on("end", () => reject(new Error(`it ended without ${pattern}: ${output}`)));
  });
}

async function titleAt(url) {
  const profile = mkdtempSync(join(tmpdir(), "timemark-chromium-"));
  try {
    const flags = ["--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"];
    const more = [`--user-data-dir=${profile}`, "--virtual-time-budget=20000", "--dump-dom", url];
    const { stdout } = await promisify(execFile)(process.env.CHROMIUM ?? "chromium", [...flags, ...more]);
    return /<title>(.*?)<\/title>/.exec(stdout)?.[1];
  } finally {
    rmSync(profile, { recursive: true, force: true });
  }
}

#!/usr/bin/env node
/** `npx timemark`: the engine behind a port, in Node. */

import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { Engine } from "./node.js";
import { serve } from "./server.js";

const HELP = `Usage: timemark serve [options]        serve a new lab
       timemark open FILE [--port N]  serve what a lab file (.timemark) has

  --port N          the port on 127.0.0.1 (8000; 0 for any that is free)
  --pace NAME       instant or realistic
  --window NAME     exact, typical or adversarial
  --speed N         virtual seconds a second (1); 0: the clock moves by AdvanceClock only
  --partitions N    partitions of a table
  --seed N          the seed of all random choices
  --now TIME        the time at which the clock starts: epoch seconds, or a date such as 2026-11-26T12:00:00Z
  --region NAME     the region of requests that name none (us-east-1)
  --account ID      12 digits

Everything is in memory. The Rust server has more: files that keep everything, the page, other hosts.`;

const TEXT = { type: "string" };
const OPTIONS = { help: { type: "boolean" }, version: { type: "boolean" }, port: TEXT };
const SERVE = { pace: TEXT, window: TEXT, speed: TEXT, partitions: TEXT, seed: TEXT, now: TEXT, region: TEXT, account: TEXT };

/** An engine as the options say. What is not said has the engine's defaults. */
function made({ pace, window, speed = "1", partitions, seed, now, region, account }) {
  const settings = {
    Pace: pace?.toUpperCase(),
    ConsistencyWindow: window?.toUpperCase(),
    Speed: number(speed, "speed"),
    PartitionsPerTable: number(partitions, "partitions"),
  };
  const start = now === undefined ? new Date() : Number.isNaN(Number(now)) ? new Date(now) : Number(now);
  return new Engine({ seed: number(seed, "seed"), now: start, region, account, settings });
}

function number(text, name) {
  if (text === undefined) return undefined;
  if (text.trim() === "" || Number.isNaN(Number(text))) throw new Error(`--${name} must be a number: ${text}`);
  return Number(text);
}

async function main() {
  const options = { ...OPTIONS, ...SERVE };
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  const [command, file, ...more] = positionals;
  if (values.version) {
    const { version } = JSON.parse(readFileSync(new URL("package.json", import.meta.url), "utf8"));
    return console.log(`timemark ${version}`);
  }
  const isServe = command === "serve" && file === undefined;
  const isOpen = command === "open" && file !== undefined && more.length === 0;
  if (values.help || !(isServe || isOpen)) {
    if (values.help) return console.log(HELP);
    throw new Error(`which command?\n\n${HELP}`);
  }
  const { help: _, port, ...lab } = values;
  if (isOpen && Object.keys(lab).length > 0) throw new Error("a lab that is opened has its own settings");
  const engine = isOpen ? Engine.open(readFileSync(file)) : made(lab);
  const { url } = await serve({ engine, port: number(port, "port") ?? 8000 });
  console.log(`timemark listens on ${url}`);
}

main().catch((error) => {
  console.error(`timemark: ${error.message}`);
  process.exitCode = 2;
});

/** Tests of Vitest with a lab each. */

import { expect, test } from "vitest";
import { Labs, append } from "./lab.js";
import * as matchers from "./matchers.js";

expect.extend(matchers);

/** Vitest's `test` with the fixtures `lab`, `engine`, `client`, `streams` and `document`. */
export function labTest(options) {
  const labs = new Labs(options);
  return test.extend({
    lab: async ({ task, onTestFinished }, use) => {
      const lab = await labs.open();
      // Later than the end of `use`, where the result is not known yet.
      onTestFinished(() => {
        // What fails as it should leaves nothing.
        if (task.result?.state === "fail" && !task.fails) append(task.result.errors?.[0], labs.leave(placeOf(task), lab));
        lab.engine.free();
      });
      await use(lab);
    },
    engine: ({ lab }, use) => use(lab.engine),
    client: ({ lab }, use) => use(lab.client),
    streams: ({ lab }, use) => use(lab.streams),
    document: ({ lab }, use) => use(lab.document),
  });
}

/** The file of a test, and its names from the outermost suite in. */
function placeOf(task) {
  const names = [];
  for (let part = task; part && part !== task.file; part = part.suite) names.unshift(part.name);
  return { path: task.file.filepath, names };
}

/** Tests of `node:test` with a lab each. */

import { test } from "node:test";
import { Labs } from "./lab.js";

/** `test` of `node:test`, whose functions are given a lab before the test's context. */
export function labTest(options) {
  const labs = new Labs(options);
  const given = (run) => (name, ...more) => {
    const fn = more.pop();
    return run(name, ...more, (context) => {
      // Before Node 22 a file of tests is a process, and the context does not name it.
      const place = { path: context.filePath ?? process.argv[1], names: [context.fullName] };
      return labs.use(place, (lab) => fn(lab, context));
    });
  };
  return Object.assign(given(test), { only: given(test.only), skip: given(test.skip), todo: given(test.todo) });
}

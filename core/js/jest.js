/** Tests of Jest with a lab each. */

import { expect, test } from "@jest/globals";
import { Labs } from "./lab.js";
import * as matchers from "./matchers.js";

expect.extend(matchers);

/** Jest's `test`, whose functions are given a lab, after the row if there is one. */
export function labTest(options) {
  const labs = new Labs(options);
  const use = (fn) => {
    const { testPath, currentTestName } = expect.getState();
    return labs.use({ path: testPath, names: [currentTestName] }, fn);
  };
  const given = (run) => (name, fn, timeout) => run(name, () => use(fn), timeout);
  // A table, or the parts of a template.
  const rows = (run) => (...table) => (name, fn, timeout) =>
    run(...table)(name, (...row) => use((lab) => fn(...row, lab)), timeout);
  return Object.assign(given(test), {
    only: Object.assign(given(test.only), { each: rows(test.only.each) }),
    skip: Object.assign(given(test.skip), { each: rows(test.skip.each) }),
    // What fails as it should leaves nothing.
    failing: (name, fn, timeout) => test.failing(name, () => labs.lend(fn), timeout),
    each: rows(test.each),
    todo: test.todo,
  });
}

/** Tests of Jest with a lab each. */

import { expect, test } from "@jest/globals";
import { Labs } from "./lab.js";
import * as matchers from "./matchers.js";

expect.extend(matchers);

/** Jest's `test`, whose functions are given a lab, after the row if there is one. */
export function labTest(options) {
  const labs = new Labs(options);
  const use = (fn) => labs.use(expect.getState().currentTestName, fn);
  const given = (run) => (name, fn, timeout) => run(name, () => use(fn), timeout);
  const rows = (run) => (table) => (name, fn, timeout) =>
    run(table)(name, (...row) => use((lab) => fn(...row, lab)), timeout);
  return Object.assign(given(test), {
    only: Object.assign(given(test.only), { each: rows(test.only.each) }),
    skip: Object.assign(given(test.skip), { each: rows(test.skip.each) }),
    failing: given(test.failing),
    each: rows(test.each),
    todo: test.todo,
  });
}

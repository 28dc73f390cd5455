import type { TestAPI } from "vitest";
import type { Lab, LabMatchers, LabOptions } from "./lab.cjs";

export type { DroppedSetting, Lab, LabMatchers, LabOptions } from "./lab.cjs";

/**
 * Returns Vitest's `test` with the fixtures `engine`, `client`, `streams` and `document`, and `lab`, which has all four: each
 * test has its own. Importing this module adds the matchers to `expect`.
 */
export function labTest(options?: LabOptions): TestAPI<Lab & { lab: Lab }>;

declare module "vitest" {
  interface Matchers<T = any> extends LabMatchers<T> {}
}

import type { Lab, LabOptions } from "./lab.cjs";

export type { Lab, LabOptions } from "./lab.cjs";

type Test = (lab: Lab, context: any) => unknown;
interface Run {
  (name: string, test: Test): Promise<void>;
  (name: string, options: object, test: Test): Promise<void>;
}

/** `test` of `node:test`, whose functions are given a lab before the test's context. */
export interface LabTest extends Run {
  only: Run;
  skip: Run;
  todo: Run;
}

/** Returns a `test` that gives each test a lab of its own. */
export function labTest(options?: LabOptions): LabTest;

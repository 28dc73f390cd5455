import type { Lab, LabMatchers, LabOptions } from "./lab.cjs";

export type { DroppedSetting, Lab, LabMatchers, LabOptions } from "./lab.cjs";

type Run = (name: string, test: (lab: Lab) => unknown, timeout?: number) => void;

/** For each row its own test, which is given the row and then a lab. */
interface Each {
  <Row extends readonly [unknown, ...unknown[]]>(table: readonly Row[]): Rows<[...Row, Lab]>;
  <Row extends readonly unknown[]>(table: readonly Row[]): Rows<[...Row, Lab]>;
  <Value>(table: readonly Value[]): Rows<[Value, Lab]>;
  (headings: TemplateStringsArray, ...values: unknown[]): Rows<[any, Lab]>;
}

type Rows<Given extends unknown[]> = (name: string, test: (...given: Given) => unknown, timeout?: number) => void;

/** Jest's `test`, whose functions are given a lab. */
export interface LabTest extends Run {
  only: Run & { each: Each };
  skip: Run & { each: Each };
  failing: Run;
  each: Each;
  todo(name: string): void;
}

/** Returns a `test` that gives each test a lab of its own. Importing this module adds the matchers to `expect`. */
export function labTest(options?: LabOptions): LabTest;

// @ts-ignore: it is not found where packages are kept apart; then only the global types of Jest have the matchers
declare module "expect" {
  interface Matchers<R extends void | Promise<void>, T = unknown> extends LabMatchers<R> {}
}

declare global {
  namespace jest {
    interface Matchers<R, T = {}> extends LabMatchers<R> {}
  }
}

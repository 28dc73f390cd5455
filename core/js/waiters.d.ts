export * from "./waiters.cjs";

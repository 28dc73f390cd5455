import { defineConfig } from "vitest/config";

export default defineConfig({ root: `${import.meta.dirname}/shared/vitest`, test: { include: ["lab.spec.ts"] } });

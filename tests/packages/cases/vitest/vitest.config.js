import { defineConfig } from "vitest/config";

const environment = (name) => ({ test: { name, environment: name, include: ["*.spec.ts"] } });

export default defineConfig({ root: import.meta.dirname, test: { projects: [environment("node"), environment("jsdom")] } });

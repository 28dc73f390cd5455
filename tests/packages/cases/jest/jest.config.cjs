const project = (displayName, testEnvironment, more) => ({ displayName, testEnvironment, rootDir: __dirname, testMatch: ["**/lab.spec.cjs"], ...more });

module.exports = {
  projects: [
    project("node", "node"),
    // With the SDK, whose files for browsers Jest cannot load, and which needs what jsdom lacks.
    project("jsdom and the SDK", "jsdom", {
      testEnvironmentOptions: { customExportConditions: ["node", "node-addons"] },
      setupFiles: ["./jsdom.cjs"],
    }),
    project("jsdom as it is", "jsdom", { testMatch: ["**/engine.spec.cjs"] }),
  ],
};

import { defineConfig } from "vitest/config";

// Drives a real browser against the service named by SIYA_URL: see tests/e2e/.
export default defineConfig({
  test: {
    environment: "node",
    include: ["tests/e2e/**/*.test.ts"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    fileParallelism: false,
  },
});

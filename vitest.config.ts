import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    testTimeout: 180_000,
    hookTimeout: 300_000,
    maxWorkers: 2,
    globalSetup: ['tests/support/oneRun.ts'],
    setupFiles: ['tests/support/failOnWarning.ts'],
  },
});

import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    // The second one counts, tells why a test was skipped, and fails where nothing says why.
    reporters: ['default', './tests/support/summary.ts'],
    include: ['tests/**/*.test.ts'],
    globalSetup: ['tests/support/database-server.ts'],
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
})

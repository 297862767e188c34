import { defineConfig } from 'vitest/config';

import { Counts } from '#tests/support/counts.ts';

const servers = { globalSetup: 'tests/support/global-setup.ts' };
const project = (name: string, test = {}) => ({
  extends: true as const,
  test: { name, include: [`tests/${name}/**/*.test.ts`], ...test },
});

export default defineConfig({
  test: {
    // In CI every test is named; on a desk only what needs looking at.
    reporters: [process.env['CI'] === undefined ? 'default' : 'verbose', new Counts()],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    projects: [
      project('unit'),
      project('contract'),
      project('corpus'),
      project('integration', servers),
      project('e2e', servers),
    ],
  },
});

import { defineConfig } from 'vitest/config';

import { Counts } from '#tests/support/counts.ts';

const servers = { globalSetup: 'tests/support/global-setup.ts' };
const project = (name: string, test = {}) => ({
  extends: true as const,
  test: { name, include: [`tests/${name}/**/*.test.ts`], ...test },
});

export default defineConfig({
  test: {
    reporters: ['default', new Counts()],
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

import { defineConfig } from 'vitest/config';

import { Counts } from '#tests/support/counts.ts';
import { LongestFirst } from '#tests/support/longest-first.ts';

// Nothing of the unit tests keeps anything between tests, so their files share a thread: starting one costs more than they do.
const light = { isolate: false, pool: 'threads' };
const servers = { globalSetup: 'tests/support/global-setup.ts' };
const project = (name: string, test = {}) => ({
  extends: true as const,
  test: { name, include: [`tests/${name}/**/*.test.ts`], ...test },
});

export default defineConfig({
  test: {
    // In CI every test is named; on a desk only what needs looking at.
    reporters: [process.env['CI'] === undefined ? 'default' : 'verbose', new Counts()],
    // One less than the cores by default, which on two is one; most tests wait for servers.
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
    // For what hangs; no test may depend on how fast a machine is, or on who else works on it.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    expect: { poll: { timeout: 60_000, interval: 10 } },
    projects: [
      project('unit', light),
      project('contract'), // processes of their own: one measures its memory
      project('corpus'),
      project('integration', servers),
      project('e2e', servers),
    ],
  },
});

import type { Scenario } from '#tests/chaos/scenario.ts';

import { kill } from './kill.ts';

export const digest: Scenario = {
  ...kill,
  title: 'whoever plans and sends a digest is killed with SIGKILL, and others take their place',
  staging: { ...kill.staging, digests: true },
};

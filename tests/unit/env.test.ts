import { expect, test } from 'vitest';

import { readEnv } from '#config/env.ts';

test.each(['1', '50', '1000'])('a worker may be given %s connections', (connections) => {
  expect(readEnv({ SMTP_CONNECTIONS: connections }).SMTP_CONNECTIONS).toBe(Number(connections));
});

test.each(['0', '1001', '-1', '2.5', 'many', ' '])(
  'connections %j are refused, and it is said what was expected',
  (connections) => {
    expect(() => readEnv({ SMTP_CONNECTIONS: connections })).toThrow('from 1 to 1000');
  },
);

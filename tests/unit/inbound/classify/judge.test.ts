import { describe, expect, test } from 'vitest';

import { judge } from '#src/inbound/classify/judge.ts';

import { refusals, unwitnessed } from './refusals.ts';

describe('B1: what a server says to RCPT', () => {
  test.each(refusals)('is %s: %s', (expected, diagnostic) => {
    const prose = `host mx.example.org said: ${diagnostic} (in reply to RCPT TO command)`;
    const found = judge({
      action: 'failed',
      status: '',
      diagnosticType: 'smtp',
      diagnostic,
      prose,
      naming: '',
    });
    expect(found).toMatchObject({ class: expected });
  });
});

describe('B1: what a notice says where nobody tells what was asked', () => {
  test.each(unwitnessed)('is %s: %s', (expected, diagnostic) => {
    const found = judge({
      action: 'failed',
      status: '',
      diagnosticType: 'smtp',
      diagnostic,
      prose: '',
      naming: '',
    });
    expect(found.class === 'hard').toBe(expected === 'hard');
  });
});

import { describe, expect, test } from 'vitest';

import { classify } from '#src/inbound/classify/classify.ts';

import { mailOf, samples } from './notices.ts';

describe('B1: a notice says about whom what happened', () => {
  test.each(samples)('$title', (sample) => {
    const { kind, notices } = classify(mailOf(sample));
    expect(kind).toBe('report');
    const found = notices.map((notice) => [notice.recipient, notice.class]);
    expect(found, notices.map(({ rule }) => rule).join()).toEqual(sample.says);
  });
});

import { describe, expect, test } from 'vitest';

import { classify } from '#src/inbound/classify/classify.ts';

import { mailOf, samples } from './notices.ts';
import { automatic, letters } from './people.ts';

describe('B1: a notice says about whom what happened', () => {
  test.each(samples)('$title', (sample) => {
    const { kind, notices } = classify(mailOf(sample));
    expect(kind).toBe('report');
    const found = notices.map((notice) => [notice.recipient, notice.class]);
    expect(found).toEqual(sample.says);
  });
});

describe('B5: what people write is for people, whatever their words', () => {
  test.each(letters)('$title', (letter) => {
    expect(classify(mailOf(letter))).toMatchObject({ kind: 'human', notices: [] });
  });
});

describe('B5: an automatic answer is ignored', () => {
  test.each(automatic)('$title', (letter) => {
    const { kind, notices } = classify(mailOf(letter));
    expect(kind).toBe('auto-reply');
    expect(notices).toMatchObject([{ recipient: undefined, class: 'autoreply', action: 'ignore' }]);
  });
});

test('E7: what the notice returns of our mail is read: its return path, its Message-ID and our ENVID', () => {
  const body = `--b1
Content-Type: message/delivery-status

Original-Envelope-Id: e-1

Final-Recipient: rfc822; ana@example.org
Action: failed
Status: 5.1.1

--b1
Content-Type: text/rfc822-headers

Return-Path: <r+abc@bounces.example.gov>
Message-ID: <m1@example.gov>
From: alerts@example.gov

--b1--`;
  const head = [
    'From: MAILER-DAEMON@mx.example.net',
    'Content-Type: multipart/report; report-type=delivery-status; boundary=b1',
  ];
  expect(classify(mailOf({ head, body })).original).toEqual({
    returnPath: 'r+abc@bounces.example.gov',
    messageId: 'm1@example.gov',
    envelopeId: 'e-1',
  });
});

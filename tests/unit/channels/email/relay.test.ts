import { describe, expect, test } from 'vitest';

import { parseRelay } from '#src/channels/email/smtp/relay.ts';

describe('a relay', () => {
  test.each([
    [
      'smtp://relay.example',
      { host: 'relay.example', port: 587, implicitTls: false, tls: 'required' },
    ],
    [
      'smtps://relay.example',
      { host: 'relay.example', port: 465, implicitTls: true, tls: 'required' },
    ],
    [
      'smtp://relay.example:2525',
      { host: 'relay.example', port: 2525, implicitTls: false, tls: 'required' },
    ],
    ['smtp://127.0.0.1:25', { host: '127.0.0.1', port: 25, implicitTls: false, tls: 'none' }],
    ['smtp://[::1]:25', { host: '::1', port: 25, implicitTls: false, tls: 'none' }],
    ['smtp://localhost:25', { host: 'localhost', port: 25, implicitTls: false, tls: 'none' }],
    [
      'smtp://127.0.0.1.example:25',
      { host: '127.0.0.1.example', port: 25, implicitTls: false, tls: 'required' },
    ],
    ['smtp://10.0.0.1:25', { host: '10.0.0.1', port: 25, implicitTls: false, tls: 'required' }],
  ])('E15 · %s: TLS is demanded unless it is on loopback', (url, expected) => {
    expect(parseRelay(url, 'required')).toMatchObject(expected);
  });

  test('the operator may say otherwise in so many words', () => {
    expect(parseRelay('smtp://relay.example', 'unverified').tls).toBe('unverified');
  });

  test('user and password are read from the address', () => {
    expect(parseRelay('smtp://us%40er:p%3Ass@relay.example', 'required')).toMatchObject({
      name: 'relay.example:587',
      login: { user: 'us@er', pass: 'p:ss' },
    });
  });

  test.each([
    'http://user:secret@relay.example',
    'secret',
    'smtp://',
    'smtp://u:se%cret@relay.example',
  ])('E15 · a malformed address is refused without being quoted', (url) => {
    expect(() => parseRelay(url, 'required')).toThrow(/expected smtp:\/\/user:password@host/);
    expect(() => parseRelay(url, 'required')).not.toThrow(/se.?cret/);
  });
});

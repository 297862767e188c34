import { expect, test } from 'vitest';

import { AppError, codeOf } from '#src/errors.ts';

test.each([
  { error: new AppError('QUEUE_UNREACHABLE', 'words'), code: 'QUEUE_UNREACHABLE' },
  { error: Object.assign(new Error('words'), { code: 'ENOENT' }), code: 'ENOENT' },
  { error: Object.assign(new Error('Missing key for job 1'), { code: -1 }), code: '-1' },
  {
    error: Object.assign(new Error("READONLY You can't write"), { name: 'ReplyError' }),
    code: 'READONLY',
  },
  { error: new TypeError('words'), code: 'TypeError' },
  { error: AbortSignal.abort().reason, code: 'AbortError' },
  { error: Object.assign(new Error('words'), { code: undefined }), code: 'Error' },
  { error: 'words', code: 'unknown' },
])('an error is known by its code: $code', ({ error, code }) => {
  expect(codeOf(error)).toBe(code);
});

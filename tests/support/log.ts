import { Writable } from 'node:stream';

import { pino } from 'pino';
import type { Logger } from 'pino';
import { z } from 'zod';

const lineSchema = z.looseObject({ level: z.number(), msg: z.string() });

type Line = z.infer<typeof lineSchema>;

/** A log that is kept, to be asked what was said. */
export function keptLog(): {
  readonly log: Logger;
  readonly said: (event: string) => readonly Line[];
} {
  const lines: Line[] = [];
  const stream = new Writable({
    write(chunk, _encoding, done) {
      lines.push(lineSchema.parse(JSON.parse(String(chunk))));
      done();
    },
  });
  return {
    log: pino({ level: 'debug' }, stream),
    said: (event) => lines.filter(({ msg }) => msg === event),
  };
}

import { readFileSync } from 'node:fs';

import { z } from 'zod';

import type { Resolve } from '#src/outbound/dns.ts';

/** Some public address. */
export const somewhere = '93.184.215.14';

/** Public DNS as it is: the services that put an address into the name answer with that address. */
export const publicDns: Resolve = async (host) => {
  const embedded =
    /^(?:make-)?(\d+\.\d+\.\d+\.\d+)(?:-rebind-(\d+)[.-](\d+)[.-](\d+)[.-](\d+)-rr)?\.(?:nip\.io|1u\.ms)$/;
  const [, first, ...second] = embedded.exec(host) ?? [];
  if (first === undefined) return [somewhere];
  return second[0] === undefined ? [first] : [first, second.join('.')];
};

interface LabelledUrl {
  readonly verdict: string;
  readonly url: string;
  readonly why: string;
}

/** The lines of the corpus's list of addresses. */
export function labelledUrls(path: string): readonly LabelledUrl[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split('\t'))
    .map(([verdict = '', url = '', why = '']) => ({ verdict, url: unescaped(url), why }));
}

const namesSchema = z.object({
  cases: z.array(
    z.object({
      host: z.string(),
      answers: z.array(z.union([z.array(z.string()), z.literal('NXDOMAIN')])),
      delayMs: z.number().optional(),
      http: z.object({ status: z.number(), location: z.string() }).optional(),
      expect: z.string(),
    }),
  ),
});
export type ScriptedName = z.infer<typeof namesSchema>['cases'][number];

/** The corpus's names, with what DNS says of each. */
export function scriptedNames(path: string): readonly ScriptedName[] {
  return namesSchema.parse(JSON.parse(readFileSync(path, 'utf8'))).cases;
}

function unescaped(text: string): string {
  const characters: Readonly<Record<string, string>> = { t: '\t', n: '\n', '\\': '\\' };
  return text.replaceAll(/\\([tn\\])/g, (_match, letter: string) => characters[letter] ?? letter);
}

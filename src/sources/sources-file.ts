import { readFile } from 'node:fs/promises';

import { z } from 'zod';

import { sources } from '#config/sources.ts';
import type { SourceConfig } from '#config/sources.ts';
import { AppError, codeOf } from '#src/errors.ts';

import { formats } from './formats.ts';
import { isProse } from './is-prose.ts';

type Sources = Readonly<Record<string, SourceConfig>>;

/**
 * The sources of config/sources.ts, changed and added to by the operator's own file where there is one. Throws
 * CONFIGURATION_INVALID, naming the key and what was expected there.
 */
export async function followedSources({
  SOURCES_FILE: path,
}: {
  readonly SOURCES_FILE?: string | undefined;
}): Promise<Sources> {
  if (path === undefined) return sources;
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw invalid(path, `could not be read (${codeOf(cause)})`, cause);
  });
  return withFile(text, { path, base: sources });
}

interface Base {
  readonly path: string;
  readonly base: Sources;
}

/** An entry of a known id changes what it names of it; any other is a new source that is polled. */
function withFile(text: string, { path, base }: Base): Sources {
  const file = fileSchema.safeParse(jsonOf(text, path));
  if (!file.success) throw invalid(path, z.prettifyError(file.error));
  const entries = Object.entries(file.data).map(([id, change]): [string, SourceConfig] => {
    requireId(id, path);
    const known = Object.hasOwn(base, id) ? base[id] : undefined;
    const whole = { ...(known ?? { kind: 'polled', mode: 'signal', format: id }), ...change };
    const parsed = sourceSchema.safeParse(whole);
    if (!parsed.success) throw invalid(path, reasonsOf(id, parsed.error));
    const source = settled(parsed.data);
    if (source.mode === 'publish' && isProse(id, source)) throw invalid(path, proseReason(id));
    return [id, source];
  });
  return { ...base, ...Object.fromEntries(entries) };
}

const fileSchema = z.record(
  z.string(),
  z.looseObject({}, 'expected an object'),
  'expected an object with an entry for each source',
);

const licence = z.string().min(1, 'expected under which licence the texts may be passed on');
const modes = 'expected publish, review or signal';
const days = z.int().min(1).max(3_650).optional();

const polledSchema = z.strictObject({
  kind: z.literal('polled'),
  mode: z.enum(['publish', 'review', 'signal'], modes),
  format: z
    .string()
    .refine((name) => Object.hasOwn(formats, name), {
      error: `expected one of the formats ${Object.keys(formats).join(', ')}`,
    })
    .optional(),
  everySeconds: z
    .int()
    .min(60, 'expected a minute or more: publishers shut out who asks all the time')
    .max(86_400),
  url: z
    .url({ protocol: /^https?$/, error: 'expected the address of the feed' })
    .refine(
      (url) => URL.parse(url)?.username === '',
      'expected an address without a name and a password',
    ),
  options: z.unknown().optional(),
  licence,
  off: z.boolean().optional(),
  reviewAfterDays: days,
  silentAfterDays: days,
  robots: z.boolean().optional(),
  pauseMs: z.int().min(0).max(60_000).optional(),
});

const pushedSchema = z.strictObject({
  kind: z.literal('pushed'),
  mode: z.enum(['review', 'signal'], 'expected review or signal: prose never goes out by itself'),
  licence,
});

const sourceSchema = z.discriminatedUnion('kind', [polledSchema, pushedSchema]);

/** Left out is left out: the types know no member that is there and undefined. */
function settled(parsed: z.infer<typeof sourceSchema>): SourceConfig {
  if (parsed.kind === 'pushed') return parsed;
  const { format, off, reviewAfterDays, silentAfterDays, robots, pauseMs, ...rest } = parsed;
  return {
    ...rest,
    ...(format === undefined ? {} : { format }),
    ...(off === undefined ? {} : { off }),
    ...(reviewAfterDays === undefined ? {} : { reviewAfterDays }),
    ...(silentAfterDays === undefined ? {} : { silentAfterDays }),
    ...(robots === undefined ? {} : { robots }),
    ...(pauseMs === undefined ? {} : { pauseMs }),
  };
}

function proseReason(id: string): string {
  return `${id}.mode: expected review or signal: what it says is prose, or a feed without a level, and never goes out by itself`;
}

function requireId(id: string, path: string): void {
  if (/^[a-z0-9-]{2,60}$/.test(id)) return;
  const arrived = JSON.stringify(id.slice(0, 60));
  throw invalid(path, `expected small letters, digits and hyphens as an id, got ${arrived}`);
}

function jsonOf(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw invalid(path, 'expected JSON', cause);
  }
}

function reasonsOf(id: string, { issues }: z.ZodError): string {
  return issues
    .map(({ path, message }) => `${[id, ...path].map(String).join('.')}: ${message}`)
    .join('\n');
}

function invalid(path: string, reason: string, cause?: unknown): AppError {
  return new AppError('CONFIGURATION_INVALID', `SOURCES_FILE ${path}: ${reason}`, { cause });
}

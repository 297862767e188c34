import { readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';

import { Liquid, LiquidError } from 'liquidjs';
import type { Template } from 'liquidjs';

import { AppError } from '#src/errors.ts';

import { fillSlots } from './tongue.ts';

/** Turns a template and data into text. Templates are named without `.liquid`, as in `email/advisory` or `email/advisory.txt`. */
export interface Engine {
  readonly render: (name: string, data: object) => string;
  /** Names of all templates that are rendered by name (layouts and partials are not). */
  readonly names: readonly string[];
}

/** What templates may use; everything else is a spelling mistake. */
const globals: ReadonlySet<string> = new Set(['t', 'dir', 'mail', 'page', 'site', 'copy']);

/**
 * Reads and parses every template below `templatesDir`. Throws TEMPLATE_INVALID with file, line and reason.
 * A variable's deeper parts and a missing partial show only when rendering, so the voice renders all with samples.
 */
export function createEngine(templatesDir: string): Engine {
  const texts = readTemplates(templatesDir);
  const html = createLiquid(templatesDir, { outputEscape: 'escape' });
  const plain = createLiquid(templatesDir, {});
  const names = [...texts.keys()].filter((name) => !/(^|\/)(partials|layouts)\//.test(name));
  const guarded = <T>(work: () => T): T => guard(work, { templatesDir, texts });

  const parsed = new Map(
    names.map((name) => guarded(() => [name, parse(name.endsWith('.txt') ? plain : html, name)])),
  );

  return {
    names,
    render: (name, data) => {
      const entry = parsed.get(name);
      if (entry === undefined) {
        const file = join(templatesDir, `${name}.liquid`);
        throw new AppError('TEMPLATE_INVALID', `${file}: expected this template, found none`);
      }
      return guarded(() => entry.liquid.renderSync(entry.template, data));
    },
  };
}

interface Parsed {
  readonly liquid: Liquid;
  readonly template: Template[];
}

function createLiquid(root: string, options: { readonly outputEscape?: 'escape' }): Liquid {
  const liquid = new Liquid({
    root,
    partials: root,
    layouts: root,
    extname: '.liquid',
    cache: true,
    strictVariables: true,
    strictFilters: true,
    lenientIf: true,
    ownPropertyOnly: true,
    ...options,
  });
  // `{{ t.notice.manage.button | fill: dir, host: mail.host }}`
  liquid.registerFilter('fill', (phrase: string, dir: string, ...slots: [string, unknown][]) =>
    fillSlots(
      phrase,
      Object.fromEntries(slots.map(([slot, value]) => [slot, String(value)])),
      dir === 'rtl' ? 'rtl' : 'ltr',
    ),
  );
  return liquid;
}

function parse(liquid: Liquid, name: string): Parsed {
  const template = liquid.parseFileSync(`${name}.liquid`);
  for (const [variable, uses] of Object.entries(liquid.analyzeSync(template).globals)) {
    if (globals.has(variable)) continue;
    const { file, row } = uses[0]?.location ?? { file: name, row: 0 };
    throw new AppError('TEMPLATE_INVALID', `${file}:${row}: unknown variable ${variable}`);
  }
  return { liquid, template };
}

interface Texts {
  readonly templatesDir: string;
  readonly texts: ReadonlyMap<string, string>;
}

/** LiquidJS names the line of most errors, but the file only of some: an error of rendering has the text that it was in. */
function guard<T>(work: () => T, known: Texts): T {
  try {
    return work();
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    const { at, reason } = locate(cause, known);
    throw new AppError('TEMPLATE_INVALID', `${at}: ${reason}`, { cause });
  }
}

function locate(cause: unknown, { templatesDir, texts }: Texts): { at: string; reason: string } {
  if (!(cause instanceof Error)) return { at: templatesDir, reason: 'unreadable' };
  if (!LiquidError.is(cause)) return locateMissing(cause, { templatesDir, texts });
  const { input } = cause.token;
  const name = [...texts].find(([, text]) => text === input)?.[0];
  const file = name === undefined ? templatesDir : join(templatesDir, `${name}.liquid`);
  const reason = cause.message.replace(/, (file:.*, )?line:\d+, col:\d+$/, '');
  return { at: `${file}:${cause.token.getPosition()[0]}`, reason };
}

/** A partial or layout that is missing: the error names neither the file nor the line that asks for it. */
function locateMissing(
  cause: Error,
  { templatesDir, texts }: Texts,
): { at: string; reason: string } {
  const wanted = /Failed to lookup "([^"]+)"/.exec(cause.message)?.[1];
  const reason =
    wanted === undefined ? cause.message : `expected the template ${wanted}, found none`;
  for (const [name, text] of texts) {
    const line = text
      .split('\n')
      .findIndex((row) => wanted !== undefined && row.includes(`'${wanted}'`));
    if (line >= 0) return { at: `${join(templatesDir, `${name}.liquid`)}:${line + 1}`, reason };
  }
  return { at: templatesDir, reason };
}

function readTemplates(templatesDir: string): ReadonlyMap<string, string> {
  try {
    const files = readdirSync(templatesDir, { recursive: true, withFileTypes: true });
    return new Map(
      files
        .filter((file) => file.isFile() && file.name.endsWith('.liquid'))
        .map(({ parentPath, name }) => join(parentPath, name))
        .map((path) => [relative(templatesDir, path).slice(0, -7), readFileSync(path, 'utf8')]),
    );
  } catch (cause) {
    throw new AppError('TEMPLATE_INVALID', `${templatesDir}: expected a folder of templates`, {
      cause,
    });
  }
}

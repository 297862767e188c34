import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { AppError } from '#src/errors.ts';

/**
 * The stylesheet of the pages: govuk-frontend's rules for the classes that the templates use, then the service's own
 * `pages/extra.css`. All of govuk-frontend is 136 KB, more than a whole page may weigh (P7). It is written for
 * left-to-right text, so physical sides become logical ones; its typeface belongs to GOV.UK and is left out.
 */
export function buildStyle(templatesDir: string): string {
  const used = classesIn(join(templatesDir, 'pages'));
  const whole = readText(govukStylesheet());
  const own = readText(join(templatesDir, 'pages', 'extra.css'));
  return `${keepUsed(withoutComments(whole), used)}\n${withoutComments(own)
    .replaceAll(/\s*\n\s*/g, '\n')
    .replaceAll(/(?<=[:;{}])\n| (?={\n)/g, '')}`;
}

function withoutComments(css: string): string {
  return css.replaceAll(/\/\*.*?\*\//gs, '');
}

const fonts =
  '"Noto Sans","Noto Sans Devanagari","Noto Naskh Arabic",system-ui,Arial,Helvetica,sans-serif';

const sides: readonly (readonly [RegExp, string])[] = [
  [/(^|;)(margin|padding|border)-left/g, '$1$2-inline-start'],
  [/(^|;)(margin|padding|border)-right/g, '$1$2-inline-end'],
  [/(^|;)left:/g, '$1inset-inline-start:'],
  [/(^|;)right:/g, '$1inset-inline-end:'],
  [/(^|;)(float|text-align):left/g, '$1$2:start'],
  [/(^|;)(float|text-align):right/g, '$1$2:end'],
  [/(^|;)float:(start|end)/g, '$1float:inline-$2'],
  [/GDS Transport,arial,sans-serif/g, fonts],
];

/** The rules of a stylesheet that apply to pages with these classes; what is empty afterwards goes too. */
function keepUsed(css: string, used: ReadonlySet<string>): string {
  return blocksOf(css)
    .map(({ head, body }) => keepBlock(head, body, used))
    .join('');
}

function keepBlock(head: string, body: string, used: ReadonlySet<string>): string {
  if (/^@(media|supports)/.test(head)) {
    const inner = keepUsed(body, used);
    return inner === '' ? '' : `${head}{${inner}}`;
  }
  if (head.startsWith('@')) return '';
  const selectors = head.split(',').filter((selector) => isUsed(selector, used));
  if (selectors.length === 0) return '';
  const declarations = sides.reduce(
    (text, [side, logical]) => text.replaceAll(side, logical),
    body,
  );
  return `${selectors.join(',')}{${declarations}}`;
}

/** A selector is used when every class that it asks for is; one without a class is. */
function isUsed(selector: string, used: ReadonlySet<string>): boolean {
  const asked = selector.replaceAll(/:not\([^)]*\)/g, '');
  const classes = [...asked.matchAll(/\.((?:[\w-]|\\.)+)/g)];
  return classes.every(([, name = '']) => used.has(name.replaceAll('\\', '')));
}

interface Block {
  readonly head: string;
  readonly body: string;
}

/** `head{body}` with up to two more levels in the body, as govuk-frontend has them. */
const block = /([^{};]+)\{((?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*)\}/g;

/** The top-level blocks of a stylesheet that has no braces in strings. */
function blocksOf(css: string): readonly Block[] {
  return [...css.matchAll(block)].map(([, head = '', body = '']) => ({ head: head.trim(), body }));
}

function classesIn(folder: string): ReadonlySet<string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true });
  const texts = files
    .filter((file) => file.isFile() && file.name.endsWith('.liquid'))
    .map(({ parentPath, name }) => readText(join(parentPath, name)));
  return new Set(texts.join('\n').match(/govuk-[\w!-]+/g));
}

function govukStylesheet(): URL {
  return new URL(import.meta.resolve('govuk-frontend/dist/govuk/govuk-frontend.min.css'));
}

function readText(file: string | URL): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new AppError('TEMPLATE_INVALID', `${String(file)}: expected a stylesheet or template`, {
      cause,
    });
  }
}

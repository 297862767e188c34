import { decodeWords } from './decode.ts';
import { limits } from './limits.ts';

/** Fields of a head in their order, names in lower case, values unfolded and as they came. */
export interface Head {
  readonly first: (name: string) => string | undefined;
  readonly all: (name: string) => readonly string[];
  readonly names: ReadonlySet<string>;
}

/** Divides at the first empty line; a head may be missing, and a mailbox's own "From " line is skipped. */
export function divide(text: string): { readonly head: Head; readonly body: string } {
  const end = endOfHead(text);
  const head = readHead(text.slice(0, Math.min(end.at, limits.head)));
  return { head, body: text.slice(end.next) };
}

function endOfHead(text: string): { readonly at: number; readonly next: number } {
  if (text.startsWith('\n')) return { at: 0, next: 1 };
  const at = text.indexOf('\n\n');
  return at === -1 ? { at: text.length, next: text.length } : { at: at + 1, next: at + 2 };
}

export function readHead(text: string): Head {
  const fields = new Map<string, string[]>();
  for (const line of unfold(text)) {
    const [, name = '', value = ''] = /^([!-9;-~]{1,80})[ \t]{0,8}:([^]*)$/.exec(line) ?? [];
    if (name === '') continue;
    const values = fields.get(name.toLowerCase());
    if (values === undefined) fields.set(name.toLowerCase(), [value.trim()]);
    else values.push(value.trim());
  }
  const all = (name: string): readonly string[] => fields.get(name) ?? [];
  return { first: (name) => all(name)[0], all, names: new Set(fields.keys()) };
}

function unfold(text: string): readonly string[] {
  const lines: string[][] = [];
  for (const line of text.split('\n')) {
    const folded = /^[ \t]/.test(line);
    if (folded) lines.at(-1)?.push(line.trimStart());
    else if (lines.length < limits.fieldsInHead) lines.push([line]);
  }
  return lines.map((pieces) => pieces.join(' '));
}

/** A field's value as people read it. */
export function shown(head: Head, name: string): string {
  return decodeWords((head.first(name) ?? '').slice(0, 4_000));
}

/** `text/plain; charset=utf-8` as its parts: type in lower case, parameters by name. */
export function typed(value: string): {
  readonly type: string;
  readonly parameter: (name: string) => string;
} {
  const [type = ''] = value.split(';', 1);
  const parameters = new Map<string, string>();
  const pattern = /;\s{0,20}([\w*-]{1,40})\s{0,4}=\s{0,4}(?:"([^"]{0,400})"|([^;\s]{0,400}))/g;
  for (const [, name = '', quoted, bare] of value.slice(0, 4_000).matchAll(pattern))
    parameters.set(name.toLowerCase().replace(/\*\d?\*?$/, ''), quoted ?? bare ?? '');
  return {
    type: type.trim().toLowerCase(),
    parameter: (name) => parameters.get(name) ?? '',
  };
}

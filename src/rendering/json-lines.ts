/** Where things stand in a JSON text, for whoever has to repair it. */
export interface JsonLines {
  /** The line of a key by its path, or that of the nearest thing above it that is there. */
  readonly lineOf: (path: readonly PropertyKey[]) => number;
  /** The line on which the text stops being JSON. */
  readonly brokenAt: number | undefined;
}

/** JSON.parse forgets the lines, and names the place of some errors only. */
export function linesIn(text: string): JsonLines {
  const reader = createReader(text);
  const isWhole = readValue(reader, '') && reader.take() === undefined;
  return {
    brokenAt: isWhole ? undefined : reader.line(),
    lineOf: (path) => {
      for (let depth = path.length; depth > 0; depth -= 1) {
        const line = reader.lines.get(keyOf(path.slice(0, depth)));
        if (line !== undefined) return line;
      }
      return 1;
    },
  };
}

interface Reader {
  /** The next token; undefined at the end. */
  readonly take: () => string | undefined;
  readonly peek: () => string | undefined;
  /** The line of the token that was taken last. */
  readonly line: () => number;
  /** Filled while reading. */
  readonly lines: Map<string, number>;
}

const token = /"(?:[^"\\\n]|\\.)*"|[{}[\]:,]|[^\s"{}[\]:,]+|"/g;

function createReader(text: string): Reader {
  const tokens = [...text.matchAll(token)];
  let taken = 0;
  return {
    take: () => tokens[taken++]?.[0],
    peek: () => tokens[taken]?.[0],
    line: () => text.slice(0, tokens[taken - 1]?.index ?? text.length).split('\n').length,
    lines: new Map(),
  };
}

/** Reads one value, noting the lines of the keys in it; false where it is none. */
function readValue(reader: Reader, path: string): boolean {
  const first = reader.take();
  if (first === '{') return readList(reader, '}', () => readMember(reader, path));
  if (first === '[') return readList(reader, ']', () => readValue(reader, path));
  return isScalar(first);
}

function readList(reader: Reader, end: string, readItem: () => boolean): boolean {
  if (reader.peek() === end) return reader.take() === end;
  while (readItem()) {
    const next = reader.take();
    if (next === end) return true;
    if (next !== ',') return false;
  }
  return false;
}

function readMember(reader: Reader, path: string): boolean {
  const key = reader.take();
  if (key?.startsWith('"') !== true || !isScalar(key)) return false;
  const inner = `${path}.${String(JSON.parse(key))}`;
  reader.lines.set(inner, reader.line());
  return reader.take() === ':' && readValue(reader, inner);
}

function keyOf(path: readonly PropertyKey[]): string {
  return path.map((part) => `.${String(part)}`).join('');
}

function isScalar(text: string | undefined): boolean {
  if (text === undefined) return false;
  try {
    return typeof JSON.parse(text) !== 'object' || text === 'null';
  } catch {
    return false; // there is no other way to ask
  }
}

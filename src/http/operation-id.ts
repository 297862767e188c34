/**
 * The name of an operation, from its method and path: `GET /drafts/{id}` is getDraft, `POST /drafts/{id}/approve`
 * approveDraft. Clients are generated from these names: a test holds them.
 */
export function operationIdOf(method: string, path: string): string {
  const parts = path.replace('/api/v1/', '').split('/');
  const nouns = parts.filter(isName);
  const [last = ''] = parts.slice(-1);
  const isThings = isName(last) && isPlural(last);
  const targets = nounsOf(parts, nouns);
  if (method === 'get' && isThings) return camel(['list', ...targets]);
  if (method !== 'post') return camel([verbOf(method), ...targets]);
  if (isAct(nouns, last) && !isThings) return camel([last, ...targets.slice(0, -1).toReversed()]);
  return camel(['create', ...nouns.map((name) => nounOf(name, true))]);
}

function nounsOf(parts: readonly string[], nouns: readonly string[]): readonly string[] {
  return nouns.map((name, at) => nounOf(name, isOne(parts, name) || at < nouns.length - 1));
}

function verbOf(method: string): string {
  return verbs[method] ?? method;
}

/** `POST /drafts/{id}/approve`: its last name is what is done. */
function isAct(nouns: readonly string[], last: string): boolean {
  return nouns.length > 1 && isName(last);
}

const verbs: Readonly<Record<string, string>> = {
  get: 'get',
  put: 'put',
  patch: 'change',
  delete: 'remove',
};

/** No name here but that of the crisis ends so for itself. */
function isPlural(name: string): boolean {
  return name.endsWith('s') && !name.endsWith('is');
}

function isName(part: string): boolean {
  return !part.startsWith('{');
}

/** A name that a parameter follows is one of its kind. */
function isOne(parts: readonly string[], name: string): boolean {
  return !isName(parts[parts.indexOf(name) + 1] ?? name);
}

function nounOf(name: string, isSingle: boolean): string {
  if (!isSingle || !isPlural(name)) return name;
  return name.replace(/ies$/, 'y').replace(/s$/, '');
}

function camel(words: readonly string[]): string {
  return words
    .flatMap((word) => word.split(/[^a-zA-Z0-9]+/))
    .filter((word) => word !== '')
    .map((word, at) => (at === 0 ? word : `${word[0]?.toUpperCase() ?? ''}${word.slice(1)}`))
    .join('');
}

/**
 * The name of an operation, from its method and path: `GET /drafts/{id}` is getDraft, `POST /drafts/{id}/approve`
 * approveDraft. Clients are generated from these names: a test holds them.
 */
export function operationIdOf(method: string, path: string): string {
  const own = path.replace('/api/v1', '');
  return named[`${method} ${own}`] ?? nameByRule(method, own.split('/').slice(1));
}

/** Where the path says a state, a paper or only half of what is done. */
const named: Readonly<Record<string, string>> = {
  'delete /crisis': 'endCrisis',
  'get /audit': 'listAuditEntries',
  'get /audit/verification': 'verifyAudit',
  'get /drafts/{id}/words/{language}': 'getDraftWords',
  'post /advisories/{id}/all-clear': 'createAllClear',
  'post /endpoints/{id}/rotate': 'rotateEndpointKeys',
  'post /endpoints/{id}/verification': 'answerEndpointChallenge',
  'post /events/{id}/acknowledgement': 'acknowledgeEvent',
  'post /missions/{id}/dialled': 'recordMissionDialled',
  'put /drafts/{id}': 'replaceDraft',
  'put /drafts/{id}/words/{language}': 'setDraftWords',
};

function nameByRule(method: string, parts: readonly string[]): string {
  const nouns = parts.filter(isName);
  const [last = ''] = parts.slice(-1);
  const isThings = isName(last) && isPlural(last);
  if (method === 'post') return isThings ? created(nouns) : done(last, nouns);
  const verb = isThings && method === 'get' ? 'list' : (verbs[method] ?? method);
  return camel([verb, ...nounsOf(parts, nouns)]);
}

function created(nouns: readonly string[]): string {
  return camel(['create', ...nouns.map(singular)]);
}

/** `POST /drafts/{id}/send-back`: its last name is what is done, its first word the verb. */
function done(name: string, nouns: readonly string[]): string {
  const [verb = '', ...rest] = name.split('-');
  return camel([verb, ...nouns.slice(0, -1).map(singular), ...rest]);
}

/** A name that a parameter or another name follows is one of its kind. */
function nounsOf(parts: readonly string[], nouns: readonly string[]): readonly string[] {
  const isOne = (name: string, at: number) => at < nouns.length - 1 || parts.at(-1) !== name;
  return nouns.map((name, at) => (isOne(name, at) ? singular(name) : name));
}

const verbs: Readonly<Record<string, string>> = {
  put: 'set',
  patch: 'change',
  delete: 'remove',
};

/** Not crisis, and not dismiss. */
function isPlural(name: string): boolean {
  return /[^is]s$/.test(name);
}

function isName(part: string): boolean {
  return !part.startsWith('{');
}

function singular(name: string): string {
  return isPlural(name) ? name.replace(/ies$/, 'y').replace(/s$/, '') : name;
}

function camel(words: readonly string[]): string {
  return words
    .flatMap((word) => word.split(/[^a-zA-Z0-9]+/))
    .filter((word) => word !== '')
    .map((word, at) => (at === 0 ? word : `${word[0]?.toUpperCase() ?? ''}${word.slice(1)}`))
    .join('');
}

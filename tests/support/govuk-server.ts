import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';

/** One area as the made-up publisher has it. */
export interface GovukArea {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly changedAt: string;
  /** What its own document says, where a cache is behind the index. */
  readonly documentChangedAt?: string;
  readonly statuses?: readonly string[] | undefined;
  readonly note: string;
  readonly parts: readonly {
    readonly slug: string;
    readonly title: string;
    readonly body: string;
  }[];
  readonly withdrawn?: boolean;
  /** On its own page, whatever the index says. */
  readonly withdrawnNotice?: { readonly explanation: string; readonly withdrawn_at: string };
  /** Address of the map. */
  readonly map?: string | undefined;
}

/** A publisher with GOV.UK's documents, on a random port of this machine. What it says and how it behaves can be changed while it runs. */
export interface GovukServer extends AsyncDisposable {
  /** Of the index. */
  readonly url: string;
  readonly areas: Map<string, GovukArea>;
  /** Paths asked for since the last call. */
  readonly takeRequests: () => readonly string[];
  /** Instead of the proper answer, for paths that end so; `undefined` to behave again. */
  misbehave: ((path: string, response: ServerResponse) => boolean) | undefined;
}

export async function startGovuk(areas: readonly GovukArea[]): Promise<GovukServer> {
  const requests: string[] = [];
  const http = createServer((request, response) => answer(request, response));
  const listening = Promise.withResolvers<void>();
  http.listen(0, '127.0.0.1', listening.resolve);
  await listening.promise;
  const address = http.address();
  if (address === null || typeof address === 'string') throw new Error('expected a port');

  const server: GovukServer = {
    url: `http://127.0.0.1:${address.port}/api/content/foreign-travel-advice`,
    areas: new Map(areas.map((area) => [area.slug, area])),
    takeRequests: () => requests.splice(0),
    misbehave: undefined,
    async [Symbol.asyncDispose]() {
      const closed = Promise.withResolvers<void>();
      http.close(() => closed.resolve());
      http.closeAllConnections();
      await closed.promise;
    },
  };
  return server;

  function answer(request: IncomingMessage, response: ServerResponse): void {
    const path = request.url ?? '';
    requests.push(path);
    if (server.misbehave?.(path, response)) return;
    if (path === '/api/content/foreign-travel-advice') return answerIndex(request, response);
    const area = server.areas.get(path.split('/').at(-1) ?? '');
    if (area === undefined) return void response.writeHead(404).end();
    send(response, documentOf(area));
  }

  function answerIndex(request: IncomingMessage, response: ServerResponse): void {
    const index = { links: { children: [...server.areas.values()].map(childOf) } };
    const etag = `W/"${[...server.areas.values()].map((area) => area.changedAt + area.slug).join()}"`;
    response.setHeader('etag', etag);
    if (request.headers['if-none-match'] === etag) return void response.writeHead(304).end();
    send(response, index);
  }
}

export function send(response: ServerResponse, body: unknown): void {
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify(body));
}

function childOf(area: GovukArea): object {
  return {
    content_id: area.id,
    base_path: `/foreign-travel-advice/${area.slug}`,
    public_updated_at: area.changedAt,
    withdrawn: area.withdrawn ?? false,
    details: {
      change_description: area.note,
      country: { name: area.name, slug: area.slug, synonyms: [] },
    },
  };
}

function documentOf(area: GovukArea): object {
  return {
    content_id: area.id,
    title: `${area.name} travel advice`,
    base_path: `/foreign-travel-advice/${area.slug}`,
    public_updated_at: area.documentChangedAt ?? area.changedAt,
    withdrawn_notice: area.withdrawnNotice ?? {},
    details: {
      country: { name: area.name, slug: area.slug },
      alert_status: area.statuses,
      change_description: area.note,
      parts: area.parts,
      ...(area.map === undefined ? {} : { image: { url: area.map, content_type: 'image/jpeg' } }),
      max_cache_time: 10,
    },
  };
}

/** A made-up area whose page says little; state only what matters. */
export function anArea(overrides: Partial<GovukArea> & Pick<GovukArea, 'slug'>): GovukArea {
  const name = overrides.slug
    .replaceAll('-', ' ')
    .replaceAll(/\b[a-z]/g, (letter) => letter.toUpperCase());
  return {
    id: idFrom(overrides.slug),
    name,
    changedAt: '2026-03-04T09:30:00Z',
    statuses: [],
    note: `A strike of ferry crews in ${name} may last until Sunday.`,
    parts: [
      {
        slug: 'warnings-and-insurance',
        title: 'Warnings and insurance',
        body: `<h2 id="ferries">Ferries</h2><p>Ferries to and from ${name} may not sail. Ask your company before you leave for the port &amp; carry water.</p>`,
      },
      { slug: 'health', title: 'Health', body: '<p>Tap water is safe to drink.</p>' },
    ],
    ...overrides,
  };
}

function idFrom(slug: string): string {
  const hex = Buffer.from(slug.padEnd(16, '-')).toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(-12)}`;
}

/** Eight areas, one for each thing that the documents can say. */
export const eightAreas: readonly GovukArea[] = [
  anArea({ slug: 'mali', statuses: ['avoid_all_travel_to_whole_country'] }),
  anArea({
    slug: 'niger',
    statuses: ['avoid_all_travel_to_parts', 'avoid_all_but_essential_travel_to_whole_country'],
  }),
  anArea({
    slug: 'nigeria',
    statuses: ['avoid_all_travel_to_parts', 'avoid_all_but_essential_travel_to_parts'],
  }),
  anArea({ slug: 'norway' }),
  anArea({ slug: 'guinea-bissau' }),
  anArea({ slug: 'cook-islands-tokelau-and-niue' }),
  anArea({ slug: 'kosovo', statuses: ['avoid_all_but_essential_travel_to_parts'] }),
  anArea({ slug: 'atlantis' }),
];

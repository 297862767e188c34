/** Where the public pages stand, for links between them. What holds a token is handed in by the caller. */
export const paths = {
  home: '/',
  advisory: (id: string) => `/advisories/${encodeURIComponent(id)}`,
  /** One message of an advisory, whether or not it is the newest. */
  message: (id: string, number: number) => `/advisories/${encodeURIComponent(id)}/${number}`,
  countries: '/countries',
  country: (code: string) => `/countries/${encodeURIComponent(code)}`,
  subscribe: '/subscribe',
  preview: '/subscribe/preview',
  manage: '/manage',
  privacy: '/privacy',
  feed: '/advisories.atom',
  jsonFeed: '/advisories.json',
  /** Of CAP messages: what is in force and what was published lately. */
  capIndex: '/advisories.cap.atom',
  /** Current levels, by place. */
  levels: '/advisories.geojson',
  /** One message as CAP 1.2. */
  cap: (id: string, number: number) => `/advisories/${encodeURIComponent(id)}/${number}/cap`,
  /** Of the API, for who builds on it. */
  reference: '/api/v1/reference',
  style: '/assets/style.css',
} as const;

/** The same page in a language. */
export function inLanguage(path: string, language: string): string {
  return withQuery(path, { lang: language });
}

/** A path with more in its query; what is empty is left out. */
export function withQuery(path: string, query: Readonly<Record<string, string>>): string {
  const more = new URLSearchParams(Object.entries(query).filter(([, value]) => value !== ''));
  if (more.size === 0) return path;
  return `${path}${path.includes('?') ? '&' : '?'}${more.toString()}`;
}

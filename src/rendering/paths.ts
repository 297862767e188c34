/** Where the public pages stand, for links between them. What holds a token is handed in by the caller. */
export const paths = {
  home: '/',
  advisory: (id: string) => `/advisories/${encodeURIComponent(id)}`,
  /** One message of an advisory, whether or not it is the newest. */
  message: (id: string, number: number) => `/advisories/${encodeURIComponent(id)}/${number}`,
  subscribe: '/subscribe',
  manage: '/manage',
  feed: '/advisories.atom',
  jsonFeed: '/advisories.json',
  style: '/assets/style.css',
} as const;

/** The same page in a language. */
export function inLanguage(path: string, language: string): string {
  return `${path}?lang=${encodeURIComponent(language)}`;
}

export const templateName = 'migrated_template';

/** The URL of another database on the same server. (`new URL` refuses a user without a host, which is how a unix socket is written.) */
export function databaseAt(serverUrl: string, name: string): string {
  return serverUrl.replace(/\/[^/?]*(?=\?|$)/, `/${name}`);
}

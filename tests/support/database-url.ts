export const templateName = 'migrated_template';

/** The URL of another database on the same server. (`new URL` refuses a user without a host, which is how a unix socket is written.) */
export function databaseAt(serverUrl: string, name: string): string {
  return serverUrl.replace(/\/[^/?]*(?=\?|$)/, `/${name}`);
}

/** A user without a host is no URL by the book; PostgreSQL takes the user as a parameter, too. */
export function asUrl(databaseUrl: string): string {
  return databaseUrl.replace(/^postgres:\/\/(\w+)@\/(.*)$/, 'postgres:///$2&user=$1');
}

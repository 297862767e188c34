import { hangUp } from './connection.ts';
import type { Connection } from './connection.ts';

/** Connections that wait for the next call, at most one for each address that is called. */
export interface Spares extends Disposable {
  readonly take: (url: string) => Connection | undefined;
  /** Closed instead when it is too old, or one too many. */
  readonly put: (url: string, connection: Connection) => void;
}

interface SparesOptions {
  readonly most: number;
  readonly ageMs: number;
}

/**
 * By the whole address, not by its host: what one receiver leaves behind on a connection, another at the same host must not
 * take for its own answer. undici closes what was idle too long.
 */
export function createSpares({ most, ageMs }: SparesOptions): Spares {
  // In the order in which they were put: the first was idle longest.
  const spares = new Map<string, Connection>();

  return {
    take(url) {
      const spare = spares.get(url);
      spares.delete(url);
      return spare?.socket.destroyed ? undefined : spare;
    },

    put(url, connection) {
      const { socket, openedAt } = connection;
      if (socket.destroyed) return;
      if (spares.has(url) || performance.now() - openedAt > ageMs) return hangUp(connection);
      spares.set(url, connection);
      const [oldest] = spares;
      if (oldest !== undefined && spares.size > most) {
        spares.delete(oldest[0]);
        hangUp(oldest[1]);
      }
    },

    [Symbol.dispose]() {
      for (const spare of spares.values()) hangUp(spare);
      spares.clear();
    },
  };
}

import { once } from 'node:events';
import { connect as connectTcp, isIP } from 'node:net';
import type { Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';

import { Client } from 'undici';

import { callLimits, keptConnections } from '#config/outbound.ts';

import { meterOn } from './meter.ts';
import type { Meter } from './meter.ts';
import { checkedPort } from './ports.ts';

/** HTTP over one connection to one checked address: when it ends, so does this. */
export interface Connection {
  /** As it stands in the request. */
  readonly path: string;
  readonly openedAt: number;
  readonly socket: Socket;
  readonly client: Client;
  readonly meter: Meter;
}

/** Connects to the checked address itself, so no second look-up can lead elsewhere; the name still stands in SNI and is what the certificate must carry. */
export async function connect(
  { url, address }: { url: URL; address: string },
  signal: AbortSignal,
): Promise<Connection> {
  const secure = url.protocol === 'https:';
  // Node reads ahead up to this mark, and of an endless answer all of that is waste.
  const to = { host: address, port: checkedPort(url), highWaterMark: 16_384 };
  const socket = secure ? connectTls({ ...to, ...identity(url) }) : connectTcp(to);
  // What happens to the connection after the answer was read concerns nobody, but would end the process.
  socket.on('error', () => {});
  socket.setNoDelay(true);
  try {
    await once(socket, secure ? 'secureConnect' : 'connect', { signal });
  } catch (cause) {
    socket.destroy();
    throw cause;
  }
  const path = `${url.pathname}${url.search}`;
  const client = createHttpClient(url, socket);
  return { path, openedAt: performance.now(), socket, client, meter: meterOn(socket) };
}

export function hangUp({ socket, client }: Connection): void {
  socket.destroy();
  void client.destroy();
}

function identity({ hostname }: URL): { servername?: string; ALPNProtocols: string[] } {
  const ALPNProtocols = ['http/1.1'];
  // RFC 6066 §3: an address is no server name; the certificate is then compared with the address.
  const isAddress = hostname.startsWith('[') || isIP(hostname) !== 0;
  return isAddress ? { ALPNProtocols } : { ALPNProtocols, servername: hostname };
}

/** What undici says of a connection that had ended before the request could be written. */
export class ConnectionEnded extends Error {}

/** Speaks over this connection and no other: undici would open a second one, to wherever the name leads by then. */
function createHttpClient(url: URL, socket: Socket): Client {
  const sockets = [socket];
  return new Client(url.origin, {
    maxHeaderSize: callLimits.maxHeaderBytes,
    // Whoever asks keeps the time; these two count from the last byte, which a slow sender can repeat for ever.
    headersTimeout: 0,
    bodyTimeout: 0,
    keepAliveTimeout: keptConnections.idleMs,
    keepAliveMaxTimeout: keptConnections.idleMs,
    connect: (_target, callback) => {
      const only = sockets.pop();
      // undici forgets the request when it is called back before this function returns.
      queueMicrotask(() => {
        if (only && !only.destroyed) callback(null, only);
        else callback(new ConnectionEnded('the connection ended before the request'), null);
      });
    },
  });
}

import { once } from 'node:events';
import { connect as connectTcp, isIP } from 'node:net';
import type { Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';

import { Client } from 'undici';

import { checkedPort } from './ports.ts';

/** Connects to the checked address itself, so no second look-up can lead elsewhere; the name still stands in SNI and is what the certificate must carry. */
export async function connect(
  { url, address }: { url: URL; address: string },
  signal: AbortSignal,
): Promise<Socket> {
  const secure = url.protocol === 'https:';
  // Node reads ahead up to this mark, and of an endless answer all of that is waste.
  const to = { host: address, port: checkedPort(url), highWaterMark: 16_384 };
  const socket = secure ? connectTls({ ...to, ...identity(url) }) : connectTcp(to);
  // What happens to the connection after the answer was read concerns nobody, but would end the process.
  socket.on('error', () => {});
  socket.setNoDelay(true);
  try {
    await once(socket, secure ? 'secureConnect' : 'connect', { signal });
    return socket;
  } catch (cause) {
    socket.destroy();
    throw cause;
  }
}

function identity({ hostname }: URL): { servername?: string; ALPNProtocols: string[] } {
  const ALPNProtocols = ['http/1.1'];
  // RFC 6066 §3: an address is no server name; the certificate is then compared with the address.
  const isAddress = hostname.startsWith('[') || isIP(hostname) !== 0;
  return isAddress ? { ALPNProtocols } : { ALPNProtocols, servername: hostname };
}

/**
 * Speaks HTTP over one connection and one only. Connections are not kept: on a kept one the other side's closing and our
 * next request can cross, and nobody would know whether that request was acted on.
 */
export function createHttpClient(url: URL, socket: Socket): Client {
  const sockets = [socket];
  return new Client(url.origin, {
    maxHeaderSize: 16_384,
    // The caller keeps the time; these two count from the last byte, which a slow sender can repeat for ever.
    headersTimeout: 0,
    bodyTimeout: 0,
    connect: (_target, callback) => {
      const only = sockets.pop();
      // undici forgets the request when it is called back before this function returns.
      queueMicrotask(() => {
        if (only && !only.destroyed) callback(null, only);
        else callback(new Error('the connection was closed before the request'), null);
      });
    },
  });
}

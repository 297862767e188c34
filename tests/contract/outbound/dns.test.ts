import { createSocket } from 'node:dgram';
import { once } from 'node:events';

import { describe, expect, test } from 'vitest';

import { createResolve } from '#src/outbound/dns.ts';

const soon = () => AbortSignal.timeout(60_000);
const A = 1;
const AAAA = 28;
const nxdomain = 3;
const servfail = 2;

interface Reply {
  readonly code?: number;
  readonly addresses?: readonly (readonly number[])[];
}

describe('looking up a name', () => {
  test('gives the addresses of both families', async () => {
    await using server = await startDns((type) => ({
      addresses:
        type === A
          ? [
              [93, 184, 215, 14],
              [93, 184, 215, 15],
            ]
          : [[0x26, 6, ...Array(13).fill(0), 1]],
    }));
    const addresses = await createResolve([server.address])('receiver.example.org', soon());
    expect(addresses).toEqual(['93.184.215.14', '93.184.215.15', '2606::1']);
  });

  test('is content with one family', async () => {
    await using server = await startDns((type) =>
      type === AAAA ? { code: servfail } : { addresses: [[1, 2, 3, 4]] },
    );
    expect(await createResolve([server.address])('receiver.example.org', soon())).toEqual([
      '1.2.3.4',
    ]);
  });

  test.each([
    {
      what: 'there is no such name',
      replies: { [A]: { code: nxdomain }, [AAAA]: { code: nxdomain } },
      code: 'ENOTFOUND',
    },
    { what: 'the name has no address', replies: { [A]: {}, [AAAA]: {} }, code: 'ENODATA' },
    {
      what: 'one family fails and the other is empty',
      replies: { [A]: {}, [AAAA]: { code: servfail } },
      code: 'ESERVFAIL',
    },
  ])('$what: $code', async ({ replies, code }) => {
    await using server = await startDns((type) => (type === A ? replies[A] : replies[AAAA]));
    const resolve = createResolve([server.address]);
    await expect(resolve('receiver.example.org', soon())).rejects.toMatchObject({ code });
  });

  test('ends at once when it is called off', async () => {
    const caller = new AbortController();
    await using server = await startDns(() => {
      caller.abort();
      return undefined;
    });
    const resolve = createResolve([server.address]);
    await expect(resolve('receiver.example.org', caller.signal)).rejects.toMatchObject({
      code: 'ECANCELLED',
    });
  });
});

/** A name server with one answer for each type of question (RFC 1035 §4.1); undefined means silence. */
async function startDns(reply: (type: number) => Reply | undefined) {
  const socket = createSocket('udp4');
  socket.on('message', (query, from) => {
    const answer = reply(query.readUInt16BE(query.indexOf(0, 12) + 1));
    if (answer) socket.send(packet(query, answer), from.port, from.address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return {
    address: `127.0.0.1:${socket.address().port}`,
    async [Symbol.asyncDispose]() {
      socket.close();
      await once(socket, 'close');
    },
  };
}

function packet(query: Buffer, { code = 0, addresses = [] }: Reply): Buffer {
  const question = query.subarray(12, query.indexOf(0, 12) + 5);
  const header = Buffer.from([
    ...query.subarray(0, 2),
    0x81,
    0x80 | code,
    0,
    1,
    0,
    addresses.length,
    0,
    0,
    0,
    0,
  ]);
  const records = addresses.map((address) =>
    Buffer.from([
      0xc0,
      12,
      0,
      address.length === 4 ? A : AAAA,
      0,
      1,
      0,
      0,
      0,
      60,
      0,
      address.length,
      ...address,
    ]),
  );
  return Buffer.concat([header, question, ...records]);
}

import type { Socket } from 'node:net';
import { gzipSync } from 'node:zlib';

interface Hostile {
  /** On every connection, before anything is asked. */
  readonly greets?: (socket: Socket) => void;
  /** To every request on it. */
  readonly answers: (socket: Socket) => void;
  readonly isTls?: boolean;
  /** Only time ends it. */
  readonly isSlow?: boolean;
  /** What may be made of it. */
  readonly says: readonly string[];
}

const head = 'HTTP/1.1 200 OK\r\n';
const chunked = `${head}Transfer-Encoding: chunked\r\n\r\n`;

function drip(first: string, then: string) {
  return (socket: Socket) => {
    socket.write(first);
    const timer = setInterval(() => socket.write(then), 20);
    socket.on('close', () => clearInterval(timer));
  };
}

function pour(first: string, then: string) {
  const chunk = Buffer.from(then.repeat(Math.ceil(65_536 / then.length)));
  return (socket: Socket) => {
    const more = () => {
      while (!socket.destroyed && socket.write(chunk));
    };
    socket.on('drain', more);
    socket.write(first);
    more();
  };
}

const say = (text: string) => (socket: Socket) => void socket.write(text);
/** Made where it is sent: whoever calls must not hold it. */
const bombs: Buffer[] = [];
const bomb = () => (bombs[0] ??= gzipSync(Buffer.alloc(10 * 1_048_576)));

/** What a malicious receiver may do, by what it is called in a test's title. */
export const hostileAnswers: Readonly<Record<string, Hostile>> = {
  'never answers': { isSlow: true, answers: () => {}, says: ['unknown timeout-first-byte'] },
  'drips its headers': {
    isSlow: true,
    answers: drip(head, 'x: y\r\n'),
    says: ['unknown timeout-first-byte'],
  },
  'drips its body': {
    isSlow: true,
    answers: drip(chunked, '1\r\nx\r\n'),
    says: ['accepted 200'],
  },
  'sends a body without end': {
    answers: pour(chunked, `400\r\n${'x'.repeat(1_024)}\r\n`),
    says: ['accepted 200'],
  },
  'sends headers without end': {
    answers: pour(head, `x: ${'y'.repeat(1_000)}\r\n`),
    says: ['unknown headers-too-large'],
  },
  'sends tiny headers without end': {
    answers: pour(head, 'a:\r\n'),
    says: ['unknown headers-too-large'],
  },
  'sends tiny trailers without end': {
    answers: pour(`${chunked}0\r\n`, 'a:\r\n'),
    says: ['accepted 200'],
  },
  'sends one header without end': {
    answers: pour(`${head}x: `, 'y'),
    says: ['unknown headers-too-large'],
  },
  'sends chunks of nothing but extensions': {
    answers: pour(`${chunked}1;x=`, 'y'),
    says: ['accepted 200'],
  },
  'sends trailers without end': {
    answers: pour(`${chunked}0\r\n`, 'x: yyyyyyyyyyyy\r\n'),
    says: ['accepted 200'],
  },
  'sends interim answers without end': {
    answers: pour('', 'HTTP/1.1 102 Processing\r\n\r\n'),
    says: ['unknown http-malformed'],
  },
  'sends a packed bomb': {
    answers: (socket) => {
      const packed = bomb();
      socket.write(`${head}Content-Encoding: gzip\r\nContent-Length: ${packed.length}\r\n\r\n`);
      socket.write(packed);
    },
    says: ['accepted 200'],
  },
  'redirects inside': {
    answers: say(
      'HTTP/1.1 307 Go\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\nConnection: close\r\n\r\n',
    ),
    says: ['later http-307'],
  },
  'accepts and then resets': {
    answers: (socket) => socket.resetAndDestroy(),
    says: ['unknown connection-cut'],
  },
  'promises to keep the connection for ever': {
    answers: say(
      `${head}Connection: keep-alive\r\nKeep-Alive: timeout=100000\r\nContent-Length: 0\r\n\r\n`,
    ),
    says: ['accepted 200'],
  },
  'sends garbage behind its answer': {
    answers: pour(`${head}Content-Length: 0\r\n\r\n`, 'garbage\r\n'),
    says: ['accepted 200'],
  },
  'speaks before it is asked': {
    greets: pour('', 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'),
    answers: () => {},
    says: ['accepted 200', 'unknown connection-cut'],
  },
  'claims a length beyond all numbers': {
    answers: say(`${head}Content-Length: 99999999999999999999999\r\n\r\nx`),
    says: ['unknown connection-cut'],
  },
  'never ends its handshake': {
    answers: () => {},
    isTls: true,
    isSlow: true,
    says: ['later timeout-connect'],
  },
};

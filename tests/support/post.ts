import { createTransport } from 'nodemailer';

import type { Door } from '#src/inbound/door.ts';
import { startWorkers } from '#workers/start.ts';

import { openDuty } from './duty.ts';
import type { Duty } from './duty.ts';
import type { ServiceOptions } from './service.ts';

/** The service and its door for mail that comes back. */
export interface Post extends AsyncDisposable {
  readonly duty: Duty;
  readonly door: Door;
  /** Hands a message in at the door, as a mail server does. */
  readonly post: (mail: Posted) => Promise<void>;
  /** Judges what has come in, as the sweep does; gives the verdicts. */
  readonly judge: () => Promise<readonly string[]>;
  /** The return path of the newest mail to an address. */
  readonly returnPathOf: (address: string) => string;
  /** Starts the workers; disposing stops them. */
  readonly work: () => AsyncDisposable;
}

interface Posted {
  /** Empty for a notice. */
  readonly from: string;
  readonly to: string | readonly string[];
  readonly raw: string | Buffer;
}

const never = new AbortController().signal;

export async function openPost(options: ServiceOptions = {}): Promise<Post> {
  await using owned = new AsyncDisposableStack();
  const duty = owned.use(await openDuty(options));
  const { answers } = duty.app;
  const door = owned.use(await answers.openDoor({ host: '127.0.0.1', port: 0 }));
  const kept = owned.move();
  return {
    duty,
    door,
    async post(mail) {
      await postTo(door.url, mail);
    },
    judge: () => answers.judgeAll(never),
    returnPathOf(address) {
      const mail = duty.sink.messages.findLast(({ to }) => to.includes(address));
      if (mail === undefined) throw new Error(`expected a mail to ${address}`);
      return mail.from;
    },
    work: () => startWorkers(duty.app),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

interface Sent {
  readonly accepted: readonly unknown[];
  readonly rejected: readonly unknown[];
  readonly rejectedErrors?: readonly unknown[] | undefined;
}

/** Rejects when the door refuses it; gives whom it was taken for. */
export async function postTo(url: string, { from, to, raw }: Posted): Promise<Sent> {
  const { hostname, port } = new URL(url);
  const transport = createTransport({ host: hostname, port: Number(port), ignoreTLS: true });
  try {
    return await transport.sendMail({ envelope: { from, to: [to].flat() }, raw });
  } finally {
    transport.close();
  }
}

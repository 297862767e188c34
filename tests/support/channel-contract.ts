import { describe, expect, test, vi } from 'vitest';

import type { Channel, SendOutcome } from '#src/channels/channel.ts';

import { patiently } from './patiently.ts';

/** What the other side does with a message. `hang` and `cut` come after the whole of it was taken: no answer at all, or a hang-up. */
export type Answer = 'accept' | 'later' | 'refuse' | 'hang' | 'cut';

/** A channel with its real other side on a random port. Disposing closes the other side (and the channel, when the test did not). */
export interface ChannelUnderTest<Message> extends AsyncDisposable {
  readonly channel: Channel<Message>;
  readonly aMessage: (id: string) => Message;
  /** From now on; `accept` at the beginning. */
  readonly behave: (answer: Answer) => void;
  /** Ids of the messages the other side took responsibility for, in order, repeats included. */
  readonly received: () => readonly string[];
}

interface Traits {
  /** The channel disturbs nobody: it withholds everything, whatever the other side would have said. */
  readonly withholds?: boolean;
}

/** What every channel must do, whoever is at the other end. What is special about one is tested beside it. */
/** One message over whichever line is free first. */
export async function send<Message>(
  channel: Channel<Message>,
  message: Message,
  signal: AbortSignal,
): Promise<SendOutcome> {
  const line = await channel.take(new AbortController().signal);
  if (line === undefined) return { kind: 'unreachable', reason: 'aborted' };
  try {
    return await line.send(message, signal);
  } finally {
    channel.giveBack(line);
  }
}

export function channelContract<Message>(
  name: string,
  start: () => Promise<ChannelUnderTest<Message>>,
  { withholds = false }: Traits = {},
): void {
  const orWithheld = (kind: SendOutcome['kind']) => (withholds ? 'withheld' : kind);
  const delivered = (ids: readonly string[]) => (withholds ? [] : ids);

  describe(`${name} channel`, () => {
    test('a message that is taken is accepted, under its own id', async () => {
      await using it = await start();
      const outcome = await send(it.channel, it.aMessage('msg_1'), soon());
      expect(outcome.kind).toBe(orWithheld('accepted'));
      expect(it.received()).toEqual(delivered(['msg_1']));
    });

    test('a message sent again keeps its id, so that the receiver can drop the copy', async () => {
      await using it = await start();
      await send(it.channel, it.aMessage('msg_1'), soon());
      await send(it.channel, it.aMessage('msg_1'), soon());
      expect(it.received()).toEqual(delivered(['msg_1', 'msg_1']));
    });

    test.each([
      { answer: 'later', kind: 'later' },
      { answer: 'refuse', kind: 'refused' },
      { answer: 'cut', kind: 'unknown' },
    ] as const)('an other side that says "$answer" makes the outcome $kind', async (row) => {
      await using it = await start();
      it.behave(row.answer);
      const outcome = await send(it.channel, it.aMessage('msg_1'), soon());
      expect(outcome.kind).toBe(orWithheld(row.kind));
      expect(reasonOf(outcome)).toMatch(/^[a-z0-9][a-z0-9.-]{0,60}$/);
      expect(it.received()).toEqual([]);
    });

    test.each(['later', 'refuse', 'cut'] as const)(
      'the next message leaves after the other side said "%s"',
      async (answer) => {
        await using it = await start();
        it.behave(answer);
        await send(it.channel, it.aMessage('msg_1'), soon());
        it.behave('accept');
        const outcome = await send(it.channel, it.aMessage('msg_2'), soon());
        expect(outcome.kind).toBe(orWithheld('accepted'));
        expect(it.received()).toEqual(delivered(['msg_2']));
      },
    );

    test('told to stop before it began, it says so and disturbs nobody', async () => {
      await using it = await start();
      const outcome = await send(it.channel, it.aMessage('msg_1'), AbortSignal.abort());
      expect(outcome.kind).toBe(orWithheld('unreachable'));
      expect(it.received()).toEqual([]);
    });

    test('told to stop while the answer is awaited, it says that nobody knows', async () => {
      await using it = await start();
      it.behave('hang');
      const outcome = await send(it.channel, it.aMessage('msg_1'), AbortSignal.timeout(500));
      expect(outcome.kind).toBe(orWithheld('unknown'));
    });

    test('as many messages as it says it can carry travel at once, each exactly once', async () => {
      await using it = await start();
      const ids = Array.from(
        { length: Math.min(it.channel.concurrency, 20) },
        (_, n) => `msg_${n}`,
      );
      await Promise.all(ids.map((id) => send(it.channel, it.aMessage(id), soon())));
      expect(it.received().toSorted()).toEqual(delivered(ids.toSorted()));
    });

    test.each(['accept', 'hang', 'cut'] as const)(
      'disposed after the other side did "%s", nothing is left open',
      async (answer) => {
        const before = openConnections();
        {
          await using it = await start();
          it.behave(answer);
          await send(it.channel, it.aMessage('msg_1'), AbortSignal.timeout(500));
          await it.channel[Symbol.asyncDispose]();
        }
        await vi.waitFor(() => expect(openConnections()).toBeLessThanOrEqual(before), patiently);
      },
    );
  });
}

function soon(): AbortSignal {
  return AbortSignal.timeout(60_000);
}

function reasonOf(outcome: SendOutcome): string {
  return outcome.kind === 'accepted' ? 'accepted' : outcome.reason;
}

function openConnections(): number {
  return process.getActiveResourcesInfo().filter((kind) => /^(TCP|TLS)/.test(kind)).length;
}

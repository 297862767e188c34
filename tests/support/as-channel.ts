import type { Caller } from '#src/channels/caller.ts';
import type { Channel, Line } from '#src/channels/channel.ts';
import { createPlaces } from '#src/channels/places.ts';

/** A caller as a channel of so many lines. */
export function asChannel<Message>(caller: Caller<Message>, concurrency: number): Channel<Message> {
  const line = (): Line<Message> => ({
    send: async (message, signal) => (await caller.call(message, signal)).outcome,
  });
  const places = createPlaces(Array.from({ length: concurrency }, line));
  return { concurrency, ...places, [Symbol.asyncDispose]: () => caller[Symbol.asyncDispose]() };
}

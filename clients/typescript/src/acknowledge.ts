import type { Event } from './event.ts';

/** A client, by what is needed of it here. */
interface Acknowledgements {
  readonly post: (
    path: '/events/{id}/acknowledgement',
    options: {
      readonly params: { readonly id: string };
      readonly body: { readonly by?: string; readonly note?: string };
      readonly signal?: AbortSignal | undefined;
    },
  ) => Promise<unknown>;
}

interface Acknowledging {
  /** Who has seen it, in their own words: a desk, a name. */
  readonly by?: string;
  readonly note?: string;
  readonly signal?: AbortSignal;
}

/** Says that somebody has seen it, so that nobody else is woken. The first time counts; a second one changes nothing. */
export async function acknowledge(
  client: Acknowledgements,
  event: Pick<Event, 'id'>,
  { signal, ...body }: Acknowledging = {},
): Promise<void> {
  await client.post('/events/{id}/acknowledgement', { params: { id: event.id }, body, signal });
}

import type { CreatePublisher } from './publisher.ts';

/** The formats that configuration may name, one line a dialect. */
export const formats: Readonly<Record<string, CreatePublisher>> = {};

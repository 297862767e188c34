import { readFile } from 'node:fs/promises';

import { z } from 'zod';

/** A message that the service made for somebody, taken apart for those who compose it again. */
export const sampleSchema = z.object({
  /** As it went over the wire, dots not stuffed. */
  raw: z.base64(),
  envelopeFrom: z.string(),
  fromName: z.string(),
  fromAddress: z.string(),
  replyTo: z.string(),
  subject: z.string(),
  text: z.string(),
  html: z.string(),
  /** Headers that are the same for everybody. */
  headers: z.record(z.string(), z.string()),
  /** Stands in the personal links and headers of this one recipient. */
  token: z.string(),
  listUnsubscribe: z.string(),
});
export type Sample = z.infer<typeof sampleSchema>;

export async function readSample(file: string): Promise<Sample> {
  return sampleSchema.parse(JSON.parse(await readFile(file, 'utf8')));
}

import { z } from 'zod';

import { wordOf } from './command.ts';
import type { Command } from './command.ts';

const acknowledgementSchema = z.object({
  endpoint: z.string(),
  endpointName: z.string(),
  event: z.string(),
  dueAt: z.string(),
  state: z.string(),
  acknowledgedBy: z.string().optional(),
  isMissing: z.boolean(),
});
const listSchema = z.object({ acknowledgements: z.array(acknowledgementSchema) });

export const acknowledgementCommands: readonly Command[] = [
  {
    name: 'acknowledgements',
    takes: [],
    does: 'list emergencies that a mission has not acknowledged yet',
    options: {},
    async run({ client, signal }) {
      const json = await client.get('/acknowledgements?open=true', signal);
      const { acknowledgements } = listSchema.parse(json);
      const lines = acknowledgements.map(
        ({ event, endpoint, endpointName, dueAt, isMissing }) =>
          `${event}  ${endpoint}  ${endpointName}, due ${dueAt}${isMissing ? ': no contact answers, telephone' : ''}`,
      );
      return { json, text: lines.length === 0 ? 'All is acknowledged.' : lines.join('\n') };
    },
  },
  {
    name: 'acknowledge',
    takes: ['EVENT'],
    does: 'write down that a mission has an emergency, as it told you',
    options: {
      endpoint: { value: 'ID', says: 'whose', required: true },
      by: { value: 'TEXT', says: 'who told you', required: true },
      note: { value: 'TEXT', says: 'such as the number that you called' },
    },
    async run(call) {
      const [by, note] = [call.option('by'), call.option('note')];
      const path = `/events/${encodeURIComponent(wordOf(call, 0))}/acknowledgement?endpoint=${encodeURIComponent(call.option('endpoint') ?? '')}`;
      const json = await call.client.post(path, { by, note }, call.signal);
      const { endpointName, acknowledgedBy = '' } = acknowledgementSchema.parse(json);
      return { json, text: `${endpointName}: acknowledged by ${acknowledgedBy}.` };
    },
  },
];

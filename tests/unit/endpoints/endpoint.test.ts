import { describe, expect, test } from 'vitest';

import { endpointChangeSchema, newEndpointSchema } from '#src/endpoints/endpoint.ts';
import { eventTypes } from '#src/endpoints/event-type.ts';

const cap = ['advisory.published', 'test.ping'];

describe('W6 · an endpoint of format cap', () => {
  test.each(eventTypes)('asking for %s is told whether CAP can say it', (type) => {
    const sayable = !['advisory.approved', 'publication.progress', 'endpoint.disabled'].includes(
      type,
    );
    const asked = { format: 'cap', filter: { types: [...cap, type] } };
    const url = 'https://receiver.example/hook';
    const fresh = { kind: 'webhook', name: 'Crisis room', url, ...asked };
    expect(newEndpointSchema.safeParse(fresh).success).toBe(sayable);
    expect(newEndpointSchema.safeParse({ ...fresh, format: 'json' }).success).toBe(true);
    expect(endpointChangeSchema.safeParse(asked).success).toBe(sayable);
  });
});

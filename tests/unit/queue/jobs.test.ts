import { describe, expect, test } from 'vitest';
import { z } from 'zod';

import { queues } from '#config/queues.ts';
import type { QueueName } from '#config/queues.ts';
import { jobSchemas } from '#src/queue/jobs.ts';

const names = z
  .array(z.custom<QueueName>((name) => String(name) in queues))
  .parse(Object.keys(queues));

/** A job as it should be, made from the schema, so that a queue added later is tested too. */
function aJob(name: QueueName): Record<string, unknown> {
  const { properties = {} } = z.toJSONSchema(jobSchemas[name]);
  return Object.fromEntries(
    Object.entries(properties).map(([key, property]) => [key, exampleOf(property)]),
  );
}

function exampleOf(property: unknown): unknown {
  return z.object({ type: z.string() }).parse(property).type === 'integer' ? 7 : 'in-mea';
}

describe.each(names)('Q10 · a job of the queue %s', (name) => {
  test('has a schema of its own', () => {
    expect(Object.keys(jobSchemas)).toContain(name);
  });

  test('says which, by ids alone', () => {
    const job = aJob(name);
    expect(Object.keys(job)).toHaveLength(name === 'deliver-webhooks' ? 0 : 1);
    for (const key of Object.keys(job)) expect(key).toMatch(/^[a-z][A-Za-z]*Id$/);
    expect(jobSchemas[name].safeParse(job).success).toBe(true);
  });

  test.each([
    { beside: 'an address', extra: { to: 'asha@example.org' } },
    { beside: 'a name', extra: { name: 'Asha' } },
    { beside: 'a country', extra: { country: 'ML' } },
  ])('is refused with $beside in it', ({ extra }) => {
    expect(jobSchemas[name].safeParse({ ...aJob(name), ...extra }).success).toBe(false);
  });

  test.each([
    { what: 'an address', value: 'asha@example.org' },
    { what: 'a sentence', value: 'all Indians in Mali' },
    { what: 'a country', value: 'ML' },
    { what: 'nothing', value: '' },
    { what: 'null', value: null },
    { what: 'a negative number', value: -1 },
    { what: 'a fraction', value: 1.5 },
    { what: 'an object', value: { id: 1 } },
  ])('is refused with $what for an id', ({ value }) => {
    for (const key of Object.keys(aJob(name))) {
      expect(jobSchemas[name].safeParse({ ...aJob(name), [key]: value }).success).toBe(false);
    }
  });

  test.each([undefined, null, { id: 1 }, [], 'wake', 7])('is refused when it is %j', (data) => {
    expect(jobSchemas[name].safeParse(data).success).toBe(false);
  });
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';

import { envSchema, readEnv } from '#config/env.ts';
import { workerArguments } from '#tests/support/worker-command.ts';

const root = join(import.meta.dirname, '../..');
const read = (name: string) => readFileSync(join(root, name), 'utf8');

const serviceSchema = z.object({
  image: z.string(),
  build: z.string().optional(),
  command: z.array(z.string()).optional(),
  profiles: z.array(z.string()).optional(),
  user: z.string().optional(),
  read_only: z.literal(true),
  cap_drop: z.tuple([z.literal('ALL')]),
  security_opt: z.tuple([z.literal('no-new-privileges:true')]),
  tmpfs: z.array(z.string()).min(1),
  restart: z.string(),
  ports: z.array(z.string()).default([]),
  volumes: z.array(z.string()).default([]),
  environment: z.record(z.string(), z.string()).default({}),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
  healthcheck: z
    .union([z.object({ disable: z.literal(true) }), z.object({ test: z.array(z.string()) })])
    .optional(),
  container_name: z.never().optional(),
});
const compose = z
  .object({
    services: z.record(z.string(), serviceSchema),
    volumes: z.record(z.string(), z.null()),
  })
  .parse(parse(read('docker-compose.yml'), { merge: true }));
const services = Object.entries(compose.services);
const ours = services.filter(([, { build }]) => build !== undefined);

/** `${NAME:-default}` as compose fills it in where nothing is set. */
function filled(text: string): string {
  return text.replaceAll(/\$\{\w+:-([^}]*)\}/g, '$1');
}

describe('docker-compose.yml', () => {
  test('has the parts, and everyone runs read-only, without rights, not as root', () => {
    expect(Object.keys(compose.services).toSorted()).toEqual(
      ['keys', 'mailpit', 'migrate', 'postgres', 'redis', 'web', 'workers'].toSorted(),
    );
    const asRoot = services.filter(
      ([, { user, build }]) => build === undefined && (user ?? 'root') === 'root',
    );
    expect(asRoot).toEqual([]);
    expect(read('Dockerfile')).toMatch(/^USER node$/m);
  });

  test('publishes ports on loopback only', () => {
    const ports = services.flatMap((service) => service[1].ports);
    expect(ports.length).toBeGreaterThan(0);
    expect(ports.filter((port) => !port.startsWith('127.0.0.1:'))).toEqual([]);
  });

  test('sets only variables that the service knows, to values it accepts', () => {
    expect(ours.length).toBe(4);
    for (const [, { environment }] of ours) {
      expect(Object.keys(environment).filter((name) => !(name in envSchema.shape))).toEqual([]);
      const values = Object.entries(environment).map(([name, value]) => [name, filled(value)]);
      const env = readEnv(Object.fromEntries(values));
      expect(env.SMTP_URL).toEqual(['smtp://mailpit:1025']);
    }
    const set = [...read('Dockerfile').matchAll(/\b([A-Z_]+)=/g)].map(([, name = '']) => name);
    expect(set.filter((name) => name !== 'NODE_ENV' && !(name in envSchema.shape))).toEqual([]);
  });

  test('nobody starts before what it needs is ready, and every name it waits for exists', () => {
    const needed = services.flatMap(([, { depends_on: needs }]) => Object.keys(needs));
    expect(needed.filter((name) => !(name in compose.services))).toEqual([]);
    const started = {
      migrate: { condition: 'service_completed_successfully' },
      redis: { condition: 'service_healthy' },
    };
    expect(compose.services['web']?.depends_on).toEqual(started);
    expect(compose.services['workers']?.depends_on).toEqual(started);
    expect(compose.services['migrate']?.depends_on).toEqual({
      postgres: { condition: 'service_healthy' },
    });
  });

  test('each volume is declared, and only the one that makes keys may write theirs', () => {
    const mounts = services.flatMap(([name, { volumes }]) =>
      volumes.map((mount) => ({ name, mount })),
    );
    const named = mounts.map(({ mount }) => mount.split(':')[0] ?? '');
    expect([...new Set(named)].toSorted()).toEqual(Object.keys(compose.volumes).toSorted());
    const writers = mounts.filter(
      ({ mount }) => mount.startsWith('keys:') && !mount.endsWith(':ro'),
    );
    expect(writers.map(({ name }) => name)).toEqual(['keys']);
    expect(compose.services['keys']?.profiles).toEqual(['setup']);
  });

  test('Q11 · Redis keeps every key it was given, and writes it down', () => {
    const command = compose.services['redis']?.command?.join(' ');
    expect(command).toContain('--maxmemory-policy noeviction');
    expect(command).toContain('--appendonly yes');
  });

  test('workers can be scaled: no port and no name of their own', () => {
    expect(compose.services['workers']).toMatchObject({
      command: ['node', ...workerArguments.map((word) => word.replace(`${root}/`, ''))],
      ports: [],
    });
  });
});

describe('the image', () => {
  test('runs files that are there, on the Node that the project comes with', () => {
    const { dependencies } = z
      .object({ dependencies: z.object({ node: z.string() }) })
      .parse(JSON.parse(read('package.json')));
    const bases = [...read('Dockerfile').matchAll(/^FROM (\S+)/gm)].map(([, base]) => base);
    expect(new Set(bases)).toEqual(new Set([`node:${dependencies.node}-slim`]));
    const commands = ours.flatMap(([, { command = [] }]) =>
      command.filter((word) => word.endsWith('.ts')),
    );
    for (const file of ['src/main.ts', ...commands]) expect(read(file)).not.toBe('');
  });

  test('takes nothing into its layers but what it runs', () => {
    const [first, ...kept] = read('.dockerignore')
      .split('\n')
      .filter((line) => !/^(#|$)/.test(line));
    expect(first).toBe('*');
    expect(kept.every((line) => line.startsWith('!'))).toBe(true);
    const copied = [...read('Dockerfile').matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(
      ([, names = '']) => names.split(' '),
    );
    expect(copied.filter((name) => !kept.includes(`!${name}`))).toEqual([]);
  });
});

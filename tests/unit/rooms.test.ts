import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

import { describe, expect, test } from 'vitest';

/**
 * Who may import whom. Beside these a room may import its own files, `src/errors.ts` and packages; `src/*.ts` and
 * `workers` may import everything but each other's entry points, and tests may import everything.
 */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  config: [],
  'src/advisory': ['config'],
  'src/keyring': [],
  'src/subscription': ['src/advisory', 'config'],
  'src/places': ['src/advisory'],
  'src/lists': ['src/advisory', 'src/subscription', 'src/places', 'config'],
  'src/outbound': ['config'],
  'src/xml': [],
  'src/cap': ['src/advisory', 'src/places', 'src/outbound', 'src/xml', 'config'],
  'src/sources': ['src/advisory', 'src/places', 'src/outbound', 'src/cap', 'src/xml', 'config'],
  'src/rendering': ['src/advisory', 'src/subscription', 'src/places', 'config'],
  'src/channels': ['src/outbound'],
  'src/endpoints': ['src/advisory'],
  'src/officers': ['src/advisory'],
  'src/inbound': ['src/subscription', 'src/keyring', 'config'],
  'src/dispatch': [
    'src/advisory',
    'src/cap',
    'src/subscription',
    'src/keyring',
    'src/endpoints',
    'src/channels',
    'src/rendering',
    'config',
  ],
  'src/store': [
    'src/advisory',
    'src/subscription',
    'src/places',
    'src/lists',
    'src/keyring',
    'src/sources',
    'src/dispatch',
    'src/endpoints',
    'src/officers',
    'src/inbound',
    'src/http',
    'config',
  ],
  'src/queue': ['config'],
  'src/http': [
    'src/advisory',
    'src/subscription',
    'src/places',
    'src/lists',
    'src/dispatch',
    'src/endpoints',
    'src/officers',
    'src/rendering',
    'src/cap',
    'config',
  ],
  'src/embedded': [],
};

/** Rooms at the top of the house: they put parts together or are typed by an operator. */
const mayImportEverything = ['src', 'src/commands', 'workers', 'tests'];

/** Packages that one room alone knows. */
const knownOnlyIn: Readonly<Record<string, readonly string[]>> = {
  bullmq: ['src/queue'],
  ioredis: ['src/queue'],
  fastify: ['src/http'],
  kysely: ['src/store'],
  pg: ['src/store', 'src/queue'], // BullMQ's driver, too
  undici: ['src/outbound'],
  nodemailer: ['src/channels'],
  mailauth: ['src/channels'],
  liquidjs: ['src/rendering'],
  'csv-parse': ['src/lists'],
  saxes: ['src/xml'],
  '@rapideditor': ['src/places'],
};

const root = join(import.meta.dirname, '../..');
const files = ['config', 'src', 'workers', 'tests'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name)),
);

interface Import {
  readonly file: string;
  readonly room: string;
  /** As written between the quotes. */
  readonly address: string;
}

const imports: readonly Import[] = files.flatMap((file) =>
  [
    ...readFileSync(join(root, file), 'utf8').matchAll(
      /^(?:import|export)\b[^;]*?\bfrom '([^']+)'/gm,
    ),
  ].map(([, address = '']) => ({ file, room: roomOf(file), address })),
);

/** `src/channels/email/fill.ts` stands in the room src/channels; `src/app.ts` in none: its room is `src`. */
function roomOf(file: string): string {
  const [top = '', room = ''] = relative('', dirname(file)).split('/');
  return top === 'src' && room !== '' ? `src/${room}` : top;
}

describe('the rooms of the house', () => {
  test('there is something to look at', () => {
    expect(files.length).toBeGreaterThan(100);
    expect(imports.length).toBeGreaterThan(500);
  });

  test('every room is in the table', () => {
    const rooms = new Set(files.map(roomOf));
    const listed = new Set([...Object.keys(mayImport), ...mayImportEverything]);
    expect([...rooms].filter((room) => !listed.has(room))).toEqual([]);
    expect([...listed].filter((room) => !rooms.has(room))).toEqual([]);
  });

  test('each room imports only from rooms that the table allows', () => {
    const crossing = imports.filter(({ address }) => address.startsWith('#'));
    const forbidden = crossing.filter(({ room, address }) => {
      if (mayImportEverything.includes(room)) return false;
      const target = address.slice(1);
      const allowed = [room, ...(mayImport[room] ?? [])];
      return target !== 'src/errors.ts' && !allowed.includes(roomOf(target));
    });
    expect(forbidden.map(({ file, address }) => `${file} imports ${address}`)).toEqual([]);
  });

  test('a # marks a threshold: files of the own room are imported by their neighbourly name', () => {
    const roundabout = imports.filter(({ file, room, address }) => {
      if (room === 'tests' || room === 'src' || !address.startsWith('#')) return false;
      return dirname(address.slice(1)) === dirname(file);
    });
    expect(roundabout.map(({ file, address }) => `${file} imports ${address}`)).toEqual([]);
  });

  test('only the room that is responsible for a library knows it', () => {
    const strangers = imports.filter(({ room, address }) => {
      const [name = ''] = address.split('/');
      const rooms = knownOnlyIn[name];
      return rooms !== undefined && room !== 'tests' && !rooms.includes(room);
    });
    expect(strangers.map(({ file, address }) => `${file} imports ${address}`)).toEqual([]);
  });

  test('nobody climbs out of a folder by ../', () => {
    expect(imports.filter(({ address }) => address.startsWith('../'))).toEqual([]);
  });
});

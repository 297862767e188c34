/**
 * Loaded before a worker's own modules (`node --import`): nobody is polled, the policy may be another one, and the
 * wall clock may jump. What it changes is data of config/ and the global Date; nothing of the service is replaced.
 */
import { Socket } from 'node:net';

import { delivery } from '#config/delivery.ts';
import { sources } from '#config/sources.ts';

import { readPreloading } from './preloading.ts';

for (const id of Object.keys(sources)) Reflect.deleteProperty(sources, id);

// oxlint-disable-next-line node/no-process-env -- this is read before the process itself reads anything
const { policy, clock, silenceMs = Infinity } = readPreloading(process.env);
Object.assign(delivery, policy);

const bear = Reflect.get(Socket.prototype, 'setTimeout');
Socket.prototype.setTimeout = new Proxy(bear, {
  apply: (target, socket, [ms, ...heard]) =>
    Reflect.apply(target, socket, [Math.min(Number(ms), silenceMs), ...heard]),
});

let shiftMs = clock.shift() ?? 0;
process.on('SIGUSR2', () => (shiftMs = clock.shift() ?? shiftMs));
globalThis.Date = new Proxy(Date, {
  construct: (target, given, self) =>
    Reflect.construct(target, given.length === 0 ? [target.now() + shiftMs] : given, self),
  apply: (target) => new target(target.now() + shiftMs).toString(),
  get: (target, name) =>
    name === 'now' ? () => target.now() + shiftMs : Reflect.get(target, name),
});

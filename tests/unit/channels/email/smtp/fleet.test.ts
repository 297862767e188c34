import { describe, expect, test } from 'vitest';

import { createFleet } from '#src/channels/email/smtp/fleet.ts';
import type { Fleet } from '#src/channels/email/smtp/fleet.ts';
import { parseRelay } from '#src/channels/email/smtp/relay.ts';
import type { Relay } from '#src/channels/email/smtp/relay.ts';
import type { Seat } from '#src/channels/email/smtp/seat.ts';
import type { Urgency } from '#src/channels/email/smtp/urgency.ts';

const a = parseRelay('smtp://a.example', 'required');
const b = parseRelay('smtp://b.example', 'required');

function aFleet(relays: readonly Relay[], { most = 10, reserved = 0 } = {}) {
  const said: string[] = [];
  const clock = { now: 0 };
  const note = (_: object, event?: string) => void said.push(event ?? '');
  const log = { info: note, warn: note };
  const fleet = createFleet(relays, { log, now: () => clock.now, most, reserved });
  return { fleet, said, clock };
}

const isOpen = () => true;

/** As many seats as there are. */
function sitAll(fleet: Fleet, urgency: Urgency = 'ordinary'): Seat[] {
  const seats: Seat[] = [];
  for (let seat = fleet.sit(urgency); seat !== undefined; seat = fleet.sit(urgency))
    seats.push(seat);
  return seats;
}

const at = (seats: readonly Seat[], relay: Relay) => seats.filter((seat) => seat.relay() === relay);

describe('E17 · several relays', () => {
  test('share the connections, by how many each takes at present', () => {
    const { fleet } = aFleet([a, b]);
    fleet.strain(b);
    const seats = Array.from({ length: 9 }, () => fleet.sit('ordinary')).filter((seat) => !!seat);
    expect([at(seats, a).length, at(seats, b).length]).toEqual([6, 3]);
    expect(sitAll(fleet)).toHaveLength(6);
  });

  test('one that cannot be reached is tried last for half a minute, and said once', () => {
    const { fleet, said, clock } = aFleet([a, b]);
    fleet.unreachable(a, 'connection-refused');
    fleet.unreachable(a, 'connection-refused');
    const seats = sitAll(fleet);
    expect(at(seats, b)).toHaveLength(10);
    expect(seats).toHaveLength(10);
    expect(seats[0]?.relays()).toEqual([b, a]);
    clock.now = 30_000;
    expect(fleet.sit('ordinary')?.relay()).toBe(a);
    fleet.reached(a, isOpen);
    fleet.reached(a, isOpen);
    expect(said).toEqual(['relay.unreachable', 'relay.reached']);
  });

  test('when none can be reached one connection a second is tried for each urgency, until one is made', () => {
    const { fleet, clock } = aFleet([a, b]);
    clock.now = 1;
    for (const relay of [a, b]) fleet.unreachable(relay, 'connection-refused');
    const probes = sitAll(fleet);
    expect(probes).toHaveLength(1);
    expect(sitAll(fleet, 'emergency')).toHaveLength(1);
    expect(fleet.isOverdrawn(a)).toBe(true);
    clock.now = 2_000;
    expect(sitAll(fleet)).toHaveLength(0);
    probes[0]?.leave();
    expect(sitAll(fleet)).toHaveLength(1);
    fleet.reached(a, isOpen);
    expect(fleet.isOverdrawn(a)).toBe(false);
    expect(sitAll(fleet)).not.toHaveLength(0);
  });

  test('a connection stays with its relay while that has room', () => {
    const { fleet } = aFleet([a, b], { most: 1 });
    expect(fleet.sit('ordinary', b)?.relay()).toBe(b);
    expect(fleet.sit('ordinary', b)?.relay()).toBe(a);
  });
});

describe('E17 · a relay that has enough', () => {
  test('gets half the connections, told by those that give theirs back', () => {
    const { fleet } = aFleet([a]);
    const seats = sitAll(fleet);
    expect(fleet.isOverdrawn(a)).toBe(false);
    fleet.strain(a);
    for (const seat of seats) if (fleet.isOverdrawn(a)) seat.leave();
    expect(sitAll(fleet)).toHaveLength(0);
    expect(fleet.isOverdrawn(a)).toBe(false);
  });

  test('is not taken for one that is gone when it turns away one connection more', () => {
    const { fleet, said } = aFleet([a, b]);
    const seats = Array.from({ length: 8 }, () => fleet.sit('ordinary', a));
    for (let open = 0; open < 7; open += 1) fleet.reached(a, isOpen);
    fleet.unreachable(a, 'smtp-421-4.7.0');
    fleet.unreachable(a, 'smtp-421-4.7.0');
    expect(said).toEqual(['relay.strained']);
    expect(fleet.isOverdrawn(a)).toBe(true);
    expect(fleet.isOverdrawn(b)).toBe(false);
    for (const seat of seats) seat?.leave();
    expect(at(sitAll(fleet), a)).toHaveLength(7);
  });

  test('gets one more a second while it takes what it is given, and whoever waits is told', () => {
    const { fleet, clock } = aFleet([a]);
    let told = 0;
    using _listener = fleet.onRoom(() => (told += 1));
    fleet.strain(a);
    const held = sitAll(fleet);
    clock.now = 3_000;
    fleet.ease(a);
    fleet.ease(a);
    expect(told).toBe(1);
    expect(held.length + sitAll(fleet).length).toBe(6);
  });
});

describe('E17 · emergencies', () => {
  test('have connections that nobody else can take', () => {
    const { fleet } = aFleet([a], { most: 10, reserved: 3 });
    expect(sitAll(fleet, 'ordinary')).toHaveLength(7);
    expect(sitAll(fleet, 'emergency')).toHaveLength(3);
  });

  test('keep them where a relay takes hardly any, and leave one to the others', () => {
    const { fleet, clock } = aFleet([a], { most: 10, reserved: 3 });
    for (clock.now = 0; clock.now < 20_000; clock.now += 2_000) fleet.strain(a);
    fleet.reached(a, isOpen);
    fleet.unreachable(a, 'smtp-421-4.7.0');
    expect(sitAll(fleet, 'emergency')).toHaveLength(3);
    expect(sitAll(fleet, 'ordinary')).toHaveLength(1);
    expect(fleet.isOverdrawn(a)).toBe(false);
  });

  test('may use all that is free', () => {
    const { fleet } = aFleet([a], { most: 10, reserved: 3 });
    expect(sitAll(fleet, 'emergency')).toHaveLength(10);
  });
});

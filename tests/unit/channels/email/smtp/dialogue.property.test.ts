import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import type { SendOutcome } from '#src/channels/channel.ts';
import { createDialogue } from '#src/channels/email/smtp/dialogue.ts';

import { createModelRelay } from './model-relay.ts';
import type { Manner, SaidReply } from './model-relay.ts';

type Fault = { readonly at: number; readonly what: 'lost' | '421' | 'garbage' | 'surplus' };

/** One message, and what its sender does with the next. */
interface Turn extends Manner {
  readonly announces: boolean;
  /** Whoever was announced is not sent; another one is, or nobody for a while. */
  readonly changesMind: 'no' | 'another' | 'pause';
  /** Replies that come out of the network together. */
  readonly together: readonly number[];
}

interface Trace {
  readonly outcomes: ReadonlyMap<number, SendOutcome>;
  readonly wrongs: readonly string[];
  /** Messages whose content went out, whose dot was answered in the hearing of the sender, and which were taken. */
  readonly spoken: ReadonlySet<number>;
  readonly answered: ReadonlyMap<number, number>;
  readonly taken: readonly number[];
}

interface Played {
  readonly outcomes: Map<number, SendOutcome>;
  readonly wrongs: string[];
  readonly spoken: Set<number>;
  readonly answered: Map<number, number>;
  readonly taken: number[];
  readonly mannerOf: (message: number) => Manner;
  /** The one whose end is awaited. */
  sending: number;
  /** Replies heard so far, on all connections. */
  heard: number;
}

/** A connection to a relay, the replies of which arrive when `listen` says so, one of them not as they were meant. */
function connect(played: Played, fault: Fault | undefined) {
  const { outcomes, wrongs, spoken, answered } = played;
  const relay = createModelRelay(played.mannerOf);
  let concluded = 0;
  const dialogue = createDialogue<number>({
    ...relay,
    content(message) {
      if (message !== played.sending) wrongs.push('content before its time');
      spoken.add(message);
      relay.content(message);
    },
    conclude({ outcome }) {
      concluded += 1;
      if (outcomes.has(played.sending)) wrongs.push('a message ended twice');
      outcomes.set(played.sending, outcome);
    },
  });

  const hear = ({ reply, toDotOf }: SaidReply, what: Fault['what'] | undefined) => {
    const code = codeHeard(reply.code, what);
    if (toDotOf !== undefined && code !== undefined) answered.set(toDotOf, code);
    if (code === undefined) dialogue.lose('connection-lost');
    else dialogue.hear({ code });
    if (what === 'surplus') dialogue.hear({ code: 250 });
  };

  return {
    relay,
    dialogue,
    listen: (count: number) => {
      for (const said of relay.said.splice(0, count)) {
        if (dialogue.isOver()) return;
        const before = concluded;
        hear(said, played.heard === fault?.at ? fault.what : undefined);
        played.heard += 1;
        if (concluded > before + 1) wrongs.push('one reply ended two messages');
      }
      dialogue.proceed();
    },
  };
}

function codeHeard(code: number, what: Fault['what'] | undefined): number | undefined {
  if (what === 'lost') return undefined;
  if (what === '421') return 421;
  return what === 'garbage' ? 399 : code;
}

/** Sends one message after another, over a new connection whenever the last one is of no use any more. */
function play(turns: readonly Turn[], fault?: Fault): Trace {
  const played: Played = {
    outcomes: new Map(),
    wrongs: [],
    spoken: new Set(),
    answered: new Map(),
    taken: [],
    mannerOf: (message) => turns[message % turns.length] ?? usual,
    sending: -1,
    heard: 0,
  };
  let connection = connect(played, fault);
  let mind: Turn['changesMind'] = 'no';

  const hangUp = () => {
    played.wrongs.push(...connection.relay.wrongs);
    played.taken.push(...connection.relay.taken);
    connection = connect(played, fault);
  };

  for (const [at, turn] of turns.entries()) {
    const message = mind === 'no' ? at : at + turns.length; // nobody was told of this one
    if (mind === 'pause' && !connection.dialogue.withdraw()) hangUp();
    if (!connection.dialogue.withdraw(message) || connection.dialogue.isOver()) hangUp();
    played.sending = message;
    connection.dialogue.send(message, turn.announces ? at + 1 : undefined);
    listenToTheEnd(played, connection, turn.together);
    mind = turn.changesMind;
  }
  hangUp();
  return played;
}

function listenToTheEnd(
  { outcomes, sending, wrongs }: Played,
  { relay, listen }: ReturnType<typeof connect>,
  together: readonly number[],
): void {
  for (let step = 0; relay.said.length > 0 && !outcomes.has(sending); step += 1)
    listen(1 + (together[step % (together.length + 1)] ?? 0));
  if (!outcomes.has(sending)) wrongs.push('a message never ended');
  listen(together[0] ?? 0);
}

const usual: Manner = {
  mail: 250,
  rcpt: 250,
  data: 354,
  dataForNobody: 554,
  dot: 250,
  loneDot: 554,
};
const aCode = (good: number) =>
  fc.oneof({ weight: 4, arbitrary: fc.constant(good) }, { weight: 1, arbitrary: bad });
const bad = fc.constantFrom(421, 450, 451, 503, 530, 550, 552, 554);
const aTurn: fc.Arbitrary<Turn> = fc.record({
  mail: aCode(250),
  rcpt: aCode(250),
  data: aCode(354),
  dataForNobody: fc.constantFrom(354, 503, 554),
  dot: aCode(250),
  loneDot: fc.constantFrom(250, 451, 554),
  announces: fc.boolean(),
  changesMind: fc.constantFrom('no', 'no', 'another', 'pause'),
  together: fc.array(fc.nat({ max: 4 }), { maxLength: 4 }),
});
const turns = fc.array(aTurn, { minLength: 1, maxLength: 8 });
const aFault: fc.Arbitrary<Fault> = fc.record({
  at: fc.nat({ max: 30 }),
  what: fc.constantFrom('lost', '421', 'garbage', 'surplus'),
});

/** A relay that answers one command twice may be taken to have refused DATA; it has accepted nobody then. */
function mayHappen(wrong: string, { what }: Fault): boolean {
  return what === 'surplus' && wrong === 'a command was sent where content was awaited';
}

describe('however replies arrive and whatever they say', () => {
  test('E16 · each message ends once, by its own replies, and no command is ever taken for content', () => {
    fc.assert(
      fc.property(turns, (list) => {
        const { outcomes, wrongs, answered, taken } = play(list);
        expect(wrongs).toEqual([]);
        expect(outcomes.size).toBe(list.length);
        for (const [message, { kind }] of outcomes) {
          expect(kind === 'accepted').toBe(taken.includes(message));
          expect(kind === 'accepted').toBe((answered.get(message) ?? 999) < 300);
          expect(kind).not.toBe('unknown');
        }
      }),
      { numRuns: 500 },
    );
  });

  test('Q6 · lost, told to go, or answered by nonsense at any point: unknown is what was spoken and not answered', () => {
    fc.assert(
      fc.property(turns, aFault, (list, fault) => {
        const { outcomes, wrongs, spoken, answered } = play(list, fault);
        expect(wrongs.filter((wrong) => !mayHappen(wrong, fault))).toEqual([]);
        expect(outcomes.size).toBe(list.length);
        for (const [message, { kind }] of outcomes) {
          const code = answered.get(message);
          const isAnswered = code !== undefined && !(code > 300 && code < 400);
          expect(kind === 'accepted').toBe((code ?? 999) < 300);
          expect(kind === 'unknown').toBe(spoken.has(message) && !isAnswered);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('a refused recipient is refused for his own reason, whether DATA was then answered by 354, 503 or 554', () => {
    for (const dataForNobody of [354, 503, 554] as const) {
      const turn = { ...usual, announces: true, changesMind: 'no', together: [] } as const;
      const refusing = { ...turn, rcpt: 550, dataForNobody };
      const { outcomes, wrongs, taken } = play([turn, refusing, { ...turn, announces: false }]);
      expect(wrongs).toEqual([]);
      expect(taken).toEqual([0, 2]);
      expect(outcomes.get(1)).toEqual({
        kind: 'refused',
        reason: 'smtp-550',
        recipientGone: false,
      });
    }
  });
});

import { fail, note, pass } from '#src/commands/finding.ts';
import type { Finding } from '#src/commands/finding.ts';
import type { Keyring } from '#src/keyring/keyring.ts';
import type { ChainVerdict } from '#src/officers/audit.ts';
import { createAuditLog } from '#src/store/audit.ts';
import type { Database } from '#src/store/database.ts';
import type { Invariant } from '#src/store/invariant.ts';
import { checkInvariants, holds } from '#src/store/invariants.ts';

const faults = {
  forgotten: 'were eligible and have no delivery: publish an update, it reaches them',
  uninvited: 'have a delivery and wished for none',
  leftBelieving: 'were told earlier and have no follow-up: publish an update, it reaches them',
  unsettled: 'deliveries of a closed publication have no outcome',
  miscounted: 'counters differ from the rows',
  callsOff: 'calls to endpoints more (or fewer, below zero) than were eligible',
} as const satisfies Partial<Record<keyof Invariant, string>>;

/** Q1: from the rows alone, everybody eligible has exactly one delivery that ends. One line for each publication that does not hold. */
export async function examineInvariants(
  parts: { readonly db: Database; readonly keyring: Keyring },
  recent: number,
): Promise<{ readonly findings: readonly Finding[]; readonly publications: number }> {
  const invariants = await checkInvariants(parts, recent);
  const broken = invariants.filter((invariant) => !holds(invariant));
  const rows = invariants.reduce((sum, invariant) => sum + invariant.rows, 0);
  const findings =
    broken.length > 0
      ? broken.map(brokenFinding)
      : [
          pass(
            'invariants',
            `${counted(invariants.length, 'publication')} with ${counted(rows, 'mail')}: everybody eligible has exactly one delivery`,
          ),
        ];
  const planning = invariants.filter(({ isPlanned }) => !isPlanned).length;
  if (planning > 0)
    return { findings: [...findings, stillPlanned(planning)], publications: invariants.length };
  return { findings, publications: invariants.length };
}

function stillPlanned(count: number): Finding {
  return note(
    'invariants',
    `${counted(count, 'publication')} still being planned: ask again later`,
  );
}

function counted(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? '' : 's'}`;
}

function brokenFinding(invariant: Invariant): Finding {
  const said = Object.entries(faults).flatMap(([name, text]) => {
    const count = Object.entries(invariant).find(([key]) => key === name)?.[1] ?? 0;
    return count === 0 ? [] : [`${String(count)} ${text} (${name})`];
  });
  return fail('invariants', `publication ${invariant.publicationId}: ${said.join('; ')}`);
}

/** Reads the whole log. Entries cut off at its end show only by a head noted elsewhere, so the head is told. */
export async function examineAudit(
  db: Database,
): Promise<{ readonly finding: Finding; readonly facts: Readonly<Record<string, unknown>> }> {
  const verdict = await createAuditLog({ db }).verify();
  return { finding: auditFinding(verdict), facts: factsOf(verdict) };
}

function auditFinding(verdict: ChainVerdict): Finding {
  switch (verdict.kind) {
    case 'intact':
      return pass(
        'audit',
        `${verdict.entries} entries, each follows from the one before; head ${verdict.head.toString('hex')}: note it elsewhere, entries cut off at the end show only by it`,
      );
    case 'broken':
      return fail(
        'audit',
        `entry ${verdict.id} does not follow from the ${verdict.entries} before it: it was altered, or one before it taken out. Compare the table audit with a backup`,
      );
  }
}

function factsOf(verdict: ChainVerdict): Readonly<Record<string, unknown>> {
  const { kind, entries } = verdict;
  return kind === 'intact'
    ? { entries, head: verdict.head.toString('hex') }
    : { entries, brokenAt: verdict.id };
}

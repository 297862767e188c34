import type { Found, Proposal } from '#src/advisory/proposal.ts';

import { table } from './command-line.ts';

/** What was read in a document, for somebody at a terminal: each thing with its sentence, and what to look at first. */
export function describeProposal(proposal: Proposal): string {
  const { warnings, ...fields } = proposal;
  const rows = Object.entries(fields).flatMap(([field, found]) =>
    [found].flat().flatMap((one) => (one === undefined ? [] : [rowOf(field, one)])),
  );
  const head = ['FIELD', 'VALUE', 'SURE', 'THE SENTENCE'];
  return [table([head, ...rows]), ...warnings.map((warning) => `! ${warning}`)].join('\n');
}

const longest = 100;

function rowOf(field: string, { value, evidence, confidence }: Found<unknown>): string[] {
  const said = typeof value === 'string' ? value : Object.values(value ?? {}).join(' ');
  return [field, cut(said), String(confidence), cut(evidence) || '-'];
}

function cut(text: string): string {
  return text.length > longest ? `${text.slice(0, longest)} …` : text;
}

import { say, sayJson } from './command-line.ts';

/** What one check found. FAIL must be repaired, NOTE is to be known; `says` ends with what to do. */
export interface Finding {
  readonly verdict: 'PASS' | 'FAIL' | 'NOTE';
  readonly about: string;
  readonly says: string;
}

export const pass = (about: string, says: string): Finding => ({ verdict: 'PASS', about, says });
export const fail = (about: string, says: string): Finding => ({ verdict: 'FAIL', about, says });
export const note = (about: string, says: string): Finding => ({ verdict: 'NOTE', about, says });

export function lineOf({ verdict, about, says }: Finding): string {
  return `${verdict}  ${about.padEnd(12)}  ${says.replaceAll(/\s*\n\s*/g, '; ')}`;
}

export function isGood(findings: readonly Finding[]): boolean {
  return findings.every(({ verdict }) => verdict !== 'FAIL');
}

/** One line each, or one JSON document; `facts` stand in the document only. */
export function report(
  findings: readonly Finding[],
  {
    json,
    facts = {},
  }: { readonly json: boolean; readonly facts?: Readonly<Record<string, unknown>> },
): void {
  if (json) return sayJson({ ok: isGood(findings), findings, ...facts });
  for (const finding of findings) say(lineOf(finding));
}

import { alertWarnings } from './alert-warnings.ts';
import type { CapAlert } from './alert.ts';
import type { Parts } from './canonical.ts';
import { extendedFault } from './extended-fault.ts';
import type { Fault, Layer } from './fault.ts';
import { shownName } from './fault.ts';
import { readAlert } from './read-alert.ts';
import { schemaFault } from './schema-fault.ts';
import { securityFault } from './security-fault.ts';
import { semanticFault } from './semantic-fault.ts';
import { checkSignatures } from './signature.ts';
import type { SignatureReading } from './signature.ts';
import { capGrammars } from './versions.ts';

/** An alert that may be believed to be what it says, or why not. */
export type JudgedAlert =
  | {
      readonly accepted: true;
      readonly alert: CapAlert;
      readonly warnings: readonly string[];
      readonly signature: SignatureReading;
    }
  | {
      readonly accepted: false;
      readonly fault: Fault;
      /** What could be read of it all the same, for the officer who is shown that it was refused. */
      readonly remains?: CapAlert;
    };

export interface Trust {
  /** Certificates or public keys in PEM. Where there are any, an alert must be signed by one of them. */
  readonly keys: readonly string[];
}

/** Layer after layer, as the labels of the conformance material name them. */
export function judgeAlert(parts: Parts, { keys }: Trust): JudgedAlert {
  const { root } = parts;
  const unsafe = securityFault(root);
  const grammar = capGrammars.get(root.uri);
  if (grammar === undefined || root.name !== 'alert') {
    if (unsafe !== undefined) return refused('security', unsafe);
    return refused('xsd', `expected a CAP alert, got <${shownName(root.name)}>`);
  }
  const alert = readAlert(root, grammar.version);
  if (unsafe !== undefined) return { ...refused('security', unsafe), remains: alert };
  const fault = faultOf(
    ['xsd', () => schemaFault(root, grammar)],
    ['extended', () => extendedFault(root, grammar.version)],
    ['semantic', () => semanticFault(alert)],
  );
  if (fault) return { accepted: false, fault, remains: alert };
  const signature = checkSignatures(parts, keys);
  const unsigned = signatureFault(signature, keys);
  if (unsigned !== undefined) return { ...refused('signature', unsigned), remains: alert };
  const warnings = [...alertWarnings(alert), ...signatureWarnings(signature)];
  return { accepted: true, alert, warnings, signature };
}

type Check = readonly [Layer, () => string | undefined];

function faultOf(...checks: readonly Check[]): Fault | undefined {
  for (const [layer, check] of checks) {
    const reason = check();
    if (reason !== undefined) return { layer, reason };
  }
  return undefined;
}

function refused(layer: Layer, reason: string) {
  return { accepted: false, fault: { layer, reason } } as const;
}

function signatureFault(signature: SignatureReading, keys: readonly string[]): string | undefined {
  if (signature.kind === 'fails') return signature.reason;
  const isPinned = signature.kind === 'holds' && signature.isPinned;
  return keys.length > 0 && !isPinned
    ? 'expected a signature by a key that the source’s configuration pins'
    : undefined;
}

function signatureWarnings(signature: SignatureReading): readonly string[] {
  if (signature.kind !== 'holds') return [];
  const checks: readonly (readonly [boolean, string])[] = [
    [!signature.isPinned, 'signed, but by a key that nobody pinned: it proves little'],
    [signature.isUnchecked, 'signed without saying by which key: only its digest was checked'],
    [signature.isWeak, 'signed over SHA-1, which can be forged'],
  ];
  return checks.filter(([holds]) => holds).map(([, warning]) => warning);
}

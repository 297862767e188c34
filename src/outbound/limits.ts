import { callLimits } from '#config/outbound.ts';

export interface Limits {
  readonly dnsMs: number;
  readonly connectMs: number;
  readonly firstByteMs: number;
  readonly totalMs: number;
  readonly maxBytes: number;
}

export function limitsOf(own: Partial<Limits> | undefined): Limits {
  return own === undefined ? callLimits : { ...callLimits, ...own };
}

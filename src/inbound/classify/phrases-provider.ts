import { block, soft, unknown } from './phrase.ts';
import type { Phrase } from './phrase.ts';

/** Codes that providers put into what they answer, by their own pages for postmasters. Words that say something stand before them. */
export const providerPhrases: readonly Phrase[] = [
  // Facebook
  unknown('provider-code', [/\b(?:rcp-p1|int-p[134])\b/]),
  soft('provider-code', [/\b(?:rcp-p2|msg-p1|int-p2)\b|\b(?:int|rcp|dns|con)-t\d{1,2}\b/]),
  // AOL, Cox and Charter, GoDaddy, Facebook, NetEase
  block('provider-code', [
    /\((?:con|dns|snd|cr|den|rcp|sch):[a-z0-9]{2,3}\)|\b(?:rly|dyn|hvu|rtr|scn):[a-z]\d\b/,
    /\baup\b|aup#/,
    /\bcx(?:bl|dns|sndr|thrt|mj|ptr|smtp|tc|xm)/,
    /\bib\d{3}/,
    /\b(?:pol|con|dns|int|mes|msg)-[pt]\d/,
    /\b(?:dt|mi|hl|rp|ip):[a-z]{3}\b/,
  ]),
];

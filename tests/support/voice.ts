import { resolve } from 'node:path';

import { issuer } from '#config/issuer.ts';
import { createVoice } from '#src/rendering/voice.ts';
import type { Voice } from '#src/rendering/voice.ts';

export const templatesDir = resolve(import.meta.dirname, '../../templates');

export const voiceOptions = { templatesDir, issuer, publicUrl: 'https://alerts.example' };

/** The real voice with the example issuer; `from` is another folder of templates. */
export function aVoice(from: string = templatesDir): Voice {
  return createVoice({ ...voiceOptions, templatesDir: from });
}

/** Slot markers as a sender hands them in. */
export const someLinks = { unsubscribe: 'SLOT-UNSUBSCRIBE-0001', manage: 'SLOT-MANAGE-0002' };

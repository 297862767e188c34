import type { FastifyInstance } from 'fastify';

import type { Revisions } from '#src/advisory/revision.ts';
import type { Searching } from '#src/advisory/search.ts';
import type { Admission } from '#src/http/admission.ts';
import type { PlaceFinder } from '#src/places/place-finder.ts';
import type { Voice } from '#src/rendering/voice.ts';
import type { Companions } from '#src/subscription/companions.ts';
import type { Lookbacks } from '#src/subscription/lookbacks.ts';
import type { OwnRecords } from '#src/subscription/own-records.ts';
import type { Residences } from '#src/subscription/residence.ts';
import type { Subscriptions } from '#src/subscription/subscription.ts';
import type { OwnSuppressions } from '#src/subscription/suppression.ts';

import { companionPages } from './companion-pages.ts';
import { confirmChangePages } from './confirm-change-pages.ts';
import { confirmPages } from './confirm-pages.ts';
import { erasePages } from './erase-pages.ts';
import { exportPages } from './export-pages.ts';
import { manageEditPages } from './manage-edit-pages.ts';
import { managePages } from './manage-pages.ts';
import { manageRequestPages } from './manage-request-pages.ts';
import type { Shows } from './page-scope.ts';
import { residencePages } from './residence-pages.ts';
import { stopPages } from './stop-pages.ts';
import { subscribePages } from './subscribe-pages.ts';
import { suppressionPages } from './suppression-pages.ts';
import { undoPages, unsubscribePages } from './unsubscribe-pages.ts';
import { whyPages } from './why-pages.ts';

export interface CitizenPagesDeps extends Shows {
  readonly ownSuppressions: OwnSuppressions;
  readonly subscriptions: Subscriptions;
  readonly revisions: Pick<Revisions, 'inForce'>;
  readonly residences: Residences;
  readonly lookbacks: Lookbacks;
  readonly companions: Companions;
  readonly voice: Pick<Voice, 'ownCopy'>;
  readonly ownRecords: OwnRecords;
  readonly searching: Pick<Searching, 'search'>;
  readonly places: Pick<PlaceFinder, 'find' | 'named'>;
  readonly now: () => Date;
  readonly admission: Admission;
  /** The issuer's. */
  readonly timeZone: string;
}

/** The pages by which citizens ask for, confirm, change and end their alerts. Expects form bodies to be parsed (@fastify/formbody). */
export function registerCitizenPages(app: FastifyInstance, deps: CitizenPagesDeps): void {
  for (const pages of [
    subscribePages,
    confirmPages,
    confirmChangePages,
    manageRequestPages,
    managePages,
    erasePages,
    suppressionPages,
    manageEditPages,
    residencePages,
    companionPages,
    whyPages,
    exportPages,
    stopPages,
    unsubscribePages,
    undoPages,
  ]) {
    void app.register(async (scope) => pages(scope, deps)); // loaded when the app gets ready, which its creator awaits
  }
}

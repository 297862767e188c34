import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';

import type { Partners, PartnerTokens } from '#src/endpoints/partner.ts';
import type { Officers } from '#src/officers/officer.ts';

import { guardRoutes } from './access.ts';
import { registerAcknowledgements } from './acknowledgements.ts';
import type { AcknowledgementsNeeds } from './acknowledgements.ts';
import { registerAdvisories } from './advisories.ts';
import type { AdvisoriesNeeds } from './advisories.ts';
import { registerAudit } from './audit.ts';
import type { AuditNeeds } from './audit.ts';
import { registerCalls } from './calls.ts';
import type { CallsNeeds } from './calls.ts';
import { registerCountries } from './countries.ts';
import type { CountriesNeeds } from './countries.ts';
import { createShownCount } from './counts.ts';
import { registerCrisis } from './crisis.ts';
import type { CrisisNeeds } from './crisis.ts';
import { registerDecisions } from './decisions.ts';
import type { DecisionsNeeds } from './decisions.ts';
import { registerDrafts } from './drafts.ts';
import type { DraftsNeeds } from './drafts.ts';
import { registerEndpointTokens } from './endpoint-tokens.ts';
import { registerEndpoints } from './endpoints.ts';
import type { EndpointsNeeds } from './endpoints.ts';
import { tagAnswers } from './etag.ts';
import { registerEvents } from './events.ts';
import type { EventsNeeds } from './events.ts';
import { answerRepeats } from './idempotency.ts';
import type { IdempotencyNeeds } from './idempotency.ts';
import { registerInvitations } from './invitations.ts';
import type { InvitationsNeeds } from './invitations.ts';
import { registerLoneReleases } from './lone-releases.ts';
import type { LoneReleasesNeeds } from './lone-releases.ts';
import { registerMissionChanges } from './mission-changes.ts';
import type { MissionChangesNeeds } from './mission-changes.ts';
import { registerMissions } from './missions.ts';
import type { MissionsNeeds } from './missions.ts';
import { registerPartnerTokens } from './partner-tokens.ts';
import { registerPlaces } from './places.ts';
import type { PlacesNeeds } from './places.ts';
import { registerPublications } from './publications.ts';
import type { PublicationsNeeds } from './publications.ts';
import { registerPublishing } from './publishing.ts';
import type { PublishingNeeds } from './publishing.ts';
import { createLimit } from './rate-limit.ts';
import type { RateLimitNeeds } from './rate-limit.ts';
import { registerRelease } from './release.ts';
import type { ReleaseNeeds } from './release.ts';
import { registerSources } from './sources.ts';
import type { SourcesNeeds } from './sources.ts';
import { registerStorms } from './storms.ts';
import type { StormsNeeds } from './storms.ts';
import { registerSubscriptions } from './subscriptions.ts';
import type { SubscriptionsNeeds } from './subscriptions.ts';
import { registerSuppressions } from './suppressions.ts';
import type { SuppressionsNeeds } from './suppressions.ts';
import type { PartnerTokensNeeds } from './token-view.ts';
import { registerTranslation } from './translation.ts';
import type { TranslationNeeds } from './translation.ts';
import { registerTrying } from './trying.ts';
import type { TryingNeeds } from './trying.ts';

type Resources = SourcesNeeds &
  DraftsNeeds &
  DecisionsNeeds &
  StormsNeeds &
  ReleaseNeeds &
  PublishingNeeds &
  TranslationNeeds &
  TryingNeeds &
  LoneReleasesNeeds &
  AdvisoriesNeeds &
  CountriesNeeds &
  PublicationsNeeds &
  EndpointsNeeds &
  EventsNeeds &
  CallsNeeds &
  AcknowledgementsNeeds &
  PartnerTokensNeeds &
  SubscriptionsNeeds &
  CrisisNeeds &
  InvitationsNeeds &
  MissionsNeeds &
  PlacesNeeds &
  MissionChangesNeeds &
  SuppressionsNeeds &
  AuditNeeds;

export interface ApiNeeds
  extends
    Omit<Resources, 'shown' | 'partnerTokens'>,
    IdempotencyNeeds,
    Pick<RateLimitNeeds, 'rateLimit'> {
  readonly officers: Officers;
  readonly partners: Partners & PartnerTokens;
  /** Counts of people below this are not told. */
  readonly smallestShownCount: number;
}

export async function registerApi(
  scope: FastifyInstance,
  { officers, partners, smallestShownCount, ...rest }: ApiNeeds,
): Promise<void> {
  const api = scope.withTypeProvider<ZodTypeProvider>();
  const needs: Resources & IdempotencyNeeds & RateLimitNeeds = {
    ...rest,
    partnerTokens: partners,
    shown: createShownCount(smallestShownCount),
  };
  // A page of another site may send text/plain without asking; every route below says what it takes.
  scope.removeContentTypeParser('text/plain');
  guardRoutes(scope, { officers, partners }, createLimit(needs));
  answerRepeats(scope, needs);
  tagAnswers(scope);
  await scope.register(async (inner) =>
    registerSources(inner.withTypeProvider<ZodTypeProvider>(), needs),
  );
  registerDrafts(api, needs);
  registerDecisions(api, needs);
  registerStorms(api, needs);
  registerTranslation(api, needs);
  registerTrying(api, needs);
  registerRelease(api, needs);
  registerPublishing(api, needs);
  registerLoneReleases(api, needs);
  registerAdvisories(api, needs);
  registerCountries(api, needs);
  registerPublications(api, needs);
  registerEndpoints(api, needs);
  registerEvents(api, needs);
  registerCalls(api, needs);
  await scope.register(async (inner) =>
    registerAcknowledgements(inner.withTypeProvider<ZodTypeProvider>(), needs),
  );
  registerEndpointTokens(api, needs);
  registerPartnerTokens(api, needs);
  registerSubscriptions(api, needs);
  registerCrisis(api, needs);
  registerInvitations(api, needs);
  registerMissions(api, needs);
  registerMissionChanges(api, needs);
  registerSuppressions(api, needs);
  registerAudit(api, needs);
  registerPlaces(api, needs);
}

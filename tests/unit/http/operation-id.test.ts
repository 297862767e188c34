import { expect, test } from 'vitest';

import { operationIdOf } from '#src/http/operation-id.ts';

test.each([
  ['get', '/advisories', 'listAdvisories'],
  ['get', '/countries/{country}', 'getCountry'],
  ['get', '/crisis', 'getCrisis'],
  ['put', '/crisis', 'setCrisis'],
  ['delete', '/crisis', 'endCrisis'],
  ['get', '/audit', 'listAuditEntries'],
  ['get', '/endpoints', 'listEndpoints'],
  ['patch', '/endpoints/{id}', 'changeEndpoint'],
  ['get', '/endpoints/{id}/calls/{sequence}', 'getEndpointCall'],
  ['post', '/endpoints/{id}/tokens', 'createEndpointToken'],
  ['post', '/endpoints/{id}/tokens/{token}/rotate', 'rotateEndpointToken'],
  ['post', '/endpoints/{id}/rotate', 'rotateEndpointKeys'],
  ['post', '/endpoints/{id}/verification', 'answerEndpointChallenge'],
  ['post', '/events/{id}/acknowledgement', 'acknowledgeEvent'],
  ['post', '/drafts/{id}/dismiss', 'dismissDraft'],
  ['post', '/drafts/{id}/send-back', 'sendDraftBack'],
  ['post', '/drafts/{id}/release-alone', 'releaseDraftAlone'],
  ['put', '/drafts/{id}/schedule', 'setDraftSchedule'],
  ['get', '/drafts/{id}/words/{language}', 'getDraftWords'],
  ['post', '/mission-changes/{id}/accept', 'acceptMissionChange'],
  ['post', '/subscriptions/preview', 'previewSubscription'],
])('what %s does at %s is called %s', (method, path, name) => {
  expect(operationIdOf(method, `/api/v1${path}`)).toBe(name);
});

// Made by `npm run client` of what the service says about itself; a test fails when that has changed.

export interface Operations {
  /** What missions were asked to acknowledge, the newest first */
  'GET /acknowledgements': {
    readonly query?: {
      /** how many at most */
      readonly limit?: number;
      /** `next` of the page before: the list goes on behind it */
      readonly after?: string;
      /** only what nobody has answered yet */
      readonly open?: string;
    };
    readonly answer: {
      readonly acknowledgements: readonly Acknowledgement[];
      /** where the next page begins, for `after`; absent on the last one */
      readonly next?: string;
    };
  };

  /** Advisories in force, or of another state, newest first */
  'GET /advisories': {
    readonly query?: {
      readonly country?: string;
      /** ISO 3166-2; what holds for all of its country is given too */
      readonly region?: string;
      /** at least this one, in the country or region asked for; what is not rated is given too */
      readonly level?: '0' | '1' | '2' | '3' | '4';
      readonly kind?: 'travel-advice' | 'alert';
      readonly lane?: 'emergency' | 'urgent' | 'routine';
      /** of CAP 1.2; what has none of those is given too */
      readonly category?:
        | 'Geo'
        | 'Met'
        | 'Safety'
        | 'Security'
        | 'Rescue'
        | 'Fire'
        | 'Health'
        | 'Env'
        | 'Transport'
        | 'Infra'
        | 'CBRNE'
        | 'Other';
      /** in-force when left out; with changedSince what is in force and what has ended, so that no ending is missed */
      readonly state?: 'in-force' | 'replaced' | 'ended';
      /** published, or run out, then or later */
      readonly changedSince?: string;
      /** gives the words in that language alone; where there are none, the issuer’s own */
      readonly language?: string;
      /** how many at most */
      readonly limit?: number;
      /** `next` of the page before: the list goes on behind it */
      readonly after?: string;
    };
    readonly answer: {
      readonly advisories: readonly Revision[];
      /** where the next page begins, for `after`; absent on the last one */
      readonly next?: string;
    };
  };

  /** One advisory with all its revisions, newest first */
  'GET /advisories/{id}': {
    readonly params: { readonly id: string };
    readonly query?: {
      /** gives the words in that language alone; where there are none, the issuer’s own */
      readonly language?: string;
    };
    readonly answer: { readonly id: string; readonly revisions: readonly Revision[] };
  };

  /** Make a draft that says an advisory is over */
  'POST /advisories/{id}/all-clear': {
    readonly params: { readonly id: string };
    readonly answer: Draft;
  };

  /** Make a draft that corrects an advisory */
  'POST /advisories/{id}/correct': {
    readonly params: { readonly id: string };
    readonly answer: Draft;
  };

  /** Take an advisory back at once */
  'POST /advisories/{id}/withdraw': {
    readonly params: { readonly id: string };
    readonly body: { readonly reason: string };
    readonly answer: Published;
  };

  /** Entries, newest first */
  'GET /audit': {
    readonly query?: {
      /** the same as `after`, by the id of an entry */
      readonly before?: number;
      /** how many at most */
      readonly limit?: number;
      /** `next` of the page before: the list goes on behind it */
      readonly after?: string;
    };
    readonly answer: {
      readonly entries: readonly AuditEntry[];
      /** where the next page begins, for `after`; absent on the last one */
      readonly next?: string;
    };
  };

  /** Does every entry follow from the one before it? */
  'GET /audit/verification': { readonly answer: AuditVerdict };

  /** Every country, with the highest level that holds there now and the advisories in force */
  'GET /countries': {
    readonly query?: {
      /** of the countries’ names */
      readonly language?: string;
      /** how many at most */
      readonly limit?: number;
      /** `next` of the page before: the list goes on behind it */
      readonly after?: string;
    };
    readonly answer: {
      readonly countries: readonly ListedCountry[];
      /** where the next page begins, for `after`; absent on the last one */
      readonly next?: string;
    };
  };

  /** What holds in one country now, with its regions and the advisories in force */
  'GET /countries/{country}': {
    readonly params: {
      /** ISO 3166-1 alpha-2 */
      readonly country: string;
    };
    readonly query?: {
      /** of the words and names; where there are none, the issuer’s own */
      readonly language?: string;
    };
    readonly answer: Country;
  };

  /** Are the limits widened, why, and until when? */
  'GET /crisis': { readonly answer: Crisis };

  /** Widen the limits on signing up */
  'PUT /crisis': {
    readonly body: { readonly factor?: number; readonly hours?: number; readonly reason: string };
    readonly answer: Crisis;
  };

  /** End it before its time */
  'DELETE /crisis': { readonly answer: undefined };

  /** Decisions on what sources said, the last heard first */
  'GET /decisions': {
    readonly query?: {
      readonly source?: string;
      readonly outcome?: 'publish' | 'review' | 'ignore';
      readonly rule?: string;
      readonly country?: string;
      readonly draft?: string;
      readonly storm?: number;
      /** only those whose draft is open */
      readonly open?: string;
      /** the same as `after`, by the id of a decision */
      readonly before?: number;
      /** how many at most */
      readonly limit?: number;
      /** `next` of the page before: the list goes on behind it */
      readonly after?: string;
    };
    readonly answer: {
      readonly decisions: readonly DecisionLine[];
      /** where the next page begins, for `after`; absent on the last one */
      readonly next?: string;
    };
  };

  /** One decision: what was looked at, and how the source’s words differ from what stands */
  'GET /decisions/{id}': { readonly params: { readonly id: number }; readonly answer: Decision };

  /** Drafts in a state, the last changed first */
  'GET /drafts': {
    readonly query?: {
      readonly state?: 'open' | 'published' | 'dismissed';
      /** how many at most */
      readonly limit?: number;
      /** `next` of the page before: the list goes on behind it */
      readonly after?: string;
    };
    readonly answer: {
      readonly drafts: readonly DraftLine[];
      /** where the next page begins, for `after`; absent on the last one */
      readonly next?: string;
    };
  };

  /** Make a draft */
  'POST /drafts': {
    readonly body: {
      readonly content: {
        readonly issuer: string;
        readonly kind: 'travel-advice' | 'alert';
        readonly status: 'actual' | 'exercise' | 'test';
        readonly language: string;
        readonly appliesTo: readonly {
          readonly country: string;
          readonly region?: string;
          readonly level: (0 | 1 | 2 | 3 | 4) | null;
          readonly levelWording: string;
        }[];
        readonly eventPlaces?: readonly { readonly country: string; readonly region?: string }[];
        readonly travellers?:
          | 'none'
          | 'caution'
          | 'reconsider'
          | 'defer'
          | 'avoid-non-essential'
          | 'do-not-travel';
        readonly residents?:
          | 'none'
          | 'keep-in-touch'
          | 'caution'
          | 'avoid-movement'
          | 'shelter'
          | 'consider-leaving'
          | 'leave';
        readonly eventAt?: string;
        readonly timeZone?: string;
        readonly nextUpdateBy?: string;
        readonly effectiveAt?: string;
        readonly reviewBy?: string;
        readonly expiresAt?: string;
        readonly contacts?: readonly string[];
        readonly categories?: readonly string[];
        readonly audience?: readonly string[];
        readonly relation?: {
          readonly kind:
            | 'new'
            | 'update'
            | 'correction'
            | 'reiteration'
            | 'partial-modification'
            | 'cancel'
            | 'all-clear';
          readonly to?: readonly string[];
        };
        readonly words: {
          readonly [name: string]: {
            readonly headline: string;
            readonly whatToDo: {
              readonly residents?: string;
              readonly travellers?: string;
              readonly ifYouCannot?: string;
              readonly constraints?: string;
              readonly byWhen?: string;
            };
            readonly whatHappened: string;
            readonly changeNote?: string;
            readonly stillHolds?: string;
            readonly short?: string;
            readonly translates?: string;
          };
        };
        readonly withdrawal?: {
          readonly [name: string]: { readonly changeNote: string; readonly whatToDo: string };
        };
        readonly provenance?: {
          readonly source: string;
          readonly url?: string;
          readonly fetchedAt: string;
          readonly sha256: string;
          readonly licence: string;
        };
        readonly parts?: readonly { readonly title: string; readonly stamp: string }[];
      };
      readonly lane?: 'emergency' | 'urgent' | 'routine';
      readonly advisoryId?: string;
    };
    readonly answer: Draft;
  };

  /** One draft, with what it still lacks */
  'GET /drafts/{id}': { readonly params: { readonly id: string }; readonly answer: Draft };

  /** Replace the content of a draft */
  'PUT /drafts/{id}': {
    readonly params: { readonly id: string };
    readonly body: {
      readonly hash: string;
      readonly content: {
        readonly issuer: string;
        readonly kind: 'travel-advice' | 'alert';
        readonly status: 'actual' | 'exercise' | 'test';
        readonly language: string;
        readonly appliesTo: readonly {
          readonly country: string;
          readonly region?: string;
          readonly level: (0 | 1 | 2 | 3 | 4) | null;
          readonly levelWording: string;
        }[];
        readonly eventPlaces?: readonly { readonly country: string; readonly region?: string }[];
        readonly travellers?:
          | 'none'
          | 'caution'
          | 'reconsider'
          | 'defer'
          | 'avoid-non-essential'
          | 'do-not-travel';
        readonly residents?:
          | 'none'
          | 'keep-in-touch'
          | 'caution'
          | 'avoid-movement'
          | 'shelter'
          | 'consider-leaving'
          | 'leave';
        readonly eventAt?: string;
        readonly timeZone?: string;
        readonly nextUpdateBy?: string;
        readonly effectiveAt?: string;
        readonly reviewBy?: string;
        readonly expiresAt?: string;
        readonly contacts?: readonly string[];
        readonly categories?: readonly string[];
        readonly audience?: readonly string[];
        readonly relation?: {
          readonly kind:
            | 'new'
            | 'update'
            | 'correction'
            | 'reiteration'
            | 'partial-modification'
            | 'cancel'
            | 'all-clear';
          readonly to?: readonly string[];
        };
        readonly words: {
          readonly [name: string]: {
            readonly headline: string;
            readonly whatToDo: {
              readonly residents?: string;
              readonly travellers?: string;
              readonly ifYouCannot?: string;
              readonly constraints?: string;
              readonly byWhen?: string;
            };
            readonly whatHappened: string;
            readonly changeNote?: string;
            readonly stillHolds?: string;
            readonly short?: string;
            readonly translates?: string;
          };
        };
        readonly withdrawal?: {
          readonly [name: string]: { readonly changeNote: string; readonly whatToDo: string };
        };
        readonly provenance?: {
          readonly source: string;
          readonly url?: string;
          readonly fetchedAt: string;
          readonly sha256: string;
          readonly licence: string;
        };
        readonly parts?: readonly { readonly title: string; readonly stamp: string }[];
      };
      readonly lane?: 'emergency' | 'urgent' | 'routine';
    };
    readonly answer: Draft;
  };

  /** Approve a draft as it was read */
  'POST /drafts/{id}/approve': {
    readonly params: { readonly id: string };
    readonly body: {
      readonly hash: string;
      /** as the preview gave it: refused when readers would get another one by now */
      readonly message?: string;
    };
    readonly answer: Draft;
  };

  /** Who would be told, and how many that are now */
  'GET /drafts/{id}/audience': {
    readonly params: { readonly id: string };
    readonly answer: Audience;
  };

  /** Close a draft without publishing it */
  'POST /drafts/{id}/dismiss': {
    readonly params: { readonly id: string };
    readonly body: { readonly reason: string };
    readonly answer: Draft;
  };

  /** A draft as its readers of a language would get it */
  'GET /drafts/{id}/preview': {
    readonly params: { readonly id: string };
    readonly query: {
      readonly language: string;
      /** as for a reader whose subject may name neither a place nor what happened */
      readonly discreet?: string;
    };
    readonly answer: Preview;
  };

  /** What was read in the document behind a draft, each thing with its sentence */
  'GET /drafts/{id}/proposal': {
    readonly params: { readonly id: string };
    readonly answer: ProposalOfDraft;
  };

  /** Publish a draft as the next revision of its advisory */
  'POST /drafts/{id}/publish': {
    readonly params: { readonly id: string };
    readonly body: {
      /** refused when the draft no longer has it */
      readonly hash?: string;
      /** publish although recipients outside the allow-list will not be told */
      readonly withholdOutsideAllowlist?: boolean;
    } | null;
    readonly answer: Published;
  };

  /** Publish an emergency that no second person has judged in time */
  'POST /drafts/{id}/release-alone': {
    readonly params: { readonly id: string };
    readonly body: {
      /** refused when the draft no longer has it */
      readonly hash?: string;
      /** publish although recipients outside the allow-list will not be told */
      readonly withholdOutsideAllowlist?: boolean;
      readonly reason: string;
    };
    readonly answer: Published;
  };

  /** Publish a draft at a time */
  'PUT /drafts/{id}/schedule': {
    readonly params: { readonly id: string };
    readonly body: {
      readonly hash: string;
      readonly at: string;
      /** publish although recipients outside the allow-list will not be told */
      readonly withholdOutsideAllowlist?: boolean;
    };
    readonly answer: Draft;
  };

  /** Do not publish a draft at the time that was set */
  'DELETE /drafts/{id}/schedule': {
    readonly params: { readonly id: string };
    readonly answer: Draft;
  };

  /** Send a draft back to its authors */
  'POST /drafts/{id}/send-back': {
    readonly params: { readonly id: string };
    readonly body: { readonly reason: string };
    readonly answer: Draft;
  };

  /** Ask for another officer’s verdict on a draft as it was read */
  'POST /drafts/{id}/submit': {
    readonly params: { readonly id: string };
    readonly body: { readonly hash: string };
    readonly answer: Draft;
  };

  /** Mail a draft, marked as a test, to addresses that the allow-list names */
  'POST /drafts/{id}/test': {
    readonly params: { readonly id: string };
    readonly body: {
      readonly to?: readonly string[];
      readonly languages?: readonly string[];
    } | null;
    readonly answer: { readonly messages: number };
  };

  /** What would go out, by language, if this were published and taken back */
  'GET /drafts/{id}/withdrawal': {
    readonly params: { readonly id: string };
    readonly answer: {
      readonly [name: string]: { readonly changeNote: string; readonly whatToDo: string };
    };
  };

  /** Put in the words of one language */
  'PUT /drafts/{id}/words/{language}': {
    readonly params: { readonly id: string; readonly language: string };
    readonly body: {
      readonly words: {
        readonly headline: string;
        readonly whatToDo: {
          readonly residents?: string;
          readonly travellers?: string;
          readonly ifYouCannot?: string;
          readonly constraints?: string;
          readonly byWhen?: string;
        };
        readonly whatHappened: string;
        readonly changeNote?: string;
        readonly stillHolds?: string;
        readonly short?: string;
        readonly translates?: string;
      };
      readonly hash?: string;
    };
    readonly answer: Draft;
  };

  /** The original and its translation side by side */
  'GET /drafts/{id}/words/{language}': {
    readonly params: { readonly id: string; readonly language: string };
    readonly answer: SideBySide;
  };

  /** Endpoints that are registered */
  'GET /endpoints': {
    readonly query?: {
      /** how many at most */
      readonly limit?: number;
      /** `next` of the page before: the list goes on behind it */
      readonly after?: string;
    };
    readonly answer: {
      readonly endpoints: readonly Endpoint[];
      /** where the next page begins, for `after`; absent on the last one */
      readonly next?: string;
    };
  };

  /** Register an endpoint */
  'POST /endpoints': {
    readonly body:
      | (
          | {
              readonly kind: 'webhook';
              readonly name: string;
              readonly format?: 'json' | 'cap';
              readonly detail?: 'full' | 'thin';
              readonly filter?: {
                readonly countries?: readonly string[];
                readonly regions?: readonly string[];
                readonly level?: 0 | 1 | 2 | 3 | 4;
                readonly categories?: readonly (
                  | 'Geo'
                  | 'Met'
                  | 'Safety'
                  | 'Security'
                  | 'Rescue'
                  | 'Fire'
                  | 'Health'
                  | 'Env'
                  | 'Transport'
                  | 'Infra'
                  | 'CBRNE'
                  | 'Other'
                )[];
                readonly kinds?: readonly ('travel-advice' | 'alert')[];
                readonly lanes?: readonly ('emergency' | 'urgent' | 'routine')[];
                readonly statuses?: readonly ('actual' | 'exercise' | 'test')[];
                readonly types?: readonly (
                  | 'advisory.approved'
                  | 'advisory.published'
                  | 'advisory.updated'
                  | 'advisory.corrected'
                  | 'advisory.cancelled'
                  | 'advisory.all_clear'
                  | 'publication.progress'
                  | 'endpoint.disabled'
                  | 'test.ping'
                )[];
              };
              readonly url: string;
              readonly contacts?: readonly { readonly name?: string; readonly email: string }[];
            }
          | {
              readonly kind: 'mail';
              readonly name: string;
              readonly format?: 'json' | 'cap';
              readonly detail?: 'full' | 'thin';
              readonly filter?: {
                readonly countries?: readonly string[];
                readonly regions?: readonly string[];
                readonly level?: 0 | 1 | 2 | 3 | 4;
                readonly categories?: readonly (
                  | 'Geo'
                  | 'Met'
                  | 'Safety'
                  | 'Security'
                  | 'Rescue'
                  | 'Fire'
                  | 'Health'
                  | 'Env'
                  | 'Transport'
                  | 'Infra'
                  | 'CBRNE'
                  | 'Other'
                )[];
                readonly kinds?: readonly ('travel-advice' | 'alert')[];
                readonly lanes?: readonly ('emergency' | 'urgent' | 'routine')[];
                readonly statuses?: readonly ('actual' | 'exercise' | 'test')[];
                readonly types?: readonly (
                  | 'advisory.approved'
                  | 'advisory.published'
                  | 'advisory.updated'
                  | 'advisory.corrected'
                  | 'advisory.cancelled'
                  | 'advisory.all_clear'
                  | 'publication.progress'
                  | 'endpoint.disabled'
                  | 'test.ping'
                )[];
              };
              readonly contacts: readonly { readonly name?: string; readonly email: string }[];
            }
        )
      | {
          readonly name: string;
          readonly url: string;
          readonly countries?: readonly string[];
          readonly exercises?: boolean;
        };
    readonly answer: RegisteredEndpoint;
  };

  /** One endpoint */
  'GET /endpoints/{id}': { readonly params: { readonly id: string }; readonly answer: Endpoint };

  /** Change what an endpoint is told, how and where */
  'PATCH /endpoints/{id}': {
    readonly params: { readonly id: string };
    readonly body: {
      readonly name?: string;
      readonly url?: string;
      readonly format?: 'json' | 'cap';
      readonly detail?: 'full' | 'thin';
      readonly filter?: {
        readonly countries?: readonly string[];
        readonly regions?: readonly string[];
        readonly level?: 0 | 1 | 2 | 3 | 4;
        readonly categories?: readonly (
          | 'Geo'
          | 'Met'
          | 'Safety'
          | 'Security'
          | 'Rescue'
          | 'Fire'
          | 'Health'
          | 'Env'
          | 'Transport'
          | 'Infra'
          | 'CBRNE'
          | 'Other'
        )[];
        readonly kinds?: readonly ('travel-advice' | 'alert')[];
        readonly lanes?: readonly ('emergency' | 'urgent' | 'routine')[];
        readonly statuses?: readonly ('actual' | 'exercise' | 'test')[];
        readonly types?: readonly (
          | 'advisory.approved'
          | 'advisory.published'
          | 'advisory.updated'
          | 'advisory.corrected'
          | 'advisory.cancelled'
          | 'advisory.all_clear'
          | 'publication.progress'
          | 'endpoint.disabled'
          | 'test.ping'
        )[];
      };
      readonly contacts?: readonly { readonly name?: string; readonly email: string }[];
    };
    readonly answer: Endpoint;
  };

  /** Remove an endpoint for good */
  'DELETE /endpoints/{id}': {
    readonly params: { readonly id: string };
    readonly answer: undefined;
  };

  /** What an endpoint was asked to acknowledge, the newest first */
  'GET /endpoints/{id}/acknowledgements': {
    readonly params: { readonly id: string };
    readonly query?: {
      /** how many at most */
      readonly limit?: number;
      /** `next` of the page before: the list goes on behind it */
      readonly after?: string;
    };
    readonly answer: {
      readonly acknowledgements: readonly Acknowledgement[];
      /** where the next page begins, for `after`; absent on the last one */
      readonly next?: string;
    };
  };

  /** Calls to an endpoint, newest first */
  'GET /endpoints/{id}/calls': {
    readonly params: { readonly id: string };
    readonly query?: {
      /** how many at most */
      readonly limit?: number;
      /** `next` of the page before: the list goes on behind it */
      readonly after?: string;
      readonly state?:
        | 'pending'
        | 'sent'
        | 'withheld'
        | 'superseded'
        | 'suppressed'
        | 'unsubscribed'
        | 'failed'
        | 'expired';
      readonly type?:
        | 'advisory.approved'
        | 'advisory.published'
        | 'advisory.updated'
        | 'advisory.corrected'
        | 'advisory.cancelled'
        | 'advisory.all_clear'
        | 'publication.progress'
        | 'endpoint.disabled'
        | 'test.ping';
      /** planned from then on */
      readonly since?: string;
      /** planned up to then */
      readonly until?: string;
    };
    readonly answer: {
      readonly calls: readonly Call[];
      /** where the next page begins, for `after`; absent on the last one */
      readonly next?: string;
    };
  };

  /** One call and its replays, attempt by attempt */
  'GET /endpoints/{id}/calls/{sequence}': {
    readonly params: { readonly id: string; readonly sequence: number };
    readonly answer: { readonly calls: readonly CallDetail[] };
  };

  /** Tell it nothing more; what it would be told stays to be fetched */
  'POST /endpoints/{id}/disable': {
    readonly params: { readonly id: string };
    readonly answer: Endpoint;
  };

  /** Call it no more until it is resumed; what it is owed waits */
  'POST /endpoints/{id}/pause': {
    readonly params: { readonly id: string };
    readonly answer: Endpoint;
  };

  /** Tell it test.ping, as everything else is told */
  'POST /endpoints/{id}/ping': {
    readonly params: { readonly id: string };
    readonly answer: { readonly event: string; readonly sequence: number };
  };

  /** Call once more with what was told before */
  'POST /endpoints/{id}/replays': {
    readonly params: { readonly id: string };
    readonly body:
      | { readonly sequence: number }
      | { readonly from: string; readonly to: string }
      | { readonly after: number };
    readonly answer: {
      readonly replayed: number;
      /** left as they were: they wait to be told already */
      readonly waiting: number;
      /** not told again: an officer stopped them, or they were replaced and go to a mailbox */
      readonly leftOut: number;
    };
  };

  /** Call it again, also after it was disabled for failing */
  'POST /endpoints/{id}/resume': {
    readonly params: { readonly id: string };
    readonly answer: Endpoint;
  };

  /** Sign with new keys of both schemes */
  'POST /endpoints/{id}/rotate': {
    readonly params: { readonly id: string };
    readonly body: {
      /** how long the old ones are used beside the new ones */
      readonly overlapHours?: number;
    };
    readonly answer: RegisteredEndpoint;
  };

  /** Tokens of an endpoint, without the tokens */
  'GET /endpoints/{id}/tokens': {
    readonly params: { readonly id: string };
    readonly query?: {
      /** how many at most */
      readonly limit?: number;
      /** `next` of the page before: the list goes on behind it */
      readonly after?: string;
    };
    readonly answer: {
      readonly tokens: readonly Token[];
      /** where the next page begins, for `after`; absent on the last one */
      readonly next?: string;
    };
  };

  /** Make a token for an endpoint’s own system */
  'POST /endpoints/{id}/tokens': {
    readonly params: { readonly id: string };
    readonly body: {
      /** whose it is */
      readonly name: string;
      readonly scopes: readonly (
        | 'advisories:read'
        | 'events:read'
        | 'deliveries:read'
        | 'endpoints:manage'
        | 'acknowledgements:write'
      )[];
      /** it expires after so many days */
      readonly days?: number;
    };
    readonly answer: IssuedToken;
  };

  /** Revoke a token of an endpoint at once */
  'DELETE /endpoints/{id}/tokens/{token}': {
    readonly params: { readonly id: string; readonly token: string };
    readonly answer: undefined;
  };

  /** A new token in the place of one, which lives on for the overlap */
  'POST /endpoints/{id}/tokens/{token}/rotate': {
    readonly params: { readonly id: string; readonly token: string };
    readonly body: {
      /** how long the old one lives on */
      readonly overlapHours?: number;
    };
    readonly answer: IssuedToken;
  };

  /** Hand in the challenge that the endpoint was sent */
  'POST /endpoints/{id}/verification': {
    readonly params: { readonly id: string };
    readonly body: { readonly challenge: string };
    readonly answer: Endpoint;
  };

  /** Send the challenge */
  'POST /endpoints/{id}/verify': {
    readonly params: { readonly id: string };
    readonly answer: Endpoint;
  };

  /** What an endpoint was to be told after a sequence, in order */
  'GET /events': {
    readonly query?: {
      /** the sequence of the last event that was dealt with; from the oldest when left out */
      readonly after?: number;
      readonly limit?: number;
      /** seconds to wait for an event when there is none yet */
      readonly wait?: number;
      /** separated by commas; all when left out */
      readonly types?: string;
      /** its id; of an endpoint’s own token it is that endpoint */
      readonly endpoint?: string;
    };
    readonly answer: {
      readonly events: readonly LoggedEvent[];
      /** the sequence of the latest event; 0 for none */
      readonly last: number;
      /** what came before it is forgotten */
      readonly oldest: number;
    };
  };

  /** Say that an endpoint has what it was told */
  'POST /events/{id}/acknowledgement': {
    readonly params: { readonly id: string };
    readonly query?: {
      /** whose; needless with the endpoint’s own token */
      readonly endpoint?: string;
    };
    readonly body: {
      /** who has it, in your own words */
      readonly by?: string;
      readonly note?: string;
    };
    readonly answer: Acknowledgement;
  };

  /** Invite the staff of an organisation */
  'POST /invitations': {
    readonly body: {
      readonly organisation: string;
      readonly people: readonly {
        readonly places: readonly (
          | { readonly kind: 'everywhere' }
          | { readonly kind: 'country'; readonly country: string }
          | { readonly kind: 'region'; readonly region: string }
        )[];
        readonly threshold?: 0 | 1 | 2 | 3 | 4;
        readonly kinds?: readonly (
          | 'new'
          | 'level'
          | 'region-level'
          | 'substance'
          | 'editorial'
          | 'reviewed'
          | 'timestamp'
        )[];
        readonly categories?: readonly (
          | 'Geo'
          | 'Met'
          | 'Safety'
          | 'Security'
          | 'Rescue'
          | 'Fire'
          | 'Health'
          | 'Env'
          | 'Transport'
          | 'Infra'
          | 'CBRNE'
          | 'Other'
        )[];
        readonly stay?:
          | { readonly kind: 'none' }
          | {
              readonly kind: 'trip';
              readonly from: string;
              readonly to: string;
              readonly daysBefore?: number;
            }
          | { readonly kind: 'residence' };
        readonly rhythm?:
          | { readonly every: 'message'; readonly timeZone?: string }
          | { readonly every: 'day' | 'week'; readonly timeZone: string };
        readonly language: string;
        readonly discreet?: boolean;
        readonly address: string;
      }[];
    };
    readonly answer: { readonly list: number; readonly people: number };
  };

  /** Emergencies that one person released, newest first */
  'GET /lone-releases': {
    readonly query?: {
      readonly which?: 'waiting' | 'all';
      /** how many at most */
      readonly limit?: number;
      /** `next` of the page before: the list goes on behind it */
      readonly after?: string;
    };
    readonly answer: {
      readonly loneReleases: readonly LoneRelease[];
      /** where the next page begins, for `after`; absent on the last one */
      readonly next?: string;
    };
  };

  /** Say afterwards whether releasing it alone was right */
  'POST /lone-releases/{publicationId}/review': {
    readonly params: { readonly publicationId: number };
    readonly body: { readonly verdict: 'upheld' | 'objected'; readonly note: string };
    readonly answer: LoneRelease;
  };

  /** Changes of the directory, the last proposed first */
  'GET /mission-changes': {
    readonly query?: {
      readonly state?: 'open' | 'accepted' | 'rejected' | 'withdrawn';
      /** how many at most */
      readonly limit?: number;
      /** `next` of the page before: the list goes on behind it */
      readonly after?: string;
    };
    readonly answer: {
      readonly changes: readonly MissionChange[];
      /** where the next page begins, for `after`; absent on the last one */
      readonly next?: string;
    };
  };

  /** Propose a change of the directory: put in a mission, close one or remove one */
  'POST /mission-changes': {
    readonly body:
      | {
          readonly kind: 'put';
          readonly mission: {
            readonly id: string;
            readonly country: string;
            readonly serves?: readonly string[];
            readonly name: { readonly [name: string]: string };
            readonly city: { readonly [name: string]: string };
            readonly phones: readonly {
              readonly number: string;
              readonly use: 'emergency' | 'office' | 'messenger';
            }[];
            readonly email?: string;
            readonly hours?: string;
            readonly closed?: { readonly since?: string; readonly servedBy: string };
            readonly verifiedAt?: string;
            readonly verifiedBy?: string;
          };
          readonly reason: string;
        }
      | {
          readonly kind: 'close';
          readonly id: string;
          readonly servedBy: string;
          readonly since?: string;
          readonly reason: string;
        }
      | { readonly kind: 'remove'; readonly id: string; readonly reason: string };
    readonly answer: MissionChange;
  };

  /** One change: what the directory said and what it is to say */
  'GET /mission-changes/{id}': {
    readonly params: { readonly id: number };
    readonly answer: MissionChange;
  };

  /** Accept a change that another officer proposed */
  'POST /mission-changes/{id}/accept': {
    readonly params: { readonly id: number };
    readonly body: { readonly reason?: string } | null;
    readonly answer: AcceptedMissionChange;
  };

  /** Reject a change that another officer proposed */
  'POST /mission-changes/{id}/reject': {
    readonly params: { readonly id: number };
    readonly body: { readonly reason: string };
    readonly answer: MissionChange;
  };

  /** Withdraw a change that you proposed */
  'POST /mission-changes/{id}/withdraw': {
    readonly params: { readonly id: number };
    readonly body: { readonly reason?: string } | null;
    readonly answer: MissionChange;
  };

  /** Embassies, consulates and their numbers */
  'GET /missions': {
    readonly query?: {
      /** how many at most */
      readonly limit?: number;
      /** `next` of the page before: the list goes on behind it */
      readonly after?: string;
    };
    readonly answer: {
      readonly missions: readonly Mission[];
      /** where the next page begins, for `after`; absent on the last one */
      readonly next?: string;
    };
  };

  /** A mission, with who dialled its numbers last */
  'GET /missions/{id}': { readonly params: { readonly id: string }; readonly answer: KeptMission };

  /** Write down that you have dialled all its numbers, just now */
  'POST /missions/{id}/dialled': {
    readonly params: { readonly id: string };
    readonly answer: KeptMission;
  };

  /** Whose tokens there are, without the tokens */
  'GET /partner-tokens': {
    readonly query?: {
      /** how many at most */
      readonly limit?: number;
      /** `next` of the page before: the list goes on behind it */
      readonly after?: string;
    };
    readonly answer: {
      readonly tokens: readonly Token[];
      /** where the next page begins, for `after`; absent on the last one */
      readonly next?: string;
    };
  };

  /** Make a token for a partner’s system */
  'POST /partner-tokens': {
    readonly body: {
      /** whose it is */
      readonly name: string;
      readonly scopes: readonly (
        | 'advisories:read'
        | 'publications:read'
        | 'sources:read'
        | 'events:read'
        | 'deliveries:read'
        | 'endpoints:manage'
        | 'acknowledgements:write'
      )[];
      /** it expires after so many days */
      readonly days?: number;
    };
    readonly answer: IssuedToken;
  };

  /** Revoke a token at once */
  'DELETE /partner-tokens/{token}': {
    readonly params: { readonly token: string };
    readonly answer: undefined;
  };

  /** A new token in the place of one, which lives on for the overlap */
  'POST /partner-tokens/{token}/rotate': {
    readonly params: { readonly token: string };
    readonly body: {
      /** how long the old one lives on */
      readonly overlapHours?: number;
    };
    readonly answer: IssuedToken;
  };

  /** Which places a name may mean, and the regions of a country that it means */
  'GET /places': {
    readonly query: {
      readonly q: string;
      /** of the names of countries in the answer */
      readonly language?: string;
    };
    readonly answer: { readonly places: readonly NamedPlace[] };
  };

  /** Publications, newest first */
  'GET /publications': {
    readonly query?: {
      /** digests go out every morning of each time zone */
      readonly kind?: 'revision' | 'digest';
      /** how many at most */
      readonly limit?: number;
      /** `next` of the page before: the list goes on behind it */
      readonly after?: string;
    };
    readonly answer: {
      readonly publications: readonly Publication[];
      /** where the next page begins, for `after`; absent on the last one */
      readonly next?: string;
    };
  };

  /** One publication and how far it came */
  'GET /publications/{id}': {
    readonly params: { readonly id: number };
    readonly answer: Publication;
  };

  /** Begin no further message until it is resumed */
  'POST /publications/{id}/pause': {
    readonly params: { readonly id: number };
    readonly answer: Publication;
  };

  /** Try again what ended as failed */
  'POST /publications/{id}/replay': {
    readonly params: { readonly id: number };
    readonly query?: { readonly reason?: string };
    readonly answer: { readonly replayed: Count; readonly publication: Publication };
  };

  /** Go on with a paused publication */
  'POST /publications/{id}/resume': {
    readonly params: { readonly id: number };
    readonly answer: Publication;
  };

  /** Begin no further message, for good */
  'POST /publications/{id}/stop': {
    readonly params: { readonly id: number };
    readonly answer: Publication;
  };

  /** The sources and their health */
  'GET /sources': {
    readonly query?: {
      /** how many at most */
      readonly limit?: number;
      /** `next` of the page before: the list goes on behind it */
      readonly after?: string;
    };
    readonly answer: {
      readonly sources: readonly Source[];
      /** where the next page begins, for `after`; absent on the last one */
      readonly next?: string;
    };
  };

  /** Hand in a document of a source that is not polled */
  'POST /sources/{source}/reports': {
    readonly params: { readonly source: string };
    readonly query?: { readonly url?: string };
    readonly body: { readonly text?: string; readonly html?: string; readonly url: string };
    readonly answer: { readonly reportId: number; readonly advisoryEventId?: number };
  };

  /** Storms, the last opened first */
  'GET /storms': {
    readonly query?: {
      readonly state?: 'open' | 'released' | 'dismissed';
      /** how many at most */
      readonly limit?: number;
      /** `next` of the page before: the list goes on behind it */
      readonly after?: string;
    };
    readonly answer: {
      readonly storms: readonly Storm[];
      /** where the next page begins, for `after`; absent on the last one */
      readonly next?: string;
    };
  };

  /** One storm with its entries */
  'GET /storms/{id}': {
    readonly params: { readonly id: number };
    readonly answer: StormWithEntries;
  };

  /** Close a storm: nothing of it goes out */
  'POST /storms/{id}/dismiss': {
    readonly params: { readonly id: number };
    readonly body: { readonly reason: string };
    readonly answer: Storm;
  };

  /** Have its entries judged one by one, all of them or those with these keys */
  'POST /storms/{id}/release': {
    readonly params: { readonly id: number };
    readonly body: { readonly reason: string; readonly keys?: readonly string[] };
    readonly answer: Storm;
  };

  /** Ask to be told */
  'POST /subscriptions': {
    readonly body: {
      readonly places: readonly (
        | { readonly kind: 'everywhere' }
        | { readonly kind: 'country'; readonly country: string }
        | { readonly kind: 'region'; readonly region: string }
      )[];
      readonly threshold?: 0 | 1 | 2 | 3 | 4;
      readonly kinds?: readonly (
        | 'new'
        | 'level'
        | 'region-level'
        | 'substance'
        | 'editorial'
        | 'reviewed'
        | 'timestamp'
      )[];
      readonly categories?: readonly (
        | 'Geo'
        | 'Met'
        | 'Safety'
        | 'Security'
        | 'Rescue'
        | 'Fire'
        | 'Health'
        | 'Env'
        | 'Transport'
        | 'Infra'
        | 'CBRNE'
        | 'Other'
      )[];
      readonly stay?:
        | { readonly kind: 'none' }
        | {
            readonly kind: 'trip';
            readonly from: string;
            readonly to: string;
            readonly daysBefore?: number;
          }
        | { readonly kind: 'residence' };
      readonly rhythm?:
        | { readonly every: 'message'; readonly timeZone?: string }
        | { readonly every: 'day' | 'week'; readonly timeZone: string };
      readonly language: string;
      readonly discreet?: boolean;
      readonly address: string;
    };
    readonly answer: { readonly status: 'accepted'; readonly waitSeconds: number };
  };

  /** See how much mail a wish would have brought */
  'POST /subscriptions/preview': {
    readonly body: {
      readonly places: readonly (
        | { readonly kind: 'everywhere' }
        | { readonly kind: 'country'; readonly country: string }
        | { readonly kind: 'region'; readonly region: string }
      )[];
      readonly threshold?: 0 | 1 | 2 | 3 | 4;
      readonly kinds?: readonly (
        | 'new'
        | 'level'
        | 'region-level'
        | 'substance'
        | 'editorial'
        | 'reviewed'
        | 'timestamp'
      )[];
      readonly categories?: readonly (
        | 'Geo'
        | 'Met'
        | 'Safety'
        | 'Security'
        | 'Rescue'
        | 'Fire'
        | 'Health'
        | 'Env'
        | 'Transport'
        | 'Infra'
        | 'CBRNE'
        | 'Other'
      )[];
      readonly stay?:
        | { readonly kind: 'none' }
        | {
            readonly kind: 'trip';
            readonly from: string;
            readonly to: string;
            readonly daysBefore?: number;
          }
        | { readonly kind: 'residence' };
      readonly rhythm?:
        | { readonly every: 'message'; readonly timeZone?: string }
        | { readonly every: 'day' | 'week'; readonly timeZone: string };
      readonly language: string;
      readonly discreet?: boolean;
    };
    readonly answer: {
      readonly months: 12;
      /** Mails that would have gone at once */
      readonly mails: number;
      /** Digests, each with everything that waited for it */
      readonly digests: number;
      readonly trip?: {
        /** Days on which the trip is alerted */
        readonly days: number;
        /** The most mails and digests in a time as long */
        readonly most: number;
      };
    };
  };

  /** Why an address is not mailed */
  'POST /suppressions/find': {
    readonly body: {
      readonly address: string;
      /** why it is asked; stands in the audit log */
      readonly reason: string;
    };
    readonly answer: { readonly suppression?: Suppression };
  };

  /** Mail to an address again */
  'POST /suppressions/lift': {
    readonly body: {
      readonly address: string;
      /** why it is asked; stands in the audit log */
      readonly reason: string;
    };
    readonly answer: { readonly suppression?: Suppression };
  };
}

export type AcceptedMissionChange = {
  readonly id: number;
  readonly missionId: string;
  /** absent for a mission that is new */
  readonly before?: MissionFacts;
  /** absent for a mission that is to be removed */
  readonly after?: MissionFacts;
  readonly proposedBy: string;
  readonly proposedAt: string;
  readonly reason: string;
  readonly state: 'open' | 'accepted' | 'rejected' | 'withdrawn';
  /** absent while it is open */
  readonly decided?: { readonly by: string; readonly at: string; readonly reason?: string };
  /** ids of the drafts that were made */
  readonly drafts: readonly string[];
};

export type Acknowledgement = {
  readonly endpoint: string;
  readonly endpointName: string;
  readonly event: string;
  readonly type:
    | 'advisory.approved'
    | 'advisory.published'
    | 'advisory.updated'
    | 'advisory.corrected'
    | 'advisory.cancelled'
    | 'advisory.all_clear'
    | 'publication.progress'
    | 'endpoint.disabled'
    | 'test.ping';
  readonly lane: 'emergency' | 'urgent' | 'routine';
  readonly advisory?: string;
  readonly state: 'open' | 'acknowledged' | 'replaced';
  readonly askedAt: string;
  readonly dueAt: string;
  readonly acknowledgedAt?: string;
  readonly acknowledgedBy?: string;
  readonly means?: 'call' | 'link' | 'officer';
  /** all contacts were mailed, and nobody has answered */
  readonly isMissing: boolean;
  readonly trail: readonly {
    readonly at: string;
    readonly step: 'asked' | 'escalated' | 'told-officers' | 'acknowledged' | 'replaced';
    /** its place in the list of contacts, from 0 */
    readonly contact?: number;
    readonly detail?: string;
  }[];
};

export type AdvisorySummary = {
  readonly id: string;
  readonly number: number;
  readonly issuer: string;
  readonly kind: 'travel-advice' | 'alert';
  readonly lane: 'emergency' | 'urgent' | 'routine';
  readonly publishedAt: string;
  readonly headline: string;
  /** of the headline */
  readonly language: string;
};

export type Audience = {
  readonly citizens: Count;
  readonly endpoints: number;
  /** what an approval binds */
  readonly definition: {
    /** whoever follows one of these; none for what ends an advisory */
    readonly places: readonly {
      readonly country: string;
      readonly region?: string;
      /** null passes every threshold */
      readonly level: (0 | 1 | 2 | 3 | 4) | null;
    }[];
    /** an emergency: whatever thresholds and kinds say */
    readonly everyThreshold: boolean;
    /** whoever was told of this advisory before, whatever they wish now */
    readonly toldOf?: string;
    /** addressed in the message; none: the issuer’s own citizens */
    readonly nationalities: readonly string[];
  };
};

export type AuditEntry = {
  readonly id: number;
  readonly at: string;
  readonly officer: string;
  readonly action: string;
  readonly subject: string;
  readonly detail: { readonly [name: string]: unknown };
  readonly hash: string;
};

export type AuditVerdict =
  | { readonly kind: 'intact'; readonly entries: number; readonly head: string }
  | { readonly kind: 'broken'; readonly entries: number; readonly id: number };

export type Call = {
  readonly sequence: number;
  /** 0, and one more for each replay */
  readonly round: number;
  readonly replay: boolean;
  /** the webhook-id */
  readonly event: string;
  readonly type:
    | 'advisory.approved'
    | 'advisory.published'
    | 'advisory.updated'
    | 'advisory.corrected'
    | 'advisory.cancelled'
    | 'advisory.all_clear'
    | 'publication.progress'
    | 'endpoint.disabled'
    | 'test.ping';
  readonly lane: 'emergency' | 'urgent' | 'routine';
  readonly state:
    | 'pending'
    | 'sent'
    | 'withheld'
    | 'superseded'
    | 'suppressed'
    | 'unsubscribed'
    | 'failed'
    | 'expired';
  readonly reason?: string;
  readonly attempts: number;
  readonly createdAt: string;
  /** of one that waits: not before */
  readonly dueAt?: string;
  readonly settledAt?: string;
  /** the last time */
  readonly attemptedAt?: string;
  readonly tookMs?: number;
  /** of HTTP; absent when nothing was answered */
  readonly status?: number;
  /** the beginning of what was answered, without what looks like a secret; kept 30 days */
  readonly response?: string;
};

export type CallAttempt = {
  readonly number: number;
  readonly at: string;
  readonly reason: string;
  readonly tookMs?: number;
  /** of HTTP; absent when nothing was answered */
  readonly status?: number;
  /** the beginning of what was answered, without what looks like a secret; kept 30 days */
  readonly response?: string;
};

export type CallDetail = {
  readonly sequence: number;
  /** 0, and one more for each replay */
  readonly round: number;
  readonly replay: boolean;
  /** the webhook-id */
  readonly event: string;
  readonly type:
    | 'advisory.approved'
    | 'advisory.published'
    | 'advisory.updated'
    | 'advisory.corrected'
    | 'advisory.cancelled'
    | 'advisory.all_clear'
    | 'publication.progress'
    | 'endpoint.disabled'
    | 'test.ping';
  readonly lane: 'emergency' | 'urgent' | 'routine';
  readonly state:
    | 'pending'
    | 'sent'
    | 'withheld'
    | 'superseded'
    | 'suppressed'
    | 'unsubscribed'
    | 'failed'
    | 'expired';
  readonly reason?: string;
  readonly attempts: number;
  readonly createdAt: string;
  /** of one that waits: not before */
  readonly dueAt?: string;
  readonly settledAt?: string;
  /** the last time */
  readonly attemptedAt?: string;
  readonly tookMs?: number;
  /** of HTTP; absent when nothing was answered */
  readonly status?: number;
  /** the beginning of what was answered, without what looks like a secret; kept 30 days */
  readonly response?: string;
  /** the attempts before the last one */
  readonly earlier: readonly CallAttempt[];
};

export type Content = {
  readonly issuer: string;
  readonly kind: 'travel-advice' | 'alert';
  readonly status: 'actual' | 'exercise' | 'test';
  readonly language: string;
  readonly appliesTo: readonly {
    readonly country: string;
    readonly region?: string;
    readonly level: (0 | 1 | 2 | 3 | 4) | null;
    readonly levelWording: string;
  }[];
  readonly eventPlaces: readonly { readonly country: string; readonly region?: string }[];
  readonly travellers:
    | 'none'
    | 'caution'
    | 'reconsider'
    | 'defer'
    | 'avoid-non-essential'
    | 'do-not-travel';
  readonly residents:
    | 'none'
    | 'keep-in-touch'
    | 'caution'
    | 'avoid-movement'
    | 'shelter'
    | 'consider-leaving'
    | 'leave';
  readonly eventAt?: string;
  readonly timeZone: string;
  readonly nextUpdateBy?: string;
  readonly effectiveAt?: string;
  readonly reviewBy?: string;
  readonly expiresAt?: string;
  readonly contacts: readonly string[];
  readonly categories: readonly string[];
  readonly audience: readonly string[];
  readonly relation: {
    readonly kind:
      | 'new'
      | 'update'
      | 'correction'
      | 'reiteration'
      | 'partial-modification'
      | 'cancel'
      | 'all-clear';
    readonly to: readonly string[];
  };
  readonly words: {
    readonly [name: string]: {
      readonly headline: string;
      readonly whatToDo: {
        readonly residents?: string;
        readonly travellers?: string;
        readonly ifYouCannot?: string;
        readonly constraints?: string;
        readonly byWhen?: string;
      };
      readonly whatHappened: string;
      readonly changeNote?: string;
      readonly stillHolds?: string;
      readonly short?: string;
      readonly translates?: string;
    };
  };
  readonly withdrawal?: {
    readonly [name: string]: { readonly changeNote: string; readonly whatToDo: string };
  };
  readonly provenance?: {
    readonly source: string;
    readonly url?: string;
    readonly fetchedAt: string;
    readonly sha256: string;
    readonly licence: string;
  };
  readonly parts?: readonly { readonly title: string; readonly stamp: string }[];
};

export type Count =
  | { readonly kind: 'none' }
  | { readonly kind: 'few'; readonly fewerThan: number }
  | { readonly kind: 'count'; readonly count: number };

export type Country = {
  /** ISO 3166-1 alpha-2 */
  readonly code: string;
  readonly name: string;
  /** the highest level in force, of the country or a part of it; absent where none is */
  readonly highest?: Standing;
  /** the highest level of each region that is rated apart, the highest first */
  readonly regions: readonly Standing[];
  /** in force, newest first */
  readonly advisories: readonly Revision[];
};

export type Crisis =
  | { readonly state: 'off' }
  | {
      readonly state: 'on';
      readonly factor: number;
      readonly reason: string;
      readonly officer: string;
      readonly begunAt: string;
      readonly endsAt: string;
    };

export type Decision = {
  readonly id: number;
  readonly sourceId: string;
  /** the source’s own */
  readonly key: string;
  readonly heardAt: string;
  readonly decidedAt: string;
  /** from the source’s last word */
  readonly change: RecordedChange;
  readonly outcome: 'publish' | 'review' | 'ignore';
  /** which says so */
  readonly rule: string;
  /** all that hold it */
  readonly rules: readonly string[];
  /** one sentence for an officer */
  readonly wording: string;
  readonly countries: readonly string[];
  readonly headline?: string;
  readonly draftId?: string;
  readonly stormId?: number;
  /** from what stood for people */
  readonly told?: RecordedChange;
  /** what else was looked at: counts, dates, doubts, the figures of the rules */
  readonly looked: { readonly [name: string]: unknown };
  /** the document that it was read in */
  readonly reportId?: number;
  /** what had been decided first, where an officer had it judged again */
  readonly before?: {
    readonly at: string;
    readonly outcome: 'publish' | 'review' | 'ignore';
    readonly rule: string;
    readonly wording: string;
  };
  /** from what stands for people to what the source says; what is the same is left out */
  readonly difference: readonly {
    readonly field: string;
    readonly stretches: readonly {
      readonly kind: 'common' | 'gone' | 'come';
      readonly text: string;
    }[];
  }[];
};

export type DecisionLine = {
  readonly id: number;
  readonly sourceId: string;
  /** the source’s own */
  readonly key: string;
  readonly heardAt: string;
  readonly decidedAt: string;
  /** from the source’s last word */
  readonly change: RecordedChange;
  readonly outcome: 'publish' | 'review' | 'ignore';
  /** which says so */
  readonly rule: string;
  /** all that hold it */
  readonly rules: readonly string[];
  /** one sentence for an officer */
  readonly wording: string;
  readonly countries: readonly string[];
  readonly headline?: string;
  readonly draftId?: string;
  readonly stormId?: number;
};

export type Draft = {
  readonly id: string;
  readonly advisoryId?: string;
  readonly state: 'open' | 'published' | 'dismissed';
  readonly lane: 'emergency' | 'urgent' | 'routine';
  /** of content and lane: send it back with an edit or an approval */
  readonly hash: string;
  readonly author: string;
  /** why it waits for an officer, or was dismissed */
  readonly reason?: string;
  readonly createdAt: string;
  readonly changedAt: string;
  /** an approver sent just this text back: edit it, or have it approved after all */
  readonly sentBack: boolean;
  /** who asked for a verdict on just this text, and when */
  readonly submission?: { readonly officer: string; readonly at: string };
  /** when it is to go out by itself */
  readonly schedule?: {
    readonly at: string;
    readonly officer: string;
    /** of the present text; of another one it will not go out */
    readonly current: boolean;
    readonly withholdOutsideAllowlist: boolean;
    /** why it did not go out when its time had come */
    readonly refused?: string;
  };
  readonly content: Content;
  readonly approvals: readonly {
    readonly officer: string;
    readonly at: string;
    readonly audience: Count;
    /** bound to the present text */
    readonly current: boolean;
  }[];
  /** what it must still say before it may go out */
  readonly missing: readonly { readonly pointer: string; readonly expected: string }[];
  /** translations of other words than the present original: they will not go out */
  readonly staleLanguages: readonly string[];
};

export type DraftLine = {
  readonly id: string;
  readonly advisoryId?: string;
  readonly state: 'open' | 'published' | 'dismissed';
  readonly lane: 'emergency' | 'urgent' | 'routine';
  /** of content and lane: send it back with an edit or an approval */
  readonly hash: string;
  readonly author: string;
  /** why it waits for an officer, or was dismissed */
  readonly reason?: string;
  readonly createdAt: string;
  readonly changedAt: string;
  /** an approver sent just this text back: edit it, or have it approved after all */
  readonly sentBack: boolean;
  /** who asked for a verdict on just this text, and when */
  readonly submission?: { readonly officer: string; readonly at: string };
  /** when it is to go out by itself */
  readonly schedule?: {
    readonly at: string;
    readonly officer: string;
    /** of the present text; of another one it will not go out */
    readonly current: boolean;
    readonly withholdOutsideAllowlist: boolean;
    /** why it did not go out when its time had come */
    readonly refused?: string;
  };
  readonly issuer: string;
  readonly headline?: string;
  readonly countries: readonly string[];
  readonly relation: string;
  /** that are bound to the present text */
  readonly approvals: number;
};

export type Endpoint = {
  readonly id: string;
  readonly name: string;
  readonly kind: 'webhook' | 'mail';
  readonly url?: string;
  readonly format: 'json' | 'cap';
  readonly detail: 'full' | 'thin';
  readonly filter: {
    readonly countries?: readonly string[];
    readonly regions?: readonly string[];
    readonly level?: 0 | 1 | 2 | 3 | 4;
    readonly categories?: readonly (
      | 'Geo'
      | 'Met'
      | 'Safety'
      | 'Security'
      | 'Rescue'
      | 'Fire'
      | 'Health'
      | 'Env'
      | 'Transport'
      | 'Infra'
      | 'CBRNE'
      | 'Other'
    )[];
    readonly kinds?: readonly ('travel-advice' | 'alert')[];
    readonly lanes?: readonly ('emergency' | 'urgent' | 'routine')[];
    readonly statuses?: readonly ('actual' | 'exercise' | 'test')[];
    readonly types?: readonly (
      | 'advisory.approved'
      | 'advisory.published'
      | 'advisory.updated'
      | 'advisory.corrected'
      | 'advisory.cancelled'
      | 'advisory.all_clear'
      | 'publication.progress'
      | 'endpoint.disabled'
      | 'test.ping'
    )[];
  };
  /** for operators and the endpoint itself */
  readonly contacts?: readonly { readonly name?: string; readonly email: string }[];
  readonly state: 'unverified' | 'active' | 'paused' | 'disabled';
  /** why it is not active */
  readonly reason?: string;
  readonly createdAt: string;
  readonly verifiedAt?: string;
  /** calls in a row that failed */
  readonly failures: number;
  readonly failingSince?: string;
  /** what the latest call that failed came to; `returned-…`: a mail that came back */
  readonly failingReason?: string;
  /** of the latest event it was to be told */
  readonly lastSequence: number;
  /** all sign, until they end */
  readonly keys: readonly {
    readonly scheme: 'v1' | 'v1a';
    /** `whpk_…` of v1a */
    readonly publicKey?: string;
    readonly createdAt: string;
    /** another key has taken its place; both sign until then */
    readonly endsAt?: string;
  }[];
  /** where its public keys stand as a JSON Web Key Set */
  readonly jwks?: string;
};

export type IssuedToken = {
  /** the beginning of its hash */
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly (
    | 'advisories:read'
    | 'publications:read'
    | 'sources:read'
    | 'events:read'
    | 'deliveries:read'
    | 'endpoints:manage'
    | 'acknowledgements:write'
  )[];
  readonly endpoint?: string;
  readonly createdBy: string;
  readonly createdAt: string;
  readonly expiresAt?: string;
  readonly revokedAt?: string;
  /** shown this once */
  readonly token: string;
};

export type KeptMission = {
  readonly id: string;
  readonly country: string;
  readonly serves: readonly string[];
  readonly name: { readonly [name: string]: string };
  readonly city: { readonly [name: string]: string };
  readonly phones: readonly {
    readonly number: string;
    readonly use: 'emergency' | 'office' | 'messenger';
  }[];
  readonly email?: string;
  readonly hours?: string;
  readonly closed?: { readonly since?: string; readonly servedBy: string };
  readonly verifiedAt?: string;
  readonly verifiedBy?: string;
};

export type ListedCountry = {
  /** ISO 3166-1 alpha-2 */
  readonly code: string;
  readonly name: string;
  /** the highest level in force, of the country or a part of it; absent where none is */
  readonly highest?: Standing;
  readonly advisories: readonly AdvisorySummary[];
};

export type LoggedEvent = {
  /** the webhook-id of every call about it: deal with it once */
  readonly id: string;
  readonly sequence: number;
  readonly type:
    | 'advisory.approved'
    | 'advisory.published'
    | 'advisory.updated'
    | 'advisory.corrected'
    | 'advisory.cancelled'
    | 'advisory.all_clear'
    | 'publication.progress'
    | 'endpoint.disabled'
    | 'test.ping';
  readonly timestamp: string;
  /** as a call in full would carry it: see /schemas/events */
  readonly data: { readonly [name: string]: unknown };
  /** what became of the call */
  readonly call:
    | 'pending'
    | 'sent'
    | 'withheld'
    | 'superseded'
    | 'suppressed'
    | 'unsubscribed'
    | 'failed'
    | 'expired';
};

export type LoneRelease = {
  readonly publicationId: number;
  readonly advisoryId: string;
  readonly revision: number;
  readonly officer: string;
  readonly at: string;
  readonly reason: string;
  readonly authors: readonly string[];
  readonly review?: {
    readonly officer: string;
    readonly at: string;
    readonly verdict: 'upheld' | 'objected';
    readonly note: string;
  };
};

export type Mission = {
  readonly id: string;
  readonly country: string;
  readonly serves: readonly string[];
  readonly name: { readonly [name: string]: string };
  readonly city: { readonly [name: string]: string };
  readonly phones: readonly {
    readonly number: string;
    readonly use: 'emergency' | 'office' | 'messenger';
  }[];
  readonly email?: string;
  readonly hours?: string;
  readonly closed?: { readonly since?: string; readonly servedBy: string };
  readonly verifiedAt?: string;
};

export type MissionChange = {
  readonly id: number;
  readonly missionId: string;
  /** absent for a mission that is new */
  readonly before?: MissionFacts;
  /** absent for a mission that is to be removed */
  readonly after?: MissionFacts;
  readonly proposedBy: string;
  readonly proposedAt: string;
  readonly reason: string;
  readonly state: 'open' | 'accepted' | 'rejected' | 'withdrawn';
  /** absent while it is open */
  readonly decided?: { readonly by: string; readonly at: string; readonly reason?: string };
};

export type MissionFacts = {
  readonly id: string;
  readonly country: string;
  readonly serves: readonly string[];
  readonly name: { readonly [name: string]: string };
  readonly city: { readonly [name: string]: string };
  readonly phones: readonly {
    readonly number: string;
    readonly use: 'emergency' | 'office' | 'messenger';
  }[];
  readonly email?: string;
  readonly hours?: string;
  readonly closed?: { readonly since?: string; readonly servedBy: string };
};

export type NamedPlace = {
  readonly kind: 'country' | 'region';
  readonly code: string;
  readonly name: string;
  /** what was looked for lies there */
  readonly city?: string;
};

export type Preview = {
  readonly language: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly short: string;
  /** what embassies’ systems are told; the same for every language */
  readonly webhook: { readonly type: string };
  /** of the draft */
  readonly hash: string;
  /** identifies all that would go out, in every language: send both back with an approval */
  readonly message: string;
};

export type Proposal = {
  /** where the advice holds */
  readonly appliesTo: readonly {
    readonly value: { readonly country: string; readonly region?: string };
    readonly evidence: string;
    readonly confidence: number;
  }[];
  /** where it happened; nobody is told because of these */
  readonly eventPlaces: readonly {
    readonly value: { readonly country: string; readonly region?: string; readonly name: string };
    readonly evidence: string;
    readonly confidence: number;
  }[];
  readonly eventAt?: {
    readonly value: string;
    readonly evidence: string;
    readonly confidence: number;
  };
  readonly issuer?: {
    readonly value: { readonly id?: string; readonly name: string };
    readonly evidence: string;
    readonly confidence: number;
  };
  readonly missions: readonly {
    readonly value: {
      /** in the mission directory */
      readonly id?: string;
      readonly name: string;
      readonly city: string;
      readonly country?: string;
    };
    readonly evidence: string;
    readonly confidence: number;
  }[];
  readonly residents: {
    readonly value:
      | 'none'
      | 'keep-in-touch'
      | 'caution'
      | 'avoid-movement'
      | 'shelter'
      | 'consider-leaving'
      | 'leave';
    readonly evidence: string;
    readonly confidence: number;
  };
  readonly travellers: {
    readonly value:
      | 'none'
      | 'caution'
      | 'reconsider'
      | 'defer'
      | 'avoid-non-essential'
      | 'do-not-travel';
    readonly evidence: string;
    readonly confidence: number;
  };
  /** each sentence that says what to do, and to whom */
  readonly advice: readonly {
    readonly value: 'residents' | 'travellers';
    readonly evidence: string;
    readonly confidence: number;
  }[];
  readonly whatHappened?: {
    readonly value: string;
    readonly evidence: string;
    readonly confidence: number;
  };
  /** until when, in the words of the text */
  readonly validity?: {
    readonly value: string;
    readonly evidence: string;
    readonly confidence: number;
  };
  readonly relation: {
    readonly value: {
      readonly kind:
        | 'new'
        | 'update'
        | 'correction'
        | 'reiteration'
        | 'partial-modification'
        | 'cancel'
        | 'all-clear';
      /** the date that the text gives of the earlier one */
      readonly on?: string;
    };
    readonly evidence: string;
    readonly confidence: number;
  };
  readonly phones: readonly {
    readonly value: {
      /** E.164 */
      readonly number: string;
      /** whose number it is in the directory */
      readonly missionId?: string;
      /** not in the directory: dial it before it is used */
      readonly differs: boolean;
    };
    readonly evidence: string;
    readonly confidence: number;
  }[];
  /** what an officer should look at first */
  readonly warnings: readonly string[];
};

export type ProposalOfDraft = {
  readonly proposal: Proposal;
  /** advisories of ours that it may continue, the likeliest first */
  readonly parents: readonly {
    readonly advisoryId: string;
    readonly headline: string;
    readonly publishedAt: string;
  }[];
  /** other drafts about the same country within a day */
  readonly sameDay: readonly {
    readonly draftId: string;
    readonly issuer: string;
    readonly headline: string;
    readonly createdAt: string;
  }[];
};

export type Publication = {
  readonly id: number;
  readonly kind: 'revision' | 'digest';
  /** of a revision */
  readonly advisoryId?: string;
  /** of a revision */
  readonly revision?: number;
  /** of a digest */
  readonly rhythm?: 'day' | 'week';
  /** of a digest: the moment that is morning for its readers */
  readonly morning?: string;
  /** of a digest: the calendar day of its readers */
  readonly day?: string;
  readonly lane: 'emergency' | 'urgent' | 'routine';
  readonly state: 'running' | 'paused' | 'stopped' | 'superseded' | 'done';
  readonly publishedAt: string;
  /** later than this is an alarm */
  readonly deliverBy: string;
  /** published and not delivered: past `deliverBy`, and citizens are still owed */
  readonly overdue: boolean;
  /** when the last recipient had been found; until then `planned` grows */
  readonly plannedAt?: string;
  readonly firstSentAt?: string;
  /** when every delivery, calls included, had its outcome */
  readonly closedAt?: string;
  /** whether every citizen’s delivery has its outcome */
  readonly citizensSettled: boolean;
  readonly planned: Count;
  /** `sent` was accepted by the relay; whether it bounced later is not known here */
  readonly outcomes: { readonly [name: string]: Count };
  /** still owed, and perhaps accepted already: the relay’s answer was lost. They are tried again */
  readonly unknown: Count;
  /** to endpoints; retried for days where a receiver does not answer */
  readonly calls: {
    readonly planned: number;
    readonly outcomes: { readonly [name: string]: number };
  };
  /** of the planned deliveries that have their outcome, 0 to 1; of few it is 0 until all have */
  readonly share: number;
};

export type Published = {
  readonly publicationId: number;
  readonly advisoryId: string;
  readonly revision: number;
};

export type PublishedContent = {
  readonly issuer: string;
  readonly kind: 'travel-advice' | 'alert';
  readonly status: 'actual' | 'exercise' | 'test';
  readonly language: string;
  readonly appliesTo: readonly {
    readonly country: string;
    readonly region?: string;
    readonly level: (0 | 1 | 2 | 3 | 4) | null;
    readonly levelWording: string;
  }[];
  readonly eventPlaces: readonly { readonly country: string; readonly region?: string }[];
  readonly travellers:
    | 'none'
    | 'caution'
    | 'reconsider'
    | 'defer'
    | 'avoid-non-essential'
    | 'do-not-travel';
  readonly residents:
    | 'none'
    | 'keep-in-touch'
    | 'caution'
    | 'avoid-movement'
    | 'shelter'
    | 'consider-leaving'
    | 'leave';
  readonly eventAt?: string;
  readonly timeZone: string;
  readonly nextUpdateBy?: string;
  readonly effectiveAt?: string;
  readonly reviewBy?: string;
  readonly expiresAt?: string;
  readonly contacts: readonly string[];
  readonly categories: readonly string[];
  readonly audience: readonly string[];
  readonly relation: {
    readonly kind:
      | 'new'
      | 'update'
      | 'correction'
      | 'reiteration'
      | 'partial-modification'
      | 'cancel'
      | 'all-clear';
    readonly to: readonly string[];
  };
  readonly words: {
    readonly [name: string]: {
      readonly headline: string;
      readonly whatToDo: {
        readonly residents?: string;
        readonly travellers?: string;
        readonly ifYouCannot?: string;
        readonly constraints?: string;
        readonly byWhen?: string;
      };
      readonly whatHappened: string;
      readonly changeNote?: string;
      readonly stillHolds?: string;
      readonly short?: string;
      readonly translates?: string;
    };
  };
  readonly withdrawal?: {
    readonly [name: string]: { readonly changeNote: string; readonly whatToDo: string };
  };
  readonly provenance?: {
    readonly source: string;
    readonly url?: string;
    readonly fetchedAt: string;
    readonly sha256: string;
    readonly licence: string;
  };
  readonly parts?: readonly { readonly title: string; readonly stamp: string }[];
};

export type RecordedChange = {
  readonly kind: string;
  readonly country?: string;
  readonly region?: string;
  readonly from?: number | null;
  readonly to?: number | null;
};

export type RegisteredEndpoint = {
  readonly id: string;
  readonly name: string;
  readonly kind: 'webhook' | 'mail';
  readonly url?: string;
  readonly format: 'json' | 'cap';
  readonly detail: 'full' | 'thin';
  readonly filter: {
    readonly countries?: readonly string[];
    readonly regions?: readonly string[];
    readonly level?: 0 | 1 | 2 | 3 | 4;
    readonly categories?: readonly (
      | 'Geo'
      | 'Met'
      | 'Safety'
      | 'Security'
      | 'Rescue'
      | 'Fire'
      | 'Health'
      | 'Env'
      | 'Transport'
      | 'Infra'
      | 'CBRNE'
      | 'Other'
    )[];
    readonly kinds?: readonly ('travel-advice' | 'alert')[];
    readonly lanes?: readonly ('emergency' | 'urgent' | 'routine')[];
    readonly statuses?: readonly ('actual' | 'exercise' | 'test')[];
    readonly types?: readonly (
      | 'advisory.approved'
      | 'advisory.published'
      | 'advisory.updated'
      | 'advisory.corrected'
      | 'advisory.cancelled'
      | 'advisory.all_clear'
      | 'publication.progress'
      | 'endpoint.disabled'
      | 'test.ping'
    )[];
  };
  /** for operators and the endpoint itself */
  readonly contacts?: readonly { readonly name?: string; readonly email: string }[];
  readonly state: 'unverified' | 'active' | 'paused' | 'disabled';
  /** why it is not active */
  readonly reason?: string;
  readonly createdAt: string;
  readonly verifiedAt?: string;
  /** calls in a row that failed */
  readonly failures: number;
  readonly failingSince?: string;
  /** what the latest call that failed came to; `returned-…`: a mail that came back */
  readonly failingReason?: string;
  /** of the latest event it was to be told */
  readonly lastSequence: number;
  /** all sign, until they end */
  readonly keys: readonly {
    readonly scheme: 'v1' | 'v1a';
    /** `whpk_…` of v1a */
    readonly publicKey?: string;
    readonly createdAt: string;
    /** another key has taken its place; both sign until then */
    readonly endsAt?: string;
  }[];
  /** where its public keys stand as a JSON Web Key Set */
  readonly jwks?: string;
  /** signs every call (Standard Webhooks, v1); shown this once */
  readonly secret: string;
};

export type Revision = {
  readonly advisoryId: string;
  readonly number: number;
  readonly state: 'in force' | 'replaced' | 'ended';
  readonly change:
    | 'new'
    | 'level'
    | 'region-level'
    | 'substance'
    | 'editorial'
    | 'reviewed'
    | 'timestamp';
  readonly lane: 'emergency' | 'urgent' | 'routine';
  readonly publishedAt: string;
  /** where this revision stands as CAP 1.2, on the host of this API */
  readonly cap: string;
  readonly content: PublishedContent;
};

export type SideBySide = {
  /** of the draft: send it back with the translation */
  readonly hash: string;
  readonly language: string;
  readonly originalLanguage: string;
  /** a stale one translates other words than the present original: it does not go out */
  readonly state: 'original' | 'missing' | 'current' | 'stale';
  readonly fields: readonly {
    readonly field: string;
    readonly original?: string;
    readonly translation?: string;
    /** the original has changed since it was translated; absent where that is not known */
    readonly changed?: boolean;
  }[];
};

export type Source = {
  readonly id: string;
  readonly kind: 'polled' | 'pushed';
  readonly mode: 'publish' | 'review' | 'signal';
  readonly state: 'healthy' | 'unhealthy' | 'never-asked' | 'off' | 'pushed';
  readonly reason?: string;
  readonly isAlarming: boolean;
  readonly lastSuccessAt?: string;
  readonly lastChangeAt?: string;
  readonly nextPollAt?: string;
  readonly failures: number;
  readonly lastError?: string;
  readonly latencyMs?: number;
  readonly bytes?: number;
  readonly entries?: number;
};

export type Standing = {
  /** null is not rated, which is not the lowest */
  readonly level: (0 | 1 | 2 | 3 | 4) | null;
  /** in the words of who issued it */
  readonly levelWording: string;
  /** where it holds, when not in the whole country */
  readonly region?: string;
  readonly advisoryId: string;
  readonly issuer: string;
};

export type Storm = {
  readonly id: number;
  readonly sourceId: string;
  readonly openedAt: string;
  readonly state: 'open' | 'released' | 'dismissed';
  /** entries that changed at once */
  readonly changedInPoll: number;
  /** entries that the source lists */
  readonly countriesOfSource: number;
  /** entries that wait for an officer */
  readonly held: number;
  /** entries by kind of change */
  readonly changes: { readonly [name: string]: number };
  /** absent while it is open */
  readonly closed?: { readonly by: string; readonly at: string; readonly reason: string };
};

export type StormWithEntries = {
  readonly id: number;
  readonly sourceId: string;
  readonly openedAt: string;
  readonly state: 'open' | 'released' | 'dismissed';
  /** entries that changed at once */
  readonly changedInPoll: number;
  /** entries that the source lists */
  readonly countriesOfSource: number;
  /** entries that wait for an officer */
  readonly held: number;
  /** entries by kind of change */
  readonly changes: { readonly [name: string]: number };
  /** absent while it is open */
  readonly closed?: { readonly by: string; readonly at: string; readonly reason: string };
  readonly entries: readonly {
    /** GET /decisions/{id} once it is decided */
    readonly decisionId: number;
    /** the source’s own; releases it alone */
    readonly key: string;
    readonly state: 'held' | 'released' | 'dismissed' | 'superseded';
    readonly change: RecordedChange;
    readonly countries: readonly string[];
    readonly headline?: string;
    /** of what was released */
    readonly outcome?: 'publish' | 'review' | 'ignore';
    readonly draftId?: string;
  }[];
};

export type Suppression = {
  readonly kind: 'hard' | 'soft' | 'complaint';
  readonly reason: string;
  readonly since: string;
  /** SHA-256 of what it rests on */
  readonly evidence?: string;
  /** absent: it stays until somebody lifts it */
  readonly expiresAt?: string;
};

export type Token = {
  /** the beginning of its hash */
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly (
    | 'advisories:read'
    | 'publications:read'
    | 'sources:read'
    | 'events:read'
    | 'deliveries:read'
    | 'endpoints:manage'
    | 'acknowledgements:write'
  )[];
  readonly endpoint?: string;
  readonly createdBy: string;
  readonly createdAt: string;
  readonly expiresAt?: string;
  readonly revokedAt?: string;
};

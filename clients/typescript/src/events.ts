// Made by `npm run client` of what the service says about itself; a test fails when that has changed.

export interface EventData {
  /** What will be said was approved and is not published yet. Approved again after a change, it is another event. */
  readonly 'advisory.approved': AdvisoryApprovedData;

  /** A new advisory. */
  readonly 'advisory.published': AdvisoryPublishedData;

  /** A later revision of an advisory. */
  readonly 'advisory.updated': AdvisoryPublishedData;

  /** A revision that corrects the one before it. */
  readonly 'advisory.corrected': AdvisoryPublishedData;

  /** The advisory is taken back. */
  readonly 'advisory.cancelled': AdvisoryPublishedData;

  /** The danger is over; what still holds there is said. */
  readonly 'advisory.all_clear': AdvisoryPublishedData;

  /** How far the mail to citizens came: at most once a minute, and when it is done. Only for who asks for this type. */
  readonly 'publication.progress': PublicationProgressData;

  /** The endpoint is called no more. It finds this in its event log. */
  readonly 'endpoint.disabled': EndpointDisabledData;

  /** Asked for, to see that calls arrive. */
  readonly 'test.ping': TestPingData;
}

export type AdvisoryApprovedData =
  | {
      /** of the endpoint: its events are numbered from 1 without a gap. A number left out is fetched from /api/v1/events */
      readonly sequence: number;
      /** asked for again; it has its old sequence and id */
      readonly replay?: true;
      /** the same when it is approved again after a change */
      readonly draft: string;
      /** that it continues; a new one has no id yet */
      readonly advisory?: string;
      /** that it will be if nothing else goes out before it */
      readonly revision: number;
      /** the revision before it */
      readonly replaces?: number;
      readonly relation:
        | 'new'
        | 'update'
        | 'correction'
        | 'reiteration'
        | 'partial-modification'
        | 'cancel'
        | 'all-clear';
      /** show nobody an exercise or a test as if it were actual */
      readonly status: 'actual' | 'exercise' | 'test';
      readonly kind: 'travel-advice' | 'alert';
      readonly lane: 'emergency' | 'urgent' | 'routine';
      /** where the advice holds */
      readonly countries: readonly string[];
      /** the highest of all places; null where nothing is rated. Issuers’ schemes differ */
      readonly level: (0 | 1 | 2 | 3 | 4) | null;
      readonly approvedAt: string;
      /** it may go out now, later, changed, or never: tell nobody */
      readonly published: false;
      readonly words: readonly {
        /** BCP 47 tag of two or three letters */
        readonly language: string;
        /** at most 300 characters, as it was approved */
        readonly short: string;
      }[];
      readonly shortened: boolean;
    }
  | {
      /** of the endpoint: its events are numbered from 1 without a gap. A number left out is fetched from /api/v1/events */
      readonly sequence: number;
      /** asked for again; it has its old sequence and id */
      readonly replay?: true;
      /** the same when it is approved again after a change */
      readonly draft: string;
      /** that it continues; a new one has no id yet */
      readonly advisory?: string;
      /** that it will be if nothing else goes out before it */
      readonly revision: number;
      /** the revision before it */
      readonly replaces?: number;
      readonly relation:
        | 'new'
        | 'update'
        | 'correction'
        | 'reiteration'
        | 'partial-modification'
        | 'cancel'
        | 'all-clear';
      /** show nobody an exercise or a test as if it were actual */
      readonly status: 'actual' | 'exercise' | 'test';
      readonly kind: 'travel-advice' | 'alert';
      readonly lane: 'emergency' | 'urgent' | 'routine';
      /** where the advice holds */
      readonly countries: readonly string[];
      /** the highest of all places; null where nothing is rated. Issuers’ schemes differ */
      readonly level: (0 | 1 | 2 | 3 | 4) | null;
      readonly approvedAt: string;
      /** it may go out now, later, changed, or never: tell nobody */
      readonly published: false;
      readonly thin: true;
    };

export type AdvisoryPublishedData =
  | {
      /** of the endpoint: its events are numbered from 1 without a gap. A number left out is fetched from /api/v1/events */
      readonly sequence: number;
      /** asked for again; it has its old sequence and id */
      readonly replay?: true;
      /** the same for all revisions */
      readonly advisory: string;
      /** of the advisory; the highest holds */
      readonly revision: number;
      /** the revision before it */
      readonly replaces?: number;
      /** what is different from the revision before */
      readonly change:
        | 'new'
        | 'level'
        | 'region-level'
        | 'substance'
        | 'editorial'
        | 'reviewed'
        | 'timestamp';
      /** show nobody an exercise or a test as if it were actual */
      readonly status: 'actual' | 'exercise' | 'test';
      readonly kind: 'travel-advice' | 'alert';
      readonly lane: 'emergency' | 'urgent' | 'routine';
      /** where the advice holds */
      readonly countries: readonly string[];
      /** the highest of all places; null where nothing is rated. Issuers’ schemes differ */
      readonly level: (0 | 1 | 2 | 3 | 4) | null;
      /** of the issuer’s own words */
      readonly language: string;
      /** in the issuer’s own words */
      readonly headline: string;
      readonly publishedAt: string;
      /** for people */
      readonly url: string;
      /** all of it, as it is now, for programs */
      readonly api: string;
      /** somebody is to answer; else the endpoint’s contacts are mailed */
      readonly acknowledge?: {
        readonly by: string;
        /** where a receiver posts that it has it */
        readonly url: string;
      };
      readonly issuer: string;
      readonly appliesTo: readonly {
        /** ISO 3166-1 alpha-2 */
        readonly country: string;
        /** ISO 3166-2, or a name where there is no code */
        readonly region?: string;
        readonly level: (0 | 1 | 2 | 3 | 4) | null;
        readonly levelWording: string;
      }[];
      readonly eventPlaces: readonly {
        /** ISO 3166-1 alpha-2 */
        readonly country: string;
        /** ISO 3166-2, or a name where there is no code */
        readonly region?: string;
      }[];
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
      /** as precisely as it is known */
      readonly eventAt?: string;
      /** IANA time zone of the place */
      readonly timeZone: string;
      readonly nextUpdateBy?: string;
      readonly effectiveAt?: string;
      readonly reviewBy?: string;
      readonly expiresAt?: string;
      readonly categories: readonly string[];
      /** nationalities; none for the issuer’s own citizens */
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
      readonly contacts: readonly {
        readonly id: string;
        /** ISO 3166-1 alpha-2 */
        readonly country: string;
        readonly name: { readonly [name: string]: string };
        readonly city: { readonly [name: string]: string };
        /** the numbers are those of the mission that serves in its place */
        readonly closed?: { readonly since?: string; readonly servedBy: string };
        readonly phones: readonly {
          /** E.164 */
          readonly number: string;
          readonly use: 'emergency' | 'office' | 'messenger';
        }[];
        readonly email?: string;
        readonly hours?: string;
      }[];
      /** the original first, then translations of exactly it */
      readonly words: readonly {
        /** BCP 47 tag of two or three letters */
        readonly language: string;
        readonly headline: string;
        /** at most 300 characters, to be passed on by phone */
        readonly short?: string;
        readonly whatToDo: {
          readonly residents?: string;
          readonly travellers?: string;
          readonly ifYouCannot?: string;
          readonly constraints?: string;
          readonly byWhen?: string;
        };
        readonly whatHappened: string;
        readonly changeNote?: string;
        /** of an all-clear: what still holds there */
        readonly stillHolds?: string;
      }[];
      readonly source?: { readonly name: string; readonly url?: string };
      readonly shortened: false;
    }
  | {
      /** of the endpoint: its events are numbered from 1 without a gap. A number left out is fetched from /api/v1/events */
      readonly sequence: number;
      /** asked for again; it has its old sequence and id */
      readonly replay?: true;
      /** the same for all revisions */
      readonly advisory: string;
      /** of the advisory; the highest holds */
      readonly revision: number;
      /** the revision before it */
      readonly replaces?: number;
      /** what is different from the revision before */
      readonly change:
        | 'new'
        | 'level'
        | 'region-level'
        | 'substance'
        | 'editorial'
        | 'reviewed'
        | 'timestamp';
      /** show nobody an exercise or a test as if it were actual */
      readonly status: 'actual' | 'exercise' | 'test';
      readonly kind: 'travel-advice' | 'alert';
      readonly lane: 'emergency' | 'urgent' | 'routine';
      /** where the advice holds */
      readonly countries: readonly string[];
      /** the highest of all places; null where nothing is rated. Issuers’ schemes differ */
      readonly level: (0 | 1 | 2 | 3 | 4) | null;
      /** of the issuer’s own words */
      readonly language: string;
      /** in the issuer’s own words */
      readonly headline: string;
      readonly publishedAt: string;
      /** for people */
      readonly url: string;
      /** all of it, as it is now, for programs */
      readonly api: string;
      /** somebody is to answer; else the endpoint’s contacts are mailed */
      readonly acknowledge?: {
        readonly by: string;
        /** where a receiver posts that it has it */
        readonly url: string;
      };
      readonly shortened: true;
      readonly issuer?: string;
      readonly appliesTo?: readonly {
        /** ISO 3166-1 alpha-2 */
        readonly country: string;
        /** ISO 3166-2, or a name where there is no code */
        readonly region?: string;
        readonly level: (0 | 1 | 2 | 3 | 4) | null;
        readonly levelWording: string;
      }[];
      readonly eventPlaces?: readonly {
        /** ISO 3166-1 alpha-2 */
        readonly country: string;
        /** ISO 3166-2, or a name where there is no code */
        readonly region?: string;
      }[];
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
      /** as precisely as it is known */
      readonly eventAt?: string;
      /** IANA time zone of the place */
      readonly timeZone?: string;
      readonly nextUpdateBy?: string;
      readonly effectiveAt?: string;
      readonly reviewBy?: string;
      readonly expiresAt?: string;
      readonly categories?: readonly string[];
      /** nationalities; none for the issuer’s own citizens */
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
        readonly to: readonly string[];
      };
      readonly contacts?: readonly {
        readonly id: string;
        /** ISO 3166-1 alpha-2 */
        readonly country: string;
        readonly name: { readonly [name: string]: string };
        readonly city: { readonly [name: string]: string };
        /** the numbers are those of the mission that serves in its place */
        readonly closed?: { readonly since?: string; readonly servedBy: string };
        readonly phones: readonly {
          /** E.164 */
          readonly number: string;
          readonly use: 'emergency' | 'office' | 'messenger';
        }[];
        readonly email?: string;
        readonly hours?: string;
      }[];
      readonly words?: readonly {
        /** BCP 47 tag of two or three letters */
        readonly language?: string;
        readonly headline?: string;
        /** at most 300 characters, to be passed on by phone */
        readonly short?: string;
        readonly whatToDo?: {
          readonly residents?: string;
          readonly travellers?: string;
          readonly ifYouCannot?: string;
          readonly constraints?: string;
          readonly byWhen?: string;
        };
        readonly whatHappened?: string;
        readonly changeNote?: string;
        /** of an all-clear: what still holds there */
        readonly stillHolds?: string;
      }[];
      readonly source?: { readonly name: string; readonly url?: string };
    }
  | {
      /** of the endpoint: its events are numbered from 1 without a gap. A number left out is fetched from /api/v1/events */
      readonly sequence: number;
      /** asked for again; it has its old sequence and id */
      readonly replay?: true;
      /** the same for all revisions */
      readonly advisory: string;
      /** of the advisory; the highest holds */
      readonly revision: number;
      /** the revision before it */
      readonly replaces?: number;
      /** what is different from the revision before */
      readonly change:
        | 'new'
        | 'level'
        | 'region-level'
        | 'substance'
        | 'editorial'
        | 'reviewed'
        | 'timestamp';
      /** show nobody an exercise or a test as if it were actual */
      readonly status: 'actual' | 'exercise' | 'test';
      readonly kind: 'travel-advice' | 'alert';
      readonly lane: 'emergency' | 'urgent' | 'routine';
      /** where the advice holds */
      readonly countries: readonly string[];
      /** the highest of all places; null where nothing is rated. Issuers’ schemes differ */
      readonly level: (0 | 1 | 2 | 3 | 4) | null;
      /** of the issuer’s own words */
      readonly language: string;
      /** in the issuer’s own words */
      readonly headline: string;
      readonly publishedAt: string;
      /** for people */
      readonly url: string;
      /** all of it, as it is now, for programs */
      readonly api: string;
      /** somebody is to answer; else the endpoint’s contacts are mailed */
      readonly acknowledge?: {
        readonly by: string;
        /** where a receiver posts that it has it */
        readonly url: string;
      };
      readonly thin: true;
    };

export type PublicationProgressData = {
  /** of the endpoint: its events are numbered from 1 without a gap. A number left out is fetched from /api/v1/events */
  readonly sequence: number;
  /** asked for again; it has its old sequence and id */
  readonly replay?: true;
  /** the same for all revisions */
  readonly advisory: string;
  /** of the advisory; the highest holds */
  readonly revision: number;
  readonly publication: number;
  /** show nobody an exercise or a test as if it were actual */
  readonly status: 'actual' | 'exercise' | 'test';
  readonly kind: 'travel-advice' | 'alert';
  readonly lane: 'emergency' | 'urgent' | 'routine';
  /** where the advice holds */
  readonly countries: readonly string[];
  /** the highest of all places; null where nothing is rated. Issuers’ schemes differ */
  readonly level: (0 | 1 | 2 | 3 | 4) | null;
  readonly state: 'running' | 'paused' | 'stopped' | 'superseded' | 'done';
  /** citizens to be told; left out while they are few */
  readonly planned?: number;
  /** accepted by their mail servers; left out while they are few */
  readonly sent?: number;
  /** nothing more will be told of this publication */
  readonly done: boolean;
  /** for people */
  readonly url: string;
  /** all of it, as it is now, for programs */
  readonly api: string;
};

export type EndpointDisabledData = {
  /** of the endpoint: its events are numbered from 1 without a gap. A number left out is fetched from /api/v1/events */
  readonly sequence: number;
  /** asked for again; it has its old sequence and id */
  readonly replay?: true;
  /** a code, such as gone or failing-too-long */
  readonly reason: string;
  /** where what it is not told any more can be fetched */
  readonly events: string;
};

export type TestPingData = {
  /** of the endpoint: its events are numbered from 1 without a gap. A number left out is fetched from /api/v1/events */
  readonly sequence: number;
  /** asked for again; it has its old sequence and id */
  readonly replay?: true;
  readonly status: 'test';
  readonly note: string;
};

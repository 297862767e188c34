import { readXml } from '#src/xml/read.ts';
import type { XmlElement } from '#src/xml/read.ts';

import { atom, readAtomIndex } from './atom-index.ts';
import type { Parts } from './canonical.ts';
import { edxl } from './edxl.ts';
import { alertsIn } from './embedded.ts';
import type { Fault, Layer } from './fault.ts';
import type { Index, IndexItem } from './index-item.ts';
import { judgeAlert } from './judge-alert.ts';
import type { JudgedAlert, Trust } from './judge-alert.ts';
import { readRssIndex } from './rss-index.ts';
import { schemaFault } from './schema-fault.ts';

/** What a document is, with all the alerts it holds or leads to. */
export interface JudgedDocument {
  readonly kind: 'alert' | 'atom' | 'rss' | 'edxl' | 'unknown';
  /** Of the document itself: nothing in it counts. */
  readonly fault: Fault | undefined;
  readonly items: readonly JudgedItem[];
}

export type JudgedItem = {
  readonly id: string;
  readonly title: string | undefined;
  readonly updated: string | undefined;
} & (
  | { readonly kind: 'alert'; readonly judged: JudgedAlert }
  | { readonly kind: 'linked'; readonly url: string }
  | { readonly kind: 'unusable'; readonly fault: Fault }
);

/** CAP says nothing longer; its images are for others to fetch. */
export const largestBytes = 2 * 1024 * 1024;
const limits = { maxBytes: largestBytes, maxDepth: 64, maxElements: 100_000 };

/** One alert, a list of alerts or an envelope of alerts. Goes nowhere, opens nothing, throws nothing. */
export function judgeDocument(bytes: Buffer, trust: Trust = { keys: [] }): JudgedDocument {
  const reading = readXml(bytes, limits);
  if (reading.kind === 'refused') {
    const { layer, reason } = reading;
    return { kind: 'unknown', fault: { layer, reason }, items: [] };
  }
  const { root } = reading;
  switch (`${root.uri} ${root.name}`) {
    case `${atom} feed`:
      return listed('atom', readAtomIndex(root), trust);
    case ' rss':
      return listed('rss', readRssIndex(root), trust);
    case `${edxl.namespace} ${edxl.root}`:
      return enveloped(root, trust);
    default:
      return { kind: 'alert', fault: undefined, items: [itemOf(judgeAlert(reading, trust))] };
  }
}

/** A document as one answer: accepted if it and all that it holds are. */
export interface Verdict {
  readonly accepted: boolean;
  readonly layer: Layer | null;
  readonly reason: string | null;
  readonly warnings: readonly string[];
}

export function verdictOn({ fault, items }: JudgedDocument): Verdict {
  const first = fault ?? items.map(faultOf).find((it) => it !== undefined);
  const warnings = items.flatMap((item) =>
    item.kind === 'alert' && item.judged.accepted ? item.judged.warnings : [],
  );
  return {
    accepted: first === undefined,
    layer: first?.layer ?? null,
    reason: first?.reason ?? null,
    warnings: [...new Set(warnings)],
  };
}

function faultOf(item: JudgedItem): Fault | undefined {
  if (item.kind === 'unusable') return item.fault;
  return item.kind === 'alert' && !item.judged.accepted ? item.judged.fault : undefined;
}

function listed(kind: 'atom' | 'rss', { fault, items }: Index, trust: Trust): JudgedDocument {
  return { kind, fault, items: items.map((item) => judgedItem(item, trust)) };
}

function judgedItem(item: IndexItem, trust: Trust): JudgedItem {
  if (item.kind !== 'embedded') return item;
  const { id, title, updated, alert } = item;
  return { kind: 'alert', id, title, updated, judged: judgeAlert(alone(alert), trust) };
}

function enveloped(root: XmlElement, trust: Trust): JudgedDocument {
  const fault = schemaFault(root, edxl);
  const alerts = fault === undefined ? alertsIn(root) : [];
  const reason =
    fault ?? (alerts.length === 0 ? 'expected a CAP alert in the envelope, got none' : undefined);
  return {
    kind: 'edxl',
    fault: reason === undefined ? undefined : { layer: 'xsd', reason },
    items: alerts.map((alert) => itemOf(judgeAlert(alone(alert), trust))),
  };
}

/** An alert is signed before it is put into an envelope. */
function alone(root: XmlElement): Parts {
  return { root, prolog: [], epilog: [] };
}

function itemOf(judged: JudgedAlert): JudgedItem {
  const alert = judged.accepted ? judged.alert : judged.remains;
  const id = alert === undefined ? '' : `${alert.sender},${alert.identifier},${alert.sent}`;
  return { kind: 'alert', id, title: undefined, updated: alert?.sent, judged };
}

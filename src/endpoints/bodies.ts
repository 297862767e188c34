import type { EndpointDetail } from './endpoint.ts';
import type { Payload } from './payload.ts';
import { thinOf } from './thin.ts';

/** What of a body differs from endpoint to endpoint. */
interface Told {
  readonly sequence: number;
  readonly detail: EndpointDetail;
  /** Asked for again by its owner or an officer. */
  readonly replay: boolean;
}

/** Makes the body of every call about an event: the payload is turned into JSON once, and for each endpoint a small part is put in. */
export function createBodies(payload: Payload): (told: Told) => Buffer {
  const full = partsOf(payload);
  const thin = partsOf(thinOf(payload));
  return ({ sequence, detail, replay }) => {
    const { head, tail } = detail === 'thin' ? thin : full;
    const own = `"sequence":${sequence}${replay ? ',"replay":true' : ''}`;
    return Buffer.concat([head, Buffer.from(own), tail]);
  };
}

/** The same as an object. */
export function toldData(payload: Payload, { sequence, replay }: Omit<Told, 'detail'>) {
  return { sequence, ...(replay ? { replay } : {}), ...payload.data };
}

function partsOf({ type, timestamp, data }: Payload): {
  readonly head: Buffer;
  readonly tail: Buffer;
} {
  const envelope = JSON.stringify({ type, timestamp });
  const fields = JSON.stringify(data).slice(1);
  return {
    head: Buffer.from(`${envelope.slice(0, -1)},"data":{`),
    tail: Buffer.from(fields === '}' ? '}}' : `,${fields}}`),
  };
}

import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { buffer } from 'node:stream/consumers';

import { acknowledge, catchUp, createClient, verify } from '@consular-alerts/client';

const { SERVICE, TOKEN, SECRET, PORT = '9000', RECORD = 'events.txt' } = process.env;
const client = createClient({ baseUrl: SERVICE, token: TOKEN });
const lines = existsSync(RECORD) ? readFileSync(RECORD, 'utf8').trim().split('\n') : [];
const seen = new Set(lines.map((line) => line.split(' ')[1]));
let last = Number(lines.at(-1)?.split(' ')[0] ?? 0);

async function take({ id, sequence, type, data }) {
  const isNew = !seen.has(id);
  if (isNew) appendFileSync(RECORD, `${sequence} ${id} ${type}\n`);
  console.log(`${sequence} ${id} ${isNew ? type : 'again'}`);
  seen.add(id);
  last = Math.max(last, sequence);
  // Again for what comes again: the first time may not have got through, and the second changes nothing.
  if (data.acknowledge)
    await acknowledge(client, { id }, { by: 'the example receiver' }).catch(refused);
}
/** What the service will not have holds up nothing that comes behind it. */
function refused(error) {
  if (!(error.status < 500)) throw error;
  console.error(`not acknowledged: ${error.message}`);
}
async function missed() {
  try {
    for await (const event of catchUp(client, { after: last })) await take(event);
  } catch (error) {
    if (error.code !== 'EVENTS_FORGOTTEN') throw error;
    const { oldest } = await client.get('/events', { query: { limit: 1 } });
    console.error(`${last + 1} to ${oldest - 1} are forgotten: see ${SERVICE}/api/v1/advisories`);
    last = oldest - 1;
    await missed();
  }
}

let turn = missed().catch(console.error);
const server = createServer(async (request, response) => {
  const event = await buffer(request)
    .then((body) => verify({ headers: request.headers, body }, { secrets: [SECRET] }))
    .catch(console.error);
  if (event === undefined) return response.writeHead(400).end();
  if (event.type === 'endpoint.verification') return response.end(JSON.stringify(event.data));
  turn = turn.then(() => event.sequence > last + 1 && missed()).then(() => take(event));
  const status = await turn.then(
    () => 204,
    () => 500,
  );
  turn = turn.catch(console.error);
  response.writeHead(status).end();
});
server.listen(Number(PORT), () => console.log(`listening on port ${server.address().port}`));

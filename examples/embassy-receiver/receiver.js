import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { buffer } from 'node:stream/consumers';

import { acknowledge, createClient, createReceiver } from '@consular-alerts/client';

const { SERVICE, TOKEN, SECRET, PORT = '9000', RECORD = 'events.txt' } = process.env;
const client = createClient({ baseUrl: SERVICE, token: TOKEN });
const lines = existsSync(RECORD) ? readFileSync(RECORD, 'utf8').trim().split('\n') : [];
const seen = new Set(lines.map((line) => line.split(' ')[1]));
const after = Number(lines.at(-1)?.split(' ')[0] ?? 0);

async function take({ id, sequence, type, data }) {
  const isNew = !seen.has(id);
  if (isNew) appendFileSync(RECORD, `${sequence} ${id} ${type}\n`);
  console.log(`${sequence} ${id} ${isNew ? type : 'again'}`);
  seen.add(id);
  // Again for what comes again: the first time may not have got through, and the second changes nothing.
  if (data.acknowledge)
    await acknowledge(client, { id }, { by: 'the example receiver' }).catch(refused);
}
/** What the service will not have holds up nothing that comes behind it. */
function refused(error) {
  if (!(error.status < 500)) throw error;
  console.error(`not acknowledged: ${error.message}`);
}

const receiver = createReceiver({ client, secrets: [SECRET], after, take, report: console.error });
receiver.catchUp().catch(console.error);
const server = createServer(async (request, response) => {
  const body = await buffer(request).catch(() => ''); // what broke off is signed by nobody
  const answer = await receiver.receive({ headers: request.headers, body });
  response.writeHead(answer.status).end(answer.body);
});
server.listen(Number(PORT), () => console.log(`listening on port ${server.address().port}`));

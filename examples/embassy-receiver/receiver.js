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
  if (seen.has(id)) return console.log(`${sequence} ${id} again`);
  if (data.acknowledge) await acknowledge(client, { id }, { by: 'the example receiver' });
  appendFileSync(RECORD, `${sequence} ${id} ${type}\n`);
  console.log(`${sequence} ${id} ${type}`);
  seen.add(id);
  last = sequence;
}
const missed = async () => {
  for await (const event of catchUp(client, { after: last })) await take(event);
};

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

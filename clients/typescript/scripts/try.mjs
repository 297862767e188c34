// Whether a runtime has all that the client needs: `node try.mjs`, `deno run try.mjs`, `bun try.mjs`, beside the installed package.
import { verify } from '@consular-alerts/client';

const body = '{"type":"test.ping","timestamp":"2026-03-01T10:00:00Z","data":{"sequence":1}}';
const seconds = String(Math.floor(Date.now() / 1000));
const content = new TextEncoder().encode(`evt_1.${seconds}.${body}`);
const base64 = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes)));
const hmac = { name: 'HMAC', hash: 'SHA-256' };
const secret = crypto.getRandomValues(new Uint8Array(32));
const shared = await crypto.subtle.importKey('raw', secret, hmac, false, ['sign']);
const pair = await crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify']);
const publicKey = await crypto.subtle.exportKey('raw', pair.publicKey);

async function tried(scheme, signature, keys) {
  const headers = {
    'webhook-id': 'evt_1',
    'webhook-timestamp': seconds,
    'webhook-signature': `${scheme},${base64(signature)}`,
  };
  const { id } = await verify(
    new Request('http://localhost/', { method: 'POST', headers, body }),
    keys,
  );
  const refused = await verify({ headers, body: `${body} ` }, keys).catch(({ reason }) => reason);
  console.log(scheme, id, refused); // oxlint-disable-line no-console -- this is what it is for
}

await tried('v1', await crypto.subtle.sign('HMAC', shared, content), {
  secrets: [`whsec_${base64(secret)}`],
});
await tried('v1a', await crypto.subtle.sign('Ed25519', pair.privateKey, content), {
  publicKeys: [`whpk_${base64(publicKey)}`],
});

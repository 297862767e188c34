import { generateKeyPairSync } from 'node:crypto';

import { describe, expect, test } from 'vitest';

import { reverseName } from '#src/channels/email/domain/reverse.ts';
import { examineDomain } from '#src/commands/checks/domain/domain.ts';
import type { Sender } from '#src/commands/checks/domain/sender.ts';
import type { Finding } from '#src/commands/finding.ts';
import { pass } from '#src/commands/finding.ts';
import { dnsOf, txt } from '#tests/support/zones.ts';
import type { Zone } from '#tests/support/zones.ts';

const ip = '198.51.100.25';
const ip6 = '2001:db8::25';

function rsa(bits: number): string {
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength: bits });
  return publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
}

function ed25519(): string {
  const { publicKey } = generateKeyPairSync('ed25519');
  return publicKey.export({ type: 'spki', format: 'der' }).subarray(-32).toString('base64');
}

const [rsaKey, shortKey, modernKey] = [rsa(2048), rsa(1024), ed25519()];

const ours: Sender = {
  from: 'alerts.ministry.example',
  bounces: 'bounce.alerts.ministry.example',
  replies: 'ministry.example',
  ips: [ip, ip6],
  signers: [
    { selector: 'r1', domain: 'alerts.ministry.example' },
    { selector: 'e1', domain: 'alerts.ministry.example' },
  ],
  publicUrl: 'https://alerts.ministry.example',
};

const bounces = (...records: readonly string[]) => ({
  [ours.bounces]: { ...txt(...records), MX: [{ priority: 10, exchange: 'mx.ministry.example' }] },
});
const dmarc = (...records: readonly string[]) => ({ [`_dmarc.${ours.from}`]: txt(...records) });
const key = (selector: string, record: string) => ({
  [`${selector}._domainkey.${ours.from}`]: txt(record),
});

/** A domain as it should be. */
const sound: Zone = {
  ...bounces(`v=spf1 ip4:${ip} ip6:${ip6} -all`),
  ...dmarc('v=DMARC1; p=reject; rua=mailto:dmarc@ministry.example'),
  ...key('r1', `v=DKIM1; k=rsa; p=${rsaKey}`),
  ...key('e1', `v=DKIM1; k=ed25519; p=${modernKey}`),
  [ours.from]: { MX: [{ priority: 10, exchange: 'mx.ministry.example' }] },
  'ministry.example': { MX: [{ priority: 10, exchange: 'mx.ministry.example' }] },
  'mx.ministry.example': { A: ['198.51.100.7'] },
  '25.100.51.198.in-addr.arpa': { PTR: ['out.ministry.example'] },
  [reverseName(ip6)]: { PTR: ['out.ministry.example'] },
  'out.ministry.example': { A: [ip], AAAA: ['2001:DB8:0::25'] },
  [`_mta-sts.${ours.bounces}`]: txt('v=STSv1; id=1'),
  [`_smtp._tls.${ours.bounces}`]: txt('v=TLSRPTv1; rua=mailto:tls@ministry.example'),
};

function examined(zone: Zone, sender: Partial<Sender> = {}): Promise<readonly Finding[]> {
  return examineDomain({
    sender: { ...ours, ...sender },
    resolve: dnsOf({ ...sound, ...zone }),
    tls: [pass('tls', 'verified')],
  });
}

/** The worst line of a check, in one line. */
async function worst(about: string, zone: Zone, sender?: Partial<Sender>): Promise<string> {
  const findings = (await examined(zone, sender)).filter((finding) => finding.about === about);
  const ranked = ['FAIL', 'NOTE', 'PASS'].flatMap((verdict) =>
    findings.filter((finding) => finding.verdict === verdict),
  );
  return ranked[0] === undefined ? 'no such line' : `${ranked[0].verdict} ${ranked[0].says}`;
}

test('E5: a domain as it should be passes every check, and the rules of Gmail, Yahoo and Outlook, a line each', async () => {
  const findings = await examined({});
  expect(findings.filter(({ verdict }) => verdict !== 'PASS')).toEqual([]);
  const named = new Set(findings.map(({ about }) => about));
  expect([...named].toSorted().join(' ')).toBe(
    'alignment dkim dmarc dns gmail mta-sts mx one-click outlook ptr spf tls tls-rpt yahoo',
  );
  for (const { says } of findings) expect(says).not.toContain('\n');
});

const eleven = Array.from({ length: 11 }, (_, at) => `include:s${at}.example`).join(' ');
const included = Object.fromEntries(
  Array.from({ length: 11 }, (_, at) => [`s${at}.example`, txt('v=spf1 ip4:203.0.113.1 ~all')]),
);

describe('E5: SPF', () => {
  test.each<[string, Zone, RegExp]>([
    ['names both addresses', {}, /^PASS .* lets 198.51.100.25, 2001:db8::25 send/],
    [
      'includes a record that names them',
      {
        ...bounces('v=spf1 include:_spf.relay.example -all'),
        '_spf.relay.example': txt(`v=spf1 ip4:${ip} ip6:${ip6} ~all`),
      },
      /^PASS/,
    ],
    [
      'redirects to a record that names them',
      {
        ...bounces('v=spf1 redirect=_spf.relay.example'),
        '_spf.relay.example': txt(`v=spf1 ip4:${ip} ip6:${ip6} -all`),
      },
      /^PASS/,
    ],
    [
      'leaves one out',
      bounces(`v=spf1 ip4:${ip} -all`),
      /^FAIL .*does not let 2001:db8::25 send \(fail\): add ip6:2001:db8::25/,
    ],
    [
      'is not there',
      { [ours.bounces]: txt('something else') },
      /^FAIL .*has no SPF record: publish/,
    ],
    ['belongs to no name', { [ours.bounces]: 'ENOTFOUND' }, /^FAIL .*has no SPF record/],
    [
      'is there twice',
      bounces(`v=spf1 ip4:${ip} -all`, 'v=spf1 -all'),
      /^FAIL .*cannot be evaluated .*one record/,
    ],
    ['lets everybody send', bounces('v=spf1 +all'), /^FAIL .*lets everybody send/],
    [
      'lets everybody send by what it includes',
      { ...bounces('v=spf1 include:w.example -all'), 'w.example': txt('v=spf1 all') },
      /^FAIL .*lets everybody send/,
    ],
    [
      'has no end',
      bounces(`v=spf1 ip4:${ip} ip6:${ip6}`),
      /^FAIL .*decides nothing about strangers/,
    ],
    [
      'asks for more than ten lookups',
      { ...bounces(`v=spf1 ip4:${ip} ip6:${ip6} ${eleven} -all`), ...included },
      /^FAIL .*cannot be evaluated \(.*\), .*at most 10 lookups/,
    ],
    [
      'looks for what is not there',
      bounces(`v=spf1 ip4:${ip} ip6:${ip6} a:x.example a:y.example a:z.example -all`),
      /^FAIL .*cannot be evaluated \(.*void.*\)/i,
    ],
    ['is misspelt', bounces(`v=spf1 ipv4:${ip} -all`), /^FAIL .*cannot be evaluated/],
    [
      'includes a name whose servers fail',
      { ...bounces('v=spf1 include:w.example -all'), 'w.example': 'ESERVFAIL' },
      /^FAIL .*SERVFAIL.*repair the zone/,
    ],
    ['cannot be asked for', { [ours.bounces]: 'ETIMEOUT' }, /^FAIL .*could not ask \(ETIMEOUT\)/],
  ])('a record that %s', async (_, zone, says) => {
    expect(await worst('spf', zone)).toMatch(says);
  });

  test('with nobody saying what the relay sends from, a sound record is no PASS', async () => {
    expect(await worst('spf', {}, { ips: [] })).toMatch(/^NOTE .*--ip/);
    expect(await worst('ptr', {}, { ips: [] })).toMatch(/^NOTE .*--ip/);
    expect(await worst('gmail', {}, { ips: [] })).toMatch(/^NOTE not known .*spf, ptr/);
  });
});

describe('E5: DKIM', () => {
  test.each<[string, Zone, RegExp]>([
    ['is sound', {}, /^PASS .*(RSA of 2048 bits|ed25519)/],
    [
      'is not published',
      { [`r1._domainkey.${ours.from}`]: 'ENOTFOUND' },
      /^FAIL .*r1.* is not published/,
    ],
    ['is revoked', key('r1', 'v=DKIM1; p='), /^FAIL .*is revoked/],
    [
      'is too short',
      key('r1', `v=DKIM1; p=${shortKey}`),
      /^FAIL .*RSA key of 1024 bits: make one of 2048/,
    ],
    ['is no key', key('r1', 'v=DKIM1; p=bm8ga2V5'), /^FAIL .*its p= is no rsa key/],
    [
      'is an RSA key under the name of the other kind',
      key('r1', `k=ed25519; p=${rsaKey}`),
      /^FAIL .*its p= is no ed25519 key/,
    ],
    ['is of an unknown kind', key('r1', `k=ecdsa; p=${rsaKey}`), /^FAIL .*k=ecdsa is unknown/],
    ['is for SHA-1 alone', key('r1', `h=sha1; p=${rsaKey}`), /^FAIL .*leaves out sha256/],
    ['is on trial', key('r1', `v=DKIM1; t=y; p=${rsaKey}`), /^NOTE .*marked as a trial/],
    [
      'is there beside another',
      { [`r1._domainkey.${ours.from}`]: txt(`p=${rsaKey}`, `p=${rsaKey}`) },
      /^FAIL .*2 TXT records/,
    ],
    [
      'has name servers that fail',
      { [`r1._domainkey.${ours.from}`]: 'ESERVFAIL' },
      /^FAIL .*SERVFAIL/,
    ],
    [
      'cannot be asked for',
      { [`r1._domainkey.${ours.from}`]: 'EREFUSED' },
      /^FAIL .*could not ask \(EREFUSED\)/,
    ],
  ])('a key that %s', async (_, zone, says) => {
    expect(await worst('dkim', zone)).toMatch(says);
  });

  test('another key than ours signs with, only ed25519, and none at all', async () => {
    const [own, modern] = ours.signers;
    if (own === undefined || modern === undefined) throw new Error('expected two signers');
    expect(await worst('dkim', {}, { signers: [{ ...own, publicKey: rsaKey }] })).toMatch(/^PASS/);
    expect(await worst('dkim', {}, { signers: [{ ...own, publicKey: 'x' }] })).toMatch(
      /^FAIL .*another key/,
    );
    expect(await worst('dkim', {}, { signers: [modern] })).toMatch(/^FAIL no RSA key/);
    expect(await worst('dkim', {}, { signers: [] })).toMatch(/^NOTE no key is known/);
    expect(await worst('yahoo', {}, { signers: [] })).toMatch(/^NOTE not known/);
  });
});

describe('E5: DMARC and its alignment', () => {
  const above = {
    '_dmarc.ministry.example': txt('v=DMARC1; p=reject; sp=none; rua=mailto:d@ministry.example'),
  };

  test.each<[string, Zone, RegExp]>([
    ['asks to refuse', {}, /^PASS alerts.ministry.example: policy reject$/],
    [
      'asks for nothing',
      dmarc('v=DMARC1; p=none; rua=mailto:d@ministry.example'),
      /^PASS .*policy none, which is enough, and protects nobody/,
    ],
    [
      'asks for no reports',
      dmarc('v=DMARC1; p=quarantine'),
      /^PASS .*policy quarantine, without reports/,
    ],
    [
      'stands at the domain above, with a policy for those below',
      { [`_dmarc.${ours.from}`]: 'ENOTFOUND', ...above },
      /^PASS .*by the record of ministry.example: policy none/,
    ],
    ['is not there', { [`_dmarc.${ours.from}`]: 'ENOTFOUND' }, /^FAIL .*has no DMARC record/],
    [
      'is there twice',
      dmarc('v=DMARC1; p=none', 'v=DMARC1; p=reject'),
      /^FAIL .*has 2 DMARC records/,
    ],
    ['has no policy', dmarc('v=DMARC1; p=refuse'), /^FAIL .*without a policy/],
    ['has name servers that fail', { [`_dmarc.${ours.from}`]: 'ESERVFAIL' }, /^FAIL .*SERVFAIL/],
    ['cannot be asked for', { [`_dmarc.${ours.from}`]: 'ETIMEOUT' }, /^FAIL .*could not ask/],
  ])('a record that %s', async (_, zone, says) => {
    expect(await worst('dmarc', zone)).toMatch(says);
  });

  const strict = dmarc('v=DMARC1; p=reject; adkim=s; aspf=s');
  const elsewhere = [{ selector: 'r1', domain: 'relay.example' }];
  const relayKey = { 'r1._domainkey.relay.example': txt(`p=${rsaKey}`) };

  test.each<[string, { zone?: Zone; sender?: Partial<Sender> }, RegExp]>([
    ['both are below the sender’s domain', {}, /^PASS return path and signature/],
    [
      'strict, the return path is below',
      { zone: strict },
      /^PASS the signature is; the return path .*strict/,
    ],
    [
      'a relay signs by its own name',
      { zone: relayKey, sender: { signers: elsewhere } },
      /^PASS the return path is; the signature by relay.example is not/,
    ],
    [
      'strict, and a relay signs',
      { zone: { ...strict, ...relayKey }, sender: { signers: elsewhere } },
      /^FAIL neither/,
    ],
    [
      'all is the relay’s',
      {
        zone: { ...relayKey, 'b.relay.example': txt('v=spf1 -all') },
        sender: { signers: elsewhere, bounces: 'b.relay.example' },
      },
      /^FAIL neither/,
    ],
  ])('alignment where %s', async (_, { zone = {}, sender }, says) => {
    expect(await worst('alignment', zone, sender)).toMatch(says);
  });
});

describe('E5: names, mailboxes and links', () => {
  test.each<[string, Zone, RegExp]>([
    ['ptr that leads back', {}, /^PASS 198.51.100.25 is out.ministry.example/],
    [
      'ptr that is not there',
      { '25.100.51.198.in-addr.arpa': 'ENOTFOUND' },
      /^FAIL 198.51.100.25 has no name/,
    ],
    [
      'ptr that leads elsewhere',
      { 'out.ministry.example': { A: ['198.51.100.9'], AAAA: [ip6] } },
      /^FAIL 198.51.100.25 is called .*does not lead back/,
    ],
    [
      'ptr that cannot be asked for',
      { '25.100.51.198.in-addr.arpa': 'ESERVFAIL' },
      /^FAIL .*SERVFAIL/,
    ],
    ['mx that has an address', {}, /^PASS/],
    ['mx that is not there', { [ours.bounces]: txt('v=spf1 -all') }, /^FAIL bounce.*has no MX/],
    [
      'mx that says no',
      { 'ministry.example': { MX: [{ priority: 0, exchange: '' }] } },
      /^FAIL ministry.example .*null MX/,
    ],
    ['mx that leads nowhere', { 'mx.ministry.example': 'ENOTFOUND' }, /^FAIL .*has no address/],
    ['mx that cannot be asked for', { 'ministry.example': 'ETIMEOUT' }, /^FAIL .*could not ask/],
    [
      'mta-sts that is not there',
      { [`_mta-sts.${ours.bounces}`]: 'ENOTFOUND' },
      /^NOTE .*RFC 8461/,
    ],
    [
      'tls-rpt that cannot be asked for',
      { [`_smtp._tls.${ours.bounces}`]: 'ETIMEOUT' },
      /^NOTE .*could not ask/,
    ],
  ])('%s', async (line, zone, says) => {
    const [about = ''] = line.split(' ');
    expect(await worst(about, zone)).toMatch(says);
  });

  test('one-click needs https, and each provider names what it misses', async () => {
    const sender = { publicUrl: 'http://alerts.ministry.example' };
    expect(await worst('one-click', {}, sender)).toMatch(/^FAIL .*https/);
    for (const provider of ['gmail', 'yahoo', 'outlook'])
      expect(await worst(provider, {}, sender)).toMatch(/^FAIL .*not met: one-click, above$/);
  });

  test('IPv6 addresses have one reverse name, however they are written', () => {
    const name = `5.2.0.0.${'0.'.repeat(20)}8.b.d.0.1.0.0.2.ip6.arpa`;
    for (const written of ['2001:db8::25', '2001:0DB8:0:0::0:25', '2001:db8:0:0:0:0:0:25'])
      expect(reverseName(written)).toBe(name);
  });
});

test('E5: a name server that knows nothing of the world makes no line pass: nothing could be asked', async () => {
  const findings = await examineDomain({
    sender: ours,
    resolve: dnsOf({ '.': 'ENOTFOUND' }),
    tls: [],
  });
  const fromDns = findings.filter(
    ({ about }) => !['one-click', 'gmail', 'yahoo', 'outlook'].includes(about),
  );
  expect(fromDns.length).toBeGreaterThan(9);
  for (const { verdict, says } of fromDns) {
    expect(verdict).not.toBe('PASS');
    expect(says).toContain('could not ask');
  }
  for (const provider of ['gmail', 'yahoo', 'outlook'])
    expect(findings.find(({ about }) => about === provider)?.verdict).toBe('FAIL');
});

import { fail, note, pass } from '#src/commands/finding.ts';
import type { Finding } from '#src/commands/finding.ts';

/** What large mailbox providers ask of whoever mails many, by the lines above. */
const asked: Readonly<Record<string, readonly string[]>> = {
  gmail: ['spf', 'dkim', 'dmarc', 'alignment', 'ptr', 'tls', 'one-click'],
  yahoo: ['spf', 'dkim', 'dmarc', 'alignment', 'ptr', 'one-click'],
  outlook: ['spf', 'dkim', 'dmarc', 'alignment', 'mx', 'one-click'],
};

/** One line for each provider: PASS only when every rule of its is known to be met. */
export function providerFindings(findings: readonly Finding[]): readonly Finding[] {
  return Object.entries(asked).map(([provider, rules]) => {
    const without = (verdict: Finding['verdict']) =>
      rules.filter((rule) =>
        findings.some((finding) => finding.about === rule && finding.verdict === verdict),
      );
    const broken = [...without('FAIL'), ...rules.filter((rule) => !isNamed(rule, findings))];
    if (broken.length > 0)
      return fail(provider, `its rules for bulk senders are not met: ${broken.join(', ')}, above`);
    const unknown = without('NOTE');
    return unknown.length > 0
      ? note(provider, `not known whether its rules are met: ${unknown.join(', ')}, above`)
      : pass(provider, 'its rules for bulk senders are met');
  });
}

function isNamed(rule: string, findings: readonly Finding[]): boolean {
  return findings.some(({ about }) => about === rule);
}

import type { Channel, Line, SendOutcome } from '#src/channels/channel.ts';
import type { EmailMessage } from '#src/channels/email/email-message.ts';

/**
 * The last door (E4): a message without signatures is stopped here, whoever forgot to sign it, and every message while
 * `verdict` says that signing does not work. No conversation begins, so none of this counts as an attempt.
 */
export function signedOnly(
  channel: Channel<EmailMessage>,
  verdict: () => Promise<string | undefined>,
): Channel<EmailMessage> {
  const doors = new Map<Line<EmailMessage>, Line<EmailMessage>>();
  const lines = new Map<Line<EmailMessage>, Line<EmailMessage>>();

  return {
    ...channel,
    async take(signal, by) {
      const line = await channel.take(signal, by);
      return line && (doors.get(line) ?? doorBefore(line));
    },
    giveBack(door, by) {
      channel.giveBack(lineBehind(door), by);
    },
    isWanted: (door, by) => channel.isWanted(lineBehind(door), by),
  };

  function lineBehind(door: Line<EmailMessage>): Line<EmailMessage> {
    const line = lines.get(door);
    if (line === undefined) throw new Error('expected a line that was taken here');
    return line;
  }

  function doorBefore(line: Line<EmailMessage>): Line<EmailMessage> {
    const door: Line<EmailMessage> = {
      async send(message, ...rest) {
        if ((await verdict()) !== undefined) return stopped('dkim-canary-failed');
        if (!isSigned(message)) return stopped('dkim-not-signed');
        return line.send(message, ...rest);
      },
    };
    doors.set(line, door);
    lines.set(door, line);
    return door;
  }
}

const SIGNATURE = 'DKIM-Signature:';

function isSigned({ content }: EmailMessage): boolean {
  const [start = ''] = content.pieces;
  return start.slice(0, SIGNATURE.length).toString() === SIGNATURE;
}

function stopped(reason: string): SendOutcome {
  return { kind: 'unreachable', reason };
}

/** What an SMTP server's words give away in figures. */
export interface Codes {
  /** Enhanced status that says most: 5.7.26 rather than 5.7.0, and that rather than 5.0.0. */
  readonly status: string | undefined;
  readonly reply: string | undefined;
  /** What the server answered, if that is said. */
  readonly command: Command | undefined;
}

type Command = 'connect' | 'mail' | 'rcpt' | 'data';

export function codesIn(text: string): Codes {
  const statuses = [...text.matchAll(statusPattern)].map(([, status = '']) => status);
  const reply = replyPattern.exec(text)?.[1];
  return { status: mostSpecific(statuses), reply, command: commandIn(text) };
}

// Not within an IP address, a version or a time.
const statusPattern = /(?<![\d.])([245]\.[0-7]\.\d{1,3})(?![\d.]\d|\d)/g;
const replyPattern = /(?:^|[\s:'"(<#[,])([45][0-5]\d)(?=[ \-:,;'"]|$)/;

export function mostSpecific(statuses: readonly string[]): string | undefined {
  return statuses
    .filter((status) => !status.startsWith('2'))
    .toSorted((one, other) => detail(other) - detail(one))[0];
}

/** 0 for x.0.0, 1 for x.y.0, 2 for x.y.z. */
export function detail(status: string): number {
  if (status.endsWith('.0.0')) return 0;
  return status.endsWith('.0') ? 1 : 2;
}

/** As the systems that sent it say what was answered: Postfix, Exim, qmail, DragonFly, Gmail, Yahoo, Sendmail. */
const commands: readonly (readonly [RegExp, Command])[] = [
  [/\b(?:reply|response|answer) (?:to|from) (?:the )?(?:end of data|data|body|text)/i, 'data'],
  [
    /\b(?:after|in|for|during) (?:end of data|data|text command|(?:pipelined )?(?:end of )?data)\b/i,
    'data',
  ],
  [/\bend of data\b|\[DATA\]|\(state 1[5-9]\)|failed after I sent the message/i, 'data'],
  [/\bdid not like our DATA|error in processing data/i, 'data'],
  [
    /\brcpt[ _]to\b|\(state 1[34]\)|does not like recipient|\[RCPT\]|\brcpt command\b|unknown address error/i,
    'rcpt',
  ],
  [/\bmail from\b|\(state 1[0-2]\)|sender was rejected|does not like (?:my )?sender/i, 'mail'],
  [
    /\b(?:helo|ehlo)\b|initial greeting|\bwhile connecting\b|after (?:initial )?connection/i,
    'connect',
  ],
  [/>>> DATA|\bDATA command|(?:^|\n)\s{0,8}DATA\s{0,8}(?:$|\n)/i, 'data'],
];

function commandIn(text: string): Command | undefined {
  return commands.find(([pattern]) => pattern.test(text))?.[1];
}

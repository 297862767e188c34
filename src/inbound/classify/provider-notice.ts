import { z } from 'zod';

import { judge } from './judge.ts';
import type { Message } from './mime.ts';
import { noticeOf } from './notice.ts';
import type { Notice, NoticeClass } from './notice.ts';

/** What Amazon SES has SNS mail: a JSON document with its own kinds of bounces. */
const notificationSchema = z.object({
  notificationType: z.string().optional(),
  eventType: z.string().optional(),
  mail: z.object({ destination: z.array(z.string()).default([]) }),
  bounce: z
    .object({
      bounceType: z.string().default(''),
      bounceSubType: z.string().default(''),
      bouncedRecipients: z.array(
        z.object({
          emailAddress: z.string(),
          action: z.string().default(''),
          status: z.string().default(''),
          diagnosticCode: z.string().default(''),
        }),
      ),
    })
    .optional(),
  complaint: z
    .object({
      complainedRecipients: z.array(z.object({ emailAddress: z.string() })),
      complaintFeedbackType: z.string().nullish(),
    })
    .optional(),
  delivery: z
    .object({ recipients: z.array(z.string()), smtpResponse: z.string().default('') })
    .optional(),
});
type Notification = z.infer<typeof notificationSchema>;

/** Undefined for what is no such document. */
export function providerNotices({ parts }: Message): readonly Notice[] | undefined {
  const text = parts[0]?.text.trimStart() ?? '';
  if (!text.startsWith('{')) return undefined;
  const document = parsed(text);
  return document === undefined ? undefined : noticesIn(document);
}

/** Mail may have folded it, and a footer stands behind it. */
function parsed(text: string): Notification | undefined {
  const [json = ''] = text.split(/\n-- ?\n/, 1);
  try {
    const value: unknown = JSON.parse(json.replace(/\n/g, ''));
    const wrapped = z.object({ Message: z.string() }).safeParse(value);
    const inner: unknown = wrapped.success ? JSON.parse(wrapped.data.Message) : value;
    return notificationSchema.safeParse(inner).data;
  } catch {
    return undefined; // not JSON
  }
}

function noticesIn({ bounce, complaint, delivery }: Notification): readonly Notice[] | undefined {
  if (bounce !== undefined) return bounce.bouncedRecipients.map((one) => bounced(one, bounce));
  if (complaint !== undefined)
    return complaint.complainedRecipients.map(({ emailAddress }) =>
      noticeOf(emailAddress, { class: 'complaint', rule: 'notification:complaint' }),
    );
  if (delivery === undefined) return undefined;
  const receipt = { ...nothing, action: 'delivered', diagnostic: delivery.smtpResponse };
  return delivery.recipients.map((recipient) => noticeOf(recipient, judge(receipt)));
}

const nothing = { status: '', diagnosticType: '', prose: '', naming: '' };

type Bounce = NonNullable<Notification['bounce']>;

function bounced(
  { emailAddress, action, status, diagnosticCode }: Bounce['bouncedRecipients'][number],
  { bounceType, bounceSubType }: Bounce,
): Notice {
  const found = judge({ ...nothing, action, status, diagnostic: diagnosticCode });
  if (found.class !== 'undetermined') return noticeOf(emailAddress, found);
  const type = `${bounceType}/${bounceSubType}`;
  return noticeOf(emailAddress, {
    class: byType[type] ?? byType[bounceType] ?? 'undetermined',
    status: found.status,
    rule: `notification:${type}`,
  });
}

const byType: Readonly<Record<string, NoticeClass>> = {
  'Permanent/General': 'hard',
  'Permanent/NoEmail': 'hard',
  // SES did not try: why the address is on its list, nobody says.
  'Permanent/Suppressed': 'soft',
  'Permanent/OnAccountSuppressionList': 'soft',
  Transient: 'soft',
  'Transient/ContentRejected': 'block',
  'Transient/AttachmentRejected': 'block',
};

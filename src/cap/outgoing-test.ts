import type { OutgoingAlert } from './outgoing.ts';

interface TestMessage {
  readonly id: string;
  readonly at: Date;
  /** A domain name of the issuer. */
  readonly sender: string;
}

/** A CAP message of status Test that says nothing but that it arrived. In English, as the names of CAP's elements are. */
export function outgoingTest({ id, at, sender }: TestMessage): OutgoingAlert {
  return {
    sender,
    identifier: id,
    sent: at,
    status: 'Test',
    msgType: 'Alert',
    note: 'This is a test.',
    references: [],
    incidents: '',
    info: [
      {
        language: 'en',
        event: 'Test',
        categories: ['Other'],
        responseTypes: ['None'],
        urgency: 'Unknown',
        severity: 'Unknown',
        certainty: 'Unknown',
        senderName: sender,
        headline: 'This is a test',
        description: 'Nothing has happened: this shows that messages arrive.',
        instruction: 'Nothing is to be done.',
        web: '',
        contact: '',
        parameters: [],
        areas: [],
      },
    ],
  };
}

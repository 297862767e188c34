import type { Socket } from 'node:net';

import type SMTPConnection from 'nodemailer/lib/smtp-connection';

/**
 * Takes the socket, secured or not, of a connection that nodemailer has opened and logged in; undefined when it has
 * ended. Nodemailer hears of the socket's end and nothing else any more. The one place that reaches into its insides.
 */
export function takeSocket(smtp: SMTPConnection): Socket | undefined {
  const socket = smtp._socket;
  if (!socket || socket.destroyed || smtp.destroyed) return undefined;
  socket.removeAllListeners('data');
  socket.removeAllListeners('timeout');
  socket.setTimeout(0);
  return socket;
}

import { refused } from './failure.ts';

/**
 * Ports above 1023 on which something other than HTTP usually listens, and would take a POST for commands or stumble
 * over it: databases, caches, queues, remote desktops, orchestrators, and those the Fetch standard closes to browsers.
 */
const services = new Set([
  1080, 1433, 1434, 1521, 1719, 1720, 1723, 1883, 2049, 2181, 2375, 2376, 2377, 2379, 2380, 3128,
  3260, 3306, 3389, 3659, 4045, 4190, 4222, 4369, 5060, 5061, 5432, 5433, 5671, 5672, 5900, 5901,
  5984, 5985, 5986, 6000, 6379, 6380, 6432, 6443, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697,
  7000, 7001, 7199, 7687, 8086, 8125, 8300, 8500, 8883, 9042, 9092, 9160, 9200, 9300, 10050, 10051,
  10080, 10250, 10255, 11211, 15672, 16379, 26379, 27017, 27018, 27019, 28015,
]);

/** The usual port of the scheme, or one above 1023 that no well-known service owns. Throws OUTBOUND_REFUSED. */
export function checkedPort(url: URL): number {
  if (url.port === '') return url.protocol === 'https:' ? 443 : 80;
  const port = Number(url.port);
  if (port > 1023 && !services.has(port)) return port;
  throw refused(
    'port',
    'expected port 443 or one above 1023 that is not the port of another service',
  );
}

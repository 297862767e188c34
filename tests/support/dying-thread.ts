import { parentPort } from 'node:worker_threads';

/** A signing thread that dies of its first batch. */
parentPort?.on('message', () => {
  throw new Error('a fault of its own');
});

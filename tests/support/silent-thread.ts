import { parentPort } from 'node:worker_threads';

/** A signing thread that takes batches and answers none. */
parentPort?.on('message', () => undefined);

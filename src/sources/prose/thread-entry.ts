import { parentPort, workerData } from 'node:worker_threads';

import { loadGazetteer } from './gazetteer.ts';
import type { Prose } from './prose.ts';
import { readProposal } from './read-proposal.ts';
import type { Known } from './read-proposal.ts';

/** What the thread is given when it starts; it reads one text and ends. */
export interface Reading {
  readonly prose: Prose;
  readonly directory: Known['directory'];
}

const { prose, directory }: Reading = workerData;
parentPort?.postMessage(readProposal(prose, { directory, gazetteer: loadGazetteer() }), []); // nothing to hand over

import type { FastifyInstance } from 'fastify';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Metric } from 'prom-client';

import type { Figures } from './figures.ts';
import { questionsOf } from './gauges.ts';
import type { Question } from './question.ts';
import type { Answer } from './request-log.ts';
import { within } from './within.ts';

export interface Metrics {
  readonly observe: (answer: Answer) => void;
  readonly register: (app: FastifyInstance) => void;
}

const answerWithinMs = 3_000;
const prefix = 'consular_alerts_';

export function createMetrics(figures: Figures): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const unanswered = new Counter({
    name: `${prefix}figures_unanswered_total`,
    help: 'Figures that did not come in time for a scrape',
    labelNames: ['figure'],
    registers,
  });
  const requests = new Histogram({
    name: `${prefix}http_request_seconds`,
    help: 'Time until a request was answered',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.02, 0.1, 0.5, 2, 10],
    registers,
  });
  const gauges = questionsOf(figures).map((question) => ({
    question,
    gauge: gaugeOf(question, registers),
  }));

  async function refresh({ question, gauge }: (typeof gauges)[number]): Promise<void> {
    gauge.reset();
    try {
      for (const { labels, value } of await within(answerWithinMs, question.ask())) {
        if (value !== undefined) gauge.set(labels, value);
      }
    } catch {
      unanswered.inc({ figure: question.name }); // the figure's absence and this count tell it; a scrape never fails whole
    }
  }

  return {
    observe: ({ method, route, status, tookMs }) =>
      requests.observe({ method, route, status }, tookMs / 1000),
    register(app) {
      app.get('/metrics', { schema: { hide: true } }, async (_request, reply) => {
        await Promise.all(gauges.map(refresh));
        return reply.type(registry.contentType).send(await registry.metrics());
      });
    },
  };
}

function gaugeOf({ name, help, labels }: Question, registers: Registry[]): Gauge & Metric {
  return new Gauge({ name: `${prefix}${name}`, help, labelNames: labels, registers });
}

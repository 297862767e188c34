import type { Endpoints, NewEndpoint } from '#src/endpoints/endpoint.ts';
import { newEndpointSchema } from '#src/endpoints/endpoint.ts';

/** An endpoint as it is after its receiver has answered the challenge. */
export async function anEndpoint(
  endpoints: Endpoints,
  given: Partial<Extract<NewEndpoint, { kind: 'webhook' }>> = {},
) {
  const fresh = newEndpointSchema.parse({
    kind: 'webhook',
    name: 'An embassy',
    url: 'https://receiver.example.org/hook',
    ...given,
  });
  const { endpoint, secret } = await endpoints.register(fresh, 'an operator');
  await endpoints.verified(endpoint.id, 'an operator');
  return { id: endpoint.id, secret };
}

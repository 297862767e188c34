/** Latitude and longitude in degrees, in CAP's order. */
export type Point = readonly [latitude: number, longitude: number];

/** Points of `latitude,longitude` between blanks; undefined where one is not on the Earth. */
export function pointsIn(text: string): readonly Point[] | undefined {
  const points = text
    .trim()
    .split(/\s+/)
    .map((pair) => pointIn(pair));
  return points.every((point) => point !== undefined) ? points : undefined;
}

export interface Circle {
  readonly centre: Point;
  readonly radiusKm: number;
}

export function circleIn(text: string): Circle | undefined {
  const [pair = '', radius = '', ...more] = text.trim().split(/\s+/);
  const centre = pointIn(pair);
  const radiusKm = numberIn(radius);
  if (centre === undefined || radiusKm === undefined || radiusKm < 0 || more.length > 0)
    return undefined;
  return { centre, radiusKm };
}

function pointIn(pair: string): Point | undefined {
  const [first = '', second = '', ...more] = pair.split(',');
  const latitude = numberIn(first);
  const longitude = numberIn(second);
  if (latitude === undefined || longitude === undefined || more.length > 0) return undefined;
  return Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 ? [latitude, longitude] : undefined;
}

function numberIn(text: string): number | undefined {
  return /^[+-]?(?:\d+\.?\d*|\.\d+)$/.test(text) ? Number(text) : undefined;
}

/** How much looking a message is worth, in pairs of edges. All the polygons of an honest one need a fraction. */
export interface Effort {
  left: number;
}

export function effortForOneMessage(): Effort {
  return { left: 20_000_000 };
}

/** Whether edges of a closed polygon cross. Edges that only touch do not; what is too intricate to check passes. */
export function crossesItself(corners: readonly Point[], effort: Effort): boolean {
  const edges = edgesOf(unwrapped(corners)).toSorted((a, b) => a.west - b.west);
  return edges.some((edge, n) => isCrossed(edge, { edges, from: n + 1, effort }));
}

interface Others {
  readonly edges: readonly Edge[];
  readonly from: number;
  readonly effort: Effort;
}

/** By any of the edges that begin further east. */
function isCrossed(edge: Edge, { edges, from, effort }: Others): boolean {
  for (let n = from; n < edges.length && effort.left > 0; n += 1) {
    const other = edges[n];
    if (other === undefined || other.west > edge.east) return false;
    effort.left -= 1;
    const areApart = other.south > edge.north || other.north < edge.south;
    if (!areApart && cross(edge, other)) return true;
  }
  return false;
}

/** Over the date line a longitude goes on beyond 180 instead of jumping. */
function unwrapped(corners: readonly Point[]): readonly Point[] {
  let turns = 0;
  return corners.map(([latitude, longitude], n) => {
    const before = corners[n - 1]?.[1] ?? longitude;
    if (longitude - before > 180) turns -= 1;
    if (longitude - before < -180) turns += 1;
    return [latitude, longitude + 360 * turns];
  });
}

interface Edge {
  readonly from: Point;
  readonly to: Point;
  readonly west: number;
  readonly east: number;
  readonly south: number;
  readonly north: number;
}

function edgesOf(corners: readonly Point[]): readonly Edge[] {
  return corners.slice(1).map((to, n) => {
    const from = corners[n] ?? to;
    return {
      from,
      to,
      west: Math.min(from[1], to[1]),
      east: Math.max(from[1], to[1]),
      south: Math.min(from[0], to[0]),
      north: Math.max(from[0], to[0]),
    };
  });
}

function cross(a: Edge, b: Edge): boolean {
  return (
    side(a, b.from) * side(a, b.to) < 0 && // each has the ends of the other on both its sides
    side(b, a.from) * side(b, a.to) < 0
  );
}

function side({ from, to }: Edge, [latitude, longitude]: Point): number {
  return Math.sign(
    (to[1] - from[1]) * (latitude - from[0]) - (to[0] - from[0]) * (longitude - from[1]),
  );
}

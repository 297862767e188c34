/** Each message at once, or one digest a day or a week. */
export const rhythms = ['message', 'day', 'week'] as const;
export type Rhythm = (typeof rhythms)[number];

/** A digest comes in a morning of its reader's own zone. */
export const digestRhythms = ['day', 'week'] as const;

/** Each message at once, or one digest a day or a week. */
export const rhythms = ['message', ...digestRhythms] as const;
export type Rhythm = (typeof rhythms)[number];

/** Emergencies go first wherever something is scarce. */
export type Urgency = 'ordinary' | 'emergency';

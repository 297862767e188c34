import { describe, expect, test } from 'vitest';

import { noteKindOf } from '#src/advisory/note.ts';

describe('a publisher’s note that only says that the page was looked through', () => {
  test.each([
    'Reissued after periodic review without changes.',
    'Reissued after periodic review with minor edits.',
    'Reissued following a periodic review.',
    'This advice was checked and reissued. There are no significant updates.',
    'There were no changes to the advisory level or risk indicators.',
    'Full TAA review',
    'Full TAA review: This page was fully reviewed and updated.',
    'Mandatory Annual Review',
    'Annual review completed.',
    'This Travel Advice page was thoroughly reviewed and updated.',
    'We’ve reviewed our advice for Mali and continue to advise: do not travel.',
    'We haven’t changed our level of advice.',
    'Our advice has not changed.',
    'Travel advice for Mali has been reviewed.',
    'No changes.',
    'The level of our advice has not changed.',
    'Reissued with updates to the page formatting.',
    'Map updated with no changes to advice.',
    'Updated map (no change to travel advice)',
    'Letzte Änderungen: Keine inhaltlichen Änderungen',
  ])('%s', (note) => {
    expect(noteKindOf(note)).toBe('reviewed');
  });
});

describe('a note that only says that words were touched up', () => {
  test.each([
    'Minor editorial change',
    'A minor&nbsp;editorial change was made.',
    'An editorial change has been made.',
    'Editorial change: A minor editorial change was made in French only.',
    'Editorial change: The Help Abroad tab was updated.',
    'Minor edits.',
    'Formatting changes were made.',
    'Fixed a typo.',
    'Removed duplicate information on visas.',
    'Spelling corrected',
    'Safety and security – editorial change',
    'Risk level(s) – editorial change',
    'Editorial change: Risk level(s) and Safety and security - editorial changes',
    'Latest updates: Safety and security - editorial change',
    'Summary – minor edits',
    'Editorial changes (‘Terrorism’ page).',
    'Spelling mistake corrected on ‘Safety and security’ page.',
    'Minor changes to the wording of the summary',
    'Updated link',
    'Updated formatting',
    'The FCDO travel advice for Mali has been rewritten to make it easier to read.',
    'This page has been rewritten to make it easier to read.',
    'Updated to remove obsolete page links.',
    'Redaktionelle Änderungen',
    'Une modification éditoriale a été apportée.',
  ])('%s', (note) => {
    expect(noteKindOf(note)).toBe('editorial');
  });
});

describe('a note with something to tell', () => {
  test.each([
    'The Security tab was updated - demonstrations.',
    'Regular text update: The Health tab was updated.',
    'Editorial change: avoid all travel to the border area.',
    'Minor editorial change; the risk level was raised.',
    'Full TAA review: attacks in the capital.',
    'Reissued with updates to health information.',
    'Reissued to reflect the kidnapping of two travellers.',
    'This advice was reviewed and now advises against all travel.',
    'Reviewed. Do not travel to the north.',
    'No changes, except that the border is closed.',
    'We raised our level of advice.',
    'Updated to reflect ordered departure of staff.',
    'This travel advice page is new.',
    'Risk level(s) – regional advisory removed',
    'Risk level(s) updated - editorial change',
    'Minor change to the risk level',
    'Editorial change: Safety and security - kidnapping',
    'Safety and security - updated information on links between armed groups',
    'New terrorism information (‘Safety and security’ page)',
    'Updated information (‘Terrorism’ page)',
    'Map updated, no changes except in the north',
    'Map updated: the north is now red, no change elsewhere',
  ])('%s', (note) => {
    expect(noteKindOf(note)).toBe('news');
  });
});

test('no note, or one without a word, says nothing', () => {
  expect([noteKindOf(''), noteKindOf(' -- ')]).toEqual([undefined, undefined]);
});

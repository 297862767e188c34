import { describe, expect, test } from 'vitest';

import { aMission } from '#tests/support/builders-content.ts';
import { readText } from '#tests/support/in-mea.ts';

const caution = 'Indian nationals in Mali are advised to exercise caution.';
const report = (sentence: string) => readText(`${sentence} ${caution}`);

describe('what people who are there are asked to do', () => {
  test.each([
    ['All Indians in Mali are requested to keep in close touch with the Embassy.', 'keep-in-touch'],
    [caution, 'caution'],
    ['Indians in Mali are advised to avoid places where crowds gather.', 'caution'],
    ['Nationals in Mali are advised to restrict their movements.', 'avoid-movement'],
    ['Indians in Libya should avoid inter-province road travel.', 'avoid-movement'],
    ['Indian nationals in Senegal are advised to avoid travel by road.', 'caution'],
    ['Indians in Niger are advised to avoid road travel at night.', 'caution'],
    ['THE COMMUNITY IN SUDAN IS ADVISED TO STAY INDOORS AND STOP VENTURING OUTSIDE.', 'shelter'],
    ['Students in Nepal are asked to shelter in the hostels where they live.', 'shelter'],
    ['Indian students may consider leaving Ukraine for now.', 'consider-leaving'],
    ['Those whose stay is not essential are advised to leave the country soon.', 'leave'],
    ['Indian citizens in Ukraine are urged to depart by whatever means there are.', 'leave'],
    [
      'Indian nationals should be ready to leave their homes immediately and shelter in the school.',
      'shelter',
    ],
    ['Indian nationals are advised against travelling to Chad.', 'none'],
    ['Indian nationals are advised to be careful when travelling to Chad.', 'none'],
    ['Indians in Mali are advised to be careful. They should leave Mali immediately.', 'leave'],
    ['The Minister asked the authorities of Mali to leave no stone unturned.', 'none'],
  ])('%s → %s', (text, step) => {
    expect(readText(text).residents.value).toBe(step);
  });
});

describe('what people who plan to go are asked to do', () => {
  test.each([
    ['Indian nationals are advised to remain vigilant while travelling to Iran.', 'caution'],
    ['Indian citizens are advised to reconsider their travel plans to Niger.', 'reconsider'],
    ['Travellers should postpone their visit to Nepal.', 'defer'],
    [
      'Indian nationals are advised to avoid all non-essential travel to Libya.',
      'avoid-non-essential',
    ],
    ['Indian nationals are strongly advised against travelling to Lebanon.', 'do-not-travel'],
    ['All Indian citizens are advised not to travel to the north.', 'do-not-travel'],
    ['Citizens are advised to avoid all travel to Syria.', 'do-not-travel'],
    [caution, 'none'],
  ])('%s → %s', (text, step) => {
    expect(readText(text).travellers.value).toBe(step);
  });
});

describe('where the advice holds', () => {
  test.each([
    [`${caution} Fighters came over the border with Senegal.`, ['ML']],
    ['Indians in Ukraine are advised to leave by the borders with Poland and Romania.', ['UA']],
    ['Indians in Ukraine may cross into Hungary. They are advised to leave at once.', ['UA']],
    [
      'Because of fighting at the Thailand-Cambodia border Indian travellers to Thailand are advised to be careful.',
      ['TH'],
    ],
    [
      'India asked the Government of Mali for help. Indian nationals in Niger are advised to stay at home.',
      ['NE'],
    ],
    [
      'Iran and Israel have opened their skies. Indian nationals are advised to be vigilant in these countries.',
      ['IR', 'IL'],
    ],
    ['Indian nationals are advised to contact the Embassy of India in Bamako.', ['ML']],
    ['Advisory for Nepal\nIndian nationals are advised to shelter where they live.', ['NP']],
    ['Indian citizens are advised not to travel to Rakhine State of Myanmar.', ['MM MM-16']],
    ['Indian citizens in Myanmar are advised to avoid Rakhine State.', ['MM']],
    ['Indians in Ségou are advised to stay at home.', ['ML']],
    ['Students who came from towns of Kerala to Ukraine are advised to leave.', ['UA']],
    [
      'Indians residing in, visiting or transiting Jordan should be alert as Iran and Israel fight.',
      ['JO'],
    ],
    [
      'Workers in Saudi Arabia, the United Arab Emirates and Kuwait are advised to be careful.',
      ['SA', 'AE', 'KW'],
    ],
    [
      'Embassy of India, Doha\nIn view of the strikes in Iran, all Indians are advised to stay indoors.',
      [],
    ],
    ['EMBASSY OF INDIA\nNAIROBI\nAll Indians are advised to stay indoors.', ['KE']],
    ['Indian nationals are advised to follow the orders of the Israeli authorities.', ['IL']],
    ['Canada urged its citizens to leave Haiti. Americans were told to leave Jamaica.', []],
    [
      'Britain has asked its nationals to leave Niger. Indians in Mali are asked to be careful.',
      ['ML'],
    ],
    ['Fishermen of Kerala were asked by the state government to keep away from Sri Lanka.', []],
    [
      'Indian nationals who live and work in the north of the\nRepublic of Mali, which borders on Senegal and Guinea,\nare advised to be careful.',
      ['ML'],
    ],
    ['The advisory for Nepal is hereby withdrawn.', ['NP']],
    [
      'We urge Indians to keep away from any offers of the Russian army. Ukraine holds two men.',
      ['RU'],
    ],
    ['Indians are advised to be careful.', []],
    ['Mali, Niger and Chad met. Nobody was advised of anything.', []],
  ])('%s → %j', (text, places) => {
    const { appliesTo } = readText(text);
    expect(appliesTo.map(({ value }) => [value.country, value.region].join(' ').trim())).toEqual(
      places,
    );
  });
});

describe('what happened', () => {
  test.each([
    ['Three Indian workers were abducted in Kayes on 1 July 2025.', 'Kayes ML-1'],
    [
      'Gunmen attacked Indian workers near Ménaka and Gao on July 1, 2025.',
      'Ménaka ML-9, Gao ML-7',
    ],
    ['Indian workers were attacked at a factory on July 1, 2025.', ''],
  ])('%s → in %s', (sentence, places) => {
    const found = report(sentence).eventPlaces.map(({ value }) =>
      [value.name, value.region].join(' ').trim(),
    );
    expect(found.join(', ')).toBe(places);
  });

  test.each([
    ['Indian workers were abducted on 1 July 2025.', '2025-07-01'],
    ['Indian workers were abducted on the 1st of July, 2025.', '2025-07-01'],
    ['Indian workers were abducted on 01.07.2025.', '2025-07-01'],
    ['Indian workers were abducted on July 1.', '2025-07-01'],
    ['Indian workers were abducted on December 24.', '2024-12-24'],
    ['Indian workers were abducted on 01/07/25.', '2025-07-01'],
    ['Indian workers were abducted on Tuesday.', '2025-07-01'],
    ['Indian workers were abducted yesterday.', '2025-07-02'],
    ['The police said on Tuesday that Indian workers had been abducted.', undefined],
    ['The advisory dated 1 July 2025 is about Indian workers who were abducted.', undefined],
    ['Indian workers were abducted on 31 June 2025.', undefined],
    ['Indian workers were abducted. In 2012 a war had begun on 4 March.', undefined],
  ])('%s → on %s', (sentence, day) => {
    expect(report(sentence).eventAt?.value).toBe(day);
  });

  test('where it happened may stand in the sentence before, and is less sure then', () => {
    const { eventPlaces } = report(
      'Three Indian nationals worked at a cement plant in Kayes. Armed men attacked it on 1 July 2025.',
    );
    expect(eventPlaces).toMatchObject([{ value: { region: 'ML-1' }, confidence: 0.6 }]);
  });

  test('a year that is not written is less sure than one that is', () => {
    const [written, guessed] = ['on 1 July 2025', 'on 1 July'].map(
      (day) => report(`Indian workers were abducted ${day}.`).eventAt?.confidence ?? 0,
    );
    expect(guessed).toBeLessThan(written ?? 0);
  });
});

describe('who says it', () => {
  test.each([
    [
      'The Ministry of External Affairs said that Indians in Mali are advised to be careful.',
      'in-mea',
    ],
    [
      'The Embassy of India in Dakar has requested all Indians in Senegal to be careful.',
      'in-embassy-dakar',
    ],
    [
      '“We are in touch with them,” the MEA said. It also advised Indians in Mali to be careful.',
      'in-mea',
    ],
    [
      'The MEA regretted it. Indians in Mali are advised to stay in contact with the Embassy of India in Bamako.',
      undefined,
    ],
    ['Embassy of India, Dakar\nIndians in Senegal are advised to be careful.', 'in-embassy-dakar'],
    ['EMBASSY OF INDIA\nDAKAR\nIndians in Senegal are advised to be careful.', 'in-embassy-dakar'],
    ['Indians in Senegal are advised to be careful. – Embassy of India, Dakar', 'in-embassy-dakar'],
    [
      'It has come to the notice of the Embassy of India in Dakar that jobs are sold. Indians in Senegal are advised to be careful.',
      'in-embassy-dakar',
    ],
    ['In Dakar the Indian Embassy asked Indians in Senegal to be careful.', 'in-embassy-dakar'],
    ['Indians in Mali are advised to be careful.\nNew Delhi\nJuly 2, 2025', 'in-mea'],
    ['India’s foreign ministry asked Indians in Mali to be careful.', 'in-mea'],
    [
      'Indians in Mali are advised to be careful. The Embassy of India in Bamako can be reached at any hour.',
      undefined,
    ],
    ['Indians in Mali are advised to be careful.', undefined],
  ])('%s → %s', (text, id) => {
    expect(readText(text).issuer?.value.id).toBe(id);
  });
});

describe('what it says of an earlier one', () => {
  test.each([
    [
      'In continuation of the advisory of 5 January 2026, Indians in Iran are advised to leave Iran.',
      'update',
      '2026-01-05',
    ],
    [
      'The Embassy reiterates its advisory of 19 October 2022 and urges Indians to leave Ukraine.',
      'reiteration',
      '2022-10-19',
    ],
    [
      'In partial modification of the press release of 23 May 2016, Indians should avoid travel to Libya.',
      'partial-modification',
      '2016-05-23',
    ],
    ['The advisory of 12 March 2025 stands withdrawn.', 'all-clear', '2025-03-12'],
    [
      'In continuation of the advisories of 29 May, 4 June and 10 June 2025, Indians in Iran are advised to leave by 20 June 2025.',
      'update',
      '2025-06-10',
    ],
    ['URGENT ADVISORY NO. 3\nIndians in Mali must leave.', 'update', undefined],
    ['The Minister reiterated that talks with Mali go on.', 'new', undefined],
    ['Curfew restrictions have been lifted in Mali.', 'new', undefined],
    [caution, 'new', undefined],
  ])('%s → %s of %s', (text, kind, on) => {
    expect(readText(text).relation.value).toEqual({ kind, ...(on && { on }) });
  });

  test('a year that does not fit is doubted', () => {
    const text =
      'In continuation of the advisory of 5 January 2024, Indians in Iran are advised to leave Iran.';
    expect(readText(text).warnings.join()).toContain('year-doubtful');
  });
});

describe('numbers', () => {
  const mission = aMission({
    id: 'in-embassy-bamako',
    phones: [{ number: '+22320235420', use: 'emergency' }],
  });

  test.each([
    ['00223 20235420', '+22320235420', 'in-embassy-bamako'],
    ['+223 20 23 54 20', '+22320235420', 'in-embassy-bamako'],
    ['20 23 54 21', '+22320235421', undefined],
  ])('%s → %s of %s', (written, number, missionId) => {
    const { phones, warnings } = readText(`${caution} Call ${written}.`, [mission]);
    expect(phones.map(({ value }) => value)).toEqual([
      { number, differs: missionId === undefined, ...(missionId && { missionId }) },
    ]);
    expect(warnings.join()).toMatch(missionId === undefined ? /phones-differ/ : /^$/);
  });

  test('a day in figures is no number', () => {
    expect(readText(`${caution} As of 25.09.2024 and 01-07-2025.`, [mission]).phones).toEqual([]);
  });

  test('one of a closed mission is not the directory’s any more', () => {
    const closed = { ...mission, closed: { servedBy: 'in-embassy-dakar' } };
    const { phones } = readText(`${caution} Call 00223 20235420.`, [closed]);
    expect(phones).toMatchObject([{ value: { number: '+22320235420', differs: true } }]);
  });
});

describe('missions', () => {
  test.each([
    ['The Embassies of India in Yerevan and Tehran help.', 'Yerevan AM, Tehran IR'],
    ['Call the Consulates General of India in Toronto and Vancouver.', 'Toronto CA, Vancouver CA'],
    ['EMBASSY OF INDIA :: HAVANA', 'Havana CU'],
    ['There is no Indian embassy in Port-au-Prince.', ''],
    ['The French Embassy in Bamako is closed.', ''],
    ['The High Commission of India in Nairobi, Kenya Airways and the police help.', 'Nairobi KE'],
    ['The Indian Embassy in Israel’s Tel Aviv helps.', 'Tel Aviv IL'],
    ['The Indian Embassy in Israel helps.', 'Tel Aviv IL'],
    ['The Indian Embassy in Palau helps.', ' PW'],
  ])('%s → %s', (text, missions) => {
    const found = readText(text).missions.map(({ value }) => `${value.city} ${value.country}`);
    expect(found.join(', ')).toBe(missions);
  });
});

test('everything that was read has its sentence, word for word', () => {
  const text = `The Embassy of India in Bamako said on 2 July 2025 that Indian workers had been abducted in Kayes on 1 July 2025. ${caution}`;
  const { warnings: _warnings, ...fields } = readText(text);
  const found = Object.values(fields).flatMap((one) => (one === undefined ? [] : [one].flat()));
  const said = found.filter(({ evidence }) => evidence !== '');
  expect(said.length).toBeGreaterThan(7);
  for (const { evidence } of said) expect(text).toContain(evidence);
});

import { expect, test } from 'vitest';

import { pageNames } from '#src/rendering/page-data.ts';
import { sampleCopies } from '#src/rendering/sample-own-pages.ts';
import { samplePages } from '#src/rendering/sample-pages.ts';
import { everyLook, languages, mailOf } from '#tests/support/every-message.ts';
import { everyNotice } from '#tests/support/every-notice.ts';
import { complaintsAbout, hasJava } from '#tests/support/nu-html-checker.ts';
import { aVoice } from '#tests/support/voice.ts';

const voice = aVoice();

function everyDocument(): ReadonlyMap<string, string> {
  const looks = everyLook(voice);
  return new Map(
    languages.flatMap((language) => [
      ...looks.map(
        (sort) => [`${language} ${sort.name}`, mailOf(voice, sort, language).html] as const,
      ),
      ...everyNotice(voice, language).map(
        ({ name, mail }) => [`${language} notice ${name}`, mail.html] as const,
      ),
      ...sampleCopies.map(
        (everything, index) =>
          [`${language} copy ${index}`, voice.ownCopy({ language, everything })] as const,
      ),
      ...pageNames.flatMap((name) =>
        samplePages[name].map(
          (data, index) =>
            [`${language} page ${name} ${index}`, voice.renderPage(name, language, data)] as const,
        ),
      ),
    ]),
  );
}

test.skipIf(!hasJava)(
  'the Nu Html Checker finds nothing in any mail or page (skipped without java on the PATH)',
  async () => {
    const broken = '<!DOCTYPE html><html lang="en"><title>x</title><p align="left">x</p></html>';
    const complaints = await complaintsAbout(new Map([...everyDocument(), ['planted', broken]]));
    // That it complains of what was planted shows that it has looked.
    expect(complaints.filter((complaint) => complaint.startsWith('planted: '))).toHaveLength(1);
    expect(complaints.filter((complaint) => !complaint.startsWith('planted: '))).toEqual([]);
  },
  // A machine that is busy with others lets a Java program wait.
  600_000,
);

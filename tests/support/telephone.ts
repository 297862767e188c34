import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { z } from 'zod';

/** What a telephone shows of a page at once. */
export const screen = { width: 360, height: 640 } as const;

/** A page in a telephone's browser, closed when it is disposed. */
export async function aTelephone(browser: Browser): Promise<Page & AsyncDisposable> {
  const context = await browser.newContext({ viewport: screen });
  const page = await context.newPage();
  return Object.assign(page, { [Symbol.asyncDispose]: () => context.close() });
}

const violationsSchema = z.array(
  z.object({ id: z.string(), nodes: z.array(z.object({ html: z.string() })) }),
);

/** What axe has against the document that is shown: everything in light, and in dark whatever colours can be to blame for. */
export async function violationsIn(page: Page): Promise<readonly string[]> {
  if ((await page.evaluate('typeof axe')) === 'undefined') await page.evaluate(axe.source);
  const found: string[] = [];
  for (const [colorScheme, options] of [
    ['light', {}],
    ['dark', { runOnly: ['color-contrast', 'link-in-text-block'] }],
  ] as const) {
    await page.emulateMedia({ colorScheme });
    const violations = violationsSchema.parse(
      await page.evaluate(
        `axe.run(document, ${JSON.stringify(options)}).then(({ violations }) =>
          violations.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ html }) => ({ html })) })))`,
      ),
    );
    found.push(
      ...violations.map(({ id, nodes }) => `${colorScheme}: ${id}: ${nodes[0]?.html ?? ''}`),
    );
  }
  return found;
}

/** As a telephone does whose owner has set the largest text: every size of letters twice, the screen as it was. */
export async function enlarge(page: Page): Promise<void> {
  await page.evaluate(`(() => {
    const all = [...document.querySelectorAll('body, body *')];
    const sizes = all.map((one) => parseFloat(getComputedStyle(one).fontSize) * 2);
    all.forEach((one, index) => { one.style.fontSize = sizes[index] + 'px'; });
  })()`);
}

/** Text that is cut off or stands outside of the screen, to the left or to the right. */
export async function cutOff(page: Page): Promise<readonly string[]> {
  return z.array(z.string()).parse(
    await page.evaluate(`[...document.querySelectorAll('body *')].filter((one) => {
      const { left, right } = one.getBoundingClientRect();
      const hides = getComputedStyle(one).overflow !== 'visible' && one.scrollWidth > one.clientWidth;
      return left < 0 || right > document.documentElement.clientWidth || hides;
    }).filter((one) => one.children.length === 0).map((one) => one.textContent.trim().slice(0, 40))`),
  );
}

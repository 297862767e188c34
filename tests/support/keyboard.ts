import type { Page } from 'playwright-core';

/** What has the focus: the name or value by which a form knows it, or a link's text. */
const focused = `(() => { const on = document.activeElement; return on?.name ? on.name + '=' + on.value : on?.textContent ?? ''; })()`;

/** Presses Tab until something has the focus, as somebody without a mouse does. */
export async function tabTo(page: Page, wanted: RegExp): Promise<void> {
  const passed: string[] = [];
  for (let presses = 0; presses < 80; presses += 1) {
    await page.keyboard.press('Tab');
    const now = await page.evaluate<string>(focused);
    if (wanted.test(now)) return;
    passed.push(now);
  }
  throw new Error(`expected to come by ${String(wanted)}, came by ${passed.join(', ')}`);
}

/** Presses a key that leads to another page. */
export async function press(page: Page, key: string): Promise<void> {
  await Promise.all([page.waitForEvent('load'), page.keyboard.press(key)]);
}

/** Comes to a link or a button and presses it. */
export async function follow(page: Page, wanted: RegExp): Promise<void> {
  await tabTo(page, wanted);
  await press(page, 'Enter');
}

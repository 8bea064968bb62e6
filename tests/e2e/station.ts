/**
 * A station of a way through the desk: what is seen there is looked at once nothing moves any more. A colour on its way
 * from dark to light has a contrast nobody ever reads, and a list that has not learnt its new width yet overlaps itself.
 */
import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

/** How long a screen may take to come to rest; what is wrong after that is wrong. */
const restLimitMs = 10_000;

/** Waits until the fonts are there and two frames have passed without a running animation or transition. */
export async function atRest(page: Page): Promise<void> {
  await page.evaluate(async (limitMs) => {
    await document.fonts.ready;
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    const ends = performance.now() + limitMs;
    for (let quiet = 0; quiet < 2 && performance.now() < ends; ) {
      await frame();
      // A spinner turns for ever: only what ends is waited for.
      const moving = document
        .getAnimations()
        .some(({ playState, effect }) => playState === 'running' && effect?.getComputedTiming().endTime !== Infinity);
      quiet = moving ? 0 : quiet + 1;
    }
  }, restLimitMs);
}

/** No violation of WCAG 2.2 A and AA on what is shown. */
export async function expectAccessible(page: Page, name: string): Promise<void> {
  await atRest(page);
  await expect(async () => {
    const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag22aa']).analyze();
    expect(
      violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`),
      `${name}: accessibility`,
    ).toEqual([]);
  }).toPass({ timeout: restLimitMs });
}

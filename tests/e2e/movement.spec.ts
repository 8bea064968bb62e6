/**
 * Where did it go, and with whom: the movement screens on the real thing. The planted convoy is found by one of its three,
 * a cloned plate shows the leg nobody can drive, a witness's memory finds the plate it means. One desk, one case; the
 * tests go on from each other. With WAYMARK_SHOTS=DIR every station is photographed.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { type Desk, expect, startDesk, test } from './desk.fixture.ts';
import { atRest, expectAccessible } from './station.ts';

test.describe.configure({ mode: 'serial' });

let page: Page;
let desk: Desk;
test.beforeAll(async ({ browser }) => {
  test.setTimeout(240_000);
  desk = await startDesk();
  page = await (await browser.newContext()).newPage();
  await page.goto(desk.url);
});
test.afterAll(async () => {
  await page?.context().close();
  await desk?.stop();
  if (desk) rmSync(desk.dataDir, { recursive: true, force: true });
});

const shots = process.env.WAYMARK_SHOTS;

/** A station: no accessibility violation, and a picture where asked for. */
async function at(name: string): Promise<void> {
  if (shots) await page.screenshot({ path: join(shots, `movement-${name}.png`) });
  await expectAccessible(page, name);
}

const screen = () => page.getByTestId('movement-screen');
const answered = async (): Promise<void> => {
  await expect(screen().getByTestId('answer-line')).toBeVisible();
  await expect(screen().getByTestId('answer-line')).toContainText('Log entry');
};

test('signs in, and learns that movement too needs an authority', async () => {
  test.setTimeout(150_000);
  const press = (key: string): Promise<void> => page.keyboard.press(key);
  await expect(page.getByTestId('enrol-form')).toBeVisible();
  await press('Enter');
  await expect(page.getByTestId('sign-in-form')).toBeVisible();
  await press('Enter');
  await expect(page.getByTestId('case-name')).toBeFocused();
  await press('Enter');
  await expect(page.getByTestId('find-screen')).toBeVisible();
  await expect(page.getByTestId('status-sync')).toContainText('Synced', { timeout: 60_000 });

  await press('Alt+M');
  await expect(screen()).toBeVisible();
  await at('idle');
  await page.getByTestId('follow-box').fill('HOV528');
  await press('Enter');
  await expect(page.getByTestId('refusal')).toContainText('NZ-FIND-1');
  await at('refused');
  await page.getByTestId('authority-declare').click();
  // What was refused is kept and runs the moment the authority is there.
  await answered();
  await expect(page.getByTestId('pattern')).toContainText('HOV528');
  await expect(page.getByTestId('authority-panel')).toBeHidden();
});

test('a plate comes over from Find with one key and is followed when asked', async () => {
  await page.keyboard.press('Alt+2');
  await page.getByTestId('plate-box').fill('NIO352');
  await page.getByTestId('plate-box').press('Enter');
  await expect(page.getByTestId('result-row').first()).toHaveAttribute('aria-selected', 'true');
  await expect(page.getByTestId('depth')).toContainText('Looked as far as');
  await page.keyboard.press('m');
  await expect(page.getByTestId('follow-box')).toHaveValue('NIO352');
  await expect(page.getByTestId('follow-box')).toBeFocused();
  // Coming over asks nothing: running is the person's act.
  await expect(page.getByTestId('pattern')).toContainText('HOV528');
  await page.keyboard.press('Enter');
  await answered();
  await expect(page.getByTestId('pattern')).toContainText('NIO352');
  await expect(page.getByTestId('pattern')).toContainText(/\d+ reads at \d+ cameras/);
  await expect(page.getByTestId('legs')).toContainText('Paraparaumu');
  await expect(page.getByTestId('week-grid')).toBeVisible();
  await at('pattern');
});

test('who travels with it: both others of the planted convoy, with what chance alone would give', async () => {
  await page.getByRole('tab', { name: 'Travels with' }).click();
  await page.getByTestId('follow-box').fill('NIO352');
  await page.getByTestId('gap').selectOption({ label: '5 min' });
  await page.getByTestId('run-analysis').click();
  await answered();
  const partners = page.getByTestId('partner');
  await expect(partners.filter({ hasText: 'Meetings with' })).toHaveCount(0);
  const names = await page
    .getByTestId('partner-toggle')
    .evaluateAll((buttons) => buttons.map((button) => button.getAttribute('aria-label') ?? ''));
  expect(names.slice(0, 2).toSorted()).toEqual(['Meetings with BVI619', 'Meetings with TXO847']);
  await expect(partners.first()).toContainText('chance alone would give');
  await expect(page.getByTestId('movement-screen')).toContainText('Lift is not proof');
  await expect(page.getByTestId('meetings')).toBeVisible();
  await at('travels-with');
  // From a meeting to its read, under the same rules as from anywhere.
  await page.getByTestId('open-meeting').first().click();
  await expect(page.getByTestId('record')).toBeVisible();
  await at('meeting-opened');
});

test('a cloned plate shows the leg nobody can drive, and what may explain it', async () => {
  await page.getByRole('tab', { name: 'Map' }).click();
  await page.getByRole('tab', { name: 'Pattern' }).click();
  await page.getByTestId('follow-box').fill('DOV731');
  await page.getByTestId('follow-box').press('Enter');
  await expect(page.getByTestId('pattern')).toContainText('DOV731');
  await answered();
  const impossible = page.getByTestId('impossible-legs');
  await expect(impossible).toContainText('that no vehicle can have driven');
  await expect(impossible).toContainText('two vehicles carry this plate');
  await page.getByTestId('only-impossible').click();
  await expect(page.getByTestId('legs').locator('tbody tr').first()).toContainText('impossible');
  await at('clone');
});

test('all pairs run while another screen is used, and lead to their meetings', async () => {
  test.setTimeout(120_000);
  await page.getByRole('tab', { name: 'All pairs' }).click();
  await page.getByTestId('gap').selectOption({ label: '5 min' });
  await page.getByTestId('run-analysis').click();
  await page.keyboard.press('Alt+3');
  await expect(page.getByTestId('exhibits-screen')).toBeVisible();
  await page.keyboard.press('Alt+M');
  await expect(page.getByTestId('pairs-summary')).toBeVisible({ timeout: 60_000 });
  const pairs = await page.getByTestId('pair').evaluateAll((rows) => rows.map((row) => (row as HTMLElement).innerText));
  expect(pairs.some((text) => text.replaceAll(/\s/g, '').includes('NIO352TXO847'))).toBe(true);
  await at('all-pairs');
  await page.getByTestId('pair-meetings').first().click();
  await expect(page.getByRole('tab', { name: 'Travels with' })).toHaveAttribute('aria-selected', 'true');
});

test('who was at two scenes', async () => {
  await page.getByRole('tab', { name: 'Seen at scenes' }).click();
  await page.getByTestId('run-analysis').click();
  await expect(screen()).toContainText('Draw a circle or choose cameras.');
  for (const [index, name] of ['Bombay', 'Paraparaumu'].entries()) {
    const scene = page.getByTestId('scene').nth(index);
    await scene.getByTestId('camera-chip').click();
    await page.getByTestId('camera-filter').fill(name);
    await page.getByRole('checkbox', { name: new RegExp(name) }).check({ force: true });
    await page.getByRole('button', { name: 'Done' }).click();
    await expect(page.getByTestId('camera-filter')).toBeHidden();
    await scene.getByTestId('window-chip').click();
    await page.getByText('Last 7 days').click();
    await page.keyboard.press('Escape');
    await expect(page.getByTestId('window-from')).toBeHidden();
  }
  await page.getByTestId('run-analysis').click();
  await answered();
  const found = await page
    .getByTestId('colocated')
    .evaluateAll((rows) => rows.map((row) => (row as HTMLElement).innerText.replaceAll(/\s/g, '')));
  for (const plate of ['NIO352', 'TXO847', 'BVI619']) expect(found.some((text) => text.includes(plate))).toBe(true);
  await at('scenes');
});

test('what a witness remembers finds the plate it means, and says why', async () => {
  await page.keyboard.press('Alt+2');
  await page.getByTestId('direction-witness').check();
  // One letter that sounds alike, for the silver ute of the robbery.
  await page.getByTestId('plate-box').fill('HOB528');
  await page.getByTestId('plate-box').press('Enter');
  await expect(page.getByTestId('results-summary')).toContainText('for HOB528');
  const row = page.getByTestId('result-row').filter({ hasText: 'taken for HOV528' }).first();
  await expect(row).toContainText('Remembered HOB528');
  await expect(row).toContainText('B for V');
  await at('witness');

  await page.getByTestId('colour').selectOption({ label: 'Silver' });
  await expect(page.getByTestId('unknown-kept')).toHaveText('Reads whose colour is unknown are kept.');
  await page.getByTestId('plate-box').press('Enter');
  await expect(page.getByTestId('results-summary')).toContainText('silver or not known');
});

test('light, every tab, and narrow as at 200 % zoom: nothing hides or overlaps', async () => {
  test.setTimeout(90_000);
  await page.keyboard.press('Alt+T');
  await page.keyboard.press('Alt+M');
  for (const name of ['Pattern', 'Travels with', 'Seen at scenes', 'All pairs']) {
    await page.getByRole('tab', { name }).click();
    await at(`light-${name.toLowerCase().replaceAll(' ', '-')}`);
  }
  await page.setViewportSize({ width: 640, height: 400 });
  await page.keyboard.press('Alt+2');
  await atRest(page);
  const overlaps = () =>
    page.getByTestId('result-row').evaluateAll((rows) =>
      rows.flatMap((row) => {
        const word = row.querySelector('.wm-likelihood-word');
        const next = word?.closest('[role=gridcell]')?.nextElementSibling;
        if (!word || !next) return [];
        const range = document.createRange();
        range.selectNodeContents(word);
        return range.getBoundingClientRect().right > next.getBoundingClientRect().left ? [word.textContent] : [];
      }),
    );
  await expect.poll(overlaps).toEqual([]);
  await at('zoom-find');
  await page.keyboard.press('Alt+M');
  for (const name of ['Pattern', 'Travels with', 'Seen at scenes']) {
    await page.getByRole('tab', { name }).click();
    await at(`zoom-${name.toLowerCase().replaceAll(' ', '-')}`);
    const wide = () => page.evaluate(() => document.documentElement.scrollWidth);
    await expect.poll(wide, `${name}: nothing wider than the window`).toBeLessThanOrEqual(640);
  }
});

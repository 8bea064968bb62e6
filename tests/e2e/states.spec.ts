/**
 * States that matter at the desk, each on the real thing: junk refused, misreads found, a clone shown for what it is, a
 * read without an image, orders and folding, the window clamp, the light theme, the keyboard alone. One desk, one case;
 * the tests go on from each other.
 */
import { rmSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { type Desk, expect, startDesk, test } from './desk.fixture.ts';
import { expectAccessible } from './station.ts';

test.describe.configure({ mode: 'serial' });

let page: Page;
/** Place in the list of the read of DOV731 that was confirmed. */
let confirmedAt = -1;
let desk: Desk;
test.beforeAll(async ({ browser }) => {
  test.setTimeout(150_000);
  // A desk of its own: an address opens once, and another spec may have opened the shared one.
  desk = await startDesk();
  page = await (await browser.newContext()).newPage();
  await page.goto(desk.url);
});
test.afterAll(async () => {
  await page?.context().close();
  await desk?.stop();
  if (desk) rmSync(desk.dataDir, { recursive: true, force: true });
});

const activeTestId = (): Promise<string | null> =>
  page.evaluate(() => document.activeElement?.closest('[data-testid]')?.getAttribute('data-testid') ?? null);

/** Asks under the authority at hand and waits for the answer to this plate. */
async function ask(plate: string): Promise<void> {
  await page.getByTestId('plate-box').fill(plate);
  await page.getByTestId('plate-box').press('Enter');
  await expect(page.getByTestId('results-summary')).toContainText(`for ${plate}`);
  await expect(page.getByTestId('result-row').first()).toBeVisible();
}

/** What assistive technology hears of the rows: `Read GIX18G, taken for GIX186`, and where and when. */
async function rows(): Promise<{ text: string; when: string; where: string }[]> {
  return page.getByTestId('result-row').evaluateAll((elements) =>
    elements.map((row) => {
      const cells = [...row.querySelectorAll('[role=gridcell]')].map((cell) => (cell as HTMLElement).innerText);
      return { text: cells.join(' | '), where: cells[3]?.split('\n').at(-1) ?? '', when: cells[4] ?? '' };
    }),
  );
}

/** Opens the read that stands where and when, by the keyboard. */
async function openRead(index: number): Promise<void> {
  await page.getByTestId('results').focus();
  await page.keyboard.press('Home');
  for (let step = 0; step < index; step += 1) await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('record')).toBeVisible();
}

async function judge(plate: string, outcome: 'confirmed' | 'rejected' | 'cannot-tell'): Promise<'image' | 'no-image'> {
  await expect(page.getByTestId('confirm-step')).toBeVisible();
  const ground = page.getByTestId('ground');
  const basis = (await ground.isVisible()) ? 'no-image' : 'image';
  if (basis === 'no-image') {
    await expect(page.getByTestId('no-image')).toBeVisible();
    await expect(page.getByTestId('outcome-confirmed')).toBeDisabled();
    await ground.selectOption({ index: 1 });
    await page.getByTestId('ground-note').fill('Statement 3 of the witness, page 2');
  } else {
    await page.getByTestId('blind-retype').fill(plate);
    await page.getByTestId('blind-done').click();
  }
  if (outcome === 'confirmed') {
    await page.getByTestId('vehicle-seen').fill('blue car');
    await page.getByTestId('vehicle-done').click();
    const lookAlikes = page.getByTestId('look-alikes-done');
    if (await lookAlikes.isVisible()) await lookAlikes.click();
  }
  await page.getByTestId(`outcome-${outcome}`).click();
  await expect(page.getByTestId('judged')).toBeVisible();
  return basis;
}

test('the keyboard alone, from enrolling to an open read; a junk reason on the way is refused', async () => {
  test.setTimeout(60_000);
  const press = (key: string): Promise<void> => page.keyboard.press(key);
  await expect(page.getByTestId('enrol-form')).toBeVisible();
  await press('Enter');
  await expect(page.getByTestId('sign-in-form')).toBeVisible();
  await press('Enter');
  await expect(page.getByTestId('case-name')).toBeFocused();
  await press('Enter');
  await expect(page.getByTestId('find-screen')).toBeVisible();
  await expect(page.getByTestId('status-sync')).toContainText('Synced', { timeout: 30_000 });
  await press('/');
  await page.keyboard.type('HOV528');
  await press('Enter');
  await expect(page.getByTestId('refusal')).toBeVisible();
  await expect(page.getByTestId('authority-panel')).toBeVisible();

  for (let step = 0; step < 40 && (await activeTestId()) !== 'authority-narrative'; step += 1) await press('Tab');
  expect(await activeTestId()).toBe('authority-narrative');
  await press('Control+A');
  await page.keyboard.type('asdf asdf');
  await expect(page.getByTestId('authority-panel')).toContainText('At least 12 characters');
  await expect(page.getByTestId('authority-declare')).toBeDisabled();
  await page.keyboard.type(' asdf asdf');
  await expect(page.getByTestId('authority-panel')).toContainText('At least 2 different words');
  await expect(page.getByTestId('declare-and-run')).toBeDisabled();
  await press('Control+Enter');
  await expect(page.getByTestId('result-row')).toHaveCount(0);
  await press('Control+A');
  await page.keyboard.type('A silver ute left the scene; tracing its way there and away.');
  await press('Control+Enter');

  // What was asked runs at once, the map shows it, and the keyboard stands on the reads.
  await expect(page.getByTestId('result-row').first()).toBeVisible();
  await expect(page.getByTestId('map').first()).toBeVisible();
  await expect(page.getByTestId('authority-panel')).toBeHidden();
  await expect.poll(activeTestId).toBe('results');
  await expect(page.getByTestId('result-row').first()).toHaveAttribute('aria-selected', 'true');
  await press('ArrowDown');
  await press('Enter');
  await expect(page.getByTestId('confirm-step')).toBeVisible();
  await expect(page.getByTestId('reading-covered')).toBeVisible();
  // Entries wait for the server: the status says so without waiting for a round.
  await expect(page.getByTestId('status-sync')).toContainText(/waiting|Syncing/);
});

test('a vehicle whose every read is a misread is found', async () => {
  await ask('GIX186');
  const found = (await rows()).filter(({ text }) => text.includes('taken for GIX186'));
  expect(found.length).toBeGreaterThanOrEqual(4);
  expect((await rows()).some(({ text }) => text.includes('Read and plate GIX186'))).toBe(false);
});

test('orders, folding and judgements agree with each other', async () => {
  const byRank = await rows();
  await openRead(0);
  await judge('GIX187', 'rejected');
  await expect(page.getByTestId('result-row').first()).toContainText(/rejected/i);

  // The judgement is still there when the list is folded out and in, and when it is sorted anew.
  const count = async (): Promise<number> => Number(await page.getByTestId('results').getAttribute('aria-rowcount'));
  const folded = await count();
  await page.getByTestId('results').focus();
  await page.keyboard.press('b');
  await expect.poll(count).toBeGreaterThan(folded);
  await expect(page.getByTestId('result-row').first()).toContainText(/rejected/i);
  await page.keyboard.press('b');
  await expect.poll(count).toBe(folded);

  await page.getByTestId('sort').selectOption('camera');
  await expect.poll(async () => (await rows()).map(({ where }) => where)).not.toEqual(byRank.map(({ where }) => where));
  const places = (await rows()).map(({ where }) => where);
  expect(places).toEqual(places.toSorted(new Intl.Collator('en-NZ').compare));
  await page.getByTestId('sort').selectOption('likelihood');
  await expect.poll(async () => (await rows()).map(({ when }) => when)).toEqual(byRank.map(({ when }) => when));

  // Judged again, the reading is covered again.
  await openRead(0);
  await page.getByTestId('judge-again').click();
  await expect(page.getByTestId('reading-covered')).toBeVisible();
  await judge('GIX186', 'cannot-tell');
  await expect(page.getByTestId('judged')).toContainText('2 judgements');
});

test('a cloned plate shows as a leg nobody can drive', async () => {
  test.setTimeout(60_000);
  await ask('DOV731');
  // Both were read that morning, at the two ends of the country: the newest in Dunedin's north, the other in Auckland.
  const found = await rows();
  const dunedin = found.findIndex(({ where }) => where.startsWith('SH1 Dunedin, Northern'));
  const day = found[dunedin]?.when.split('\n')[0];
  const auckland = found.findIndex(
    ({ where, when }) => where.startsWith('SH1 Newmarket') && when.split('\n')[0] === day,
  );
  expect([dunedin, auckland]).not.toContain(-1);
  for (const index of [dunedin, auckland]) {
    await openRead(index);
    await judge('DOV731', 'confirmed');
  }
  confirmedAt = auckland;
  await page.getByTestId('draw-journey').click();
  await expect(page.getByTestId('journey')).toContainText(/impossible/i);
  await expect(
    page
      .getByTestId('journey')
      .getByText(/impossible/i)
      .last(),
  ).toBeInViewport({ ratio: 1 });
  // The next query is not hidden behind it.
  await ask('HOV528');
  await expect(page.getByTestId('journey')).toHaveCount(0);
});

test('a read without an image is judged on a stated ground, and says so', async () => {
  test.setTimeout(60_000);
  // Of everyday traffic no image is kept.
  await ask('K*');
  const total = (await rows()).length;
  let basis: 'image' | 'no-image' | null = null;
  for (let index = 0; index < total && basis !== 'no-image'; index += 1) {
    await openRead(index);
    await expect(page.getByTestId('plate-image').or(page.getByTestId('no-image')).first()).toBeVisible();
    if (await page.getByTestId('no-image').isVisible()) basis = await judge('', 'confirmed');
  }
  expect(basis).toBe('no-image');
  await expect(page.getByTestId('judged')).toContainText('no image');
});

test('a window that reaches back too far is cut, and says so', async () => {
  await page.getByTestId('window-chip').click();
  await page.getByTestId('window-from').fill('2026-01-01 00:00');
  await page.getByRole('button', { name: 'Use these' }).click();
  // Closing hands the focus back to the chip: what is typed before that would go there.
  await expect(page.getByTestId('window-from')).toBeHidden();
  await expect(page.getByTestId('window-chip')).toBeFocused();
  await ask('GIX186');
  await expect(page.getByTestId('window-clamped')).toContainText('60 days');
});

test('a pack with a junk reason is refused, with a reason', async () => {
  await page.getByTestId('plate-box').press('Escape');
  await ask('DOV731');
  await openRead(confirmedAt);
  await page.getByTestId('add-exhibit').click();
  await expect(page.getByTestId('is-exhibit')).toBeVisible();
  await page.keyboard.press('Alt+4');
  await page.getByTestId('pack-recipients').fill('Crown');
  await page.getByTestId('pack-reason').fill('asdf asdf');
  await page.getByTestId('export-pack').click();
  await expect(page.getByTestId('pack-refused')).toContainText('reason');
  await expect(page.getByTestId('pack-row')).toHaveCount(0);
});

test('taken out and put back, an exhibit keeps its number', async () => {
  await page.keyboard.press('Alt+3');
  await expect(page.getByTestId('exhibit-row')).toHaveCount(1);
  await page.getByRole('button', { name: 'Take out E-01' }).click();
  await page.getByTestId('remove-reason').fill('Added by mistake');
  await page.getByTestId('remove-exhibit').click();
  await expect(page.getByTestId('exhibit-row')).toHaveCount(0);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByTestId('exhibit-row')).toHaveCount(1);
  await expect(page.getByTestId('exhibit-row')).toContainText('E-01');
});

test('light, every screen, nothing wider than the window', async () => {
  test.setTimeout(60_000);
  await page.keyboard.press('Alt+T');
  await expect(page.locator('body')).toHaveAttribute('data-theme', 'light');
  for (const [key, screen] of [
    ['Alt+1', 'cases-screen'],
    ['Alt+2', 'find-screen'],
    ['Alt+3', 'exhibits-screen'],
    ['Alt+4', 'packs-screen'],
    ['Alt+5', 'log-screen'],
    ['', 'sync-screen'],
    ['', 'settings-screen'],
  ] as const) {
    if (key === '') await page.getByTestId(screen.replace('-screen', '').replace(/^/, 'rail-')).click();
    else await page.keyboard.press(key);
    await expect(page.getByTestId(screen)).toBeVisible();
    await expectAccessible(page, screen);
    const user = await page.getByTestId('user-menu').boundingBox();
    expect((user?.x ?? 0) + (user?.width ?? 0), `${screen}: the top bar ends in the window`).toBeLessThanOrEqual(1280);
  }
});

/**
 * "Send it to the prosecutor", on the real thing: a pack is built beside its pages, an exhibit is left out with its
 * reason, sections are moved, the export verifies itself, and the file that was saved verifies by the command line. One
 * desk, one case; the tests go on from each other. With WAYMARK_SHOTS=DIR every station is photographed.
 */
import { copyFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { runCli } from '../fixtures/run-cli.ts';
import { type Desk, expect, startDesk, test } from './desk.fixture.ts';
import { atRest, expectAccessible } from './station.ts';

// Pages are drawn and packs made many times here: a busy machine takes its time.
test.describe.configure({ mode: 'serial', timeout: 240_000 });

let page: Page;
let desk: Desk;
const complaints: string[] = [];
test.beforeAll(async ({ browser }) => {
  test.setTimeout(240_000);
  desk = await startDesk();
  page = await (await browser.newContext()).newPage();
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.text().includes('could not be drawn')) complaints.push(message.text());
  });
  await page.goto(desk.url);
});
test.afterAll(async () => {
  await page?.context().close();
  await desk?.stop();
  if (desk) rmSync(desk.dataDir, { recursive: true, force: true });
});

const shots = process.env.WAYMARK_SHOTS;
const part = (testId: string) => page.getByTestId(testId);
const press = (key: string): Promise<void> => page.keyboard.press(key);

/** A station: no accessibility violation, and a picture where asked for. */
async function at(name: string): Promise<void> {
  await atRest(page);
  if (shots) await page.screenshot({ path: join(shots, `packs-${name}.png`) });
  await expectAccessible(page, name);
}

/** The newest drawing is on the screen and belongs to what is chosen now. */
async function drawn(): Promise<void> {
  await expect(part('preview')).toBeVisible({ timeout: 60_000 });
  await expect(async () => {
    // On a slow machine pages are drawn when asked for.
    const again = part('preview-stale').getByRole('button');
    if (await again.isVisible()) await again.click();
    await expect(part('preview')).toHaveAttribute('data-stale', 'false', { timeout: 5000 });
  }).toPass({ timeout: 150_000 });
  await expect(part('page-canvas')).toHaveAttribute('data-drawn', 'true');
}

async function confirmAndExhibit(row: number): Promise<void> {
  await part('result-row').nth(row).click();
  await press('Enter');
  await expect(part('plate-image')).toBeVisible();
  await part('blind-retype').fill('HOV528');
  await part('blind-done').click();
  await part('vehicle-seen').fill('silver ute');
  await part('vehicle-done').click();
  if (await part('look-alikes-done').isVisible()) await part('look-alikes-done').click();
  await part('outcome-confirmed').click();
  await part('add-exhibit').click();
  await expect(part('is-exhibit')).toBeVisible();
  await part('plate-box').press('Escape');
}

test('signs in and finds an empty desk that says what would fill it', async () => {
  await expect(part('enrol-form')).toBeVisible();
  await press('Enter');
  await expect(part('sign-in-form')).toBeVisible();
  await press('Enter');
  await expect(part('case-name')).toBeFocused();
  await press('Enter');
  await expect(part('find-screen')).toBeVisible();
  await expect(part('status-sync')).toContainText('Synced', { timeout: 60_000 });
  await press('Alt+4');
  await expect(part('preview-empty')).toBeVisible();
  await expect(part('pack-checks').locator('[data-check="exhibits"]')).toContainText('No exhibits');
  await expect(part('export-pack')).toBeDisabled();
  await at('empty');
});

test('two exhibits, and their pages stand beside the choices', async () => {
  await press('Alt+2');
  await part('plate-box').fill('HOV528');
  await part('run-query').click();
  await expect(part('refusal')).toBeVisible();
  const runs = part('declare-and-run').or(part('authority-declare'));
  await runs.first().click();
  await expect(part('result-row').first()).toBeVisible();
  await confirmAndExhibit(0);
  await confirmAndExhibit(1);
  await press('Alt+4');
  await drawn();
  await expect(part('pack-exhibit')).toHaveCount(2);
  const pages = Number(await part('preview').getAttribute('data-pages'));
  expect(pages).toBeGreaterThan(4);
  await expect(part('page-of')).toHaveText(`Page 1 of ${pages}`);
  await expect(part('page-text')).toContainText('DRAFT');
  // A page that is white all over is no page.
  const inks = await part('page-canvas').evaluate((canvas) => {
    const { width, height } = canvas as HTMLCanvasElement;
    const data = (canvas as HTMLCanvasElement).getContext('2d')?.getImageData(0, 0, width, height).data ?? [];
    const seen = new Set<number>();
    for (let at = 0; at < data.length; at += 4)
      seen.add(((data[at] ?? 0) << 16) | ((data[at + 1] ?? 0) << 8) | (data[at + 2] ?? 0));
    return seen.size;
  });
  expect(inks).toBeGreaterThan(20);
  await at('preview');
  await page.getByRole('tab', { name: /^Attachments/ }).click();
  for (const name of ['log/case-log.jsonl', 'exhibits/exhibits.csv', 'manifest.json'])
    await expect(part('attachments')).toContainText(name);
  await page.getByRole('tab', { name: 'Redaction' }).click();
  await expect(part('redaction')).toContainText('Nothing is removed.');
  await page.getByRole('tab', { name: 'Preview' }).click();
  await part('page-canvas').click();
  await press('PageDown');
  await expect(part('page-of')).toHaveText(`Page 2 of ${pages}`);
  await press('End');
  await expect(part('page-of')).toHaveText(`Page ${pages} of ${pages}`);
  await press('Home');
  const before = await part('page-canvas').evaluate((canvas) => canvas.clientWidth);
  await press('+');
  await expect.poll(() => part('page-canvas').evaluate((canvas) => canvas.clientWidth)).toBeGreaterThan(before);
  await press('-');
});

test('a section is moved by key, another left out and put back by undo, and the pages follow', async () => {
  const rows = part('pack-sections').locator('[data-section]');
  const order = (): Promise<(string | null)[]> =>
    rows.evaluateAll((items) => items.map((item) => item.getAttribute('data-section')));
  const usual = await order();
  const glossary = part('pack-sections').locator('[data-section="glossary"]');
  await glossary.locator('> button').focus();
  await press('Alt+ArrowUp');
  await expect.poll(order).toEqual([...usual.slice(0, -2), 'glossary', usual.at(-2)]);
  await expect(glossary.locator('> button')).toBeFocused();
  await glossary.getByRole('checkbox').uncheck({ force: true });
  await expect(glossary).toHaveAttribute('data-out', 'true');
  await press('Control+z');
  await expect(glossary).toHaveAttribute('data-out', 'false');
  await press('Control+Shift+z');
  await expect(glossary).toHaveAttribute('data-out', 'true');
  await expect(part('pack-completeness')).toContainText('Glossary and expert note');
  await expect(part('pack-sections').locator('[data-section="cover"]').getByRole('checkbox')).toBeDisabled();
  // By dragging too; nothing gets above the cover.
  const section = (id: string) => part('pack-sections').locator(`[data-section="${id}"]`);
  await section('movement').dragTo(section('verify'));
  await expect.poll(async () => (await order()).slice(0, 3)).toEqual(['cover', 'movement', 'verify']);
  await section('verify').dragTo(section('cover'));
  expect((await order()).slice(0, 3)).toEqual(['cover', 'movement', 'verify']);
  await drawn();
  // What was chosen is what is printed: the pages of a section are where the list says.
  await expect(part('page-text')).toContainText('Left out: 1 section');
  const firstPage = async (id: string): Promise<number> =>
    Number((await section(id).locator('.wm-section-pages').innerText()).split('–')[0]);
  expect(await firstPage('movement')).toBeGreaterThan(1);
  expect(await firstPage('verify')).toBeGreaterThanOrEqual(await firstPage('movement'));
  expect(await firstPage('authorities')).toBeGreaterThanOrEqual(await firstPage('verify'));
  await section('exhibits').locator('> button').click();
  await expect(part('page-text')).toContainText('E-01');
  await expect(part('page-of')).not.toContainText('Page 1 of');
});

test('an exhibit left out needs a reason; the check leads to where it is said', async () => {
  await part('pack-exhibit').nth(1).getByRole('checkbox').uncheck({ force: true });
  const check = part('pack-checks').locator('[data-check^="left-out:"]');
  await expect(check).toHaveAttribute('data-severity', 'stop');
  await expect(part('export-pack')).toBeDisabled();
  await check.getByTestId('mend-exhibit').click();
  await expect(part('left-out-why')).toBeFocused();
  await page.keyboard.type('Another read shows the same passage');
  await expect(check).toHaveCount(0);
  await expect(part('pack-completeness')).toContainText('Another read shows the same passage');
  await part('pack-recipients').focus();
  await drawn();
  await at('left-out');
  // The exhibit that stays can stand elsewhere.
  const numbers = (): Promise<string[]> => part('pack-exhibit').locator('.wm-mono').allInnerTexts();
  const [one, two] = await numbers();
  await page.getByRole('button', { name: `Move ${two} up` }).click();
  await expect.poll(numbers).toEqual([two, one]);
  await press('Control+z');
  await expect.poll(numbers).toEqual([one, two]);
});

test('what was chosen is still there after the desk was left and the workstation locked', async () => {
  await expect(part('pack-form')).not.toContainText('saving');
  await press('Alt+L');
  await expect(part('sign-in-form')).toBeVisible();
  await press('Enter');
  await expect(part('cases-screen').or(part('find-screen'))).toBeVisible();
  if (await part('cases-screen').isVisible()) {
    await part('case-row').first().click();
    await expect(part('find-screen')).toBeVisible();
  }
  await press('Alt+4');
  await expect(part('left-out-why')).toHaveValue('Another read shows the same passage');
  await expect(part('pack-sections').locator('[data-section="glossary"]')).toHaveAttribute('data-out', 'true');
});

test('an export that is stopped leaves no pack, says so, and is gone on with', async () => {
  await part('pack-recipients').fill('Crown prosecutor, Hamilton');
  await part('pack-reason').fill('Disclosure to Crown, first appearance');
  await part('export-pack').click();
  await part('cancel-export').click();
  await expect(part('export-cancelled').or(part('verdict'))).toBeVisible({ timeout: 60_000 });
  await expect(part('export-cancelled')).toBeVisible();
  await expect(part('last-try')).toContainText('It was stopped');
  await expect(part('pack-reason')).toHaveValue('Disclosure to Crown, first appearance');
  await at('stopped');
});

test('the export verifies itself, is listed, and the saved file verifies without us', async () => {
  await part('go-on').click();
  await expect(part('verdict')).toHaveAttribute('data-status', 'valid', { timeout: 90_000 });
  await expect(part('last-try')).toHaveCount(0);
  await at('verified');
  const saved = page.waitForEvent('download');
  await part('download-pack').click();
  const file = join(desk.dataDir, 'saved.pdf');
  copyFileSync(await (await saved).path(), file);
  const verified = await runCli(['verify', file, '--json']);
  expect(verified.code, verified.said).toBe(0);
  expect(JSON.parse(verified.stdout)).toMatchObject({ status: 'valid', problems: [] });

  const bagged = page.waitForEvent('download');
  await part('download-bag').click();
  const bag = join(desk.dataDir, 'saved.zip');
  copyFileSync(await (await bagged).path(), bag);
  const bagVerified = await runCli(['verify', bag, '--json']);
  expect(bagVerified.code, bagVerified.said).toBe(0);
  expect(JSON.parse(bagVerified.stdout)).toMatchObject({ status: 'valid', problems: [] });

  await page.getByRole('tab', { name: /^History/ }).click();
  await expect(part('pack-row')).toHaveCount(1);
  await expect(part('pack-row')).toContainText('without Exhibit E-02');
  await part('verify-again').click();
  await expect(part('verdict')).toContainText('Verified again');
  await at('history');
});

test('the log tells of each try, of the preview and of the download', async () => {
  await press('Alt+5');
  await expect(part('log-row').first()).toBeVisible();
  const rows = part('log-row');
  const text = (await rows.allInnerTexts()).join('\n');
  expect(text).toContain('Preview of a pack');
  expect(text).toContain('Download');
  expect(text).toMatch(/Export[\s\S]*Stopped/);
  expect(complaints).toEqual([]);
});

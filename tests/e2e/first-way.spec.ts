/**
 * The way of a newcomer, with no help but the screen: from the address that `npm start` prints to a pack that verified
 * itself. Real server, real workspace, real worker; nothing is faked. With WAYMARK_SHOTS=DIR every station is photographed.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { verifyPack } from '../../src/core/evidence/verify.ts';
import { expect, test } from './desk.fixture.ts';
import { expectAccessible } from './station.ts';

const shots = process.env.WAYMARK_SHOTS;
let station = 0;

/** A station of the way: no accessibility violation, and a picture where asked for. */
async function at(page: Page, name: string): Promise<void> {
  station += 1;
  if (shots) await page.screenshot({ path: join(shots, `${String(station).padStart(2, '0')}-${name}.png`) });
  await expectAccessible(page, name);
}

test('from the first start to a verified pack', async ({ desk, page }) => firstWay(desk.url, page));

async function firstWay(url: string, page: Page): Promise<void> {
  test.setTimeout(240_000);
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  const outside: string[] = [];
  page.on('request', (request) => {
    if (!/^(http|ws):\/\/127\.0\.0\.1:|^blob:|^data:/.test(request.url())) outside.push(request.url());
  });

  await page.goto(url);
  await expect(page.getByTestId('enrol-form')).toBeVisible();
  expect(page.url()).not.toContain('token');
  await at(page, 'enrol');
  await page.keyboard.press('Enter');

  await expect(page.getByTestId('sign-in-form')).toBeVisible();
  await at(page, 'sign-in');
  await page.keyboard.press('Enter');

  await expect(page.getByTestId('cases-screen')).toBeVisible();
  await expect(page.getByTestId('training-stripe')).toBeVisible();
  await at(page, 'cases-empty');
  await page.keyboard.press('Enter');

  await expect(page.getByTestId('find-screen')).toBeVisible();
  await expect(page.getByTestId('lesson')).toBeVisible();
  await expect(page.getByTestId('status-sync')).toContainText('Synced', { timeout: 60_000 });
  await at(page, 'find-lesson');

  // Without an authority: refused, with what is missing and the way to get it.
  await page.getByTestId('lesson-plate').click();
  await page.getByTestId('run-query').click();
  await expect(page.getByTestId('refusal')).toBeVisible();
  await expect(page.getByTestId('refusal')).toContainText('NZ-FIND-1');
  await at(page, 'refused');

  // The query is kept and runs the moment the authority is there.
  if (!(await page.getByTestId('authority-panel').isVisible())) await page.getByTestId('authority-chip').click();
  await expect(page.getByTestId('authority-panel')).toBeVisible();
  const runs = page.getByTestId('declare-and-run').or(page.getByTestId('authority-declare'));
  await runs.first().click();
  await expect(page.getByTestId('result-row').first()).toBeVisible();
  await page.keyboard.press('Home');
  await page.waitForTimeout(1500);
  await at(page, 'results');

  await page.getByTestId('result-row').first().click();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('confirm-step')).toBeVisible();
  await at(page, 'detection');
  const image = page.getByTestId('plate-image');
  await expect(image.or(page.getByTestId('no-image')).first()).toBeVisible();

  await confirmAndExhibit(page);
  await at(page, 'confirmed');
  await page.getByTestId('plate-box').press('Escape');
  await page.getByTestId('result-row').nth(1).click();
  await page.keyboard.press('Enter');
  await confirmAndExhibit(page);
  await page.getByTestId('draw-journey').click();
  await page.waitForTimeout(1500);
  await at(page, 'journey');

  await page.keyboard.press('Alt+3');
  await expect(page.getByTestId('exhibit-row')).toHaveCount(2);
  await at(page, 'exhibits');

  await page.keyboard.press('Alt+4');
  await expect(page.getByTestId('pack-form')).toBeVisible();
  await at(page, 'pack-form');
  await page.getByTestId('pack-recipients').fill('Crown prosecutor, Hamilton');
  await page.getByTestId('pack-reason').fill('Disclosure to Crown, first appearance');
  await page.getByTestId('export-pack').click();
  await expect(page.getByTestId('verdict')).toHaveAttribute('data-status', 'valid', { timeout: 90_000 });
  await at(page, 'pack-verified');

  const saved = page.waitForEvent('download');
  await page.getByTestId('download-pack').click();
  const bytes = new Uint8Array(readFileSync(await (await saved).path()));
  const verdict = await verifyPack(bytes);
  expect(verdict.problems).toEqual([]);
  expect(verdict.pack).toMatchObject({ space: 'training', exhibits: 2 });

  await page.keyboard.press('Alt+5');
  await expect(page.getByTestId('log-row').first()).toBeVisible();
  await expect(page.getByTestId('chain-badge')).toBeVisible();
  await at(page, 'log');
  await page.getByTestId('rail-sync').click();
  await expect(page.getByTestId('sync-screen')).toBeVisible();
  await at(page, 'sync');
  await page.getByTestId('rail-settings').click();
  await expect(page.getByTestId('settings-screen')).toBeVisible();
  await at(page, 'settings');
  await page.keyboard.press('?');
  await expect(page.getByTestId('shortcuts')).toBeVisible();
  await at(page, 'shortcuts');
  await page.keyboard.press('Escape');

  // The other half of the day.
  await page.emulateMedia({ colorScheme: 'light' });
  for (const [key, name] of [
    ['Alt+1', 'cases'],
    ['Alt+2', 'find'],
    ['Alt+3', 'exhibits'],
    ['Alt+4', 'packs'],
    ['Alt+5', 'log'],
  ] as const) {
    await page.keyboard.press(key);
    await page.waitForTimeout(800);
    await at(page, `light-${name}`);
  }
  await page.keyboard.press('Alt+L');
  await expect(page.getByTestId('sign-in-form')).toBeVisible();
  await at(page, 'light-locked');

  expect(complaints).toEqual([]);
  expect(outside).toEqual([]);
}

/** The routine case on the keyboard: what the image shows, typed without seeing the reading. */
async function confirmAndExhibit(page: Page): Promise<void> {
  await expect(page.getByTestId('confirm-step')).toBeVisible();
  await expect(page.getByTestId('plate-image')).toBeVisible();
  await page.getByTestId('blind-retype').fill('HOV528');
  await page.getByTestId('blind-done').click();
  await page.getByTestId('vehicle-seen').fill('silver ute');
  await page.getByTestId('vehicle-done').click();
  const lookAlikes = page.getByTestId('look-alikes-done');
  if (await lookAlikes.isVisible()) await lookAlikes.click();
  await page.getByTestId('outcome-confirmed').click();
  await expect(page.getByTestId('judged')).toBeVisible();
  await page.getByTestId('add-exhibit').click();
  await expect(page.getByTestId('is-exhibit')).toBeVisible();
}

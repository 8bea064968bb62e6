/**
 * The auditor on the real thing: what an officer was refused and asked on this workstation is handed over sealed, opened
 * with the audit passphrase, verified, drilled into and noted. The auditor finds no way to ask for a plate.
 * With WAYMARK_SHOTS=DIR every station is photographed.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { TRAINING_AUDIT_PASSPHRASE, TRAINING_PASSPHRASE } from '../../src/core/training/index.ts';
import { type Desk, expect, startDesk, test } from './desk.fixture.ts';
import { expectAccessible } from './station.ts';

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
async function at(name: string): Promise<void> {
  if (shots) await page.screenshot({ path: join(shots, `audit-${name}.png`) });
  await expectAccessible(page, name);
}

test('an officer is refused, asks lawfully, and hands the log over', async () => {
  test.setTimeout(180_000);
  await expect(page.getByTestId('enrol-form')).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('sign-in-form')).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('case-name')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('find-screen')).toBeVisible();
  await expect(page.getByTestId('status-sync')).toContainText('Synced', { timeout: 60_000 });
  await page.getByTestId('plate-box').fill('HOV528');
  await page.getByTestId('plate-box').press('Enter');
  await expect(page.getByTestId('refusal')).toContainText('NZ-FIND-1');
  await page.getByTestId('authority-declare').click();
  await expect(page.getByTestId('result-row').first()).toBeVisible();
  // Nothing waits any more: a round has handed the log over.
  await page.getByTestId('rail-sync').click();
  await page.getByRole('button', { name: 'Sync now' }).click();
  await expect(page.getByTestId('status-sync')).not.toContainText('waiting', { timeout: 60_000 });
});

test('signed in as auditor, the log is sealed until the audit passphrase opens it', async () => {
  test.setTimeout(180_000);
  await page.keyboard.press('Alt+L');
  await expect(page.getByTestId('sign-in-form')).toBeVisible();
  await page.getByLabel('User name').fill('a.auditor');
  await page.locator('input[type=password]').fill(TRAINING_PASSPHRASE);
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('audit-gate')).toBeVisible({ timeout: 60_000 });
  await expect(page.getByTestId('audit-passphrase')).toBeVisible({ timeout: 60_000 });
  await at('sealed');
  await page.getByTestId('audit-passphrase').fill('not the audit passphrase');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('audit-unlock')).toContainText('is wrong', { timeout: 60_000 });
  await expect(page.getByTestId('audit-table')).toHaveCount(0);
  await page.getByTestId('audit-passphrase').fill(TRAINING_AUDIT_PASSPHRASE);
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('audit-table')).toBeVisible({ timeout: 60_000 });
  await expect(page.getByTestId('plate-box')).toHaveCount(0);
});

test('every log is verified here, and each query stands there with what came of it', async () => {
  await expect(page.getByTestId('audit-verdict')).toHaveAttribute('data-state', 'whole', { timeout: 60_000 });
  const asked = page.getByTestId('audit-row').filter({ hasText: 'HOV528' });
  await expect(asked.filter({ hasText: 'Ran' }).first()).toBeVisible();
  await expect(asked.filter({ hasText: 'Officer T. Example' }).first()).toBeVisible();
  await expect(page.getByTestId('audit-logged')).toContainText('Your reading is logged');
  await at('list');
});

test('an entry opens as it was then, with its proof, and a finding is recorded', async () => {
  await page.getByTestId('audit-row').filter({ hasText: 'HOV528' }).filter({ hasText: 'Ran' }).first().click();
  await expect(page.getByTestId('audit-entry')).toContainText('HOV528');
  await expect(page.getByTestId('audit-proof')).toContainText('hash');
  await at('entry');
  await page.getByTestId('audit-note').fill('Matches the file; the officer is assigned to it.');
  await page.getByTestId('audit-refer').click();
  await expect(page.getByTestId('audit-findings')).toContainText('Matches the file');
  await at('finding');
});

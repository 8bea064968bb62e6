/**
 * Doors and bad weather: a wrong passphrase, a second window, a reload, a lock, a server that goes away.
 * Real processes; the loopback host's own refusals are tested beside its source.
 */
import { rmSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { expect, startDesk, test } from './desk.fixture.ts';

/** Enrols and signs in with what the screen offers. */
async function enter(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await expect(page.getByTestId('enrol-form')).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('sign-in-form')).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('cases-screen')).toBeVisible();
}

test('passphrase, reload, lock and a second window', async ({ page, browser }) => {
  test.setTimeout(180_000);
  const desk = await startDesk();
  try {
    await enter(page, desk.url);

    // A reload needs no new address: the tab holds the next one-time token.
    await page.reload();
    await expect(page.getByTestId('cases-screen')).toBeVisible();

    // The address that was opened is used up; nobody else gets in with it, nor beside us.
    const other = await (await browser.newContext()).newPage();
    await other.goto(desk.url);
    await expect(other.getByTestId('connection-screen')).toBeVisible();
    await expect(other.getByTestId('cases-screen')).toHaveCount(0);
    await other.context().close();
    await expect(page.getByTestId('cases-screen')).toBeVisible();

    // Locked: nothing of the case is on the page, and a wrong passphrase is counted and waited for.
    await page.keyboard.press('Alt+L');
    await expect(page.getByTestId('sign-in-form')).toBeVisible();
    const passphrase = page.locator('input[type=password]');
    await passphrase.fill('not the passphrase');
    await page.keyboard.press('Enter');
    await expect(page.getByTestId('sign-in-form')).toContainText(/wrong/i);
    await expect(page.getByTestId('frame')).toHaveCount(0);
    await page.waitForTimeout(5000);
    await passphrase.fill('training-passphrase');
    await page.keyboard.press('Enter');
    await expect(page.getByTestId('cases-screen')).toBeVisible({ timeout: 30_000 });
  } finally {
    await desk.stop();
    rmSync(desk.dataDir, { recursive: true, force: true });
  }
});

test('without its server the desk says so and goes on asking what it holds', async ({ page }) => {
  test.setTimeout(180_000);
  const desk = await startDesk();
  try {
    await enter(page, desk.url);
    await expect(page.getByTestId('status-sync')).toContainText('Synced', { timeout: 60_000 });
    await page.keyboard.press('Enter');
    await expect(page.getByTestId('find-screen')).toBeVisible();

    await desk.stopServer();
    await page.getByTestId('rail-sync').click();
    await page.getByTestId('sync-start').click();
    await expect(page.getByTestId('status-sync')).toContainText(/offline/i, { timeout: 30_000 });

    await page.keyboard.press('Alt+2');
    await page.getByTestId('lesson-plate').click();
    await page.getByTestId('run-query').click();
    await expect(page.getByTestId('refusal')).toBeVisible();
    await page.getByTestId('declare-and-run').or(page.getByTestId('authority-declare')).first().click();
    await expect(page.getByTestId('result-row').first()).toBeVisible();
    // Nobody could look the file number up: the authority is provisional, and shown as such.
    await page.getByTestId('authority-chip').click();
    await expect(page.getByTestId('authority-panel')).toContainText(/provisional/i);
  } finally {
    await desk.stop();
    rmSync(desk.dataDir, { recursive: true, force: true });
  }
});

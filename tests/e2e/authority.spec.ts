/**
 * An authority that needs a second person, on the real thing: drafted with its paper, handed in, seen in the register as
 * awaiting approval, and not approved by who asked. A file that is no document says why. One desk, one case.
 */
import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { type Desk, expect, startDesk, test } from './desk.fixture.ts';
import { expectAccessible } from './station.ts';

test.describe.configure({ mode: 'serial' });

const PDF = Buffer.from('%PDF-1.7\n% the signed approval of an inspector\n%%EOF\n');

let page: Page;
let desk: Desk;
test.beforeAll(async ({ browser }) => {
  test.setTimeout(150_000);
  desk = await startDesk();
  page = await (await browser.newContext()).newPage();
  await page.goto(desk.url);
  await expect(page.getByTestId('enrol-form')).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('sign-in-form')).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('case-name')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('find-screen')).toBeVisible();
  await expect(page.getByTestId('status-sync')).toContainText('Synced', { timeout: 60_000 });
});
test.afterAll(async () => {
  await page?.context().close();
  await desk?.stop();
  if (desk) rmSync(desk.dataDir, { recursive: true, force: true });
});

test('the form of a way asks what the way needs, and takes no file that is no document', async () => {
  await page.keyboard.press('Alt+A');
  await page.getByTestId('way-senior-authority').click();
  const form = page.getByTestId('way-form');
  await expect(form).toBeVisible();
  await expect(form.getByTestId('way-impracticable')).toHaveCount(0);
  await expect(page.getByTestId('way-submit')).toBeDisabled();
  await expect(form).toContainText('Waits for');
  await page.getByTestId('document-file').setInputFiles([
    { name: 'approval.docx', mimeType: 'application/msword', buffer: Buffer.from('no document') },
    { name: 'approval.pdf', mimeType: 'application/pdf', buffer: PDF },
  ]);
  await expect(page.getByTestId('document-problem')).toContainText('approval.docx');
  await expect(page.getByTestId('document-pending')).toHaveCount(1);
  const hash = createHash('sha256').update(PDF).digest('hex');
  await expect(page.getByTestId('document-pending').locator('[title]')).toHaveAttribute('title', hash);
  await expectAccessible(page, 'way-form');
});

test('handed in, it awaits approval in the chip and in the register', async () => {
  await page.getByTestId('way-number').fill('SA-2026-0101');
  await page.getByTestId('way-issuer').fill('Inspector S. Example');
  await page.getByTestId('way-purpose').selectOption('aggravated-robbery');
  await page.getByTestId('way-narrative').fill('A silver ute left the scene; no file number was given yet.');
  await page.getByTestId('way-plates').fill('hov 528');
  await page.getByTestId('way-plates').press('Control+Enter');
  await expect(page.getByTestId('authority-chip')).toContainText('Awaiting approval');
  await expect(page.getByTestId('step-refused')).toHaveCount(0);

  await page.keyboard.press('Alt+R');
  const row = page.getByTestId('register-row').filter({ hasText: 'SA-2026-0101' });
  await expect(row).toContainText('Awaiting approval');
  await expect(row).toContainText('nobody yet');
  await row.getByRole('button').press('Enter');
  const detail = page.getByTestId('authority-detail');
  await expect(detail).toContainText('plates HOV528');
  await expect(detail.getByTestId('document')).toHaveCount(1);
  await expectAccessible(page, 'register');

  // The paper that comes back is the one that was attached.
  const saved = page.waitForEvent('download');
  await detail.getByTestId('read-document').click();
  expect((await saved).suggestedFilename()).toBe('approval.pdf');
  await expect(detail.getByTestId('document')).toContainText('the hash holds');
});

test('nobody approves what they asked for, and what waits is not in force', async () => {
  await page.getByRole('tab', { name: /To approve/ }).click();
  await expect(page.getByTestId('to-approve')).toBeVisible();
  await expect(page.getByTestId('approval-approve').and(page.locator(':enabled'))).toHaveCount(0);
  await page.keyboard.press('Alt+2');
  await page.getByTestId('plate-box').fill('HOV528');
  await page.getByTestId('plate-box').press('Enter');
  await expect(page.getByTestId('refusal')).toBeVisible();
  await expect(page.getByTestId('result-row')).toHaveCount(0);
});

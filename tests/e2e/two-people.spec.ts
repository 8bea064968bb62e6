/**
 * Authority as a station of people has it: an investigator drafts, a senior at another workstation reads and approves,
 * what is not lawful is refused with its reason, and what was approved is followed, reported and withdrawn. Real server,
 * real workstations, two windows. With WAYMARK_SHOTS=DIR every station is photographed, both themes, two sizes.
 */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { ed25519 } from '@noble/curves/ed25519.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { Page } from '@playwright/test';
import { writeVerifierKey } from '../../src/core/audit/signed-note.ts';
import { expect, test } from './desk.fixture.ts';
import { type SharedServer, startSharedServer } from './shared-server.ts';
import { expectAccessible } from './station.ts';

// Two windows, rounds of sync and pictures: a busy machine needs its time.
test.describe.configure({ mode: 'serial', timeout: 180_000 });

const WARRANT = {
  name: 'Warrant SDW-2026-0117.pdf',
  mimeType: 'application/pdf',
  buffer: Buffer.from('%PDF-1.7\n% surveillance device warrant, sealed copy\n%%EOF\n'),
};
const NARRATIVE = 'Robbery of a jeweller; a witness saw a silver ute leave towards Cambridge.';
const TRACKED = 'HOV528';
const WITNESS_KEY = writeVerifierKey({
  name: 'court.invalid/witness',
  kind: 'cosignature',
  publicKeyHex: bytesToHex(ed25519.getPublicKey(new Uint8Array(32).fill(7))),
});

let shared: SharedServer;
let officer: Page;
let senior: Page;
test.beforeAll(async ({ browser }) => {
  test.setTimeout(150_000);
  shared = await startSharedServer();
  officer = await shared.deskOf(browser, 't.example');
  await expect(officer.getByTestId('case-name')).toBeFocused();
  await officer.keyboard.press('Enter');
  await expect(officer.getByTestId('find-screen')).toBeVisible();
  await expect(officer.getByTestId('status-sync')).toContainText('Synced', { timeout: 60_000 });
});
test.afterAll(async () => {
  await officer?.context().close();
  await senior?.context().close();
  await shared?.stop();
});

const shots = process.env.WAYMARK_SHOTS;
let station = 0;
/** No accessibility violation; in both themes where the station is new in kind. Pictures of both, at both sizes, where asked for. */
async function at(page: Page, name: string, themes: 'both' | 'dark' = 'dark'): Promise<void> {
  station += 1;
  if (!shots && themes === 'dark') return expectAccessible(page, name);
  for (const theme of ['dark', 'light'] as const) {
    for (const [width, height] of shots ? [[1920, 1080] as const, [1280, 800] as const] : [[1280, 800] as const]) {
      await page.setViewportSize({ width, height });
      if (shots) {
        await page.waitForTimeout(400);
        await page.screenshot({
          path: join(shots, `people-${String(station).padStart(2, '0')}-${name}-${theme}-${width}.png`),
        });
      }
    }
    await expectAccessible(page, `${name}, ${theme}`);
    await page.keyboard.press('Alt+T');
  }
  await expect(page.locator('body')).toHaveAttribute('data-theme', 'dark');
}

/** Two rounds: the first that ends may have begun before it was asked for. */
async function sync(page: Page): Promise<void> {
  const status = page.getByTestId('status-sync');
  const at = async (): Promise<string> => /\d\d:\d\d:\d\d/.exec(await status.innerText())?.[0] ?? '';
  await page.getByTestId('rail-sync').click();
  for (let round = 0; round < 2; round += 1) {
    await expect(status).toContainText('Synced', { timeout: 30_000 });
    const before = await at();
    // Its time is shown to the second.
    await page.waitForTimeout(1000);
    await page.getByTestId('sync-start').click();
    await expect.poll(at, { timeout: 30_000 }).not.toBe(before);
  }
  await expect(status).toContainText('Synced', { timeout: 30_000 });
}

const registerRow = (page: Page, number: string) => page.getByTestId('register-row').filter({ hasText: number });

async function ask(plate: string): Promise<void> {
  await officer.keyboard.press('Alt+2');
  await officer.getByTestId('plate-box').fill(plate);
  await officer.getByTestId('plate-box').press('Enter');
}

/** Fills the form of a way, fields by their names, and attaches the paper. */
async function fill(page: Page, fields: Record<string, string>): Promise<void> {
  for (const [field, value] of Object.entries(fields)) {
    const control = page.getByTestId(`way-${field}`);
    if (field === 'purpose' || field === 'grounds') await control.selectOption(value);
    else await control.fill(value);
  }
  await page.getByTestId('document-file').setInputFiles([WARRANT]);
  await expect(page.getByTestId('document-pending')).toHaveCount(1);
}

test('without an authority to track the way to one is shown; with one nobody approved, tracking is refused', async () => {
  await officer.keyboard.press('Alt+R');
  await officer.getByRole('tab', { name: 'Tracking' }).click();
  await expect(officer.getByTestId('tracking-none')).toContainText('approved by a second person');
  await officer.getByTestId('tracking-get').click();
  const form = officer.getByTestId('way-form');
  await expect(form).toHaveAttribute('data-kind', 'surveillance-device-warrant');
  await fill(officer, {
    number: 'SDW-2026-0117',
    issuer: 'Judge A. Example, Hamilton District Court',
    purpose: 'aggravated-robbery',
    narrative: NARRATIVE,
    plates: TRACKED,
  });
  await at(officer, 'warrant-form', 'both');
  await officer.getByTestId('way-submit').click();
  await expect(officer.getByTestId('authority-chip')).toContainText('Awaiting approval');

  await officer.keyboard.press('Alt+R');
  await officer.getByRole('tab', { name: 'Tracking' }).click();
  await expect(officer.getByTestId('tracking-form')).toContainText('Nobody has approved it yet');
  await officer.getByTestId('tracking-start').click();
  const refused = officer.getByTestId('step-refused');
  await expect(refused).toContainText('Not started. Log entry');
  await expect(refused).toContainText('NZ-APPROVAL-1');
  await expect(officer.getByTestId('watch')).toHaveCount(0);
  await at(officer, 'tracking-refused');
});

test('a senior at another workstation reads the paper, and only then approves', async ({ browser }) => {
  senior = await shared.deskOf(browser, 's.inspector');
  await senior.keyboard.press('Alt+R');
  const request = senior.getByTestId('approval-request');
  await expect(request).toContainText('SDW-2026-0117');
  await expect(request).toContainText('Officer T. Example');
  await request.click();
  await senior.getByTestId('approval-note').fill('Read the warrant; the plate is the one it names.');
  await expect(senior.getByTestId('approval-approve')).toBeDisabled();
  await expect(senior.getByTestId('approval-why')).toContainText('Read the document first');
  await at(senior, 'approval-unread');
  const saved = senior.waitForEvent('download');
  await senior.getByTestId('read-document').click();
  expect((await saved).suggestedFilename()).toBe(WARRANT.name);
  await expect(senior.getByTestId('documents')).toContainText('the hash holds');
  await at(senior, 'approval-read', 'both');
  await senior.getByTestId('approval-approve').click();
  await expect(senior.getByTestId('approve-empty')).toBeVisible();
});

test('the register of the investigator says who approved it, how long it holds, and when its report is due', async () => {
  await sync(officer);
  await officer.keyboard.press('Alt+R');
  await officer.getByRole('tab', { name: 'This case' }).click();
  const row = registerRow(officer, 'SDW-2026-0117');
  await expect(row.getByTestId('standing')).toHaveAttribute('data-standing', 'in-force');
  await expect(row.getByTestId('register-clock')).toHaveText(/^(59 d \d+|60 d 0) h left$/);
  await expect(row.getByTestId('register-report')).toContainText('Due');
  await expect(row).toContainText('Inspector S. Sample');
  await row.getByRole('button').press('Enter');
  await expect(officer.getByTestId('authority-detail')).toContainText('Approved by Inspector S. Sample');
  await at(officer, 'in-force', 'both');
});

test('nobody approves what they ask for themselves', async () => {
  await senior.keyboard.press('Alt+1');
  await senior.getByTestId('case-name').press('Enter');
  await expect(senior.getByTestId('find-screen')).toBeVisible();
  await senior.keyboard.press('Alt+A');
  await senior.getByTestId('way-senior-authority').click();
  await fill(senior, {
    number: 'SA-2026-0033',
    issuer: 'Superintendent P. Example',
    purpose: 'aggravated-robbery',
    narrative: NARRATIVE,
    plates: TRACKED,
  });
  await senior.getByTestId('way-submit').click();
  await expect(senior.getByTestId('authority-chip')).toContainText('Awaiting approval');
  await senior.keyboard.press('Alt+R');
  await senior.getByRole('tab', { name: /To approve/ }).click();
  await senior.getByTestId('approval-request').filter({ hasText: 'SA-2026-0033' }).click();
  await expect(senior.getByTestId('approval-detail')).toContainText('Asked by yourself');
  await expect(senior.getByTestId('approval-approve')).toBeDisabled();
  await expect(senior.getByTestId('approval-refuse')).toBeDisabled();
  await expect(senior.getByTestId('approval-why')).toContainText('Somebody else decides');
  await expect(senior.getByTestId('approval-why')).toContainText('NZ-APPROVAL-1');
  await at(senior, 'own-request');
});

test('approved, tracking starts, a read that comes is put there unconfirmed, and stopping ends it', async () => {
  await officer.getByRole('tab', { name: 'Tracking' }).click();
  await officer.getByTestId('tracking-start').click();
  const watch = officer.getByTestId('watch');
  await expect(watch).toHaveAttribute('data-running', 'true');
  await ingest(TRACKED);
  await sync(officer);
  await officer.keyboard.press('Alt+R');
  await expect(watch.getByTestId('watch-read').first()).toBeVisible({ timeout: 30_000 });
  await expect(watch).toContainText('None of these reads is confirmed');
  await at(officer, 'tracking');
  await watch.getByTestId('stop-tracking').click();
  await officer.getByTestId('stop-reason').fill('Vehicle stopped at Tīrau.');
  await officer.getByTestId('stop-tracking-sure').click();
  await expect(watch).toHaveAttribute('data-running', 'false');
  await expect(watch).toContainText('stopped');
});

test('an own vehicle is refused; leave is asked with a reason, given by a senior, and the query is marked', async () => {
  const { plate } = shared.register.ownVehicle;
  await officer.keyboard.press('Alt+A');
  await officer.getByTestId('for-find').click();
  await officer.getByTestId('way-file-number').click();
  await officer.getByTestId('authority-declare').click();
  await expect(officer.getByTestId('authority-chip')).toContainText('left');
  await ask(plate);
  const reason = officer.getByTestId('refusal-reason').and(officer.locator('[data-code="own-vehicle"]'));
  await expect(reason).toContainText('NZ-OWN-1');
  await expect(officer.getByTestId('result-row')).toHaveCount(0);
  await officer.getByTestId('declare-interest').click();
  await officer
    .getByTestId('interest-reason')
    .fill('Mine was taken in the burglary of this file; nobody else is on it.');
  await at(officer, 'own-vehicle');
  await officer.getByTestId('interest-declare').click();
  await expect(officer.getByTestId('interest-asked')).toContainText('A senior decides');
  // Asked is not given.
  await officer.getByTestId('declare-and-run').click();
  await expect(reason).toBeVisible();

  await sync(senior);
  await senior.keyboard.press('Alt+R');
  const request = senior.getByTestId('interest-request');
  await expect(request).toContainText('taken in the burglary');
  await request.getByTestId('interest-note').fill('Agreed for this file, once.');
  await at(senior, 'interest-request');
  await request.getByTestId('interest-approve').click();
  await expect(request).toHaveCount(0);

  await sync(officer);
  await ask(plate);
  await expect(officer.getByTestId('results-summary')).toContainText(`for ${plate}`);
  await officer.keyboard.press('Alt+R');
  await officer.getByRole('tab', { name: 'My vehicles' }).click();
  await expect(officer.getByTestId('interest-row').filter({ hasText: 'each query is marked' })).toBeVisible();
  await at(officer, 'my-vehicles');
});

test('the emergency power: its ground, its clock from the first use, its report', async () => {
  await officer.keyboard.press('Alt+A');
  await officer.getByTestId('for-track').click();
  await officer.getByTestId('way-emergency').click();
  await fill(officer, {
    number: 's48-2026-0005',
    purpose: 'kidnapping',
    narrative: 'A child was put into a white van in Tīrau ten minutes ago.',
    plates: 'KID911',
    grounds: 's48-prevent-harm',
    impracticable: 'It happened ten minutes ago and no Judge can be reached in that time.',
  });
  await at(officer, 'emergency-form');
  await officer.getByTestId('way-submit').click();
  await sync(senior);
  await senior.keyboard.press('Alt+R');
  const request = senior.getByTestId('approval-request').filter({ hasText: 's48-2026-0005' });
  await expect(request).toBeVisible();
  await request.click();
  await senior.getByTestId('approval-note').fill('Danger to life; agreed at once.');
  await senior.getByTestId('read-document').click();
  await expect(senior.getByTestId('documents')).toContainText('the hash holds');
  await senior.getByTestId('approval-approve').click();
  await expect(request).toHaveCount(0);

  await sync(officer);
  await officer.keyboard.press('Alt+R');
  await officer.getByRole('tab', { name: 'This case' }).click();
  const row = registerRow(officer, 's48-2026-0005');
  await expect(row.getByTestId('standing')).toHaveAttribute('data-standing', 'in-force');
  // Nothing was done under it yet: no report is owed.
  await expect(row.getByTestId('register-report')).toContainText('none due');
  await officer.getByRole('tab', { name: 'Tracking' }).click();
  await officer.getByTestId('tracking-authority').selectOption({ label: 'Emergency use s48-2026-0005' });
  await officer.getByTestId('tracking-start').click();
  const watch = officer.getByTestId('watch').filter({ hasText: 'KID911' });
  await expect(watch).toHaveAttribute('data-running', 'true');
  await expect(watch).toContainText(/(47|48) h/);
  await officer.getByRole('tab', { name: 'This case' }).click();
  await expect(row.getByTestId('register-report')).toContainText('Due');
  await row.getByRole('button').press('Enter');
  await officer.getByTestId('authority-withdraw').click();
  await officer.getByTestId('authority-withdraw-sure').click();
  await expect(row.getByTestId('standing')).toHaveAttribute('data-standing', 'withdrawn');
  await officer.getByTestId('report-note').fill('To Judge A. Example, Hamilton, by post today; copy on the file.');
  await at(officer, 'emergency-report');
  await officer.getByTestId('authority-report').click();
  await expect(row.getByTestId('register-report')).toContainText('Reported');
  // Its watch ended with it.
  await officer.getByRole('tab', { name: 'Tracking' }).click();
  await expect(watch).toContainText('its authority was withdrawn');
});

test('withdrawn, an authority stops the next query', async () => {
  await ask(TRACKED);
  await expect(officer.getByTestId('results-summary')).toContainText(`for ${TRACKED}`);
  await officer.keyboard.press('Alt+R');
  await officer.getByRole('tab', { name: 'This case' }).click();
  await registerRow(officer, shared.lesson.fileNumber).getByRole('button').press('Enter');
  await officer.getByTestId('authority-withdraw').click();
  await officer.getByTestId('authority-withdraw-sure').click();
  await expect(officer.getByTestId('authority-chip')).toContainText('Withdrawn');
  await ask(TRACKED);
  await expect(officer.getByTestId('refusal')).toContainText('withdrawn');
  await expect(officer.getByTestId('result-row')).toHaveCount(0);
  await at(officer, 'withdrawn');
});

test('a saved draft is changed, and a paper taken out of it', async () => {
  await officer.keyboard.press('Alt+A');
  await officer.getByTestId('for-track').click();
  await officer.getByTestId('way-production-order').click();
  await fill(officer, {
    number: 'PO-2026-0008',
    issuer: 'Judge A. Example, Hamilton District Court',
    purpose: 'aggravated-robbery',
    narrative: NARRATIVE,
    plates: TRACKED,
  });
  await officer.getByTestId('way-save').click();
  await expect(officer.getByTestId('saved-draft')).toContainText('can be changed until you submit it');
  await expect(officer.getByTestId('way-save')).toBeDisabled();
  await officer.getByTestId('way-number').fill('PO-2026-0009');
  await expect(officer.getByTestId('saved-draft')).toContainText('not saved yet');
  await at(officer, 'draft-changed');
  await officer.getByTestId('way-save').click();
  await expect(officer.getByTestId('way-form')).toContainText('Draft: PO-2026-0009');
  await officer.getByTestId('remove-document').click();
  await officer.getByTestId('remove-document-sure').getByRole('button', { name: 'Take it out' }).click();
  await expect(officer.getByTestId('document')).toHaveCount(0);
  // Without its paper it waits.
  await expect(officer.getByTestId('way-submit')).toBeDisabled();
  await officer.keyboard.press('Alt+R');
  await officer.getByRole('tab', { name: 'This case' }).click();
  await expect(registerRow(officer, 'PO-2026-0009').getByTestId('standing')).toHaveAttribute('data-standing', 'draft');
  await expect(registerRow(officer, 'PO-2026-0008')).toHaveCount(0);
});

test('sharing on a memorandum alone is refused, on the law it is allowed; who followed a vehicle does not flag it', async () => {
  await officer.keyboard.press('Alt+R');
  await officer.keyboard.press('5');
  const form = officer.getByTestId('sharing-form');
  await officer.getByTestId('sharing-agency').fill('New Zealand Customs Service');
  await officer.getByTestId('sharing-mou').check({ force: true });
  await officer.getByTestId('sharing-mou-reference').fill('Memorandum of 2019');
  await officer.getByTestId('sharing-ask').click();
  await expect(form.getByTestId('lawful-refused')).toContainText('NZ-SHARE-1');
  await at(officer, 'sharing-refused', 'both');
  await officer.getByTestId('sharing-ipp11-1-e').check({ force: true });
  await officer.getByTestId('sharing-ipp11-1-e-reference').fill('principle 11(1)(e)(i)');
  await officer.getByTestId('sharing-grounds').fill('The vehicle carried the goods that Customs seized on 3 November.');
  await officer.getByTestId('sharing-ask').click();
  await expect(form.getByTestId('lawful-allowed')).toContainText('It may be shared');

  await officer.getByRole('tab', { name: 'Stolen' }).click();
  await officer.getByTestId('flag-plate').fill(TRACKED);
  await officer.getByTestId('flag-complaint').fill('TC-2026-00999');
  await officer.getByTestId('flag-complainant').fill('R. Sample (invented)');
  await officer.getByTestId('flag-stolen').fill('2026-11-20 08:00');
  await officer.getByTestId('flag-ask').click();
  await expect(officer.getByTestId('lawful-refused')).toContainText('You followed this vehicle');
  await at(officer, 'stolen');
  await officer.getByTestId('flag-plate').fill('NEW900');
  await officer.getByTestId('flag-ask').click();
  await expect(officer.getByTestId('lawful-allowed')).toContainText('You may record it');
});

test('witnesses are an administrator’s to name; an officer sees them', async () => {
  await senior.getByTestId('rail-settings').click();
  await expect(senior.getByTestId('witnesses-none')).toBeVisible();
  await expect(senior.getByTestId('witness-form')).toHaveCount(0);
  await senior.keyboard.press('Alt+L');
  await expect(senior.getByTestId('sign-in-form')).toBeVisible();
  await senior.getByLabel('User name').fill('p.admin');
  await senior.locator('input[type=password]').fill(shared.passphrase);
  await senior.keyboard.press('Enter');
  await expect(senior.getByTestId('frame')).toBeVisible({ timeout: 30_000 });
  await senior.getByTestId('rail-settings').click();
  await senior.getByTestId('witness-key').fill('court.invalid/witness+00000000+AAAA');
  await senior.getByTestId('witness-add').click();
  await expect(senior.getByTestId('witness-form')).toContainText('This is no key of a witness');
  await senior.getByTestId('witness-key').fill(WITNESS_KEY);
  await senior.getByTestId('witness-note').fill('Run by the court; key id read out by telephone');
  await senior.getByTestId('witness-add').click();
  await expect(senior.getByTestId('witness')).toContainText('court.invalid/witness');
  await expect(senior.getByTestId('audit-keys')).toContainText('Sealed to');
  await at(senior, 'settings', 'both');
  await senior.getByTestId('witness-remove').click();
  await senior.getByTestId('witness-remove-note').fill('Moved to another host');
  await senior.getByTestId('witness-remove-sure').click();
  await expect(senior.getByTestId('witnesses-none')).toBeVisible();
});

/** A read as a camera provider sends it, now. */
async function ingest(plate: string): Promise<void> {
  const line = JSON.stringify({
    ...{ version: 2, data_type: 'alpr_results', uuid: randomUUID(), camera_id: 'TR-0001', epoch_time: Date.now() },
    results: [{ plate, confidence: 90, plate_index: 0, candidates: [{ plate, confidence: 90 }] }],
  });
  const answer = await fetch(`${shared.url}/ingest/detections`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${shared.ingestKey}` },
    body: JSON.stringify({ provider: 'test', format: 'openalpr', rebaseByMs: 0, lines: [line] }),
  });
  expect(await answer.json()).toMatchObject({ stored: 1 });
}

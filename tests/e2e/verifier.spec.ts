/**
 * The verifier page as a reader opens it: from a file, in Chromium, without any server. Packs are given to it, good ones,
 * tampered ones and no packs; what it shows is what `verifyPack` says in Node, no request leaves it, hostile names stay
 * text, and the report prints on a few pages. With WAYMARK_SHOTS=DIR every station is photographed.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { explained } from '../../src/core/evidence/code-words.ts';
import { PackFault, type PackVerdict } from '../../src/core/evidence/verdict.ts';
import { verifyPack } from '../../src/core/evidence/verify.ts';
import { openZip, verifyBag } from '../../src/core/evidence/verify-bag.ts';
import { type GivenFile, hostileText, tamperedPacks } from '../fixtures/tampered-packs.ts';
import { makeTestAuthority } from '../fixtures/test-authority.ts';

test.describe.configure({ mode: 'serial', timeout: 240_000 });

const address = pathToFileURL(join(import.meta.dirname, '../../resources/verifier.html')).href;
const goldenFolder = join(import.meta.dirname, '../golden/packs');
const shots = process.env.WAYMARK_SHOTS;

let files: GivenFile[];
let anchors: Uint8Array[];
let page: Page;
const requests: string[] = [];
const complaints: string[] = [];

test.beforeAll(async ({ browser }) => {
  const made = await tamperedPacks();
  anchors = made.signer.anchors;
  const golden = readdirSync(goldenFolder).filter((name) => name.endsWith('.pdf'));
  files = [
    ...made.files,
    ...golden.map((name) => ({ name, bytes: new Uint8Array(readFileSync(join(goldenFolder, name))) })),
  ];
  page = await (await browser.newContext()).newPage();
  watch(page);
  await page.goto(address);
});
test.afterAll(() => page?.context().close());

function watch(watched: Page): void {
  watched.on('request', (request) => requests.push(request.url()));
  watched.on('pageerror', (error) => complaints.push(error.message));
  watched.on('console', (message) => complaints.push(message.text()));
  watched.on('dialog', (dialog) => complaints.push(`dialog ${dialog.message()}`));
}

const part = (name: string) => page.locator(`[data-part="${name}"]`);
const named = (name: string): GivenFile =>
  files.find((file) => file.name === name) ?? { name, bytes: new Uint8Array() };
const asUpload = ({ name, bytes }: GivenFile) => ({
  name,
  mimeType: 'application/octet-stream',
  buffer: Buffer.from(bytes),
});

async function give(file: GivenFile): Promise<void> {
  await part('file').setInputFiles(asUpload(file));
  await expect(part('status')).toBeEmpty({ timeout: 60_000 });
  await expect(part('verdict')).toBeVisible();
}
async function at(name: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    if (shots) await page.screenshot({ path: join(shots, `verifier-${name}-${colorScheme}.png`), fullPage: true });
    // Nothing moves on this page: one look is enough, however long a slow machine takes for its tables.
    const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag22aa']).analyze();
    const found = violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`,
    );
    expect(found, `${name}, ${colorScheme}: accessibility`).toEqual([]);
  }
}
async function inNode({ name, bytes }: GivenFile): Promise<PackVerdict> {
  if (!name.endsWith('.zip')) return verifyPack(bytes);
  try {
    return await verifyBag(openZip(bytes));
  } catch (error) {
    if (!(error instanceof PackFault)) throw error;
    const { problem } = error;
    return {
      status: 'unreadable',
      trust: 'not-checked',
      checks: [],
      problems: [problem],
      signer: null,
      keeper: null,
      pack: null,
    };
  }
}
const heads = {
  valid: 'Whole, signed, nothing left out',
  invalid: 'Do not rely on this pack',
  unreadable: 'This is not a pack',
};

test('says what it does and does not do, before anything is given to it', async () => {
  await expect(part('drop')).toContainText('It sends nothing anywhere');
  await expect(page.locator('h1')).toHaveText('Waymark verifier');
  await at('empty');
});

test('EP71 of every file the verdict, each check and each problem are those of the library', async () => {
  for (const file of files) {
    await give(file);
    const { status, checks, problems, pack } = explained(await inNode(file));
    await expect(part('verdict-head'), file.name).toHaveText(heads[status]);
    await expect(part('verdict-head')).toBeFocused();
    const shownChecks = await part('checks')
      .locator('[data-check]')
      .evaluateAll((all) => all.map((one) => `${one.dataset.check} ${one.dataset.ok}`));
    expect(shownChecks, file.name).toEqual(checks.map(({ id, ok }) => `${id} ${ok}`));
    const shownCodes = await part('checks')
      .locator('[data-code]')
      .evaluateAll((all) => all.map((one) => one.dataset.code));
    expect(shownCodes, file.name).toEqual(problems.slice(0, 50).map(({ code }) => code));
    for (const { means } of problems.slice(0, 50)) await expect(part('checks')).toContainText(means);
    // Listed where the list of what the pack holds can be read.
    await expect(part('contents').isVisible()).resolves.toBe(pack !== null);
  }
});

test('a file is let fall anywhere on the page, checked beside it, and folders and heaps are refused with a way out', async () => {
  const good = named('good.pdf');
  const drop = (names: readonly string[]): Promise<void> =>
    page.evaluate(
      ({ names: all, base64 }) => {
        const transfer = new DataTransfer();
        const bytes = Uint8Array.from(atob(base64), (one) => one.charCodeAt(0));
        for (const name of all) transfer.items.add(new File([bytes], name));
        document.body.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }));
      },
      { names, base64: Buffer.from(good.bytes).toString('base64') },
    );
  await drop(['dropped.pdf']);
  await expect(part('verdict-head')).toHaveText(heads.valid);
  await expect(part('report')).toContainText('dropped.pdf');
  await drop(['one.pdf', 'two.pdf']);
  await expect(part('failure')).toContainText('one file at a time');
  await drop([]);
  await expect(part('failure')).toContainText('a folder has to be zipped first');
  expect(page.workers()).toHaveLength(1);
});

test('EP74 by keyboard alone: choose, compare a fingerprint, print', async () => {
  await page.reload();
  await page.keyboard.press('Tab');
  await expect(part('file')).toBeFocused();
  const chooser = page.waitForEvent('filechooser');
  await page.keyboard.press('Space');
  await (await chooser).setFiles(asUpload(named('good.pdf')));
  await expect(part('verdict-head')).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(part('print')).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(part('compare')).toBeFocused();
  const { authorityFingerprint = '' } = (await inNode(named('good.pdf'))).signer ?? {};
  await page.keyboard.type(authorityFingerprint.toUpperCase().replace(/(.{2})(?=.)/g, '$1:'));
  await expect(part('compare-answer')).toContainText('The same');
  await page.keyboard.press('Backspace');
  await expect(part('compare-answer')).toContainText('a whole fingerprint has 64');
  await page.keyboard.type(authorityFingerprint.endsWith('0') ? '1' : '0');
  await expect(part('compare-answer')).toContainText('Not the same');
});

test('EP71 held against an authority and a witness, the file is checked again', async () => {
  const [anchor = new Uint8Array()] = anchors;
  const [other = new Uint8Array()] = (await makeTestAuthority('Another authority')).anchors;
  const pem = (der: Uint8Array): string =>
    `-----BEGIN CERTIFICATE-----\n${Buffer.from(der).toString('base64')}\n-----END CERTIFICATE-----\n`;
  await give(named('good.pdf'));
  await expect(part('trust-line')).toContainText('Still for you to do');
  await part('trust').locator('summary').click();
  await part('authority').setInputFiles({ name: 'other.pem', mimeType: 'text/plain', buffer: Buffer.from(pem(other)) });
  await expect(part('verdict-head')).toHaveText(heads.invalid);
  await expect(part('checks').locator('[data-code="authority-unknown"]').first()).toBeVisible();
  await at('another-authority');
  await part('authority').setInputFiles({
    name: 'ours.der',
    mimeType: 'application/pkix-cert',
    buffer: Buffer.from(anchor),
  });
  await expect(part('verdict-head')).toHaveText(heads.valid);
  await expect(part('trust-line')).toContainText('Signed under the authority you named');
  await part('authority').setInputFiles({
    name: 'notes.txt',
    mimeType: 'text/plain',
    buffer: Buffer.from('no certificate'),
  });
  await expect(part('authority-wrong')).toContainText('No certificate in notes.txt');
  await part('witnesses').fill('nonsense');
  await part('witnesses').blur();
  await expect(part('trust')).toContainText('Not the key of a witness, and left out: nonsense');
  const { witnessOf } = await import('../fixtures/prove-log.ts');
  const { writeVerifierKey } = await import('../../src/core/audit/signed-note.ts');
  await part('witnesses').fill(writeVerifierKey(witnessOf('witness.example/one', 21).key));
  await part('witnesses').blur();
  await expect(part('checks').locator('[data-code="witness-missing"]').first()).toBeVisible();
  await page.reload();
});

test('lists exhibits, what is absent, files and the log; pictures are looked at, files are saved byte for byte', async () => {
  await give(named('withheld-and-named.pdf'));
  await at('listed');
  await expect(part('log').locator('tr[data-state="withheld"]')).toHaveCount(2);
  await part('log').getByLabel('Show').selectOption('Refusals');
  await expect(part('log').locator('tbody tr')).toHaveCount(2);
  await part('log').getByLabel('Show').selectOption('Withheld entries');
  await expect(part('log').locator('tbody tr')).toHaveCount(2);
  await part('log').getByLabel('Show').selectOption('All');
  await part('log').getByLabel('Search').fill('exhibit added');
  await expect(part('log').locator('tbody tr').first()).toContainText('Exhibit added');
  await expect(part('absent')).toContainText('Another person’s inquiry');
  await page.getByRole('button', { name: 'Look at images/E-01.png' }).first().click();
  await expect(part('picture').locator('img')).toHaveJSProperty('complete', true);
  expect(
    await part('picture')
      .locator('img')
      .evaluate((image) => (image as HTMLImageElement).naturalWidth),
  ).toBeGreaterThan(0);
  await at('picture');
  await page.keyboard.press('Escape');
  await expect(part('picture')).toHaveCount(0);
  const saved = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save log/checkpoint.json' }).click();
  const download = await saved;
  expect(download.suggestedFilename()).toBe('checkpoint.json');
  const { readAttachments } = await import('../../src/core/evidence/pdf-attachments.ts');
  const own = (await readAttachments(named('withheld-and-named.pdf').bytes)).find(
    ({ name }) => name === 'log/checkpoint.json',
  );
  expect(readFileSync(await download.path())).toEqual(Buffer.from(own?.bytes ?? []));
});

test('EP72 names that are markup or turn the direction of writing stay text', async () => {
  await give({ ...named('hostile-names.pdf'), name: `${hostileText}.pdf` });
  await expect(part('verdict-head')).toHaveText(heads.valid);
  await expect(part('report')).toContainText(
    'Title <img src=x onerror="hacked=1"><script>hacked=1</script>⟨U+202E⟩gnp.exe⟨U+2066⟩',
  );
  await expect(part('report')).toContainText('CN=Authority <img src=x');
  expect(await page.evaluate(() => 'hacked' in globalThis)).toBe(false);
  await expect(page.locator('main img, main script')).toHaveCount(0);
  expect(
    await page.locator('main').evaluate((main) => /[\u202a-\u202e\u2066-\u2069]/.test(main.textContent ?? '')),
  ).toBe(false);
});

test('EP74 prints a report of one to three pages, with name, digest, time and every check', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'waymark-verifier-'));
  try {
    for (const name of ['good.pdf', 'log-entry-dropped.pdf']) {
      await give(named(name));
      const path = join(shots ?? folder, `verifier-print-${name}`);
      writeFileSync(path, await page.pdf({ preferCSSPageSize: true }));
      if (spawnSync('pdftotext', ['-v']).error !== undefined) continue;
      const text = execFileSync('pdftotext', ['-layout', path, '-'], { encoding: 'utf8' });
      const pages = text.split('\f').length - 1;
      expect(pages).toBeGreaterThanOrEqual(1);
      expect(pages).toBeLessThanOrEqual(3);
      const flat = text.replace(/\s+/g, ' ');
      const { checks, problems } = explained(await inNode(named(name)));
      for (const { title } of checks) expect(flat).toContain(title);
      for (const { code } of problems.slice(0, 50)) expect(flat).toContain(code);
      const digest = (await part('file-sha256').innerText()).trim();
      for (const group of digest.split(' ')) expect(flat).toContain(group);
      expect(flat).toMatch(/Checked \w{3} \d+ \w{3} \d{4} \d\d:\d\d:\d\d/);
      expect(flat).toContain(name);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('EP74 at 200 % and on a narrow screen nothing is cut off', async () => {
  await page.setViewportSize({ width: 640, height: 400 });
  await give(named('log-entry-dropped.pdf'));
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  await at('double-size');
  await page.setViewportSize({ width: 320, height: 600 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
});

test('EP73 where no worker may start, the page says so and checks all the same', async ({ browser }) => {
  const alone = await (await browser.newContext()).newPage();
  watch(alone);
  await alone.addInitScript(() => {
    Reflect.set(
      globalThis,
      'Worker',
      class {
        constructor() {
          throw new DOMException('not here', 'SecurityError');
        }
      },
    );
  });
  await alone.goto(address);
  await expect(alone.locator('[data-part="alone"]')).toContainText('stand still');
  for (const [name, head] of [
    ['good.pdf', heads.valid],
    ['log-entry-dropped.pdf', heads.invalid],
  ] as const) {
    await alone.locator('[data-part="file"]').setInputFiles(asUpload(named(name)));
    await expect(alone.locator('[data-part="verdict-head"]')).toHaveText(head, { timeout: 60_000 });
  }
  await alone.context().close();
});

test('EP73 no request has left the page, and it complained of nothing', () => {
  expect(requests.length).toBeGreaterThan(0);
  expect(requests.filter((one) => one !== address && !one.startsWith('blob:'))).toEqual([]);
  expect(complaints).toEqual([]);
});

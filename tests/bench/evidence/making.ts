// The time of making a pack over that of a browser printing the same tables, texts and pictures, and over that of hashing
// and deflating the same bytes.
import { createHash } from 'node:crypto';
import { deflateSync, inflateSync } from 'node:zlib';
import { chromium } from '@playwright/test';
import type { PackInput } from '../../../src/core/evidence/pack-input.ts';
import { localTime, utcIso } from '../../../src/core/evidence/pack-time.ts';
import { describeEntry } from '../../../src/evidence/describe-entry.ts';
import { buildPack } from '../../../src/evidence/index.ts';
import { findChromium } from '../../e2e/chromium.ts';
import { makeTestAuthority } from '../../fixtures/test-authority.ts';
import type { Report } from '../report.ts';
import { round } from '../timing.ts';
import { benchPack } from './bench-pack.ts';

const SIZE = { exhibits: 1_000, photos: 200, entries: 5_000 };

export async function measureMaking(report: Report): Promise<void> {
  const input = benchPack(SIZE);
  const signer = await makeTestAuthority();
  let started = performance.now();
  const { bytes, pages } = await buildPack(input, signer);
  const makingMs = performance.now() - started;
  const contents = contentsOf(bytes);
  started = performance.now();
  const hash = createHash('sha256');
  for (const content of contents) {
    hash.update(content);
    deflateSync(content);
  }
  hash.digest();
  const plainMs = performance.now() - started;
  const printed = await print(input);
  const size = `${SIZE.exhibits} detections, ${SIZE.photos} photos, ${SIZE.entries} log entries`;
  report({ metric: 'pages', size, value: pages, unit: 'pages' });
  report({ metric: 'bytes', size, value: bytes.length, unit: 'bytes' });
  report({ metric: 'making', size, value: round(makingMs), unit: 'ms' });
  report({ metric: 'hashing and deflating the same bytes', size, value: round(plainMs), unit: 'ms' });
  report({ metric: 'a browser printing the same', size, value: round(printed.ms), unit: 'ms' });
  report({ metric: 'bytes the browser printed', size, value: printed.bytes, unit: 'bytes' });
  const bar = { atMost: 3 };
  report({ metric: 'making / hashing and deflating', size, value: round(makingMs / plainMs), unit: '×', bar });
  const faster = { atLeast: 5 };
  report({ metric: 'browser / making', size, value: round(printed.ms / makingMs), unit: '×', bar: faster });
}

/** Everything the file holds, unpacked: pages, attachments, pictures, faces. */
function contentsOf(pdf: Uint8Array): Uint8Array[] {
  const file = Buffer.from(pdf.buffer, pdf.byteOffset, pdf.byteLength);
  const contents: Uint8Array[] = [];
  for (let at = file.indexOf('\nstream\n'); at >= 0; ) {
    const dictionary = file.toString('latin1', file.lastIndexOf(' 0 obj\n', at), at);
    const length = Number(/\/Length (\d+)/.exec(dictionary)?.[1]);
    const from = at + '\nstream\n'.length;
    const content = file.subarray(from, from + length);
    contents.push(dictionary.includes('/Filter /FlateDecode') ? inflateSync(content) : content);
    at = file.indexOf('\nstream\n', from + length);
  }
  return contents;
}

const html = (text: string): string => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
const cells = (texts: readonly string[]): string =>
  `<tr>${texts.map((text) => `<td>${html(text)}</td>`).join('')}</tr>`;

/** The same as plain tables and pictures: no more style than fits it to a page. */
function pageOf(input: PackInput): string {
  const rows = input.exhibits.map(({ exhibit, detection, camera, likelihood }) =>
    cells([
      exhibit.number,
      detection.read,
      exhibit.plate,
      localTime(detection.timeMs),
      utcIso(detection.timeMs),
      camera?.name ?? '',
      String(likelihood.likelihood),
    ]),
  );
  const exhibits = input.exhibits.map((row) => {
    const { exhibit, detection, confirmation, likelihood, image, custody } = row;
    const picture =
      image === null ? '' : `<img src="data:${image.mime};base64,${Buffer.from(image.bytes).toString('base64')}">`;
    const facts = [
      `${localTime(detection.timeMs)} ${utcIso(detection.timeMs)} ${detection.cameraId} ${detection.id}`,
      `${confirmation.by.name} ${localTime(confirmation.atMs)} ${confirmation.typed} ${confirmation.vehicleSeen}`,
      likelihood.lookAlikes.map(({ plate, passes }) => `${plate} ${passes}`).join(', '),
      likelihood.explanation.map(({ text }) => text).join(' '),
      image?.sha256 ?? '',
    ];
    const held = custody.map((step) => cells([localTime(step.timeMs), step.who, step.what, String(step.entrySeq)]));
    return `<section><h2>${exhibit.number} ${exhibit.plate}</h2>${picture}${facts.map((fact) => `<p>${html(fact)}</p>`).join('')}<table>${held.join('')}</table></section>`;
  });
  const log = input.log.map((entry) =>
    cells([
      String(entry.seq),
      localTime(entry.timeMs),
      entry.actor?.name ?? '',
      Object.values(describeEntry(entry))
        .flat()
        .map(({ text }) => text)
        .join(' '),
      entry.authority?.number ?? '',
      entry.hash,
    ]),
  );
  return `<!doctype html><meta charset="utf-8"><title>${html(input.title)}</title>
<style>body{font:9px sans-serif}table{width:100%;border-collapse:collapse}td{border-top:1px solid #999;overflow-wrap:anywhere}tr,section{break-inside:avoid}img{width:190pt}</style>
<h1>${html(input.title)}</h1><table>${rows.join('')}</table>${exhibits.join('')}<table>${log.join('')}</table>`;
}

/** From the text of the page to the bytes of the file; the start of the browser is not counted. */
async function print(input: PackInput): Promise<{ ms: number; bytes: number }> {
  const page = pageOf(input);
  const { executablePath, args, env } = await findChromium();
  const browser = await chromium.launch({
    executablePath,
    args,
    env: { ...process.env, ...env },
    chromiumSandbox: false,
  });
  try {
    const tab = await browser.newPage();
    tab.setDefaultTimeout(0);
    await tab.setContent('<p>ready</p>');
    const started = performance.now();
    await tab.setContent(page, { waitUntil: 'load', timeout: 0 });
    const file = await tab.pdf({ format: 'A4', tagged: true, outline: true, printBackground: true });
    return { ms: performance.now() - started, bytes: file.length };
  } finally {
    await browser.close();
  }
}

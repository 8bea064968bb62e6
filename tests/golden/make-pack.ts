/**
 * Adds a golden pack: `node tests/golden/make-pack.ts NAME`. Run by hand, once for each version of the format; a golden
 * pack is never made again, because it stands for what was handed out at the time. The authority's key is thrown away.
 */
import { existsSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { sha256OfBytes } from '../../src/core/evidence/manifest.ts';
import type { PackInput } from '../../src/core/evidence/pack-input.ts';
import { verifyPack } from '../../src/core/evidence/verify.ts';
import { buildPack } from '../../src/evidence/index.ts';
import { makePackInput } from '../fixtures/pack-input.fixture.ts';
import { makeTestAuthority } from '../fixtures/test-authority.ts';

const [name = ''] = process.argv.slice(2);
if (!/^v\d+-[a-z-]+$/.test(name)) throw new Error('Name it by version and kind, e.g. v1-training.');
const file = (suffix: string): string => fileURLToPath(new URL(`packs/${name}${suffix}`, import.meta.url));
if (existsSync(file('.pdf'))) throw new Error(`${name} exists and stays as it is.`);

// As much of the form as one pack can hold: a paper, a cosigned log, footage, a section left out with its line.
const footage = new TextEncoder().encode('an invented clip: what it holds is not looked at');
const whole = makePackInput({ entries: 0 });
const input: PackInput = {
  ...whole,
  sections: whole.sections.map((section) => ({ ...section, included: section.id !== 'glossary' })),
  clips: [{ number: 'CH-03', sha256: sha256OfBytes(footage), mime: 'video/mp4', bytes: footage, proxyOf: null }],
};
const signer = await makeTestAuthority('Waymark golden test authority');
const { bytes } = await buildPack(input, signer);
const [authority] = signer.anchors;
if (authority === undefined) throw new Error('no authority');
const verdict = await verifyPack(bytes, { trustAnchors: [authority] });
if (verdict.status !== 'valid') throw new Error(JSON.stringify(verdict.problems));
writeFileSync(file('.pdf'), bytes);
writeFileSync(file('.authority.der'), authority);
writeFileSync(
  file('.json'),
  `${JSON.stringify({ signer: verdict.signer, keeper: verdict.keeper, pack: verdict.pack }, null, 2)}\n`,
);

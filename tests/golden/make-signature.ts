/**
 * Adds a golden signature: `node tests/golden/make-signature.ts KIND`, with a time stamp by OpenSSL. Run by hand, once for
 * each form that pages may be signed in; a golden signature is never made again. The keys are thrown away.
 */
import { createHash } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { encodeCms, encodeSignedAttributes } from '../../src/core/evidence/cms-form.ts';
import type { AgencySigner } from '../../src/core/evidence/pack-signer.ts';
import { checkSignature } from '../../src/core/evidence/verify-signature.ts';
import { fetchTimeStamp } from '../../src/evidence/fetch-time-stamp.ts';
import { signBytes } from '../../src/evidence/sign-bytes.ts';
import { documentSigning, type Link, makeAgency } from '../fixtures/agency-chain.ts';
import { makeStampAuthority, opensslAnswering, startStampServer } from '../fixtures/time-stamp-authority.ts';

const toMs = Date.UTC(2049, 0, 1);
const kinds: Readonly<Record<string, { links: Link[]; algorithm: AgencySigner['algorithm'] }>> = {
  'agency-rsa': {
    links: [
      { kind: 'RSA-2048', purposes: [documentSigning], toMs },
      { kind: 'RSA-2048', toMs },
      { kind: 'RSA-3072', toMs },
    ],
    algorithm: 'rsa-sha256',
  },
  'agency-rsa-pss': {
    links: [
      { kind: 'RSA-2048', toMs },
      { kind: 'P-384', toMs },
    ],
    algorithm: 'rsa-pss-sha256',
  },
  'agency-p384': {
    links: [
      { kind: 'P-384', toMs },
      { kind: 'P-521', hash: 'SHA-384', toMs },
    ],
    algorithm: 'ecdsa-sha256',
  },
};

const [name = ''] = process.argv.slice(2);
const kind = kinds[name];
if (kind === undefined) throw new Error(`Name one of ${Object.keys(kinds).join(', ')}.`);
const file = fileURLToPath(new URL(`signatures/${name}.json`, import.meta.url));
if (existsSync(file)) throw new Error(`${name} exists and stays as it is.`);

const digestOf = (bytes: Uint8Array): Uint8Array => new Uint8Array(createHash('sha256').update(bytes).digest());
const agency: AgencySigner = { ...(await makeAgency(kind.links)), algorithm: kind.algorithm };
const stamps = await makeStampAuthority({ kind: 'RSA-2048', toMs }, [{ kind: 'RSA-2048', toMs }]);
const server = await startStampServer(opensslAnswering(stamps));
const content = new TextEncoder().encode('Waymark golden signature');
const { certificates, algorithm } = agency;
const signedAttributes = encodeSignedAttributes(digestOf(content), certificates.map(digestOf));
const signature = await signBytes(signedAttributes, agency);
const timeStamp = await fetchTimeStamp(signature, { url: server.url, roots: [stamps.root] }, { madeMs: Date.now() });
await server.close();
const cms = encodeCms({ certificates, signedAttributes, algorithm, signature, timeStamp });
const { signer, timeStamp: found } = checkSignature(cms, digestOf(content), name);
if (found.kind !== 'read') throw new Error(JSON.stringify(found));
const { root: _, ...stamp } = found.stamp;
const base64 = Buffer.from(cms).toString('base64');
writeFileSync(
  file,
  `${JSON.stringify({ content: 'Waymark golden signature', signer, stamp, cms: base64 }, null, 2)}\n`,
);

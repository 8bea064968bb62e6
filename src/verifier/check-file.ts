// One file, checked: a PDF, or a zip that holds a bag with one. The verdict is that of src/core/evidence, as the command
// line gives it; what is added here is only what the page lists beside it. Runs in the worker or the page.

import { readVerifierKey } from '../core/audit/signed-note.ts';
import { explained } from '../core/evidence/code-words.ts';
import type { Inside } from '../core/evidence/read-inside.ts';
import { PackFault, type PackVerdict } from '../core/evidence/verdict.ts';
import { type VerifyOptions, verifyPack } from '../core/evidence/verify.ts';
import { type BagSource, openZip, packOfBag, verifyBag } from '../core/evidence/verify-bag.ts';
import type { CheckedFile, TrustGiven } from './exchange.ts';
import { contentsOf } from './pack-contents.ts';

/** The PDF that was checked, for what is asked of it later; null: the file holds none. */
export type Checked = {
  checked: Omit<CheckedFile, 'file'>;
  form: 'pdf' | 'bag';
  pdf: Uint8Array | null;
  inside: Inside | null;
};

/** Never rejects for what a file contains. */
export async function checkBytes(bytes: Uint8Array, trust: TrustGiven): Promise<Checked> {
  let inside: Inside | null = null;
  const options: VerifyOptions = {
    ...(trust.authorities.length === 0 ? {} : { trustAnchors: trust.authorities }),
    ...(trust.timeStamps.length === 0 ? {} : { timeStampAnchors: trust.timeStamps }),
    witnesses: trust.witnesses.flatMap((text) => readVerifierKey(text) ?? []),
    onInside: (found) => {
      inside = found;
    },
  };
  const form = isZip(bytes) ? 'bag' : 'pdf';
  const source = form === 'bag' ? tryZip(bytes) : null;
  const verdict =
    form === 'pdf'
      ? await verifyPack(bytes, options)
      : isSource(source)
        ? await verifyBag(source, options)
        : noBag(source);
  const pdf = form === 'pdf' ? bytes : isSource(source) ? packOfBag(source) : null;
  return {
    checked: { verdict: explained(verdict), contents: inside === null ? null : contentsOf(inside) },
    form,
    pdf,
    inside,
  };
}

const isZip = (bytes: Uint8Array): boolean => String.fromCharCode(...bytes.subarray(0, 4)) === 'PK\u0003\u0004';
const isSource = (source: BagSource | PackFault | null): source is BagSource => source !== null && 'paths' in source;

function tryZip(bytes: Uint8Array): BagSource | PackFault {
  try {
    return openZip(bytes);
  } catch (error) {
    return error instanceof PackFault ? error : new PackFault('bag-form', 'The zip cannot be read.', 'bag');
  }
}

const noBag = (fault: PackFault | null): PackVerdict => ({
  status: 'unreadable',
  trust: 'not-checked',
  checks: [],
  problems: fault === null ? [] : [fault.problem],
  signer: null,
  keeper: null,
  pack: null,
});

// Who signed, with fingerprints to compare by eye or by typing the one that was given by another way. Page only.

import type { ExplainedVerdict } from '../../core/evidence/code-words.ts';
import type { PackSignerView } from '../../core/evidence/verdict.ts';
import { inGroups } from '../plain-text.ts';
import { el, facts, fill, groups, mark, said } from './elements.ts';

export function drawSigners({ signer, keeper, checks }: ExplainedVerdict): HTMLElement[] {
  const one = signer !== null && signer.fingerprint === keeper?.fingerprint;
  const views: (readonly [string, PackSignerView | null])[] = one
    ? [['Pages, log and list', signer]]
    : [
        ['Pages', signer],
        ['Log and list', keeper],
      ];
  const stamp = checks.find(({ id }) => id === 'time-stamp');
  return [
    ...views.flatMap(([what, view]) => (view === null ? [] : [drawSigner(what, view)])),
    facts([['Time stamp', stamp?.ok === true ? stamp.detail : 'None that holds: when it was signed is not known.']]),
    compare(views.flatMap(([, view]) => (view === null ? [] : [view]))),
  ];
}

const drawSigner = (
  what: string,
  { subject, issuer, fingerprint, authorityFingerprint, test }: PackSignerView,
): HTMLElement =>
  facts([
    [`${what} signed by`, said(subject)],
    ['Its certificate, SHA-256', groups(inGroups(fingerprint))],
    ['Issued by', said(issuer), test ? ' (a test authority: it vouches for nobody)' : null],
    ['Authority’s certificate, SHA-256', groups(inGroups(authorityFingerprint))],
  ]);

/** Typing is surer than looking: 64 digits that differ in one are taken for the same by any eye. */
function compare(signers: readonly PackSignerView[]): HTMLElement {
  const answer = el('p', { class: 'answer', part: 'compare-answer', aria: { role: 'status' } });
  const input: HTMLInputElement = el('input', {
    id: 'compare',
    part: 'compare',
    set: { type: 'text', autocomplete: 'off', spellcheck: false },
    on: {
      input: () => {
        const hex = input.value.replace(/[\s:]/g, '').toLowerCase();
        if (hex === '') return fill(answer, []);
        if (!/^[0-9a-f]{64}$/.test(hex))
          return fill(answer, [
            mark('none'),
            `${hex.length} characters; a whole fingerprint has 64, 0 to 9 and a to f.`,
          ]);
        const authority = signers.some(({ authorityFingerprint }) => authorityFingerprint === hex);
        const own = signers.some(({ fingerprint }) => fingerprint === hex);
        if (authority)
          return fill(answer, [mark('holds'), 'The same: it is the fingerprint of the authority’s certificate.']);
        if (own) return fill(answer, [mark('holds'), 'The same: it is the fingerprint of the signer’s certificate.']);
        return fill(answer, [
          mark('fails'),
          'Not the same as any fingerprint above. Do not rely on this pack before you know why.',
        ]);
      },
    },
  });
  return el(
    'div',
    { class: 'field screen-only' },
    el('label', { set: { htmlFor: 'compare' } }, 'Type or paste the fingerprint you were given, to compare it'),
    input,
    answer,
  );
}

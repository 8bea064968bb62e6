// Certificates and keys the reader holds, to compare a pack with: chosen as files or let fall here, witness keys typed in.
// Whatever changes here checks the file again. Page only.

import { readVerifierKey } from '../../core/audit/signed-note.ts';
import type { TrustGiven } from '../exchange.ts';
import { inGroups } from '../plain-text.ts';
import { type GivenCertificate, readGiven } from '../trust-files.ts';
import { el, fill, groups, said } from './elements.ts';

export type TrustForm = {
  element: HTMLElement;
  given(): TrustGiven;
  /** For the report: what the pack was held against. */
  names(): string[];
};

export function trustForm(onChange: () => void): TrustForm {
  const authorities = certificateField('authority', 'Certificate of the authority that may have signed', onChange);
  const timeStamps = certificateField('time-stamps', 'Root certificate of the time-stamp service', onChange);
  const witnesses = witnessField(onChange);
  const element = el(
    'details',
    { class: 'trust screen-only', part: 'trust' },
    el('summary', {}, 'Compare with certificates and keys you hold'),
    el(
      'p',
      {},
      'Ask the agency for the certificate of its authority, and whoever runs the time-stamp service for theirs, by a way of your own: not from the sender of the pack. Without them everything is checked but whose signature it is.',
    ),
    authorities.element,
    timeStamps.element,
    witnesses.element,
  );
  return {
    element,
    given: () => ({
      authorities: authorities.all().map(({ der }) => der),
      timeStamps: timeStamps.all().map(({ der }) => der),
      witnesses: witnesses.all(),
    }),
    names: () => [
      ...authorities.all().map(({ subject, fingerprint }) => `Authority ${subject}, SHA-256 ${inGroups(fingerprint)}`),
      ...timeStamps.all().map(({ subject, fingerprint }) => `Time stamps ${subject}, SHA-256 ${inGroups(fingerprint)}`),
      ...witnesses.all().map((key) => `Witness ${key}`),
    ],
  };
}

type Field<Item> = { element: HTMLElement; all(): Item[] };

function certificateField(part: string, name: string, onChange: () => void): Field<GivenCertificate> {
  let all: GivenCertificate[] = [];
  const list = el('ul', { class: 'given' });
  const wrong = el('p', { class: 'wrong', part: `${part}-wrong`, aria: { role: 'alert' } });
  const input = el('input', {
    id: part,
    part,
    set: { type: 'file', multiple: true, accept: '.pem,.crt,.cer,.der' },
    on: {
      change: () => {
        const chosen = [...(input.files ?? [])];
        input.value = '';
        void take(chosen);
      },
    },
  });
  const take = async (files: readonly File[]): Promise<void> => {
    const unread: string[] = [];
    const read: GivenCertificate[] = [];
    for (const file of files) {
      const found = file.size > 1_000_000 ? null : readGiven(new Uint8Array(await file.arrayBuffer()));
      if (found === null) unread.push(file.name);
      else read.push(...found);
    }
    const known = new Set(all.map(({ fingerprint }) => fingerprint));
    all = [...all, ...read.filter(({ fingerprint }) => !known.has(fingerprint))];
    fill(
      wrong,
      unread.length === 0 ? [] : [`No certificate in ${unread.join(', ')}: it was not added. Give a PEM or DER file.`],
    );
    draw();
    if (read.length > 0) onChange();
  };
  const draw = (): void =>
    fill(
      list,
      all.map((one) =>
        el(
          'li',
          {},
          said(one.subject),
          ' ',
          groups(inGroups(one.fingerprint)),
          ' ',
          el(
            'button',
            {
              class: 'plain',
              set: { type: 'button' },
              on: { click: () => remove(one) },
              aria: { label: `Take out ${one.subject}` },
            },
            'Take out',
          ),
        ),
      ),
    );
  const remove = (one: GivenCertificate): void => {
    all = all.filter((other) => other !== one);
    draw();
    input.focus();
    onChange();
  };
  const element = el(
    'div',
    {
      class: 'field',
      on: {
        drop: (event) => {
          if (!(event instanceof DragEvent)) return;
          event.preventDefault();
          event.stopPropagation();
          document.body.classList.remove('over');
          void take([...(event.dataTransfer?.files ?? [])]);
        },
      },
    },
    el('label', { set: { htmlFor: part } }, `${name} (PEM or DER; choose it or drop it here)`),
    input,
    list,
    wrong,
  );
  return { element, all: () => all };
}

function witnessField(onChange: () => void): Field<string> {
  let all: string[] = [];
  const wrong = el('p', { class: 'wrong', id: 'witness-wrong', aria: { role: 'alert' } });
  const text = el('textarea', {
    id: 'witnesses',
    part: 'witnesses',
    set: { rows: 2, spellcheck: false, autocomplete: 'off' },
    aria: { describedby: 'witness-wrong' },
    on: {
      change: () => {
        const lines = text.value
          .split('\n')
          .map((line) => line.trim())
          .filter((line) => line !== '');
        const bad = lines.filter((line) => readVerifierKey(line)?.kind !== 'cosignature');
        all = lines.filter((line) => !bad.includes(line));
        fill(
          wrong,
          bad.length === 0
            ? []
            : [`Not the key of a witness, and left out: ${bad.join(', ')}. One looks like name+8 hex digits+base64.`],
        );
        text.setAttribute('aria-invalid', String(bad.length > 0));
        onChange();
      },
    },
  });
  const element = el(
    'div',
    { class: 'field' },
    el('label', { set: { htmlFor: 'witnesses' } }, 'Keys of witnesses that must have cosigned the log, one a line'),
    text,
    wrong,
  );
  return { element, all: () => all };
}

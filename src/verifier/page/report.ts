// The report on one file: verdict, what was checked and when, who signed, every check, what no check can show, and what is in
// the pack. The first parts are what is printed. Page only.

import { localTime, utcIsoSeconds } from '../../core/evidence/pack-time.ts';
import type { CheckedFile } from '../exchange.ts';
import { inGroups, sizeWords } from '../plain-text.ts';
import { notProven, testAuthorityWords, trainingWords, trustWords, verdictWords } from '../words.ts';
import { drawChecks } from './checks.ts';
import { drawContents } from './contents.ts';
import { bullets, type Child, el, facts, fill, groups, mark, said } from './elements.ts';
import { drawSigners } from './signers.ts';

export type Report = CheckedFile & {
  checkedMs: number;
  /** What the pack was held against, in words. */
  against: readonly string[];
};

export function drawReport(
  element: HTMLElement,
  report: Report,
  contentOf: (name: string) => Promise<Uint8Array>,
): void {
  const { verdict, contents } = report;
  const head = el(
    'h2',
    { id: 'verdict', part: 'verdict-head', set: { tabIndex: -1 } },
    verdictWords[verdict.status].head,
  );
  fill(element, [
    el('p', { class: 'print-only running' }, 'Waymark verifier: report on an evidence pack'),
    drawVerdict(report, head),
    section('What was checked', drawFile(report)),
    verdict.signer === null && verdict.keeper === null ? null : section('Who signed', ...drawSigners(verdict)),
    section(verdict.checks.length > 0 ? 'Every check' : 'What was found', drawChecks(verdict)),
    section('What this cannot prove', bullets(notProven)),
    contents === null ? null : drawContents(contents, verdict.status === 'valid', contentOf),
  ]);
  head.focus();
}

export const section = (head: string, ...children: readonly Child[]): HTMLElement =>
  el('section', {}, el('h2', {}, head), ...children);

function drawVerdict({ verdict }: Report, head: HTMLElement): HTMLElement {
  const { status, trust, problems, checks, signer, keeper, pack } = verdict;
  const failed = checks.filter(({ ok }) => !ok).length;
  const isTest = signer?.test === true || keeper?.test === true;
  const [first] = problems;
  return el(
    'section',
    { class: `verdict ${status} ${trust}`, part: 'verdict', aria: { labelledby: 'verdict' } },
    mark(status === 'valid' ? 'holds' : status === 'invalid' ? 'fails' : 'none'),
    el(
      'div',
      {},
      head,
      el('p', {}, verdictWords[status].says),
      status === 'valid' || first === undefined
        ? null
        : el(
            'p',
            { class: 'first' },
            `${failed > 0 ? `${failed} of ${checks.length} checks do not hold. First: ` : ''}${first.means}`,
          ),
      // Whom to trust is no question before the file is what was signed.
      status === 'unreadable' || (status === 'invalid' && trust === 'not-checked')
        ? null
        : el(
            'p',
            { class: trust === 'anchored' ? 'trust-line' : 'trust-line caution-line', part: 'trust-line' },
            mark(trust === 'anchored' ? 'holds' : 'caution'),
            trustWords[trust],
          ),
      pack?.space === 'training' ? el('p', { class: 'training', part: 'training' }, trainingWords) : null,
      isTest ? el('p', { class: 'trust-line caution-line' }, mark('caution'), testAuthorityWords) : null,
      el(
        'button',
        { class: 'plain screen-only', part: 'print', set: { type: 'button' }, on: { click: () => print() } },
        'Print this report',
      ),
    ),
  );
}

function drawFile({ file, verdict, contents, checkedMs, against }: Report): HTMLElement {
  const { pack } = verdict;
  return facts([
    ['File', said(file.name)],
    ['Size', `${file.bytes} bytes (${sizeWords(file.bytes)})${file.form === 'bag' ? ', a bag as a zip' : ''}`],
    ['SHA-256 of the file', el('span', { part: 'file-sha256' }, groups(inGroups(file.sha256)))],
    ['Checked', `${localTime(checkedMs)} (${utcIsoSeconds(checkedMs)}), by the clock of this computer`],
    ['Held against', ...(against.length === 0 ? ['No certificate or key was given'] : [bullets(against)])],
    ...(pack === null ? [] : packFacts(pack, contents)),
  ]);
}

function packFacts(
  pack: NonNullable<CheckedFile['verdict']['pack']>,
  contents: CheckedFile['contents'],
): (readonly [string, ...Child[]])[] {
  const { title, number, caseName, madeMs, manifestSha256, version, profile, exhibits, attachments } = pack;
  const { logEntries, refusedQueries, withheldEntries } = pack;
  const fileNumber = contents?.fileNumber ?? null;
  return [
    ['Title', said(title)],
    [
      'Pack',
      said(number),
      `, version ${version}${profile === null ? '' : ', '}`,
      profile === null ? null : said(profile.title),
    ],
    ['Case', said(caseName), fileNumber === null ? null : ', file ', fileNumber === null ? null : said(fileNumber)],
    ['Made', `${localTime(madeMs)} (${utcIsoSeconds(madeMs)}), the workstation says`],
    [
      'Holds',
      `${exhibits} exhibits, ${attachments} attached files, a log of ${logEntries} entries: ${refusedQueries} refusals, ${withheldEntries} withheld`,
    ],
    [
      'SHA-256 of the signed list',
      el(
        'span',
        { part: 'manifest-sha256' },
        groups(inGroups(manifestSha256)),
        ' The same must stand on the first page of the pack.',
      ),
    ],
  ];
}

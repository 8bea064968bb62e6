// Every check with its sentence; of one that does not hold, each problem with code, place and what it means. Page only.

import type { ExplainedVerdict } from '../../core/evidence/code-words.ts';
import { el, type Mark, mark, said } from './elements.ts';

type Check = ExplainedVerdict['checks'][number];
type Problem = ExplainedVerdict['problems'][number];

/** More than these are counted, not listed: a broken log has as many as it has entries. */
const most = 50;

export function drawChecks({ checks, problems }: ExplainedVerdict): HTMLElement {
  return el(
    'div',
    { part: 'checks' },
    checks.length === 0 ? null : el('ol', { class: 'checks' }, ...checks.map((check) => drawCheck(check))),
    problems.length === 0
      ? null
      : el(
          'div',
          { class: 'problems' },
          el('h3', {}, problems.length === 1 ? 'The problem' : `The ${problems.length} problems`),
          el('ol', {}, ...problems.slice(0, most).map((problem) => drawProblem(problem))),
          problems.length > most ? el('p', {}, `And ${problems.length - most} more.`) : null,
        ),
  );
}

/** One that was not reached stands apart from one that was made and failed. */
const notReached = ({ ok, where, detail }: Check): boolean => !ok && where === '' && detail.startsWith('Not checked');

/** One that holds because the pack brings nothing to check there: a reader must not take it for proven. */
const nothingThere = ({ ok, detail }: Check): boolean =>
  ok && /^(None in this pack|No bag was given|Not part of version 1)/.test(detail);

function stateOf(check: Check): { shape: Mark; words: string; lead: string } {
  if (nothingThere(check)) return { shape: 'none', words: 'Nothing to check', lead: '' };
  if (check.ok) return { shape: 'holds', words: 'Holds', lead: '' };
  const lead = 'Therefore not shown: ';
  return notReached(check)
    ? { shape: 'none', words: 'Not checked', lead }
    : { shape: 'fails', words: 'Does not hold', lead };
}

function drawCheck(check: Check): HTMLElement {
  const { id, title, ok, detail, means } = check;
  const { shape, words, lead } = stateOf(check);
  const line = el(
    'li',
    { class: ok ? 'holds' : 'fails' },
    mark(shape),
    el(
      'div',
      {},
      el('h3', {}, `${title}: `, el('span', { class: 'state' }, words)),
      el('p', {}, detail),
      el('p', { class: 'means' }, `${lead}${means}`),
    ),
  );
  line.dataset.check = id;
  line.dataset.ok = String(ok);
  return line;
}

function drawProblem({ code, message, where, means }: Problem): HTMLElement {
  const line = el(
    'li',
    {},
    el('p', {}, el('strong', {}, means)),
    el(
      'p',
      {},
      message,
      where === '' ? null : ' Where: ',
      where === '' ? null : said(where),
      ' Code: ',
      el('code', {}, code),
    ),
  );
  line.dataset.code = code;
  return line;
}

// Every check with its sentence; of one that does not hold, each problem with code, place and what it means. Page only.

import type { ExplainedVerdict } from '../../core/evidence/code-words.ts';
import { el, mark, said } from './elements.ts';

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

function drawCheck(check: Check): HTMLElement {
  const { id, title, ok, detail, means } = check;
  const state = ok ? 'Holds' : notReached(check) ? 'Not checked' : 'Does not hold';
  const line = el(
    'li',
    { class: ok ? 'holds' : 'fails' },
    mark(ok ? 'holds' : notReached(check) ? 'none' : 'fails'),
    el(
      'div',
      {},
      el('h3', {}, `${title}: `, el('span', { class: 'state' }, state)),
      el('p', {}, detail),
      el('p', { class: 'means' }, ok ? means : `Where this holds: ${means}`),
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

// A table of any length: what is searched for is shown, a hundred rows at a time. Page only.

import { type Child, el, fill } from './elements.ts';

const step = 100;

export type TableKind<Row> = {
  part: string;
  caption: string;
  heads: readonly string[];
  rows: readonly Row[];
  cells: (row: Row) => readonly Child[];
  /** What a search looks through. */
  text: (row: Row) => string;
  /** Marks a row for styles and tests; empty: nothing. */
  state?: (row: Row) => string;
  /** Choices beside the search: name, and which rows it shows. */
  narrow?: readonly (readonly [string, (row: Row) => boolean])[];
};

export function longTable<Row>(kind: TableKind<Row>): HTMLElement {
  const { part, caption, heads, rows, cells, text, state = () => '', narrow = [] } = kind;
  let shown = step;
  const body = el('tbody');
  const count = el('p', { class: 'count', aria: { live: 'polite' } });
  const more = el(
    'button',
    { class: 'plain', set: { type: 'button' }, on: { click: () => draw(shown + step) } },
    'Show more',
  );
  const search = el('input', { set: { type: 'search' }, on: { input: () => draw(step) } });
  const choice = el(
    'select',
    { on: { change: () => draw(step) } },
    ...[['All', null] as const, ...narrow].map(([name]) => el('option', {}, name)),
  );
  const draw = (limit: number): void => {
    shown = limit;
    const wanted = search.value.trim().toLowerCase();
    const [, passes = () => true] = narrow[choice.selectedIndex - 1] ?? [];
    const found = rows.filter((row) => passes(row) && (wanted === '' || text(row).toLowerCase().includes(wanted)));
    fill(
      body,
      found.slice(0, shown).map((row) => {
        const line = el('tr', {}, ...cells(row).map((cell) => el('td', {}, cell)));
        if (state(row) !== '') line.dataset.state = state(row);
        return line;
      }),
    );
    fill(count, [
      `${Math.min(shown, found.length)} of ${found.length} shown${found.length < rows.length ? `, ${rows.length} in all` : ''}`,
    ]);
    more.hidden = found.length <= shown;
  };
  draw(step);
  const label = (name: string, control: HTMLElement): HTMLElement => el('label', {}, `${name} `, control);
  return el(
    'div',
    { class: 'long-table', part },
    el('div', { class: 'tools' }, label('Search', search), narrow.length > 0 ? label('Show', choice) : null, count),
    el(
      'div',
      { class: 'scroll', set: { tabIndex: 0 }, aria: { role: 'region', label: caption } },
      el(
        'table',
        {},
        el('caption', { class: 'unseen' }, caption),
        el('thead', {}, el('tr', {}, ...heads.map((head) => el('th', { set: { scope: 'col' } }, head)))),
        body,
      ),
    ),
    more,
  );
}

/** Rows as aligned columns for people. Runs anywhere (pure). What comes from a file is made safe for a terminal first. */
import { safeExcerpt } from '../../../core/ingest/message.ts';

export type Column = { readonly title: string; readonly right?: boolean; readonly maxLength?: number };

/** Two spaces between columns, four before each line; no line ends in spaces. */
export function textTable(columns: readonly Column[], rows: readonly (readonly (string | number)[])[]): string {
  const cells = rows.map((row) =>
    columns.map(({ maxLength }, at) => safeExcerpt(String(row[at] ?? ''), maxLength ?? 200)),
  );
  const lines = [columns.map(({ title }) => title), ...cells];
  const widths = columns.map((_, at) => Math.max(...lines.map((line) => line[at]?.length ?? 0)));
  return lines
    .map((line) => {
      const padded = line.map((cell, at) =>
        columns[at]?.right === true ? cell.padStart(widths[at] ?? 0) : cell.padEnd(widths[at] ?? 0),
      );
      return `    ${padded.join('  ')}`.trimEnd();
    })
    .map((line) => `${line}\n`)
    .join('');
}

/**
 * Comma-separated text (RFC 4180) that a spreadsheet opens without running anything. Runs anywhere (pure).
 * Every line ends CRLF; a cell that a spreadsheet would take for a formula is preceded by an apostrophe, which the
 * reader sees and the spreadsheet does not calculate. Numbers (type `number`) are written plainly, negative ones too.
 */

export type CsvCell = string | number | boolean | null;

/** First characters after which a spreadsheet calculates (OWASP, CSV injection). */
const FORMULA = /^[=+\-@\t\r]/;
const NEEDS_QUOTES = /[",\r\n]/;

export function csvCell(value: CsvCell): string {
  if (value === null) return '';
  if (typeof value !== 'string') return String(value);
  const safe = FORMULA.test(value) ? `'${value}` : value;
  return NEEDS_QUOTES.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** @param rows the head first; each as long as the head */
export function csvText(rows: readonly (readonly CsvCell[])[]): string {
  return rows.map((row) => `${row.map(csvCell).join(',')}\r\n`).join('');
}

/** Tables of text: delimiters, quotes, and quotes that are never closed. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cutRecord, delimiterOf, RecordCutter } from './csv-records.ts';
import { SetAside } from './set-aside.ts';

function cut(text: string, delimiter = ',') {
  const setAside = new SetAside();
  const cutter = new RecordCutter(delimiter, setAside);
  const lines = text.split('\n');
  const half = Math.ceil(lines.length / 2);
  const records = [
    ...cutter.take({ first: 1, texts: lines.slice(0, half), problems: [] }),
    ...cutter.take({ first: half + 1, texts: lines.slice(half), problems: [] }),
    ...cutter.rest(),
  ];
  return { records: records.map(({ place, fields }) => [place, ...fields]), reasons: setAside.reasons() };
}

test('the delimiter is the one that cuts the header into most fields', () => {
  expect(
    ['plate,time,camera', 'plate;time;camera, name', 'a\tb\tc', 'zip|dt|plate_hash', '"a,b";c;d', 'plate'].map(
      delimiterOf,
    ),
  ).toEqual([',', ';', '\t', '|', ';', null]);
});

test('quoted fields hold delimiters, quotes and line ends; blank lines are no records', () => {
  expect(cut('a,b\n"x, y","he said ""no"""\n\n"two\nlines",2\nlast,')).toEqual({
    records: [
      ['line 1', 'a', 'b'],
      ['line 2', 'x, y', 'he said "no"'],
      ['line 4', 'two\nlines', '2'],
      ['line 6', 'last', ''],
    ],
    reasons: [],
  });
});

test('a quote that is never closed costs its own line alone, near the end and far from it', () => {
  const after = Array.from({ length: 120 }, (_, n) => `row,${n}`);
  for (const tail of [after.slice(0, 3), after]) {
    const { records, reasons } = cut(['a,b', '"open,1', ...tail].join('\n'));
    expect(records).toEqual([['line 1', 'a', 'b'], ...tail.map((line, at) => [`line ${at + 3}`, ...line.split(',')])]);
    expect(reasons).toEqual([{ reason: 'a quote that is never closed', count: 1, places: ['line 2'] }]);
  }
});

test('whatever is quoted by the rule is read back', () => {
  const field = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', ' ', 'é') });
  fc.assert(
    fc.property(fc.array(field, { minLength: 2, maxLength: 5 }), (fields) => {
      const text = fields.map((each) => `"${each.replaceAll('"', '""')}"`).join(',');
      expect(cutRecord(text, ',')).toEqual(fields);
    }),
  );
});

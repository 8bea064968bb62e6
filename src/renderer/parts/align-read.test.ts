import { expect, test } from 'vitest';
import { alignRead } from './align-read.ts';

const shown = (read: string, plate: string): [string, string, string] => {
  const columns = alignRead(read, plate);
  return [
    columns.map((column) => column.raw ?? '_').join(''),
    columns.map((column) => column.plate ?? '_').join(''),
    columns.map((column) => (column.differs ? '^' : ' ')).join(''),
  ];
};

test('a misread character stands over the one it is taken for', () => {
  expect(shown('KJI417', 'KJT417')).toEqual(['KJI417', 'KJT417', '  ^   ']);
});

test('a lost character leaves an empty cell, and the rest stays in line', () => {
  expect(shown('KT417', 'KJT417')).toEqual(['K_T417', 'KJT417', ' ^    ']);
});

test('separators in the raw read do not count as differences', () => {
  expect(shown('KJT-417', 'KJT417')[2]).toBe('      ');
});

test('a raw read that is no plate text is still shown whole', () => {
  expect(shown('КJT4', 'KJT417')[0]).toBe('КJT4__');
});

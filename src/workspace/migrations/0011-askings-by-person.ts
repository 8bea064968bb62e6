import type { Migration } from './migration.ts';

/** Patterns of one person are counted with the plates they leave little open of: those askings are found by person and time. */
export const askingsByPerson: Migration = {
  id: 11,
  name: 'askings-by-person',
  sql: `
CREATE INDEX auditor_rows_askings ON auditor_rows (person, time_ms) WHERE plate_key IS NOT NULL;
CREATE INDEX auditor_rows_patterns ON auditor_rows (person, time_ms)
  WHERE plate_key IS NOT NULL AND instr(plate_key, '*') + instr(plate_key, '?') > 0;
`,
};

/**
 * The sections of a pack: which there are, in which order they stand unless somebody moved them, and which can never be
 * left out. Runs anywhere (pure). A section that is left out is named in the manifest with a line that says so.
 */
import { z } from 'zod';

export const packSectionId = z.enum([
  'cover',
  'verify',
  'authorities',
  'people',
  'movement',
  'cctv',
  'exhibits',
  'query-log',
  'excluded',
  'disclosure',
  'coverage',
  'glossary',
]);
export type PackSectionId = z.infer<typeof packSectionId>;

export type PackSectionKind = { readonly id: PackSectionId; readonly title: string; readonly locked: boolean };

/** Locked ones may stand elsewhere, never leave: without them a pack could be silent about what it does not show. */
export const packSections: readonly PackSectionKind[] = [
  { id: 'cover', title: 'Cover and summary', locked: true },
  { id: 'verify', title: 'How to verify', locked: false },
  { id: 'authorities', title: 'Authorities', locked: false },
  { id: 'people', title: 'People and vehicles', locked: false },
  { id: 'movement', title: 'Movement', locked: false },
  { id: 'cctv', title: 'CCTV', locked: false },
  { id: 'exhibits', title: 'Exhibits and custody', locked: false },
  { id: 'query-log', title: 'Query audit trail', locked: true },
  { id: 'excluded', title: 'Excluded hits', locked: true },
  { id: 'disclosure', title: 'Disclosure schedule', locked: true },
  { id: 'coverage', title: 'Coverage and completeness', locked: true },
  { id: 'glossary', title: 'Glossary and expert note', locked: false },
];

/** Everything in, in the usual order. */
export const everySection = (): { id: PackSectionId; included: boolean }[] =>
  packSections.map(({ id }) => ({ id, included: true }));

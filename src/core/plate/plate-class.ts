/**
 * New Zealand plate classes by the shape of the text.
 * Runs anywhere (pure). A class ranks what is likely; it never rewrites, hides or refuses a read.
 * Source: the classes as published for New Zealand registration plates; `secondary` marks those taken from secondary sources.
 */

import type { PlateText } from './plate-text.ts';

export const PLATE_CLASS_TABLE_ID = 'nz-plate-classes/1';

export type PlateClassId =
  | 'car-2001'
  | 'car-1964'
  | 'car-leading-v'
  | 'trade'
  | 'motorcycle'
  | 'motorcycle-2009'
  | 'trailer-2019'
  | 'trailer-2021'
  | 'personalised'
  | 'foreign';

export type PlateClass = {
  readonly id: PlateClassId;
  readonly label: string;
  /** Confirmed by a primary source; false is shown with a mark. */
  readonly secondary: boolean;
  /** Issued in series, so that a text of this shape is an ordinary plate; personalised and foreign ones are not. */
  readonly series: boolean;
};

type PatternedClass = PlateClass & { readonly pattern: RegExp };

/** First match wins: from the narrow to the wide. */
const CLASSES: readonly PatternedClass[] = [
  {
    id: 'car-2001',
    label: 'Car, series since 2001',
    secondary: false,
    series: true,
    pattern: /^[A-HJ-NP-UWYZ]{3}[0-9]{1,3}$/,
  },
  // Q stood only in second place.
  {
    id: 'car-1964',
    label: 'Car, series 1964–2001',
    secondary: false,
    series: true,
    pattern: /^[A-PR-Z][A-Z][0-9]{1,4}$/,
  },
  {
    id: 'car-leading-v',
    label: 'Car, V added where the plate clashed overseas',
    secondary: true,
    series: true,
    pattern: /^V[A-PR-Z][A-Z][0-9]{1,3}$/,
  },
  { id: 'motorcycle', label: 'Motorcycle or tractor', secondary: true, series: true, pattern: /^[0-9]{1,2}[A-Z]{3}$/ },
  {
    id: 'motorcycle-2009',
    label: 'Motorcycle since 2009',
    secondary: true,
    series: true,
    pattern: /^[A-Z][0-9][A-Z]{3}$/,
  },
  {
    id: 'trailer-2019',
    label: 'Trailer since 2019',
    secondary: true,
    series: true,
    pattern: /^[0-9]{2}[A-Z][0-9]{2}$/,
  },
  { id: 'trailer-2021', label: 'Trailer since 2021', secondary: true, series: true, pattern: /^[0-9]{3}[A-Z][0-9]$/ },
  { id: 'trade', label: 'Trade plate', secondary: false, series: true, pattern: /^(?:X[0-9A-Z]{1,5}|[0-9A-Z]{1,5}X)$/ },
  { id: 'personalised', label: 'Personalised', secondary: false, series: false, pattern: /^[0-9A-Z]{1,6}$/ },
];

const FOREIGN: PlateClass = {
  id: 'foreign',
  label: 'Longer than any New Zealand plate',
  secondary: false,
  series: false,
};

/** The first class whose pattern the plate has; longer than six characters is foreign. */
export function classifyPlate(plate: PlateText): PlateClass {
  for (const candidate of CLASSES) if (candidate.pattern.test(plate)) return candidate;
  return FOREIGN;
}

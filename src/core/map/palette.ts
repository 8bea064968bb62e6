// The map's colours and vehicle marks, for the screen (dark, light) and for print (light). Pure data.
// Colour never stands alone: a vehicle is colour + shape + letter, the state of a read is a shape.

export type MapTheme = 'dark' | 'light';

export interface MapColours {
  readonly sea: string;
  /** Sea beside the coast, from the widest band to the narrowest. */
  readonly shelf: readonly [string, string, string];
  readonly land: string;
  readonly coast: string;
  readonly graticule: string;
  readonly label: string;
  readonly labelHalo: string;
  readonly seaLabel: string;
  readonly camera: string;
  readonly cameraDown: string;
  readonly accent: string;
  readonly ink: string;
  readonly paper: string;
  readonly dim: string;
  readonly line: string;
  readonly impossible: string;
}

export const MAP_COLOURS: Readonly<Record<MapTheme, MapColours>> = {
  dark: {
    sea: '#12181f',
    shelf: ['#131a21', '#141c24', '#161f28'],
    land: '#20262d',
    coast: '#46515e',
    graticule: '#1a2129',
    label: '#aab4c1',
    labelHalo: '#171c22',
    seaLabel: '#738091',
    camera: '#8f99a8',
    cameraDown: '#fa999c',
    accent: '#4c90f0',
    ink: '#f6f7f9',
    paper: '#1c2127',
    dim: '#9aa4b2',
    line: '#404854',
    impossible: '#fa999c',
  },
  light: {
    sea: '#e0e7ef',
    shelf: ['#dae2eb', '#d5dee8', '#cdd8e4'],
    land: '#f4f3ef',
    coast: '#a3afbc',
    graticule: '#d3dbe4',
    label: '#4d5866',
    labelHalo: '#f8f8f5',
    seaLabel: '#66758a',
    camera: '#5f6b7c',
    cameraDown: '#ac2f33',
    accent: '#2d72d2',
    ink: '#1c2127',
    paper: '#ffffff',
    dim: '#5a6675',
    line: '#b9c1cb',
    impossible: '#ac2f33',
  },
};

export type MarkShape = 'disc' | 'square' | 'triangle' | 'diamond';

export interface VehicleMark {
  readonly letter: string;
  readonly shape: MarkShape;
  readonly dark: string;
  readonly light: string;
}

const NAMED_MARKS: readonly VehicleMark[] = [
  { letter: 'A', shape: 'disc', dark: '#2fd0c6', light: '#00757f' },
  { letter: 'B', shape: 'square', dark: '#f0e36a', light: '#8a6a00' },
  { letter: 'C', shape: 'triangle', dark: '#d9774a', light: '#6b0f3a' },
  { letter: 'D', shape: 'diamond', dark: '#c07ae6', light: '#8a2be2' },
];

/** A, B, … Z, AA, AB, … for the zero-based vehicle index. */
export const vehicleLetter = (index: number): string => {
  const last = String.fromCharCode(65 + (index % 26));
  return index < 26 ? last : vehicleLetter(Math.floor(index / 26) - 1) + last;
};

/** The mark of the vehicle at a zero-based index; from the fifth on a grey disc told apart by its letter alone. */
export const vehicleMark = (index: number): VehicleMark =>
  NAMED_MARKS[index] ?? { letter: vehicleLetter(index), shape: 'disc', dark: '#9aa4b2', light: '#5a6675' };

/** What a person has decided about a read. */
export type ReadState = 'confirmed' | 'unconfirmed' | 'rejected' | 'cannot-tell';

export const READ_STATE_WORDS: Readonly<Record<ReadState, string>> = {
  confirmed: 'confirmed',
  unconfirmed: 'not yet confirmed',
  rejected: 'rejected',
  'cannot-tell': 'cannot tell',
};

/** States from the one that says most to the one that says least: the first present stands for a place with several. */
export const READ_STATES: readonly ReadState[] = ['confirmed', 'unconfirmed', 'cannot-tell', 'rejected'];

/** Opacity of a mark for a likelihood of 0 to 1. */
export const markOpacity = (likelihood: number): number => 0.5 + Math.min(1, Math.max(0, likelihood)) / 2;

/** Longest time between two reads that is drawn as a plain leg; above it the leg is a gap. Milliseconds. */
export const GAP_MS = 50 * 60_000;

/** Owed wherever the basemap is shown or printed. */
export const BASEMAP_ATTRIBUTION = '© OpenStreetMap contributors (ODbL), Natural Earth, GeoNames (CC BY 4.0)';
/** True of every journey drawn. */
export const LEGS_NOTE = 'Straight lines between cameras, not routes.';

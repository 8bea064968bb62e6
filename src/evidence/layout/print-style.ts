// Colours, type sizes and page geometry of a printed pack, in points on A4. Pure data; light colours: it is for paper.

import { type FontName, PLATE_FEATURES } from '../fonts.ts';

export const PAGE = {
  widthPt: 595.28,
  heightPt: 841.89,
  leftPt: 48,
  rightPt: 547.28,
  /** First line of the body; the running head stands above. */
  topPt: 62,
  /** Nothing of the body stands below. */
  bottomPt: 792,
  headBaselinePt: 30,
  footRulePt: 804,
  footBaselinePt: 817,
  bandPt: 12,
} as const;

export const BODY_WIDTH_PT = PAGE.rightPt - PAGE.leftPt;

export const INK = {
  t1: '#1c2127',
  t2: '#383e47',
  t3: '#5a6675',
  rule: '#111418',
  line: '#d8dde3',
  line2: '#b9c1cb',
  panel: '#f3f5f7',
  refusedPanel: '#f4f1ef',
  red: '#ac2f33',
  amber: '#8a4b00',
  amberPanel: '#fdf3e3',
  violet: '#5642a6',
  stripe: '#6650c4',
  stripeLight: '#e9e4fb',
  white: '#ffffff',
} as const;

/** How a run of text is set. Sizes and leading in points. */
export interface TextStyle {
  readonly font: FontName;
  readonly sizePt: number;
  readonly leadingPt: number;
  readonly colour: string;
  readonly features?: PDFKit.Mixins.OpenTypeFeatures[];
}

/** Figures of one width everywhere, so that times and counts stand under each other. */
const FIGURES: PDFKit.Mixins.OpenTypeFeatures[] = ['tnum'];

const style = (font: FontName, sizePt: number, leadingPt: number, colour: string): TextStyle => ({
  font,
  sizePt,
  leadingPt,
  colour,
  features: FIGURES,
});

export const TEXT = {
  kicker: style('Inter', 9.6, 13.5, INK.t3),
  title: style('Inter-SemiBold', 20.25, 25.5, INK.t1),
  heading: style('Inter-SemiBold', 20.25, 25.5, INK.t1),
  section: style('Inter-SemiBold', 11.25, 15, INK.t1),
  subsection: style('Inter-SemiBold', 9.4, 13.5, INK.t1),
  lead: style('Inter', 9.6, 13.8, INK.t1),
  body: style('Inter', 9.2, 13.4, INK.t1),
  bodyQuiet: style('Inter', 8.6, 12.6, INK.t2),
  label: style('Inter', 9.2, 13.4, INK.t3),
  figure: style('Inter-SemiBold', 12.4, 16, INK.t1),
  cell: style('Inter', 7.5, 9.9, INK.t1),
  cellQuiet: style('Inter', 7.5, 9.9, INK.t3),
  cellHead: style('Inter-Medium', 7.1, 9.9, INK.t3),
  caption: style('Inter', 6.9, 9.2, INK.t3),
  foot: style('Inter', 7.1, 9.8, INK.t3),
} as const satisfies Record<string, TextStyle>;

export const strong = (base: TextStyle): TextStyle => ({ ...base, font: 'Inter-SemiBold', colour: INK.t1 });
export const quiet = (base: TextStyle): TextStyle => ({ ...base, colour: INK.t3 });
export const coloured = (base: TextStyle, colour: string): TextStyle => ({ ...base, colour });
/** Fixed-width figures and letters: hashes, numbers of packs, file names. */
export const mono = (base: TextStyle): TextStyle => ({
  ...base,
  font: 'JetBrainsMono-Regular',
  sizePt: base.sizePt * 0.94,
  features: [],
});
/** A plate in running text: bold, slashed zero. */
export const plateText = (base: TextStyle): TextStyle => ({
  ...base,
  font: 'JetBrainsMono-Bold',
  colour: INK.t1,
  features: PLATE_FEATURES,
});

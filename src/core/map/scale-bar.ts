// The scale bar's round length. Pure; the screen map and the printed map use it alike.

export interface ScaleBar {
  readonly lengthM: number;
  /** Figure at the middle tick and at the end, the end with its unit: `20` and `40 km`. */
  readonly middle: string;
  readonly end: string;
}

const figure = (metres: number): string => {
  const value = metres >= 1000 ? metres / 1000 : metres;
  return Number.isInteger(value) ? value.toString() : value.toFixed(1);
};

/** The longest bar of 1, 2, 4 or 5 times a power of ten metres that fits in `maxM` ground metres (at least 2 m). */
export const scaleBarFor = (maxM: number): ScaleBar => {
  const limitM = Math.max(2, maxM);
  const power = 10 ** Math.floor(Math.log10(limitM));
  const factor = [5, 4, 2, 1].find((candidate) => candidate * power <= limitM) ?? 1;
  const lengthM = factor * power;
  const unit = lengthM >= 1000 ? 'km' : 'm';
  // The middle figure is in the end figure's unit: half of 1 km is 0.5.
  const middle = unit === 'km' ? lengthM / 2000 : lengthM / 2;
  return {
    lengthM,
    middle: Number.isInteger(middle) ? middle.toString() : middle.toFixed(1),
    end: `${figure(lengthM)} ${unit}`,
  };
};

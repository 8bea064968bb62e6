/**
 * What was learnt of camera errors from real reads. WRITTEN BY `npm run calibrate`: change the script, not this file.
 * Runs anywhere (data). Learnt on one half of the vehicles; docs/model/plate-likelihood.md holds the figures of the other.
 */

/** Costs 1–8, one digit a character, in the order 0–9 A–Z. */
export const CAMERA_WEIGHTS = {
  id: 'camera/2',
  /** One row for each true character, one digit for each character read. */
  // biome-ignore format: a table
  substitution: [
    //  0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ
    '058888888888836888888888484888888888', // 0
    '508888888888845888358688888887888588', // 1
    '880888858888888888888888888888888882', // 2
    '888088886886888888888888888888888888', // 3
    '858808888858888888888888888888888888', // 4
    '888580588888888888888888888848885888', // 5
    '888888085888688848888888888888888888', // 6
    '886888808888888888888888888888888886', // 7
    '888688880883888888888888888588888888', // 8
    '888888888088588888888888888888888888', // 9
    '888858888808888888888888888888888888', // A
    '858688883880888888888888888888888888', // B
    '888888688888088868888888888888888888', // C
    '388888888888804888888888585888888888', // D
    '888888888888880488888888888888888888', // E
    '888888888888885088888888888888888888', // F
    '888888488888688808888888888888888888', // G
    '888888888882888880888866888888888888', // H
    '828888888888888888088488888885888884', // I
    '888888888888888888808888888888888888', // J
    '888888888888888888880888888888888888', // K
    '858888888888884888588088888886888888', // L
    '888888888888888883888806888888888888', // M
    '888888888888888886888860888888884888', // N
    '188888888888838888888888083888888888', // O
    '848888888888888888888888808688888888', // P
    '288888888888828888888888480888888888', // Q
    '858888888885888888888888868088888888', // R
    '888883888888888888888888888808888888', // S
    '868888888888888888488688888880888888', // T
    '848888888888888888448888888888068888', // U
    '888888888888888888888888888888506858', // V
    '888888888888888888888888888888860868', // W
    '888888888888888888888888888888888088', // X
    '888888888888888888888888888888856808', // Y
    '883888858888888888888888888888888880', // Z
  ],
  /** A character read that was not there. */
  insertion: '857888888887886888788888887788887888',
  /** A true character not read. */
  deletion: '767767775666665766667656666575875657',
} as const;

/** What the numbers of this file stand on, for reports. */
export const CALIBRATION = {
  vehicles: 358,
  reads: 1144,
  errors: 353,
} as const;

/** Share of a plate's misreads that come out as one given text: exp(-(level + near·min(c, knee) + far·max(0, c - knee))). */
export const SHARE_CURVE = { level: 0.05, near: 0.976, far: 0.904, knee: 8 } as const;

/** How far from the plate a text counts that stands among the engine's candidates; a gap is a difference of confidences, 0–1. */
export const CANDIDATE_COSTS = { least: 1, perGap: 50.4, gapUnknown: 0.0279 } as const;

/** Share of misreads within a cost of 3, 5 and 8 of the plate. */
export const MISREADS_WITHIN: readonly number[] = [0.272, 0.352, 0.704];

/** Of all misreads, the share that repeats one of the same vehicle letter for letter. */
export const REPEATS = 0.233;

/**
 * The contract between the services and the match worker. Runs anywhere.
 * Its own small protocol over a worker's port instead of oRPC: answers are parallel typed arrays over one buffer that is
 * transferred, never copied or turned into objects. Requests carry an id; a cancel names it.
 */

import type { LookAlike } from '../core/match/likelihood.ts';
import type { LikelihoodReport } from '../core/match/likelihood-explanation.ts';
import type { PlateQuery, PlateQueryRefusalReason } from '../core/plate/plate-query.ts';
import type { PlateText } from '../core/plate/plate-text.ts';
import type { MovementAnswers, MovementOptions, MovementProgress, MovementRequest } from './matcher-movement.ts';

/** Most matches one answer holds. */
export const MAX_MATCHES = 200_000;

/** Highest cost a search may ask for: past it the answer is most of the plates. */
export const MAX_SEARCH_COST = 24;

/** Shown matches a typed-ahead search asks for before it stops to deepen: one screen. */
export const PREVIEW_WANTED = 50;

/**
 * camera: the query is the true plate, the answer what cameras made of it. witness: the query is what a person remembers,
 * the answer plates: every text that matched is the plate it is taken for, as for a wildcard.
 */
export type MatchDirection = 'camera' | 'witness';

export type MatcherSearchRequest = {
  /** As typed: `?` one character, `*` any run. */
  readonly query: string;
  /** Default camera. A wildcard means the same in both. */
  readonly direction?: MatchDirection | undefined;
  /** First instant that counts, UTC epoch ms; null or absent: no bound. */
  readonly fromMs?: number | null | undefined;
  /** Last instant that counts. */
  readonly toMs?: number | null | undefined;
  /** Cameras that count, at most {@link MAX_CAMERA_ORDINALS}; null or absent: every camera. */
  readonly cameraOrdinals?: readonly number[] | Uint32Array | null | undefined;
  /** Where known: a read whose make is not known passes, one known to be of another make does not. */
  readonly make?: string | null | undefined;
  readonly colour?: string | null | undefined;
  /** Most matches listed, 1–{@link MAX_MATCHES}; default 1000. */
  readonly limit?: number | undefined;
  /** Matches to be shown (not folded) that are enough to stop deepening; default: `limit`. */
  readonly wanted?: number | null | undefined;
  /** List no folded matches, and so weigh fewer; the others are the same in the same order. Default false. */
  readonly shownOnly?: boolean | undefined;
  /** A newer search with the same box ends the older. */
  readonly box?: string | null | undefined;
  /** 0–{@link MAX_SEARCH_COST}, default 16. */
  readonly maxCost?: number | undefined;
};

/** More than any network of cameras has; past it a request is refused. */
export const MAX_CAMERA_ORDINALS = 1_000_000;

/** `plate` as typed or folded. */
export type MatcherExplainRequest = { readonly detectionId: number; readonly plate: string };

/** In columns of confidences in percent: the engine gave none. */
export const NO_CONFIDENCE = 255;

/** 0 the text read first, 1 one of the engine's candidates. */
export const VIA_READ = 0;
export const VIA_CANDIDATE = 1;
export type MatchVia = 'read' | 'candidate';

/**
 * Detections as columns. Detection i has the texts `textStarts[i]` … `textStarts[i + 1]`, the first reading first.
 * A text is a packed code (`core/match/plate-code`), or -(k + 1) for `longTexts[k]`.
 */
export type ColumnChunk = {
  /** Whole numbers, unique: the workspace's row ids. */
  readonly detectionIds: Float64Array;
  /** UTC epoch ms. */
  readonly timesMs: Float64Array;
  readonly cameras: Uint32Array;
  /** One longer than `detectionIds`. */
  readonly textStarts: Uint32Array;
  readonly textCodes: Float64Array;
  readonly textVia: Uint8Array;
  /** The engine's confidence in percent, {@link NO_CONFIDENCE} where it gave none. */
  readonly textConfidence: Uint8Array;
  readonly longTexts: readonly string[];
  /** Per detection: 0 not known, else 1 + the place in `makeNames`. Absent: no make is known. */
  readonly makes?: Uint16Array | undefined;
  readonly makeNames?: readonly string[] | undefined;
  /** Likewise. Names are compared without case and outer spaces; each chunk brings its own dictionary. */
  readonly colours?: Uint16Array | undefined;
  readonly colourNames?: readonly string[] | undefined;
};

export type MatcherLoadOptions = {
  /** `[camera ordinal]`: share of the camera's reads that are wrong, 0–1; 0 or absent: the default. */
  readonly misreadRates?: Float32Array;
};

export type MatcherStats = {
  readonly detections: number;
  /** Distinct texts, readings and candidates. */
  readonly texts: number;
  readonly postings: number;
  /** Bytes of the columns and tries. */
  readonly bytes: number;
  /** Grows with every load, append and removal. */
  readonly epoch: number;
  /** Texts not yet in the large finder; they are found all the same. */
  readonly recentTexts: number;
  /** Detections taken out whose rows are not yet given back. */
  readonly removedRows: number;
  /** What searches the texts: the compiled kernel, or the plain code where that could not start. */
  readonly finder: 'kernel' | 'plain';
};

/**
 * Matches best first, as parallel columns over one buffer. A text is a packed code (`core/match/plate-code`),
 * -(k + 1) for `longTexts[k]`, or 0 for no text at all.
 */
export type MatchColumns = {
  readonly count: number;
  readonly detectionIds: Float64Array;
  readonly readCodes: Float64Array;
  readonly plateCodes: Float64Array;
  readonly matchedCodes: Float64Array;
  readonly likelihoods: Float32Array;
  readonly baseRates: Float32Array;
  readonly lookAlikeCounts: Uint32Array;
  readonly costs: Uint8Array;
  readonly via: Uint8Array;
  readonly longTexts: readonly string[];
};

export type MatchAnswer = {
  readonly query: PlateQuery;
  readonly columns: MatchColumns;
  /** Distinct texts that matched. */
  readonly plates: number;
  /** Detections that matched in all, listed or not. */
  readonly detections: number;
  /** Of those, how many are known to be below the likelihood under which a match is shown folded. */
  readonly folded: number;
  /** Detections whose likelihood was weighed in full. The rest is surely folded, or past the cap of a very wide pattern. */
  readonly assessed: number;
  /** More matched than `limit`. */
  readonly truncated: boolean;
  /** Matches known not to be folded, listed or not. */
  readonly shown: number;
  /** Cost to which the search deepened: below `maxCost` only where `wanted` shown matches were found. 0 for a wildcard. */
  readonly costReached: number;
};

export type MatcherOutcome =
  | { readonly outcome: 'ran'; readonly answer: MatchAnswer }
  | { readonly outcome: 'refused'; readonly reason: PlateQueryRefusalReason; readonly message: string };

/** One match, decoded from the columns. */
export type Match = {
  readonly detectionId: number;
  /** Text read first; empty where the first reading was no plate. */
  readonly readText: string;
  /** The plate it is taken for: the query, or for a wildcard and a witness the text that matched. */
  readonly plate: PlateText;
  readonly matchedText: string;
  readonly cost: number;
  readonly via: MatchVia;
  readonly likelihood: number;
  readonly baseRate: number;
  readonly lookAlikeCount: number;
  readonly folded: boolean;
};

export type Vocabulary = { readonly makes: readonly string[]; readonly colours: readonly string[] };

/** The matcher, in this thread or behind a worker. Calls answer in the order they were made. */
export interface Matcher {
  /** Replaces everything; the old data answers until the last chunk is in. Chunks' buffers may be taken away. */
  load(chunks: Iterable<ColumnChunk> | AsyncIterable<ColumnChunk>, options?: MatcherLoadOptions): Promise<MatcherStats>;
  /** Adds detections while open. */
  append(chunk: ColumnChunk): Promise<MatcherStats>;
  /** Takes detections out: they match no more and count no more. Unknown ids are ignored. */
  remove(detectionIds: Float64Array): Promise<MatcherStats>;
  /** Rejects with AppError CANCELLED when the signal fires or a newer search has the same box. */
  search(request: MatcherSearchRequest, signal?: AbortSignal): Promise<MatcherOutcome>;
  /** Why one detection is this likely to be one plate; null where the detection is not loaded. */
  explain(request: MatcherExplainRequest): Promise<LikelihoodReport | null>;
  /** Plates of the data that may be read as this one, the nearest first. */
  lookAlikes(plate: PlateText): Promise<LookAlike[]>;
  /**
   * An analysis of how vehicles move; searches and appends get in between. Throws BAD_INPUT for a question that is not well
   * formed, CANCELLED when the signal fires or the data is replaced meanwhile.
   */
  movement<K extends MovementRequest['kind']>(
    request: Extract<MovementRequest, { kind: K }>,
    options?: MovementOptions,
  ): Promise<MovementAnswers[K]>;
  /** Makes and colours that detections bear, folded, in the order of the alphabet. */
  vocabulary(): Promise<Vocabulary>;
  stats(): Promise<MatcherStats>;
  close(): Promise<void>;
}

/** What the proxy sends. `payload` per method as in {@link Matcher}; a load is begun, fed and ended. */
export type MatcherCall =
  | { readonly method: 'beginLoad'; readonly payload: MatcherLoadOptions }
  | { readonly method: 'addChunk'; readonly payload: ColumnChunk }
  | { readonly method: 'endLoad' | 'dropLoad' | 'vocabulary' | 'stats'; readonly payload: null }
  | { readonly method: 'append'; readonly payload: ColumnChunk }
  | { readonly method: 'remove'; readonly payload: Float64Array }
  | { readonly method: 'search'; readonly payload: MatcherSearchRequest }
  | { readonly method: 'explain'; readonly payload: MatcherExplainRequest }
  | { readonly method: 'lookAlikes'; readonly payload: PlateText }
  | { readonly method: 'movement'; readonly payload: MovementRequest };

export type ToMatchWorker =
  | { readonly kind: 'call'; readonly id: number; readonly call: MatcherCall }
  | { readonly kind: 'cancel'; readonly id: number };

export type FromMatchWorker =
  | { readonly kind: 'ready' }
  | { readonly kind: 'progress'; readonly id: number; readonly progress: MovementProgress }
  | { readonly kind: 'result'; readonly id: number; readonly value: unknown }
  /** What a search found: one buffer instead of nine views over it, which cost more to send than all they show. */
  | {
      readonly kind: 'answer';
      readonly id: number;
      readonly head: Omit<MatchAnswer, 'columns'>;
      readonly count: number;
      readonly buffer: ArrayBuffer;
      readonly longTexts: readonly string[];
    }
  | {
      readonly kind: 'error';
      readonly id: number;
      readonly code: string;
      readonly message: string;
      readonly tip: string;
    };

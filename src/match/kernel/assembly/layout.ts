// Where everything stands in the kernel's memory. AssemblyScript: compiled to WebAssembly, never run by Node.
// Addresses are constants, so that they end up inside the instructions; nothing is ever allocated. Beyond DATA lie the
// tries (of a finder) or the codes (of a sorter): the host sets them out and writes their places at LEVELS.

/** 0–9 and A–Z. */
export const SYMBOLS: u32 = 36;
/** Longest plate in a trie, and longest query the vectors hold. */
export const MAX_LENGTH: u32 = 8;
/** Highest cost asked for. */
export const MAX_BUDGET: u32 = 63;

/** Nodes taken from one level to the next at a time: few enough for their rows to stay in the nearest cache. */
export const BLOCK: u32 = 256;
/** Children that a block can have: a level's buffers hold them all, so nothing ever overflows. */
export const BLOCK_CHILDREN: u32 = 9216; // BLOCK * SYMBOLS

/** Results kept before the host is asked to take them away; more than one block can add. */
export const MAX_RESULTS: u32 = 32768;

// --- cost models, prepared once each (model.ts) ---
export const RAW_MODEL: usize = 1024; // substitution[36 * 36], insertion[36], deletion[36], transposition
export const RAW_INSERTION: usize = 2320; // RAW_MODEL + 1296
export const RAW_DELETION: usize = 2356;
export const RAW_TRANSPOSITION: usize = 2392;
export const MODELS: usize = 4096;
export const MODEL_BYTES: usize = 21504;
// Offsets inside a model.
export const M_SUBSTITUTION: usize = 0; // [read][true], rows of 48 bytes
export const M_INSERTION: usize = 1728;
export const M_DELETION: usize = 1776;
export const M_MIN_INSERTION: usize = 1824;
export const M_TRANSPOSITION: usize = 1825;
export const M_SUBSTITUTION_MASKS: usize = 2048; // u64 [true][slack 0–63]
export const M_INSERTION_MASKS: usize = 20480; // u64 [slack 0–63]
/** MODELS + 4 * MODEL_BYTES. */

// --- one query (query-tables.ts) ---
export const QUERY: usize = 90112; // symbols
export const MERGES: usize = 90176; // {at, single, cost, 0}: at most 512
export const SPLITS: usize = 92224; // {at, first, second, cost}: at most 512
export const BOUNDS: usize = 94336; // u8 [difference + 20]: least cost by which a text is that much longer
export const LETTERS: usize = 94464; // 4 vectors a symbol: insertion, substitution, transposition, merge
export const SPLIT_CLASSES: usize = 96768; // u8 [symbol]: its table in SPLIT_LETTERS, 0 where it starts no split
export const SPLIT_LETTERS: usize = 96832; // vector [class 0–36][symbol]
export const VECTORS: usize = 118272; // constants and per-query vectors, 16 bytes each
export const LOOKUPS: usize = 118784; // per depth: 16 × {lane, table}
export const LOOKUP_BYTES: usize = 128;
export const LOOKUP_COUNTS: usize = 119808; // u32 [depth]
export const NO_TABLE: usize = 119872; // 66 × u64, always zero
export const TABLES: usize = 120448; // [depth][lookup]: u64 [value 0–64]
export const TABLE_BYTES: usize = 528;
/** TABLES + 8 * 16 * TABLE_BYTES = 188032. */
export const FIRST_ROW: usize = 188032;

// --- one block of nodes ---
export const WORDS: usize = 188416; // u64 [BLOCK]: the nodes themselves
export const OPEN: usize = 190464; // u64 [BLOCK + 2]: children still to visit
export const ROW_POINTERS: usize = 192528; // u64 stride [BLOCK]
/** Node words of the parents that have open children, beside OPEN and ROW_POINTERS. */
export const PARENTS: usize = 194592; // u64 [BLOCK]

// --- the tries (set by the host) ---
export const LEVELS: usize = 196672; // u32 [length - 1][depth]: address of the level's first node
export const COUNTS: usize = 196928; // u32 [length - 1]: plates
export const ID_BASES: usize = 196960; // u32 [length - 1]
export const BUILD_NODES: usize = 197024; // u32 [depth]: node being built
export const HISTOGRAM: usize = 197632; // u32 [8]: by length, or by shared symbols

// --- results ---
export const COST_COUNTS: usize = 198656; // u32 [66]
export const FOUND_IDS: usize = 199680; // u32 [MAX_RESULTS]
export const FOUND_COSTS: usize = 330752; // u8 [MAX_RESULTS]
export const SORTED_IDS: usize = 363520; // u32 [MAX_RESULTS]
export const SORTED_COSTS: usize = 494592; // u8 [MAX_RESULTS]

// --- frontiers: buffers of BLOCK_CHILDREN entries for depths 0–7 ---
export const NODES: usize = 527360; // u32
export const NODES_BYTES: usize = 36864;
export const ROWS: usize = 822272; // vector
export const ROWS_BYTES: usize = 147456;
/** Rows one letter back, with that letter in lane 15: only for queries that a pair rule touches. */
export const BEFORE: usize = 2001920; // vector
/** BEFORE - ROWS */
export const BEFORE_ROWS: usize = 1179648;

// A sorter needs no frontiers: its counters stand there.
export const DIGITS: usize = 527360; // u32 [4][4096]
/** Codes handed over in pieces stand here while a trie is built or asked. */
export const PIECE: usize = 822272;
export const PIECE_CODES: u32 = 16384;

export const DATA: usize = 3181568;

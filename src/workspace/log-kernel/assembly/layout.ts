// Where everything stands in the memory of the log kernel. AssemblyScript: compiled to WebAssembly, never run by Node.
// Addresses are constants; nothing is ever allocated but the states of logs, at the end, which grow.

/** Records to a batch. */
export const BATCH: u32 = 512;

// --- what the host sets once ---
/** u32 [kind]: how many words of that kind there are. */
export const WORD_COUNTS: usize = 1024;
export const DEVICE_LENGTH: usize = 1160; // u32
export const USER_LENGTH: usize = 1164; // u32
/** [kind][number]: length in the first byte, then the text. */
export const WORDS: usize = 4096;
export const WORD_BYTES: usize = 32;
export const KIND_BYTES: usize = 4096;
/** Ids as they stand in the JSON, with their quotes. */
export const DEVICE_TEXT: usize = 30720; // 2048 bytes
export const USER_TEXT: usize = 32768; // 2048 bytes
/** What stands between the values: [number]: 16 bytes; its length in LITERAL_LENGTHS. */
export const LITERALS: usize = 24576;
export const LITERAL_LENGTHS: usize = 25600;

// --- the tree of the workspace, as of the last batch that was settled ---
export const DEVICE_SIZE: usize = 1048; // u64
export const LAST_COMMITMENT: usize = 1088; // 64 hex digits
export const SPACE: usize = 1152; // u32: 0 unknown, 1 live, 2 training
export const LOG_COUNT: usize = 1156; // u32
export const DEVICE_PEAKS: usize = 2048; // [level 0–31]: 8 words

// --- SHA-256 ---
export const ROUND_KEYS: usize = 28672; // u32 [64]
export const SCHEDULE: usize = 29184; // vector [64]
/** Keys and schedule of the second block of a node, by the one byte it holds: u32 [256][64]. */
export const SECOND_BLOCK: usize = 65536;

// --- a batch ---
export const RECORDS: usize = 131072;
export const RECORD_BYTES: usize = 128;
export const R_ENTRY: usize = 0; // u32, start
export const R_ENTRY_END: usize = 4; // u32; the start where the entry is sealed
export const R_LEAF: usize = 8;
export const R_LEAF_END: usize = 12;
export const R_PREIMAGE: usize = 16; // u32, what is hashed for the entry
export const R_PREIMAGE_END: usize = 20;
export const R_HASH: usize = 24; // u32, 64 hex digits in the entry
export const R_NAME: usize = 28; // u32, name of the log with its quotes
export const R_NAME_LENGTH: usize = 32;
export const R_VERSION: usize = 36;
export const R_OF: usize = 40; // u64; NONE for null
export const R_SEQ: usize = 48; // u64
export const R_DEVICE_SEQ: usize = 56; // u64
export const R_PREV: usize = 64; // u32, 64 hex digits
export const R_DEVICE_PREV: usize = 68;
export const R_PHASE: usize = 72; // number in its list
export const R_SPACE: usize = 76; // 1 live, 2 training
export const R_LOG_ID: usize = 80; // u32, 64 hex digits in the leaf
export const R_COMMITMENT: usize = 84;
export const R_LOG_ROOT: usize = 88;
export const R_LEAF_SEQ: usize = 96; // u64
export const R_LOG_SIZE: usize = 104; // u64

/** [record]: 64 hex digits of the entry's hash, 64 of the leaf's, as the host found them. */
export const DIGESTS: usize = 262144;
/** Nodes to be hashed: {left, right}: where its value comes to stand in NODES, how deep in LEVELS. */
export const OPS: usize = 393216; // u32 [32768][2]
export const LEVELS: usize = 655360; // u8 [32768]
export const ORDER: usize = 688128; // u32 [32768]
export const LEVEL_STARTS: usize = 819200; // u32 [256]
export const LOG_LEAVES: usize = 851968; // 8 words [record]
export const DEVICE_LEAVES: usize = 868352;
export const COMMITMENTS: usize = 884736;
export const ROOTS_SAID: usize = 901120;
export const ROOTS_FOUND: usize = 917504; // u32 [record]: where
/** Logs that this batch goes on with (settle.ts). */
export const ACTIVE: usize = 983040; // [512]
export const ACTIVE_BYTES: usize = 512;
export const NODES: usize = 1310720; // 8 words [32768]
export const MOST_OPS: u32 = 32768;

/** Lines; lines written anew; and what is hashed for each entry: as long as both, and a prefix for each. */
export const TEXT: usize = 2424832;
export const TEXT_BYTES: usize = 2097152;
export const SPARE: usize = 4587520;
export const SPARE_BYTES: usize = 1048576;
export const PREIMAGES: usize = 5636096;

// --- every log ---
/** u32 [524288]: number of the log + 1. */
export const TABLE: usize = 8847360;
export const TABLE_SLOTS: u32 = 524288;
export const MOST_LOGS: u32 = 262144;
export const LOGS: usize = 10944512;
export const LOG_BYTES: usize = 1472;
export const L_ID: usize = 0; // 64 hex digits
export const L_LAST: usize = 64; // 64 hex digits
export const L_SIZE: usize = 128; // u64
export const L_FLAGS: usize = 136;
export const L_PENDING_COUNT: usize = 140;
export const L_NAME_LENGTH: usize = 144; // 0: not known, since no entry was opened
export const L_BATCH: usize = 148; // the batch that last went on with it, …
export const L_ACTIVE: usize = 152; // … and where
export const L_PENDING: usize = 160; // u64 [32]: intents without a result yet
export const L_NAME: usize = 448; // 128 bytes
export const L_PEAKS: usize = 576; // [level 0–25]: 8 words
export const MOST_PENDING: u32 = 32;
export const MOST_NAME: u32 = 128;
export const LOG_LEVELS: u32 = 26;

export const FLAG_SEALED: u32 = 1;
export const FLAG_BLINDED: u32 = 2;
export const NONE: u64 = 0xffffffffffffffff;

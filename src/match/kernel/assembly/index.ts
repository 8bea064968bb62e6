// The kernel as the host sees it. AssemblyScript: `npm run build:kernel` compiles it; nothing of it runs in Node.
// One module, two uses: a sorter (sort-codes) whose memory goes after a build, and a finder (the rest). The kernel trusts
// its host, which checks what is asked (`plate-finder.ts`); it allocates nothing and never grows its memory.

export { automaton } from './automaton-search';
export { buildTrie, endTrie, startTrie } from './build-trie';
export { findCodes } from './find-codes';
export { fuzzy } from './fuzzy-search';
export {
  COUNTS,
  DATA,
  FOUND_COSTS,
  FOUND_IDS,
  HISTOGRAM,
  ID_BASES,
  LEVELS,
  MERGES,
  PIECE,
  PIECE_CODES,
  QUERY,
  RAW_MODEL,
  SORTED_COSTS,
  SORTED_IDS,
  SPLITS,
} from './layout';
export { prepareModel } from './model';
export { visited } from './results';
export {
  clearDigits,
  countDigits,
  measure,
  moveByDigit,
  readCodes,
  splitByLength,
  startDigit,
} from './sort-codes';
export { endWildcard, startWildcard, wildcard } from './wildcard-search';

/**
 * The compiled kernel: once per thread, then as many instances as are asked for, each with a memory of its own.
 * Runs in the match worker. What it exports is declared here by hand and is checked against the module when it loads.
 */

import { KERNEL_BASE64 } from './kernel-bytes.ts';

/** Addresses inside an instance's memory (`assembly/layout.ts`). */
const ADDRESSES = [
  'COUNTS',
  'DATA',
  'FOUND_COSTS',
  'FOUND_IDS',
  'HISTOGRAM',
  'ID_BASES',
  'LEVELS',
  'MERGES',
  'PIECE',
  'PIECE_CODES',
  'QUERY',
  'RAW_MODEL',
  'SORTED_COSTS',
  'SORTED_IDS',
  'SPLITS',
] as const;

type KernelFunctions = {
  /** 0 where one of them is no packed code. */
  readCodes(at: number, count: number): number;
  splitByLength(at: number, count: number): void;
  clearDigits(): void;
  countDigits(at: number, count: number): void;
  /** 0 where all codes share the digit. */
  startDigit(digit: number, to: number, count: number): number;
  moveByDigit(at: number, count: number, digit: number): void;
  measure(at: number, count: number, first: number): void;
  startTrie(length: number): void;
  buildTrie(count: number): void;
  endTrie(): number;
  /** 0 where one of them is no packed code. */
  findCodes(count: number): number;
  prepareModel(slot: number): void;
  /** Results that stand at SORTED_IDS and SORTED_COSTS, or -1 where `take` had them all. */
  fuzzy(slot: number, queryLength: number, budget: number, merges: number, splits: number): number;
  startWildcard(onlyCount: number): void;
  wildcard(length: number): void;
  /** Searches by the automaton that the host wrote at PIECE (`pattern-automaton.ts`). */
  automaton(): void;
  /** Plates counted, results that stand at FOUND_IDS, or -1 where `take` had them all. */
  endWildcard(): number;
};

export type Kernel = KernelFunctions & {
  readonly memory: WebAssembly.Memory;
  readonly at: Readonly<Record<(typeof ADDRESSES)[number], number>>;
  /** Nodes read by the last search. */
  readonly visited: WebAssembly.Global<'i32'>;
};

const PAGE_BYTES = 65_536;
/** Pages that the module asks for at least (`scripts/build-kernel.ts`): its own fixed places are among them. */
const LEAST_PAGES = 64;

let compiled: WebAssembly.Module | undefined;

/**
 * An instance with a zeroed memory of so many bytes beyond `at.DATA`, which never grows.
 * @param take called in mid-search when there is no more room for results: `count` stand at FOUND_IDS and FOUND_COSTS
 * @throws where WebAssembly, its vectors or that much memory is missing
 */
export function startKernel(dataBytes: number, take: (count: number) => void): Kernel {
  compiled ??= new WebAssembly.Module(Buffer.from(KERNEL_BASE64, 'base64'));
  const memory = new WebAssembly.Memory({ initial: LEAST_PAGES, maximum: 65_536 });
  const { exports } = new WebAssembly.Instance(compiled, { env: { memory }, host: { take } });
  const addresses = ADDRESSES.map((name) => [name, (exports[name] as WebAssembly.Global<'i32'>).value] as const);
  const at = Object.fromEntries(addresses) as Kernel['at'];
  memory.grow(Math.max(0, Math.ceil((at.DATA + dataBytes) / PAGE_BYTES) - LEAST_PAGES));
  const visited = exports.visited as WebAssembly.Global<'i32'>;
  return { ...(exports as unknown as KernelFunctions), memory, at, visited };
}

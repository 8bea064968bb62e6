// The states of all logs, found by the blinded name of each; and what a batch that goes on with a log makes of its state, which
// counts only once the whole batch was found in order. AssemblyScript.
import {
  ACTIVE,
  ACTIVE_BYTES,
  L_ACTIVE,
  L_BATCH,
  L_FLAGS,
  L_ID,
  L_LAST,
  L_NAME,
  L_NAME_LENGTH,
  L_PEAKS,
  L_PENDING,
  L_PENDING_COUNT,
  L_SIZE,
  LOG_BYTES,
  LOG_COUNT,
  LOG_LEVELS,
  LOGS,
  MOST_LOGS,
  TABLE,
  TABLE_SLOTS,
} from './layout';
import { same64 } from './tokens';

// A log in a batch.
export const A_LOG: usize = 0; // u32, its state
export const A_LAST: usize = 4; // u32, 64 hex digits
export const A_SIZE: usize = 8; // u64
export const A_FLAGS: usize = 16;
export const A_PENDING_COUNT: usize = 20;
export const A_NAME: usize = 24; // u32
export const A_NAME_LENGTH: usize = 28;
export const A_PENDING: usize = 32; // u64 [32]
export const A_PEAKS: usize = 288; // u32 [26]: where each stands

/** Most logs that share a place in the table before the kernel gives up. */
const MOST_PROBES: u32 = 256;

let batch: u32 = 0;
let activeCount: u32 = 0;
/** With those that this batch began. */
let logCount: u32 = 0;

export function startBatch(): void {
  batch += 1;
  activeCount = 0;
  logCount = load<u32>(LOG_COUNT);
}

/** The log of this blinded name as this batch goes on with it; 0 where there is no room. */
export function activeLog(id: usize): usize {
  const state = stateOf(id);
  if (state == 0) return 0;
  if (load<u32>(state, L_BATCH) == batch) return load<u32>(state, L_ACTIVE);
  const active = ACTIVE + <usize>activeCount * ACTIVE_BYTES;
  activeCount += 1;
  store<u32>(state, batch, L_BATCH);
  store<u32>(state, <u32>active, L_ACTIVE);
  store<u32>(active, <u32>state, A_LOG);
  store<u32>(active, <u32>(state + L_LAST), A_LAST);
  store<u64>(active, load<u64>(state, L_SIZE), A_SIZE);
  store<u32>(active, load<u32>(state, L_FLAGS), A_FLAGS);
  const pending = load<u32>(state, L_PENDING_COUNT);
  store<u32>(active, pending, A_PENDING_COUNT);
  memory.copy(active + A_PENDING, state + L_PENDING, <usize>pending << 3);
  store<u32>(active, <u32>(state + L_NAME), A_NAME);
  store<u32>(active, load<u32>(state, L_NAME_LENGTH), A_NAME_LENGTH);
  for (let level: u32 = 0; level < LOG_LEVELS; level += 1)
    store<u32>(active + (<usize>level << 2), <u32>(state + L_PEAKS + (<usize>level << 5)), A_PEAKS);
  return active;
}

function stateOf(id: usize): usize {
  const spread = (load<u64>(id) ^ (load<u64>(id, 8) << 1)) * 0x9e3779b97f4a7c15;
  let slot = <u32>(spread >> 40) & (TABLE_SLOTS - 1);
  for (let probe: u32 = 0; probe < MOST_PROBES; probe += 1) {
    const held = load<u32>(TABLE + (<usize>slot << 2));
    if (held == 0) return newState(id, slot);
    const state = LOGS + <usize>(held - 1) * LOG_BYTES;
    if (same64(state + L_ID, id)) return state;
    slot = (slot + 1) & (TABLE_SLOTS - 1);
  }
  return 0;
}

function newState(id: usize, slot: u32): usize {
  if (logCount >= MOST_LOGS) return 0;
  const state = LOGS + <usize>logCount * LOG_BYTES;
  const pages = <i32>((state + LOG_BYTES + 65535) >> 16);
  if (pages > memory.size() && memory.grow(max(pages - memory.size(), 64)) < 0) return 0;
  logCount += 1;
  store<u32>(TABLE + (<usize>slot << 2), logCount);
  memory.fill(state, 0, LOG_BYTES);
  memory.copy(state + L_ID, id, 64);
  memory.fill(state + L_LAST, 0x30, 64);
  return state;
}

export function keepLogs(): void {
  for (let n: u32 = 0; n < activeCount; n += 1) {
    const active = ACTIVE + <usize>n * ACTIVE_BYTES;
    const state = <usize>load<u32>(active, A_LOG);
    memory.copy(state + L_LAST, load<u32>(active, A_LAST), 64);
    store<u64>(state, load<u64>(active, A_SIZE), L_SIZE);
    store<u32>(state, load<u32>(active, A_FLAGS), L_FLAGS);
    const pending = load<u32>(active, A_PENDING_COUNT);
    store<u32>(state, pending, L_PENDING_COUNT);
    memory.copy(state + L_PENDING, active + A_PENDING, <usize>pending << 3);
    const length = load<u32>(active, A_NAME_LENGTH);
    store<u32>(state, length, L_NAME_LENGTH);
    memory.copy(state + L_NAME, load<u32>(active, A_NAME), length);
    keepPeaks(active + A_PEAKS, state + L_PEAKS, LOG_LEVELS);
  }
  store<u32>(LOG_COUNT, logCount);
}

/** A peak that is not new stands where it stood. */
export function keepPeaks(pointers: usize, peaks: usize, levels: u32): void {
  for (let level: u32 = 0; level < levels; level += 1) {
    const from = <usize>load<u32>(pointers + (<usize>level << 2));
    const to = peaks + (<usize>level << 5);
    if (from == to) continue;
    v128.store(to, v128.load(from));
    v128.store(to, v128.load(from, 16), 16);
  }
}

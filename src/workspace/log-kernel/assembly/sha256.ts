// SHA-256 of four short texts at once, one to a lane: nodes of a tree (1 + 64 bytes) and leaves of a log's tree (1 + 32 bytes).
// Hashes are eight words each, as numbers. FIPS 180-4, section 6.2. AssemblyScript.
import { ROUND_KEYS, SCHEDULE, SECOND_BLOCK } from './layout';

@inline function rotate(x: v128, by: i32): v128 {
  return v128.or(i32x4.shr_u(x, by), i32x4.shl(x, 32 - by));
}

@inline function spread0(x: v128): v128 {
  return v128.xor(v128.xor(rotate(x, 7), rotate(x, 18)), i32x4.shr_u(x, 3));
}

@inline function spread1(x: v128): v128 {
  return v128.xor(v128.xor(rotate(x, 17), rotate(x, 19)), i32x4.shr_u(x, 10));
}

@inline function first(e: v128, f: v128, g: v128, h: v128, key: v128): v128 {
  const mixed = v128.xor(v128.xor(rotate(e, 6), rotate(e, 11)), rotate(e, 25));
  return i32x4.add(i32x4.add(h, key), i32x4.add(mixed, v128.xor(g, v128.and(e, v128.xor(f, g)))));
}

/** `ab`: a xor b; `bc`: b xor c, which was the `ab` of the round before. */
@inline function second(a: v128, b: v128, ab: v128, bc: v128): v128 {
  const mixed = v128.xor(v128.xor(rotate(a, 2), rotate(a, 13)), rotate(a, 22));
  return i32x4.add(mixed, v128.xor(b, v128.and(ab, bc)));
}

// The eight words of four hashes under way.
let s0: v128 = i32x4.splat(0);
let s1: v128 = i32x4.splat(0);
let s2: v128 = i32x4.splat(0);
let s3: v128 = i32x4.splat(0);
let s4: v128 = i32x4.splat(0);
let s5: v128 = i32x4.splat(0);
let s6: v128 = i32x4.splat(0);
let s7: v128 = i32x4.splat(0);

function begin(): void {
  s0 = i32x4.splat(0x6a09e667);
  s1 = i32x4.splat(0xbb67ae85);
  s2 = i32x4.splat(0x3c6ef372);
  s3 = i32x4.splat(0xa54ff53a);
  s4 = i32x4.splat(0x510e527f);
  s5 = i32x4.splat(0x9b05688c);
  s6 = i32x4.splat(0x1f83d9ab);
  s7 = i32x4.splat(0x5be0cd19);
}

/** One block for each lane: keys and schedule already added, at SCHEDULE. */
function rounds(): void {
  let a = s0;
  let b = s1;
  let c = s2;
  let d = s3;
  let e = s4;
  let f = s5;
  let g = s6;
  let h = s7;
  let x = a;
  let y = v128.xor(b, c);
  for (let at: usize = SCHEDULE; at < SCHEDULE + 1024; at += 128) {
    h = first(e, f, g, h, v128.load(at));
    d = i32x4.add(d, h);
    x = v128.xor(a, b);
    h = i32x4.add(h, second(a, b, x, y));
    g = first(d, e, f, g, v128.load(at, 16));
    c = i32x4.add(c, g);
    y = v128.xor(h, a);
    g = i32x4.add(g, second(h, a, y, x));
    f = first(c, d, e, f, v128.load(at, 32));
    b = i32x4.add(b, f);
    x = v128.xor(g, h);
    f = i32x4.add(f, second(g, h, x, y));
    e = first(b, c, d, e, v128.load(at, 48));
    a = i32x4.add(a, e);
    y = v128.xor(f, g);
    e = i32x4.add(e, second(f, g, y, x));
    d = first(a, b, c, d, v128.load(at, 64));
    h = i32x4.add(h, d);
    x = v128.xor(e, f);
    d = i32x4.add(d, second(e, f, x, y));
    c = first(h, a, b, c, v128.load(at, 80));
    g = i32x4.add(g, c);
    y = v128.xor(d, e);
    c = i32x4.add(c, second(d, e, y, x));
    b = first(g, h, a, b, v128.load(at, 96));
    f = i32x4.add(f, b);
    x = v128.xor(c, d);
    b = i32x4.add(b, second(c, d, x, y));
    a = first(f, g, h, a, v128.load(at, 112));
    e = i32x4.add(e, a);
    y = v128.xor(b, c);
    a = i32x4.add(a, second(b, c, y, x));
  }
  s0 = i32x4.add(s0, a);
  s1 = i32x4.add(s1, b);
  s2 = i32x4.add(s2, c);
  s3 = i32x4.add(s3, d);
  s4 = i32x4.add(s4, e);
  s5 = i32x4.add(s5, f);
  s6 = i32x4.add(s6, g);
  s7 = i32x4.add(s7, h);
}

/** The schedule of a whole block out of its sixteen words at SCHEDULE, and the keys added to it. */
function expand(): void {
  for (let at: usize = SCHEDULE; at < SCHEDULE + 768; at += 16) {
    const early = i32x4.add(v128.load(at), spread0(v128.load(at, 16)));
    const late = i32x4.add(v128.load(at, 144), spread1(v128.load(at, 224)));
    v128.store(at, i32x4.add(early, late), 256);
  }
  let key: usize = ROUND_KEYS;
  for (let at: usize = SCHEDULE; at < SCHEDULE + 1024; at += 64) {
    v128.store(at, i32x4.add(v128.load(at), v128.load32_splat(key)));
    v128.store(at, i32x4.add(v128.load(at, 16), v128.load32_splat(key, 4)), 16);
    v128.store(at, i32x4.add(v128.load(at, 32), v128.load32_splat(key, 8)), 32);
    v128.store(at, i32x4.add(v128.load(at, 48), v128.load32_splat(key, 12)), 48);
    key += 16;
  }
}

/** Four words of each of four texts, turned: one vector for each word. */
@inline function turn(a: v128, b: v128, c: v128, d: v128, to: usize): void {
  const ab = v128.shuffle<u32>(a, b, 0, 4, 1, 5);
  const cd = v128.shuffle<u32>(c, d, 0, 4, 1, 5);
  const abHigh = v128.shuffle<u32>(a, b, 2, 6, 3, 7);
  const cdHigh = v128.shuffle<u32>(c, d, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<u64>(ab, cd, 0, 2));
  v128.store(to, v128.shuffle<u64>(ab, cd, 1, 3), 16);
  v128.store(to, v128.shuffle<u64>(abHigh, cdHigh, 0, 2), 32);
  v128.store(to, v128.shuffle<u64>(abHigh, cdHigh, 1, 3), 48);
}

/** The words of four hashes as the first (0) or second (1) eight vectors at SCHEDULE. */
@inline function take(a: usize, b: usize, c: usize, d: usize, half: usize): void {
  turn(v128.load(a), v128.load(b), v128.load(c), v128.load(d), SCHEDULE + half * 128);
  turn(v128.load(a, 16), v128.load(b, 16), v128.load(c, 16), v128.load(d, 16), SCHEDULE + half * 128 + 64);
}

@inline function give(to: usize, a: usize, b: usize, c: usize, d: usize, offset: usize): void {
  v128.store(a + offset, v128.load(to));
  v128.store(b + offset, v128.load(to, 16));
  v128.store(c + offset, v128.load(to, 32));
  v128.store(d + offset, v128.load(to, 48));
}

function put(a: usize, b: usize, c: usize, d: usize): void {
  turn(s0, s1, s2, s3, SCHEDULE);
  give(SCHEDULE, a, b, c, d, 0);
  turn(s4, s5, s6, s7, SCHEDULE);
  give(SCHEDULE, a, b, c, d, 16);
}

/** Words one byte later, behind a first byte: `count` of them stay, and the last byte begins the next. */
@inline function shift(count: usize, firstByte: i32): void {
  let before = i32x4.splat(firstByte);
  for (let at: usize = SCHEDULE; at < SCHEDULE + count * 16; at += 16) {
    const here = v128.load(at);
    v128.store(at, v128.or(i32x4.shl(before, 24), i32x4.shr_u(here, 8)));
    before = here;
  }
}

/** SHA-256(1 || left || right) of four pairs. */
export function hashNodes(
  leftA: usize, rightA: usize, leftB: usize, rightB: usize,
  leftC: usize, rightC: usize, leftD: usize, rightD: usize,
  toA: usize, toB: usize, toC: usize, toD: usize,
): void {
  take(leftA, leftB, leftC, leftD, 0);
  take(rightA, rightB, rightC, rightD, 1);
  const byteA = <usize>load<u8>(rightA, 28) << 8;
  const byteB = <usize>load<u8>(rightB, 28) << 8;
  const byteC = <usize>load<u8>(rightC, 28) << 8;
  const byteD = <usize>load<u8>(rightD, 28) << 8;
  shift(16, 1);
  expand();
  begin();
  rounds();
  // The second block holds one byte more, and is known for each.
  for (let at: usize = 0; at < 256; at += 16)
    turn(
      v128.load(SECOND_BLOCK + byteA + at),
      v128.load(SECOND_BLOCK + byteB + at),
      v128.load(SECOND_BLOCK + byteC + at),
      v128.load(SECOND_BLOCK + byteD + at),
      SCHEDULE + (at << 2),
    );
  rounds();
  put(toA, toB, toC, toD);
}

/** SHA-256(0 || hash) of four hashes. */
export function hashLeaves(a: usize, b: usize, c: usize, d: usize, toA: usize, toB: usize, toC: usize, toD: usize): void {
  take(a, b, c, d, 0);
  const last = i32x4.shl(v128.load(SCHEDULE, 112), 24);
  shift(8, 0);
  v128.store(SCHEDULE, v128.or(last, i32x4.splat(0x800000)), 128);
  for (let at: usize = SCHEDULE + 144; at < SCHEDULE + 240; at += 16) v128.store(at, i32x4.splat(0));
  v128.store(SCHEDULE, i32x4.splat(264), 240);
  expand();
  begin();
  rounds();
  put(toA, toB, toC, toD);
}

/** The keys are there: what the second block of a node comes to, for each byte it may hold. */
export function prepareSecondBlocks(): void {
  for (let byte: u32 = 0; byte < 256; byte += 1) {
    const row = SECOND_BLOCK + (<usize>byte << 8);
    memory.fill(row, 0, 256);
    store<u32>(row, (byte << 24) | 0x800000);
    store<u32>(row, 520, 60);
    for (let t: usize = 64; t < 256; t += 4) {
      const early: u32 = load<u32>(row + t - 60);
      const late: u32 = load<u32>(row + t - 8);
      const s0: u32 = rotr<u32>(early, 7) ^ rotr<u32>(early, 18) ^ (early >> 3);
      const s1: u32 = rotr<u32>(late, 17) ^ rotr<u32>(late, 19) ^ (late >> 10);
      store<u32>(row + t, load<u32>(row + t - 64) + s0 + load<u32>(row + t - 28) + s1);
    }
    for (let t: usize = 0; t < 256; t += 4) store<u32>(row + t, load<u32>(row + t) + load<u32>(ROUND_KEYS + t));
  }
}

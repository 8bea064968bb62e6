/**
 * The compiled log kernel: an instance for each log that is checked, with a memory of its own that holds what is fixed: the
 * words an entry may use, the texts between its values, the constants of SHA-256. Node only.
 * What the kernel exports is declared here by hand. Its sources stand in `assembly`.
 */
import { auditAction, auditEntry } from '../../core/audit/entry.ts';
import { role, space } from '../../core/model/domain.ts';
import { KERNEL_BASE64 } from './kernel-bytes.ts';

type Functions = {
  prepare(): void;
  /** Reads lines as records from number `first` on; how many there are now. What was not read begins at `unread`. */
  read(from: number, to: number, first: number, most: number): number;
  /** 1 where all of them are in order. After 0 the kernel takes no more. */
  settle(count: number): number;
};
/** What the kernel asks while it reads: places in its memory, lengths in bytes. */
export type KernelHost = {
  isNumber(at: number, length: number): number;
  isCanonical(at: number, length: number): number;
  mayBeNamed(at: number, length: number, id: number): number;
};
export type LogKernel = Functions & {
  readonly memory: WebAssembly.Memory;
  /** Places in the memory and sizes (`assembly/layout.ts`). */
  readonly at: Readonly<Record<string, number>>;
  readonly unread: WebAssembly.Global<'i32'>;
};

/** Pages of its fixed places (`scripts/build-kernel.ts`). */
const PAGES = 168;
/** In the order of the kinds of words in `assembly/read-record.ts`. */
const { phase, outcome } = auditEntry.shape;
const KINDS = [auditAction.options, phase.options, outcome.options, role.options, space.options];
/** In the order of the numbers in `assembly/read-record.ts`; at most 16 characters each. */
const LITERALS = [
  ...['{"action":', ',"actor":', 'null', '{"id":', ',"name":', ',"role":', ',"title":', ',"username":', '}'],
  ...[',"authority":', '{"assignment":', ',"id":', ',"kind":', ',"narrative":', ',"number":', ',"purpose":'],
  ...[
    ',"blind":"',
    ',"details":',
    ',"deviceId":',
    ',"devicePrev":"',
    ',"deviceSeq":',
    ',"hash":"',
    ',"log":',
    ',"of":',
  ],
  ...[',"outcome":', ',"phase":', ',"prev":"', ',"seq":', ',"space":', ',"timeMs":', ',"v":'],
  ...['{"commitment":"', ',"log":"', ',"logRoot":"', ',"logSize":', ',"userId":', ',"v":2}'],
];

let compiled: WebAssembly.Module | undefined;

/**
 * @param ids as they stand in canonical JSON, with their quotes
 * @throws where WebAssembly, its vectors or its memory are missing, or an id is too long
 */
export function startLogKernel(ids: { deviceId: string; userId: string }, host: KernelHost): LogKernel {
  compiled ??= new WebAssembly.Module(Buffer.from(KERNEL_BASE64, 'base64'));
  const memory = new WebAssembly.Memory({ initial: PAGES, maximum: 65_536 });
  const { exports } = new WebAssembly.Instance(compiled, { env: { memory }, host });
  const at = Object.fromEntries(
    Object.entries(exports).flatMap(([name, value]) =>
      value instanceof WebAssembly.Global ? [[name, Number(value.value)]] : [],
    ),
  );
  const bytes = Buffer.from(memory.buffer);
  const place = (name: string): number => placeOf(at, name);
  for (const [kind, words] of KINDS.entries()) {
    bytes.writeUInt32LE(words.length, place('WORD_COUNTS') + 4 * kind);
    for (const [number, word] of words.entries()) {
      const text = JSON.stringify(word);
      const to = place('WORDS') + kind * place('KIND_BYTES') + number * place('WORD_BYTES');
      if (text.length >= place('WORD_BYTES') || (number + 1) * place('WORD_BYTES') > place('KIND_BYTES'))
        throw new RangeError(`no room for ${text} in the log kernel`);
      bytes.writeUInt8(text.length, to);
      bytes.write(text, to + 1, 'latin1');
    }
  }
  for (const [number, text] of LITERALS.entries()) {
    bytes.write(text, place('LITERALS') + 16 * number, 'latin1');
    bytes.writeUInt32LE(text.length, place('LITERAL_LENGTHS') + 4 * number);
  }
  for (const [id, name] of [
    [ids.deviceId, 'DEVICE'],
    [ids.userId, 'USER'],
  ] as const) {
    const length = Buffer.byteLength(id);
    if (length > MOST_ID_BYTES) throw new RangeError('an id too long for the log kernel');
    bytes.write(id, place(`${name}_TEXT`), 'utf8');
    bytes.writeUInt32LE(length, place(`${name}_LENGTH`));
  }
  for (const [round, key] of roundKeys().entries()) bytes.writeUInt32LE(key, place('ROUND_KEYS') + 4 * round);
  const functions = exports as unknown as Functions;
  functions.prepare();
  return { ...functions, memory, at, unread: exports.unread as WebAssembly.Global<'i32'> };
}

export function placeOf(at: Readonly<Record<string, number>>, name: string): number {
  const found = at[name];
  if (found === undefined) throw new TypeError(`the log kernel has no ${name}`);
  return found;
}

const MOST_ID_BYTES = 2000;

/** FIPS 180-4, section 4.2.2: the first 32 bits of the fractional parts of the cube roots of the first 64 primes. */
function roundKeys(): number[] {
  const primes: bigint[] = [];
  for (let n = 2n; primes.length < 64; n += 1n) if (primes.every((prime) => n % prime !== 0n)) primes.push(n);
  return primes.map((prime) => Number(cubeRoot(prime << 96n) & 0xffffffffn));
}

/** The largest whole number whose cube is no larger. */
function cubeRoot(n: bigint): bigint {
  let low = 0n;
  let high = 1n << 40n;
  while (high - low > 1n) {
    const middle = (low + high) >> 1n;
    if (middle ** 3n <= n) low = middle;
    else high = middle;
  }
  return low;
}

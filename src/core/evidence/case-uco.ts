/**
 * The case, its exhibits and how they were come by, in CASE/UCO (JSON-LD). Runs anywhere (pure).
 * @returns null: this version writes none, and a pack then attaches none
 */
import type { PackInput } from './pack-input.ts';

export function caseUco(_input: PackInput): Uint8Array | null {
  return null;
}

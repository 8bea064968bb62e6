/**
 * The newest head of a workspace's tree that somebody else cosigned, and the way from it to the head a pack rests on.
 * Runs anywhere, pure. What a pack's own checkpoint lacks: it is made in the moment of the export, before anyone saw it.
 */
import { z } from 'zod';
import { sha256Hex } from '../model/domain.ts';

export const witnessedHead = z.strictObject({
  checkpoint: z.string().max(20_000).describe('signed note with the cosignatures of the server and of witnesses'),
  path: z.array(sha256Hex).max(128).describe('RFC 6962 consistency from its size to that of the case proof'),
});
export type WitnessedHead = z.infer<typeof witnessedHead>;

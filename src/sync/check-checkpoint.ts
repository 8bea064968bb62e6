/**
 * Whether the checkpoint a server sends back is what it should be: our own tree, as we signed it, cosigned by the
 * server's enrolled key. Runs in the services worker. Spec: docs/spec/sync.md SY16.
 */
import { readTreeHead, serverCosignerKey } from '../core/audit/checkpoint-note.ts';
import { verifyNote } from '../core/audit/signed-note.ts';
import { deviceHead } from '../workspace/index.ts';
import type { RoundDeps } from './round.ts';

/** @param handedOver place up to which the server has taken what it was given: its checkpoint must reach there */
export function checkpointProblem(
  { workspace, server }: Pick<RoundDeps, 'workspace' | 'server'>,
  checkpoint: string | null,
  handedOver: number,
): 'forged' | 'behind' | 'fork' | null {
  if (checkpoint === null) return handedOver === 0 ? null : 'forged';
  const verdict = verifyNote(checkpoint, [serverCosignerKey(server.serverId, server.publicKeyHex)]);
  const head = verdict.ok ? readTreeHead(verdict.text) : null;
  if (head === null || head.size < handedOver) return 'forged';
  if (head.size > deviceHead(workspace.read).seq) return 'behind';
  // Ed25519 signs one text in one way: what we signed then is what we sign now.
  return checkpoint.startsWith(workspace.audit.checkpointNote(head.size)) ? null : 'fork';
}

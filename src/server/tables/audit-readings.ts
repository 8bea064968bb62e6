/**
 * Who read the query log of others, or tried to: the server's own record, which the auditor's workstation does not write.
 * Promised (journal) before what was asked for goes out. IN42.
 */
import { randomUUID } from 'node:crypto';
import type { Caller, ServerParts } from '../context.ts';
import type { Database } from '../store/schema.ts';

export async function keepReading(
  parts: Pick<ServerParts, 'store' | 'clock'>,
  caller: Extract<Caller, { kind: 'session' }>,
  reading: Pick<Database['audit_readings'], 'method' | 'outcome'> & { readonly details: Record<string, number> },
): Promise<void> {
  const row = {
    id: randomUUID(),
    at_ms: parts.clock(),
    user_id: caller.user.id,
    username: caller.user.username,
    device_id: caller.deviceId,
    method: reading.method,
    outcome: reading.outcome,
    details: JSON.stringify(reading.details),
  };
  await parts.store.db.transaction().execute(async (tx) => {
    await tx.insertInto('audit_readings').values(row).execute();
    await parts.store.promise(tx, { kind: 'row', table: 'audit_readings', row });
  });
}

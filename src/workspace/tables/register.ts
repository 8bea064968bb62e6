/**
 * Tables register_held and stolen_records: what the server's register says that this person's workstation has to know to
 * decide offline. Node only. Own vehicles are keyed hashes; each answer of the register replaces the one before.
 */
import type { RegisterForOne, StolenRecord } from '../../contract/register.ts';
import { type ReadDb, reader, type WriteDb, writer } from '../database.ts';

export type HeldRegister = Pick<RegisterForOne, 'vehicles' | 'interests'> & { asOfMs: number };

/** null: the register was never met. */
export function readRegister(db: ReadDb): HeldRegister | null {
  const row = reader(db).get<{ vehicles: string; interests: string; as_of_ms: number }>(
    'SELECT vehicles, interests, as_of_ms FROM register_held WHERE one = 1',
  );
  if (row === undefined) return null;
  return {
    vehicles: JSON.parse(row.vehicles) as HeldRegister['vehicles'],
    interests: JSON.parse(row.interests) as HeldRegister['interests'],
    asOfMs: row.as_of_ms,
  };
}

export function saveRegister(tx: WriteDb, held: RegisterForOne): void {
  const sql = writer(tx);
  sql.runOne(
    `INSERT INTO register_held (one, vehicles, interests, as_of_ms) VALUES (1, ?, ?, ?) ON CONFLICT (one) DO UPDATE SET
       vehicles = excluded.vehicles, interests = excluded.interests, as_of_ms = excluded.as_of_ms`,
    JSON.stringify(held.vehicles),
    JSON.stringify(held.interests),
    held.timeMs,
  );
  sql.run('DELETE FROM stolen_records');
  for (const record of held.stolen) {
    sql.runOne(
      'INSERT INTO stolen_records (id, plate, record) VALUES (?, ?, ?)',
      record.id,
      record.plate,
      JSON.stringify(record),
    );
  }
}

/** Reports that a vehicle with this folded plate was stolen, recovered ones too. */
export function stolenRecordsOf(db: ReadDb, plate: string): StolenRecord[] {
  return reader(db)
    .all<{ record: string }>('SELECT record FROM stolen_records WHERE plate = ? ORDER BY id', plate)
    .map(({ record }) => JSON.parse(record) as StolenRecord);
}

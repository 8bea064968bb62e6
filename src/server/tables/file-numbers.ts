/** The register of file numbers: which exist, of what offence, and who works on them. */
import type { Db } from '../store/schema.ts';

export type FileNumberAnswer = {
  readonly number: string;
  readonly exists: boolean;
  readonly assigned: boolean;
  readonly offence: string | null;
};

export async function findFileNumber(db: Db, number: string, username: string): Promise<FileNumberAnswer> {
  const row = await db.selectFrom('file_numbers').selectAll().where('number', '=', number.trim()).executeTakeFirst();
  if (!row) return { number, exists: false, assigned: false, offence: null };
  const assigned = (JSON.parse(row.assigned_to) as string[]).includes(username);
  // Whoever is not on the file learns that it exists, not what it is about.
  return { number: row.number, exists: true, assigned, offence: assigned ? row.offence : null };
}

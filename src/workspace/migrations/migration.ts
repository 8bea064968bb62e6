/** One step of the schema. Once released its text never changes: the ledger holds its checksum. */
export type Migration = { id: number; name: string; sql: string };

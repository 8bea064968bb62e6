/**
 * A PGlite data folder, initialised and migrated once and kept as an archive: the first start of PGlite costs seconds,
 * unpacking it a fraction of one. The archive holds no data of anybody. Losing it costs a slow start, nothing else.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PGlite } from '@electric-sql/pglite';
import { schemaHash } from './migrate.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
export const defaultTemplateDir = join(root, 'node_modules', '.cache', 'waymark');

/** Where the archive for this PGlite and this schema stands, or would. */
export function templatePath(templateDir: string): string {
  return join(templateDir, `pglite-${pgliteVersion()}-${schemaHash()}.tar`);
}

function pgliteVersion(): string {
  const entry = createRequire(import.meta.url).resolve('@electric-sql/pglite');
  for (let folder = dirname(entry); folder !== dirname(folder); folder = dirname(folder)) {
    const file = join(folder, 'package.json');
    if (!existsSync(file)) continue;
    const found = JSON.parse(readFileSync(file, 'utf8')) as { name?: string; version?: string };
    if (found.name === '@electric-sql/pglite') return found.version ?? 'unknown';
  }
  return 'unknown';
}

export function readTemplate(templateDir: string): Blob | null {
  const path = templatePath(templateDir);
  return existsSync(path) ? new Blob([readFileSync(path)]) : null;
}

/** A damaged archive must not stop every start. */
export function dropTemplate(templateDir: string): void {
  rmSync(templatePath(templateDir), { force: true });
}

/**
 * Keeps the folder of a database that was just migrated and holds nothing yet, unless it is kept already. Written aside,
 * then renamed.
 */
export async function keepTemplate(templateDir: string, database: PGlite): Promise<boolean> {
  if (existsSync(templatePath(templateDir))) return true;
  try {
    const archive = await database.dumpDataDir('none');
    mkdirSync(templateDir, { recursive: true });
    const aside = `${templatePath(templateDir)}.${process.pid}`;
    writeFileSync(aside, new Uint8Array(await archive.arrayBuffer()));
    renameSync(aside, templatePath(templateDir));
    return true;
  } catch {
    // A read-only installation: the next start is slow again, and that is all.
    return false;
  }
}

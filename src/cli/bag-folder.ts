/** A bag of files on disk, as a folder: reading one to be checked, writing one. Runs in the CLI process. */
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { BagFile } from '../core/evidence/bag.ts';
import type { BagSource } from '../core/evidence/verify-bag.ts';
import { maxBagFiles } from '../core/evidence/zip-entries.ts';
import { CliError } from './output.ts';
import { readFailure } from './text-file.ts';

/** Files alone: a link or a device could be another thing to the next reader. */
export function openBagFolder(folder: string): BagSource {
  const paths: string[] = [];
  const walk = (inside: string): void => {
    const items = readdirSync(join(folder, inside), { withFileTypes: true });
    if (items.length === 0 && inside !== '')
      throw new CliError(`The folder ${inside} in this bag holds nothing.`, { exitCode: 2 });
    if (paths.length + items.length > maxBagFiles)
      throw new CliError(`This bag holds more than ${maxBagFiles} files.`, { exitCode: 2 });
    for (const item of items) {
      const path = inside === '' ? item.name : `${inside}/${item.name}`;
      if (item.isDirectory()) walk(path);
      else if (item.isFile()) paths.push(path);
      else throw new CliError(`${path} in this bag is neither a file nor a folder.`, { exitCode: 2 });
    }
  };
  try {
    walk('');
  } catch (error) {
    throw error instanceof CliError ? error : readFailure(folder, error);
  }
  return {
    paths: paths.sort(),
    read: (path) => {
      try {
        return new Uint8Array(readFileSync(join(folder, path)));
      } catch (error) {
        throw readFailure(join(folder, path), error);
      }
    },
  };
}

/** Beside its place first, so that no half bag stands there. Throws where something is there already. */
export function writeBagFolder(folder: string, files: readonly BagFile[]): void {
  const part = `${folder}.part`;
  for (const { path, bytes } of files) {
    mkdirSync(dirname(join(part, path)), { recursive: true });
    writeFileSync(join(part, path), bytes, { flag: 'wx' });
  }
  renameSync(part, folder);
}

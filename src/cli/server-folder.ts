/** What the folder of an intel server says of itself, without opening it. Runs in the CLI process. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Space, space } from '../core/model/domain.ts';

/** The data space of the server in `dataDir`; null where there is none yet. A damaged identity is left for the server to say. */
export function spaceOfFolder(dataDir: string): Space | null {
  try {
    const identity = JSON.parse(readFileSync(join(dataDir, 'identity.json'), 'utf8')) as { space?: unknown };
    return space.safeParse(identity.space).data ?? null;
  } catch {
    return null;
  }
}

/** Scenes of a co-location question, from a JSON file. Runs in the CLI process. */
import { z } from 'zod';
import { type Area, area } from '../../../core/model/domain.ts';
import { MAX_SCENES } from '../../../core/movement/colocation-count.ts';
import { CliError } from '../../output.ts';
import { fileName, readText } from '../../text-file.ts';
import { parseInstant } from './instants.ts';

export type FileScene = {
  readonly name: string;
  readonly area: Area | null;
  readonly cameraIds: readonly string[] | null;
  readonly fromMs: number;
  readonly toMs: number;
};

const time = z.union([z.number(), z.string()]);
const fileScene = z.object({
  name: z.string().max(100).optional(),
  area: area.nullish(),
  cameraIds: z.array(z.string().max(120)).min(1).max(2000).nullish(),
  from: time.optional(),
  to: time.optional(),
  fromMs: z.number().optional(),
  toMs: z.number().optional(),
});

const FORM =
  'Expected: a list such as [{"name": "Till", "cameraIds": ["C1"], "from": "2026-11-06T13:00:00+13:00", "to": "…"}, …]; "area": {"lon", "lat", "radiusM"} in place of or beside cameraIds.';

/** Throws CliError that names the scene and the field. */
export function readScenes(path: string, zone: string | null): FileScene[] {
  let document: unknown;
  try {
    document = JSON.parse(readText(path, 'A list of scenes', ''));
  } catch (cause) {
    if (cause instanceof CliError) throw cause;
    throw new CliError(`${fileName(path)} is not JSON.`, { exitCode: 2, tip: FORM, cause });
  }
  const inside = document !== null && typeof document === 'object' && 'scenes' in document ? document.scenes : document;
  if (!Array.isArray(inside) || inside.length < 2 || inside.length > MAX_SCENES)
    throw new CliError(`${fileName(path)} must hold 2 to ${MAX_SCENES} scenes.`, { exitCode: 2, tip: FORM });
  return inside.map((given: unknown, at) => {
    const where = `${fileName(path)}: scene ${at + 1}`;
    const checked = fileScene.safeParse(given);
    if (!checked.success) {
      const [issue] = checked.error.issues;
      const field = issue?.path.join('.');
      throw new CliError(`${where}${field ? `: ${field}` : ''}: ${issue?.message}.`, { exitCode: 2, tip: FORM });
    }
    const { name, area: round, cameraIds, from, to, fromMs, toMs } = checked.data;
    if (!round && !cameraIds)
      throw new CliError(`${where} names neither an area nor cameras.`, { exitCode: 2, tip: FORM });
    const window = {
      fromMs: timeOf(fromMs ?? from, zone, `${where}: from`),
      toMs: timeOf(toMs ?? to, zone, `${where}: to`),
    };
    if (window.fromMs > window.toMs) throw new CliError(`${where}: from lies after to.`, { exitCode: 2 });
    return { name: name ?? `Scene ${at + 1}`, area: round ?? null, cameraIds: cameraIds ?? null, ...window };
  });
}

function timeOf(given: string | number | undefined, zone: string | null, where: string): number {
  const read = parseInstant(given === undefined ? '' : String(given), { zone, dateOrder: null });
  if (read.ok) return read.timeMs;
  throw new CliError(`${where}: ${read.reason}.`, { exitCode: 2, tip: FORM });
}

/** Vehicles seen at the scenes: which of them, how far beyond chance, and the reads behind it. Renderer. */
import { Route } from '@blueprintjs/icons';
import type { ColocationResult } from '../../../contract/movement.ts';
import type { Camera } from '../../../core/model/domain.ts';
import { countOf, countText } from '../../format/number.ts';
import { timeText } from '../../format/time.ts';
import { Plate } from '../../parts/index.ts';
import { LiftCell, LiftNote } from './Lift.tsx';
import { expectedText } from './movement-words.ts';
import { VehicleMark } from './VehicleMark.tsx';

interface ColocationTableProps {
  readonly result: ColocationResult;
  readonly cameras: readonly Camera[];
  /** Vehicle whose reads the map shows. */
  readonly chosen: string | null;
  readonly onChoose: (plate: string) => void;
  readonly onOpen: (detectionId: string, plate: string) => void;
  readonly onFollow: (plate: string) => void;
}

const SHOWN_READS = 12;

export function ColocationTable({ result, cameras, chosen, onChoose, onOpen, onFollow }: ColocationTableProps) {
  const names = new Map(cameras.map(({ id, name }) => [id, name]));
  return (
    <>
      <LiftNote />
      <ul className="wm-scene-facts" aria-label="What was held of each scene">
        {result.scenes.map((scene, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a scene of an answer has no identity but its place.
          <li key={at}>
            <span className="wm-scene-number">{at + 1}</span> <strong>{scene.name}</strong>{' '}
            <span className="wm-dim">
              {countOf(scene.cameras, 'camera')}, {countOf(scene.reads, 'read')}, {countOf(scene.plates, 'vehicle')}
            </span>
          </li>
        ))}
      </ul>
      <table className="wm-partners wm-colocation" data-testid="colocation">
        <thead>
          <tr>
            <th scope="col">Vehicle</th>
            <th scope="col">Scenes</th>
            <th scope="col">Reads</th>
            <th scope="col" className="wm-right">
              Beyond chance
            </th>
          </tr>
        </thead>
        <tbody>
          {result.vehicles.map((vehicle) => {
            const at = new Set(vehicle.scenes);
            const seen = vehicle.scenes.map((scene) => result.scenes[scene]?.name ?? String(scene + 1)).join(', ');
            const others = vehicle.texts.filter((text) => text !== vehicle.plate);
            return (
              <tr key={vehicle.plate} data-chosen={vehicle.plate === chosen} data-testid="colocated">
                <th scope="row">
                  <button
                    type="button"
                    className="wm-partner-button"
                    aria-pressed={vehicle.plate === chosen}
                    aria-label={`Show the reads of ${vehicle.plate} on the map`}
                    onClick={() => onChoose(vehicle.plate)}
                    data-testid="colocated-toggle"
                  >
                    <Plate text={vehicle.plate} />
                    {vehicle.plate === chosen && <VehicleMark index={0} />}
                  </button>
                  {others.length > 0 && (
                    <span className="wm-caption wm-other-texts" title={others.join(', ')}>
                      also read {others.slice(0, 3).join(', ')}
                    </span>
                  )}
                </th>
                <td>
                  <span className="wm-scene-marks" role="img" aria-label={`Seen at ${seen}`}>
                    {result.scenes.map((scene, place) => (
                      <span
                        // biome-ignore lint/suspicious/noArrayIndexKey: a scene of an answer has no identity but its place.
                        key={place}
                        className="wm-scene-number"
                        data-seen={at.has(place)}
                        title={`${scene.name}: ${at.has(place) ? 'seen' : 'not read'}`}
                      >
                        {place + 1}
                      </span>
                    ))}
                  </span>
                  <br />
                  <span className="wm-dim">
                    {countText(vehicle.scenes.length)} of {countText(result.scenes.length)}; chance alone would give{' '}
                    {expectedText(vehicle.expected)}
                  </span>
                </td>
                <td>
                  <span className="wm-read-links">
                    {vehicle.detectionIds.slice(0, SHOWN_READS).map((detectionId, read) => {
                      const seen = vehicle.seenAt?.[read];
                      const where = seen === undefined ? '' : `: ${names.get(seen.cameraId) ?? seen.cameraId}`;
                      const when = seen === undefined ? '' : `, ${timeText(seen.timeMs)}`;
                      return (
                        <button
                          key={detectionId}
                          type="button"
                          className="wm-open-read"
                          aria-label={`Open read ${read + 1} of ${vehicle.plate}${where}${when}`}
                          title={`Open the read${where}${when}`}
                          onClick={() => onOpen(detectionId, vehicle.plate)}
                        >
                          {read + 1}
                        </button>
                      );
                    })}
                    {vehicle.reads > SHOWN_READS && <span className="wm-dim">of {countText(vehicle.reads)}</span>}
                  </span>
                  <button
                    type="button"
                    className="wm-link wm-small"
                    aria-label={`Movement of ${vehicle.plate}`}
                    onClick={() => onFollow(vehicle.plate)}
                  >
                    <Route size={12} /> movement
                  </button>
                </td>
                <td className="wm-right">
                  <LiftCell lift={vehicle.lift} atLeast={vehicle.liftAtLeast} />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </>
  );
}

/** Where the exhibits were read, and the journey drawn between them. Renderer. */
import { lazy, Suspense, useMemo } from 'react';
import { useTheme } from '../../desk/index.ts';
import { countOf } from '../../format/number.ts';
import { timeText } from '../../format/time.ts';
import { Loading } from '../../parts/index.ts';
import type { DrawnJourney } from '../journey/index.ts';
import { useCameras } from '../sync/index.ts';
import type { ExhibitRow } from './use-exhibits.ts';

const DetectionMap = lazy(() => import('../map/index.ts').then((door) => ({ default: door.DetectionMap })));

interface ExhibitMapProps {
  readonly rows: readonly ExhibitRow[];
  readonly journey: DrawnJourney | null;
  readonly selectedId: string | null;
  readonly onSelect: (detectionId: string) => void;
}

export function ExhibitMap({ rows, journey, selectedId, onSelect }: ExhibitMapProps) {
  const { theme } = useTheme();
  const cameras = useCameras();
  const plates = useMemo(() => {
    const all = [...new Set(rows.map((row) => row.exhibit.plate))];
    // The plate whose journey is drawn is vehicle A, so that its marks and legs share a colour.
    return journey === null ? all : [journey.plate, ...all.filter((plate) => plate !== journey.plate)];
  }, [rows, journey]);
  const detections = useMemo(
    () =>
      rows.flatMap(({ detection, exhibit, camera, confirmation }) =>
        camera === null
          ? []
          : [
              {
                id: detection.id,
                lon: camera.lon,
                lat: camera.lat,
                timeMs: detection.timeMs,
                state: confirmation.outcome,
                likelihood: 1,
                label: `${exhibit.number}, ${exhibit.plate}, ${camera.name}, ${timeText(detection.timeMs)}`,
                vehicle: plates.indexOf(exhibit.plate),
              },
            ],
      ),
    [rows, plates],
  );
  const vehicles = useMemo(
    () =>
      plates.map((plate) => ({
        plate,
        note: countOf(rows.filter((row) => row.exhibit.plate === plate).length, 'exhibit'),
      })),
    [plates, rows],
  );
  return (
    <div className="wm-map">
      <Suspense fallback={<Loading what="Drawing the map" />}>
        <DetectionMap
          theme={theme}
          detections={detections}
          cameras={cameras.data ?? []}
          journey={journey?.map ?? null}
          vehicles={vehicles}
          selectedId={selectedId}
          onSelect={onSelect}
          fitKey={`${detections.length}-${journey?.logSeq ?? ''}`}
          emptyMessage={
            detections.length === 0
              ? { title: 'No exhibits to show', text: 'Confirmed reads appear here once they are exhibits.' }
              : null
          }
        />
      </Suspense>
    </div>
  );
}

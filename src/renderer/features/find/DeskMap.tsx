/** The map of a result: its reads, the cameras, the journey drawn, the area of the query. Renderer. */
import { lazy, Suspense, useMemo } from 'react';
import type { Area } from '../../../core/model/domain.ts';
import { useTheme } from '../../desk/index.ts';
import { Loading, ProblemBox } from '../../parts/index.ts';
import type { DrawnJourney } from '../journey/index.ts';
import { useCameras } from '../sync/index.ts';
import type { FindPoints } from './map-points.ts';
import { detectionsOf } from './map-points.ts';

// MapLibre is most of the page's code: the desk is there before it.
const DetectionMap = lazy(() => import('../map/index.ts').then((door) => ({ default: door.DetectionMap })));

interface DeskMapProps {
  readonly points: FindPoints | null;
  readonly resultId: string | null;
  readonly includeFolded: boolean;
  readonly journey: DrawnJourney | null;
  readonly selectedId: string | null;
  readonly area: Area | null;
  readonly empty: { title: string; text: string } | null;
  readonly onSelect: (detectionId: string) => void;
  readonly onArea: (area: Area | null) => void;
}

export function DeskMap(props: DeskMapProps) {
  const { theme } = useTheme();
  const cameras = useCameras();
  const { points, includeFolded, journey } = props;
  const detections = useMemo(() => detectionsOf(points, includeFolded, journey), [points, includeFolded, journey]);
  return (
    <div className="wm-map">
      {cameras.error !== null && <ProblemBox error={cameras.error} onRetry={() => void cameras.refetch()} />}
      <Suspense fallback={<Loading what="Drawing the map" />}>
        <DetectionMap
          theme={theme}
          detections={detections}
          cameras={cameras.data ?? []}
          journey={journey?.map ?? null}
          vehicles={journey === null ? [] : [{ plate: journey.plate, note: `${journey.note}; other reads hidden` }]}
          selectedId={props.selectedId}
          onSelect={props.onSelect}
          areaFilter={props.area}
          onAreaChange={props.onArea}
          // Not before the reads are here: the map would move to show nothing.
          fitKey={`${points === null ? '' : props.resultId}-${journey?.plate ?? ''}-${journey?.logSeq ?? ''}`}
          emptyMessage={detections.length === 0 ? props.empty : null}
        />
      </Suspense>
    </div>
  );
}

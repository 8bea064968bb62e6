/** The map of the analysis in front: a journey, the meetings of two vehicles, or the scenes asked about. Renderer. */
import { lazy, Suspense } from 'react';
import type { Area, Camera } from '../../../core/model/domain.ts';
import { useTheme } from '../../desk/index.ts';
import { Loading } from '../../parts/index.ts';
import type { Drawing } from './movement-marks.ts';

const DetectionMap = lazy(() => import('../map/index.ts').then((door) => ({ default: door.DetectionMap })));

interface MovementMapProps {
  readonly drawing: Drawing;
  readonly cameras: readonly Camera[];
  readonly scenes: readonly { lon: number; lat: number; label: string }[];
  readonly area: Area | null;
  readonly otherAreas: readonly Area[];
  readonly drawAsked: number;
  readonly onArea: ((area: Area | null) => void) | null;
  readonly selectedId: string | null;
  readonly fitKey: string;
  readonly empty: { title: string; text: string } | null;
  readonly statesKnown: boolean;
  readonly onSelect: (detectionId: string) => void;
}

export function MovementMap(props: MovementMapProps) {
  const { theme } = useTheme();
  const { drawing } = props;
  return (
    <div className="wm-map">
      <Suspense fallback={<Loading what="Drawing the map" />}>
        <DetectionMap
          theme={theme}
          detections={drawing.detections}
          cameras={props.cameras}
          journey={drawing.journey}
          vehicles={drawing.vehicles}
          scenes={props.scenes}
          selectedId={props.selectedId}
          onSelect={props.onSelect}
          areaFilter={props.area}
          otherAreas={props.otherAreas}
          drawAsked={props.drawAsked}
          {...(props.onArea !== null && { onAreaChange: props.onArea })}
          statesKnown={props.statesKnown}
          fitKey={props.fitKey}
          emptyMessage={drawing.detections.length === 0 ? props.empty : null}
        />
      </Suspense>
    </div>
  );
}

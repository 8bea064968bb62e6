/** Which of two vehicles: colour, shape and letter, always all three, as on the map. Renderer. */
import { type MarkShape, vehicleMark } from '../../../core/map/palette.ts';

const PATHS: Readonly<Record<MarkShape, string>> = {
  disc: 'M7 2.2a4.8 4.8 0 1 1 0 9.6a4.8 4.8 0 1 1 0-9.6z',
  square: 'M2.8 2.8h8.4v8.4h-8.4z',
  triangle: 'M7 1.6L12.4 11H1.6z',
  diamond: 'M7 1L13 7L7 13L1 7z',
};

export function VehicleMark({ index }: { index: number }) {
  const { letter, shape } = vehicleMark(index);
  return (
    <span className="wm-vehicle-mark" data-vehicle={index}>
      <svg viewBox="0 0 14 14" aria-hidden="true">
        <path d={PATHS[shape]} />
      </svg>
      {letter}
    </span>
  );
}

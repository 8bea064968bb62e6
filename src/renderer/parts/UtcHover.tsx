/**
 * UTC beside any time under the pointer: one tooltip for the whole page. Renderer.
 * A tooltip per time would cost a table of 100,000 rows its smooth scrolling.
 */
import { useEffect, useState } from 'react';
import { zoneName } from '../format/time.ts';

interface Hovered {
  readonly utc: string;
  readonly note: string;
  readonly leftPx: number;
  readonly topPx: number;
}

const DELAY_MS = 250;
const WIDTH_PX = 330;

export function UtcHover() {
  const [hovered, setHovered] = useState<Hovered | null>(null);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const onOver = (event: PointerEvent): void => {
      clearTimeout(timer);
      const time = event.target instanceof Element ? event.target.closest('time') : null;
      if (time === null) {
        setHovered(null);
        return;
      }
      timer = setTimeout(() => {
        const box = time.getBoundingClientRect();
        setHovered({
          utc: time.dateTime,
          note: time.dataset.note ?? '',
          leftPx: Math.max(8, Math.min(box.left, innerWidth - WIDTH_PX)),
          topPx: box.bottom + 34 > innerHeight ? box.top - 32 : box.bottom + 6,
        });
      }, DELAY_MS);
    };
    const hide = (): void => {
      clearTimeout(timer);
      setHovered(null);
    };
    document.addEventListener('pointerover', onOver);
    document.addEventListener('scroll', hide, true);
    return () => {
      hide();
      document.removeEventListener('pointerover', onOver);
      document.removeEventListener('scroll', hide, true);
    };
  }, []);
  if (hovered === null) return null;
  return (
    <div className="wm-utc" role="tooltip" style={{ left: hovered.leftPx, top: hovered.topPx }}>
      <span className="wm-mono">{hovered.utc}</span>{' '}
      <span className="wm-dim">
        UTC · shown in {zoneName(Date.parse(hovered.utc))}
        {hovered.note !== '' && ` · ${hovered.note}`}
      </span>
    </div>
  );
}

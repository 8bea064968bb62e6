/** Packs made of this case, newest first; the one chosen stands in the middle with its verdict and its files. Renderer. */
import type { PackRecord } from '../../../contract/workstation.ts';
import { bytesText } from '../../format/number.ts';
import { Time } from '../../parts/index.ts';

interface PackHistoryProps {
  readonly packs: readonly PackRecord[];
  readonly shownId: string | null;
  readonly onShow: (packId: string) => void;
}

export function PackHistory({ packs, shownId, onShow }: PackHistoryProps) {
  return (
    <ul data-testid="pack-history">
      {packs.map((pack) => (
        <li key={pack.id} data-testid="pack-row">
          <button
            type="button"
            className="wm-pack-row"
            aria-current={pack.id === shownId}
            onClick={() => onShow(pack.id)}
          >
            <span className="wm-pack-row-title">
              <strong className="wm-ellipsis">{pack.title}</strong>
              <span className="wm-mono">{pack.number}</span>
            </span>
            <span className="wm-ellipsis wm-dim">{pack.recipients === '' ? 'nobody named' : pack.recipients}</span>
            <span className="wm-dim">
              <Time timeMs={pack.madeMs} /> · {bytesText(pack.bytes)}
              {pack.leftOut.length > 0 && ` · without ${pack.leftOut.join(', ')}`}
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}

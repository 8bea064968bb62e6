/** Packs made of this case, newest first; one opened shows its facts and can be verified again and saved. Renderer. */
import { ChevronDown, ChevronRight } from '@blueprintjs/icons';
import type { PackRecord } from '../../../contract/workstation.ts';
import { bytesText } from '../../format/number.ts';
import { Time } from '../../parts/index.ts';
import { Verdict } from './Verdict.tsx';

interface PackHistoryProps {
  readonly packs: readonly PackRecord[];
  readonly shownId: string | null;
  readonly onShow: (packId: string | null) => void;
}

export function PackHistory({ packs, shownId, onShow }: PackHistoryProps) {
  return (
    <ul data-testid="pack-history">
      {packs.map((pack) => {
        const shown = pack.id === shownId;
        return (
          <li key={pack.id} data-testid="pack-row">
            <button
              type="button"
              className="wm-pack-row"
              aria-expanded={shown}
              onClick={() => onShow(shown ? null : pack.id)}
            >
              {shown ? <ChevronDown /> : <ChevronRight />}
              <span className="wm-ellipsis">
                <strong>{pack.title}</strong>
                <br />
                <span className="wm-dim">
                  {pack.number} · {pack.recipients}
                </span>
              </span>
              <span className="wm-right wm-dim">
                <Time timeMs={pack.madeMs} />
                <br />
                {bytesText(pack.bytes)}
              </span>
            </button>
            {shown && <Verdict pack={pack} verdict={null} />}
          </li>
        );
      })}
    </ul>
  );
}

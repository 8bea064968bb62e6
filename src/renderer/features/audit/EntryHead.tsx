/** What the entry is about, large, with its marks and why each is there. Renderer. It accuses nobody. */
import type { AuditDrillDown } from '../../../contract/audit-answers.ts';
import { countText } from '../../format/number.ts';
import { DAY_MS } from '../../format/time.ts';
import { ACTION_WORDS } from '../../format/words.ts';
import { FlagBadge } from './AuditCells.tsx';
import { askingsWithin } from './askings.ts';
import { FINDING_TITLES, FLAG_REASONS } from './audit-words.ts';

export function EntryHead({ drill }: { drill: AuditDrillDown }) {
  const { row, findings } = drill;
  const asked = askingsWithin(drill.askings, row.timeMs, DAY_MS).length;
  const last = findings.at(-1);
  return (
    <div className="wm-section wm-audit-head">
      <div className="wm-row">
        <h2 className={row.plateKey === null ? undefined : 'wm-audit-plate'}>
          {row.asked === '' ? ACTION_WORDS[row.action] : row.asked}
        </h2>
        {row.flags.map((flag) => (
          <FlagBadge key={flag} flag={flag} />
        ))}
        <span className="wm-dim wm-audit-head-entry">entry {countText(row.ordinal)}</span>
      </div>
      <p>
        {asked > 1 && `Asked ${countText(asked)} times in 24 h by ${row.who?.name ?? 'somebody not signed in'}. `}
        {row.flags.map((flag) => FLAG_REASONS[flag]).join(' ')}
        {asked <= 1 &&
          row.flags.length === 0 &&
          `${ACTION_WORDS[row.action]} by ${row.who?.name ?? 'nobody signed in'}.`}
      </p>
      {last !== undefined && (
        <p className="wm-audit-found">
          <span className="wm-badge">{FINDING_TITLES[last.kind]}</span> by {last.by}
        </p>
      )}
    </div>
  );
}

/** The same officer over what is held: how much asked, how much refused, how that compares. Renderer. */
import { Button } from '@blueprintjs/core';
import type { AuditDrillDown } from '../../../contract/audit-answers.ts';
import { countText } from '../../format/number.ts';
import { ROLE_WORDS } from '../../format/words.ts';
import { useAuditDesk } from './AuditProvider.tsx';
import { ordinalText, TAB_TITLES } from './audit-words.ts';

export function OfficerFigures({ drill }: { drill: AuditDrillDown }) {
  const { queries, refused, rekeyedPlates, rank, of } = drill.sameOfficer;
  if (drill.row.who === null || rank === 0) return null;
  return (
    <div className="wm-section">
      <h3>
        Same officer<span>over all that is held</span>
      </h3>
      <dl className="wm-audit-figures">
        <div>
          <dd>{countText(queries)}</dd>
          <dt>{queries === 1 ? 'query' : 'queries'}</dt>
        </div>
        <div>
          <dd>{countText(refused)}</dd>
          <dt>refused</dt>
        </div>
        <div>
          <dd>{countText(rekeyedPlates)}</dd>
          <dt>{rekeyedPlates === 1 ? 'plate re-keyed' : 'plates re-keyed'}</dt>
        </div>
        <div>
          <dd>{ordinalText(rank)}</dd>
          <dt>of {countText(of)} by volume</dt>
        </div>
      </dl>
    </div>
  );
}

export function OfficerTab({ drill }: { drill: AuditDrillDown }) {
  const { narrow } = useAuditDesk();
  const who = drill.row.who;
  if (who === null) {
    return <p className="wm-section">Nobody was signed in when this entry was written.</p>;
  }
  const all = { fromMs: null, toMs: null, action: null, outcome: null, plate: null, caseLog: null, text: '' };
  return (
    <>
      <div className="wm-section">
        <h2>{who.name}</h2>
        <p className="wm-dim">
          {who.title} (title then), {ROLE_WORDS[who.role]}
        </p>
      </div>
      <OfficerFigures drill={drill} />
      <div className="wm-section wm-stack">
        <p className="wm-caption">
          A high place by volume is no fault: a control room asks more than a rural station. Read what was asked, and
          why.
        </p>
        <div className="wm-actions">
          <Button text="All their queries" onClick={() => narrow({ ...all, userId: who.userId, tab: 'queries' })} />
          <Button
            text={`Their ${TAB_TITLES.refusals.toLowerCase()}`}
            onClick={() => narrow({ ...all, userId: who.userId, tab: 'refusals' })}
          />
        </div>
      </div>
    </>
  );
}

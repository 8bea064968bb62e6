// biome-ignore-all lint/a11y/useSemanticElements: cells of a virtual grid; table elements cannot be placed.
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid is one stop of Tab.
/** One row of the auditor's table, cell by cell, and the marks on an entry. Renderer. */
import { Disable, Export, Home, Repeat, SwapHorizontal, Time as TimeIcon } from '@blueprintjs/icons';
import type { ComponentType } from 'react';
import type { AuditFlag, AuditRow } from '../../../contract/audit-answers.ts';
import { countText } from '../../format/number.ts';
import { ACTION_WORDS, AUTHORITY_KIND_WORDS } from '../../format/words.ts';
import { Time } from '../../parts/index.ts';
import { FLAG_REASONS, FLAG_TITLES, OUTCOME_TITLES } from './audit-words.ts';

export function AuditCells({ row }: { row: AuditRow }) {
  return (
    <>
      <span role="gridcell" className="wm-dim wm-right">
        {countText(row.ordinal)}
      </span>
      <span role="gridcell" className="wm-ellipsis">
        <span className="wm-dim">
          <Time timeMs={row.timeMs} form="date" />
        </span>{' '}
        <Time timeMs={row.timeMs} form="clock" />
      </span>
      <span role="gridcell" className="wm-ellipsis" title={row.who === null ? '' : `${row.who.name}, ${row.who.title}`}>
        <strong>{row.who?.name ?? 'nobody signed in'}</strong> <span className="wm-dim">{row.who?.title}</span>
      </span>
      <span role="gridcell" className="wm-ellipsis">
        {ACTION_WORDS[row.action]}
      </span>
      <span role="gridcell" className="wm-ellipsis" title={authorityText(row)}>
        {row.authority === null ? <span className="wm-dim">none</span> : row.authority.number}
      </span>
      <span
        role="gridcell"
        className={row.plateKey === null ? 'wm-ellipsis' : 'wm-ellipsis wm-audit-plate'}
        title={row.asked}
      >
        {row.asked}
      </span>
      <span role="gridcell" className="wm-audit-outcome">
        <Outcome row={row} />
        {row.flags.map((flag) => (
          <FlagBadge key={flag} flag={flag} />
        ))}
      </span>
      <span role="gridcell" className="wm-right">
        {row.rows === null ? '' : countText(row.rows)}
      </span>
    </>
  );
}

function authorityText({ authority }: AuditRow): string {
  if (authority === null) return 'No authority was given.';
  return `${AUTHORITY_KIND_WORDS[authority.kind] ?? authority.kind} ${authority.number}, assignment ${authority.assignment}`;
}

export function Outcome({ row }: { row: Pick<AuditRow, 'outcome' | 'why'> }) {
  const bad = row.outcome === 'refused' || row.outcome === 'failed';
  if (bad) {
    return (
      <span className="wm-audit-refused wm-ellipsis" title={row.why}>
        <Disable size={12} />
        <span className="wm-hidden">{OUTCOME_TITLES[row.outcome]}: </span>
        {row.why === '' ? OUTCOME_TITLES[row.outcome] : row.why}
      </span>
    );
  }
  return (
    <span className={row.outcome === 'unanswered' ? 'wm-amber wm-ellipsis' : 'wm-ellipsis'}>
      {OUTCOME_TITLES[row.outcome]} {row.why !== '' && <span className="wm-dim">{row.why}</span>}
    </span>
  );
}

const FLAG_ICONS: Readonly<Record<AuditFlag, ComponentType<{ size?: number }>>> = {
  rekeyed: Repeat,
  'own-vehicle': Home,
  'stolen-conflict': SwapHorizontal,
  export: Export,
  provisional: TimeIcon,
};
const CALM: ReadonlySet<AuditFlag> = new Set(['export', 'provisional']);

export function FlagBadge({ flag }: { flag: AuditFlag }) {
  const Icon = FLAG_ICONS[flag];
  return (
    <span
      className={CALM.has(flag) ? 'wm-badge wm-audit-flag' : 'wm-badge wm-badge-red wm-audit-flag'}
      title={FLAG_REASONS[flag]}
    >
      <Icon size={11} />
      {FLAG_TITLES[flag]}
    </span>
  );
}

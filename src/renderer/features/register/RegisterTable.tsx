/** The register as a table: standing, clock, report owed, uses, papers, approver. Renderer. */
import { Paperclip } from '@blueprintjs/icons';
import type { AuthorityStanding } from '../../../contract/authority-answers.ts';
import { countText } from '../../format/number.ts';
import { AUTHORITY_KIND_WORDS } from '../../format/words.ts';
import { clockOf, reportOf, StandingBadge, toneOfStanding } from '../authority/index.ts';

interface RegisterTableProps {
  readonly rows: readonly AuthorityStanding[];
  readonly nowMs: number;
  readonly chosenId: string | null;
  onChoose(authorityId: string): void;
}

export function RegisterTable({ rows, nowMs, chosenId, onChoose }: RegisterTableProps) {
  return (
    <table className="wm-register-table" data-testid="register">
      <thead>
        <tr>
          <th scope="col">Authority</th>
          <th scope="col">Standing</th>
          <th scope="col">Time</th>
          <th scope="col">Report</th>
          <th scope="col" className="wm-right">
            Uses
          </th>
          <th scope="col" className="wm-right">
            Papers
          </th>
          <th scope="col">Approved by</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <Row key={row.record.id} row={row} nowMs={nowMs} chosen={row.record.id === chosenId} onChoose={onChoose} />
        ))}
      </tbody>
    </table>
  );
}

interface RowProps {
  readonly row: AuthorityStanding;
  readonly nowMs: number;
  readonly chosen: boolean;
  onChoose(authorityId: string): void;
}

function Row({ row, nowMs, chosen, onChoose }: RowProps) {
  const { record } = row;
  const report = reportOf(row, nowMs);
  const plates = record.scope.plates.join(', ');
  return (
    <tr data-chosen={chosen} onClick={() => onChoose(record.id)} data-testid="register-row" data-kind={record.kind}>
      <td>
        <button
          type="button"
          className="wm-link wm-mono wm-register-number"
          aria-expanded={chosen}
          onClick={() => onChoose(record.id)}
        >
          {record.number === '' ? 'without a number' : record.number}
        </button>
        <br />
        <span className="wm-dim">
          {AUTHORITY_KIND_WORDS[record.kind]}
          {plates !== '' && ` · ${plates}`}
        </span>
      </td>
      <td>
        <StandingBadge standing={row} nowMs={nowMs} />
      </td>
      <td className={toneClass(toneOfStanding(row, nowMs))} data-testid="register-clock">
        {clockOf(row, nowMs)}
      </td>
      <td className={toneClass(report?.tone ?? 'plain')} data-testid="register-report">
        {report?.text ?? <span className="wm-dim">none due</span>}
      </td>
      <td className="wm-right">{countText(row.uses)}</td>
      <td className="wm-right">
        {record.documents.length > 0 && <Paperclip size={12} />} {countText(record.documents.length)}
      </td>
      <td>{approverText(row)}</td>
    </tr>
  );
}

const toneClass = (tone: 'plain' | 'amber' | 'red'): string | undefined =>
  tone === 'plain' ? undefined : `wm-${tone}`;

function approverText({ record }: AuthorityStanding): string {
  const { approval } = record;
  if (approval === null) return 'not needed';
  if (approval.by === null) return approval.state === 'submitted' ? 'nobody yet' : 'not asked yet';
  return approval.state === 'refused' ? `${approval.by.name}: refused` : approval.by.name;
}

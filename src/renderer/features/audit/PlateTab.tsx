/** The same plate: who else asked for it, how often, when last. Renderer. */
import { Button } from '@blueprintjs/core';
import type { AuditDrillDown } from '../../../contract/audit-answers.ts';
import { countOf } from '../../format/number.ts';
import { Time } from '../../parts/index.ts';
import { useAuditDesk } from './AuditProvider.tsx';

export function PlateTab({ drill }: { drill: AuditDrillDown }) {
  const { narrow } = useAuditDesk();
  const { row, samePlate } = drill;
  if (row.plateKey === null) return <p className="wm-section">This entry did not ask for one plate.</p>;
  const all = { fromMs: null, toMs: null, action: null, outcome: null, caseLog: null, text: '', userId: null };
  return (
    <>
      <div className="wm-section">
        <h2 className="wm-audit-plate">{row.asked}</h2>
        <p className="wm-dim">
          {samePlate.length === 0
            ? 'Nobody else asked for this plate in what is held.'
            : `${countOf(samePlate.length, 'other person', 'other people')} asked for it in what is held.`}
        </p>
      </div>
      {samePlate.length > 0 && (
        <div className="wm-section">
          <table className="wm-audit-people">
            <caption className="wm-hidden">Who else asked for this plate</caption>
            <thead>
              <tr>
                <th scope="col">Who</th>
                <th scope="col">Askings</th>
                <th scope="col">Last</th>
              </tr>
            </thead>
            <tbody>
              {samePlate.map((person) => (
                <tr key={person.userId}>
                  <th scope="row">
                    <button
                      type="button"
                      className="wm-link"
                      onClick={() => narrow({ ...all, userId: person.userId, plate: row.plateKey, tab: 'queries' })}
                    >
                      {person.name}
                    </button>
                  </th>
                  <td>{person.askings}</td>
                  <td>
                    <Time timeMs={person.lastMs} form="minute" />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <div className="wm-section">
        <Button
          text="All askings of this plate"
          onClick={() => narrow({ ...all, plate: row.plateKey, tab: 'queries' })}
        />
      </div>
    </>
  );
}

/** The exhibits, one line each. Taking one out asks for the reason, and can be undone. Renderer. */
import { Button, InputGroup, PopoverNext } from '@blueprintjs/core';
import { Route, Trash } from '@blueprintjs/icons';
import { type SubmitEvent, useState } from 'react';
import { zoneName } from '../../format/time.ts';
import { Field, PlatePair, ProblemBox, StateMark, Time } from '../../parts/index.ts';
import { type ExhibitRow, useRemoveExhibit } from './use-exhibits.ts';

interface ExhibitTableProps {
  readonly caseId: string;
  readonly rows: readonly ExhibitRow[];
  readonly selectedId: string | null;
  readonly onSelect: (row: ExhibitRow) => void;
  readonly onOpen: (row: ExhibitRow) => void;
  readonly onJourney: (plate: string) => void;
}

export function ExhibitTable({ caseId, rows, selectedId, onSelect, onOpen, onJourney }: ExhibitTableProps) {
  return (
    <table className="wm-exhibit-table" data-testid="exhibits">
      <thead>
        <tr>
          <th scope="col">No.</th>
          <th scope="col">Read / plate</th>
          <th scope="col">Where, when ({zoneName(rows[0]?.detection.timeMs ?? 0)})</th>
          <th scope="col">Confirmed by</th>
          <th scope="col">
            <span className="wm-hidden">Actions</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => {
          const { exhibit, detection, camera, confirmation } = row;
          return (
            <tr
              key={exhibit.id}
              aria-selected={detection.id === selectedId}
              onClick={() => onSelect(row)}
              data-testid="exhibit-row"
            >
              <td>
                <button type="button" className="wm-link" onClick={() => onOpen(row)}>
                  {exhibit.number}
                </button>
              </td>
              <td>
                <PlatePair read={detection.read} plate={exhibit.plate} />
              </td>
              <td>
                <span className="wm-bright">{camera?.name ?? detection.cameraId}</span>
                <br />
                <span className="wm-dim">
                  <Time timeMs={detection.timeMs} />
                </span>
                {exhibit.note !== '' && <p className="wm-exhibit-note">{exhibit.note}</p>}
              </td>
              <td>
                <span className="wm-row">
                  <StateMark state={confirmation.outcome} />
                  <span>
                    <span className="wm-bright">{confirmation.by.name}</span>
                    <br />
                    <span className="wm-dim">
                      {confirmation.basis === 'image' ? (
                        'blind re-type'
                      ) : (
                        <span className="wm-badge wm-badge-amber">no image</span>
                      )}
                    </span>
                  </span>
                </span>
              </td>
              <td className="wm-exhibit-actions">
                <Button
                  size="small"
                  icon={<Route size={14} />}
                  text="Journey"
                  onClick={() => onJourney(exhibit.plate)}
                  data-testid="exhibit-journey"
                />
                <RemoveButton caseId={caseId} row={row} />
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function RemoveButton({ caseId, row }: { caseId: string; row: ExhibitRow }) {
  const remove = useRemoveExhibit(caseId);
  const [open, setOpen] = useState(false);
  const [reason, setReason] = useState('');
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    if (reason.trim() === '') return;
    remove.mutate({ exhibitId: row.exhibit.id, reason: reason.trim() }, { onSuccess: () => setOpen(false) });
  };
  return (
    <PopoverNext
      isOpen={open}
      onInteraction={setOpen}
      placement="left-start"
      content={
        <form className="wm-picker wm-picker-form" onSubmit={submit}>
          <strong>Take out {row.exhibit.number}?</strong>
          <p className="wm-caption">
            The record and its confirmation stay. The reason goes into the log; the number is not used again.
          </p>
          <Field label="Reason">
            {({ id }) => (
              <InputGroup
                id={id}
                autoFocus
                value={reason}
                onValueChange={setReason}
                maxLength={500}
                data-testid="remove-reason"
              />
            )}
          </Field>
          {remove.error !== null && <ProblemBox error={remove.error} />}
          <div className="wm-actions">
            <Button
              type="submit"
              size="small"
              intent="primary"
              text="Take out"
              disabled={reason.trim() === ''}
              loading={remove.isPending}
              data-testid="remove-exhibit"
            />
            {reason.trim() === '' && <span className="wm-caption">Waits for a reason.</span>}
          </div>
        </form>
      }
    >
      <Button size="small" variant="minimal" icon={<Trash size={14} />} aria-label={`Take out ${row.exhibit.number}`} />
    </PopoverNext>
  );
}

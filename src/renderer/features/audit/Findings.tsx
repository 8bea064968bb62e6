/** What the auditor makes of an entry: refer, ask for account, nothing further; logged, and never erased. Renderer. */
import { Button, TextArea } from '@blueprintjs/core';
import { useId, useRef, useState } from 'react';
import type { AuditDrillDown, AuditFinding } from '../../../contract/audit-answers.ts';
import { toast, useKeys } from '../../desk/index.ts';
import { Kbd, ProblemBox, Time } from '../../parts/index.ts';
import { FINDING_TITLES } from './audit-words.ts';
import { useFinding } from './use-audit.ts';

export function Findings({ drill }: { drill: AuditDrillDown }) {
  const { findings, row } = drill;
  const finding = useFinding(row.ref);
  const [note, setNote] = useState('');
  const field = useRef<HTMLTextAreaElement>(null);
  const ids = useId();
  const said = note.trim() !== '';
  const record = (kind: AuditFinding['kind']): void => {
    if (finding.isPending) return;
    if (!said && kind !== 'nothing-further') {
      field.current?.focus();
      return;
    }
    finding.mutate(
      { kind, note: note.trim() },
      {
        onSuccess: () => {
          setNote('');
          toast({ message: `Recorded in the log: ${FINDING_TITLES[kind].toLowerCase()}.` });
        },
      },
    );
  };
  useKeys({ auditRefer: () => record('refer') });
  return (
    <div className="wm-findings" data-testid="audit-findings">
      {findings.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls is scrolled by keyboard too.
        <ol className="wm-findings-list" aria-label="Findings so far" tabIndex={0}>
          {findings.map((item) => (
            <li key={item.id}>
              <strong>{FINDING_TITLES[item.kind]}</strong>{' '}
              <span className="wm-dim">
                by {item.by}, <Time timeMs={item.atMs} />
              </span>
              {item.note !== '' && <p>{item.note}</p>}
            </li>
          ))}
        </ol>
      )}
      <TextArea
        id={`${ids}-note`}
        inputRef={field}
        fill
        aria-label="Note for the file"
        aria-describedby={`${ids}-why`}
        placeholder="Note for the file (logged, signed by you)"
        maxLength={2000}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
        data-testid="audit-note"
      />
      <div className="wm-actions">
        <Button
          intent="primary"
          text="Refer"
          endIcon={<Kbd of="auditRefer" />}
          disabled={!said}
          loading={finding.isPending}
          onClick={() => record('refer')}
          data-testid="audit-refer"
        />
        <Button
          text="Ask for account"
          disabled={!said || finding.isPending}
          onClick={() => record('ask-for-account')}
        />
        <Button text="Nothing further" disabled={finding.isPending} onClick={() => record('nothing-further')} />
      </div>
      <p id={`${ids}-why`} className="wm-caption">
        {said
          ? 'A finding is never erased; a later one stands beside it.'
          : 'To refer or to ask for an account, write first what you saw.'}
      </p>
      {finding.error !== null && <ProblemBox error={finding.error} />}
    </div>
  );
}

/** What the list is narrowed to: window, who, what, outcome, plate. Words are searched from the top bar. Renderer. */
import { Button } from '@blueprintjs/core';
import { Cross } from '@blueprintjs/icons';
import type { AuditRow, AuditState } from '../../../contract/audit-answers.ts';
import { toast } from '../../desk/index.ts';
import { countOf, countText } from '../../format/number.ts';
import { ACTION_WORDS } from '../../format/words.ts';
import { useAuditDesk } from './AuditProvider.tsx';
import { isNarrowed, plateOf, withoutNarrowing } from './audit-filter.ts';
import { OUTCOME_TITLES } from './audit-words.ts';
import { ChoiceChip } from './ChoiceChip.tsx';
import { TypedFilter } from './TypedFilter.tsx';
import { useRows } from './use-audit.ts';
import { WindowChip } from './WindowChip.tsx';

type Outcome = Exclude<AuditRow['outcome'], 'recorded'>;
const OUTCOMES = (['ran', 'refused', 'failed', 'cancelled', 'unanswered'] satisfies Outcome[]).map((value) => ({
  value,
  title: OUTCOME_TITLES[value],
}));

interface FilterBarProps {
  readonly state: AuditState;
  /** Entries that came since the list was read. */
  readonly arrived: number;
  readonly onReadAgain: () => void;
}

export function FilterBar({ state, arrived, onReadAgain }: FilterBarProps) {
  const { filter, narrow } = useAuditDesk();
  const total = useRows(filter).data?.pages[0]?.total;
  return (
    <search className="wm-audit-filters" aria-label="Narrow the list">
      <WindowChip />
      <ChoiceChip
        label="Who"
        anyTitle="everyone"
        testId="audit-who"
        choices={state.people.map((person) => ({ value: person.userId, title: person.name, detail: person.title }))}
        chosen={filter.userId}
        onChoose={(userId) => narrow({ userId })}
      />
      <ChoiceChip
        label="What"
        anyTitle="all"
        testId="audit-what"
        choices={state.actions.map((action) => ({ value: action, title: ACTION_WORDS[action] }))}
        chosen={filter.action}
        onChoose={(action) => narrow({ action })}
      />
      <ChoiceChip
        label="Outcome"
        anyTitle="all"
        testId="audit-outcome"
        choices={OUTCOMES}
        chosen={filter.outcome}
        onChoose={(outcome) => narrow({ outcome })}
      />
      <TypedFilter
        label="Plate asked"
        placeholder="Plate"
        className="wm-audit-plate-filter"
        value={filter.plate ?? ''}
        maxLength={16}
        onUse={(text) => {
          const plate = plateOf(text);
          if (plate !== null || text === '') narrow({ plate });
          else toast({ message: `“${text}” is no plate: letters, digits, ? and * only. Nothing was narrowed.` });
        }}
        testId="audit-plate"
      />
      {filter.caseLog !== null && (
        <button type="button" className="wm-chip" data-on onClick={() => narrow({ caseLog: null })}>
          <strong>one case</strong> <Cross size={12} />
          <span className="wm-hidden">: show every case again</span>
        </button>
      )}
      {isNarrowed(filter) && (
        <Button
          variant="minimal"
          size="small"
          text="Clear"
          title="Clear every filter"
          onClick={() => narrow(withoutNarrowing(filter))}
          data-testid="audit-clear"
        />
      )}
      {arrived > 0 && (
        <Button size="small" text={`${countText(arrived)} more have come: read them`} onClick={onReadAgain} />
      )}
      <span className="wm-audit-total" role="status" data-testid="audit-total">
        {total === undefined ? '' : countOf(total, 'entry', 'entries')}
      </span>
    </search>
  );
}

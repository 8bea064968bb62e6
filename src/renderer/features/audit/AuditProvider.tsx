/** What the auditor looks at: filter, chosen row, opened entry. Outlives the screen, ends with the session. Renderer. */
import { createContext, type ReactNode, useContext, useMemo, useState } from 'react';
import type { AuditFilter, AuditRef, AuditRow } from '../../../contract/audit-answers.ts';
import { EVERYTHING } from './audit-filter.ts';

interface AuditDesk {
  readonly filter: AuditFilter;
  /** Changes some parts; every change asks anew, and asking is logged. */
  narrow(part: Partial<AuditFilter>): void;
  /** The row the keyboard is on. Moving to a row reads nothing more than the list already told. */
  readonly chosen: AuditRow | null;
  choose(row: AuditRow | null): void;
  /** The entry that was opened: its drill-down was read, and that was logged. */
  readonly opened: AuditRef | null;
  open(ref: AuditRef | null): void;
}

const AuditContext = createContext<AuditDesk | null>(null);

export function AuditProvider({ children }: { children: ReactNode }) {
  const [filter, setFilter] = useState<AuditFilter>(EVERYTHING);
  const [chosen, choose] = useState<AuditRow | null>(null);
  const [opened, open] = useState<AuditRef | null>(null);
  const value = useMemo(
    () => ({
      filter,
      narrow: (part: Partial<AuditFilter>) => setFilter((before) => ({ ...before, ...part })),
      chosen,
      choose,
      opened,
      open,
    }),
    [filter, chosen, opened],
  );
  return <AuditContext value={value}>{children}</AuditContext>;
}

export function useAuditDesk(): AuditDesk {
  const value = useContext(AuditContext);
  if (value === null) throw new Error('useAuditDesk is used outside AuditProvider.');
  return value;
}

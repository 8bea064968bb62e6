/** Tabs over the list with how many each holds, and the saved views. Renderer. */
import type { AuditOverview, AuditState, AuditTab } from '../../../contract/audit-answers.ts';
import { countText } from '../../format/number.ts';
import { PaneTabs } from '../../parts/index.ts';
import { useAuditDesk } from './AuditProvider.tsx';
import { TAB_TITLES } from './audit-words.ts';
import { SavedViews } from './SavedViews.tsx';

const ORDER = Object.keys(TAB_TITLES) as AuditTab[];
/** Few of these are expected: any at all is worth a look. */
const MARKED: ReadonlySet<AuditTab> = new Set(['rekeyed', 'own-vehicle', 'stolen-conflict']);

interface AuditTabsProps {
  /** null: not counted yet. */
  readonly tabs: AuditOverview['tabs'] | null;
  readonly people: AuditState['people'];
}

export function AuditTabs({ tabs, people }: AuditTabsProps) {
  const { filter, narrow } = useAuditDesk();
  return (
    <div className="wm-audit-tabs">
      <PaneTabs
        label="Kinds of entry"
        name="audit"
        chosen={filter.tab}
        onChoose={(tab) => narrow({ tab })}
        tabs={ORDER.map((id) => {
          const count = tabs?.find((item) => item.tab === id)?.count;
          return {
            id,
            title: (
              <>
                {TAB_TITLES[id]}
                {count !== undefined && (
                  <span
                    className={MARKED.has(id) && count > 0 ? 'wm-audit-count wm-audit-count-red' : 'wm-audit-count'}
                  >
                    {countText(count)}
                  </span>
                )}
              </>
            ),
          };
        })}
      />
      <SavedViews people={people} />
    </div>
  );
}

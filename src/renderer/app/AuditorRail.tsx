/** The rail of an auditor: the query log and how to read it, sync and settings. No screen of a case. Renderer. */
import { History, Manual } from '@blueprintjs/icons';
import { LOWER, RailButton, type RailItem } from './Rail.tsx';

const UPPER: readonly RailItem[] = [
  { screen: 'audit', title: 'Query log', icon: History, key: 'log', needsCase: false },
  { screen: 'audit-help', title: 'How to read the log', icon: Manual, needsCase: false },
];

export function AuditorRail() {
  return (
    <nav className="wm-rail" aria-label="Screens">
      {[UPPER, LOWER].map((items) => (
        <div key={items[0]?.screen}>
          {items.map((item) => (
            <RailButton key={item.screen} item={item} blocked={false} />
          ))}
        </div>
      ))}
    </nav>
  );
}

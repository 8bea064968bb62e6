/** How to read the log: what its marks mean, what is proven and what is not, and what each finding does. Renderer. */
import type { AuditFlag, AuditTab } from '../../../contract/audit-answers.ts';
import { FLAG_REASONS, TAB_EMPTY, TAB_TITLES } from './audit-words.ts';

const MARKS: readonly { tab: AuditTab; flag: AuditFlag }[] = [
  { tab: 'rekeyed', flag: 'rekeyed' },
  { tab: 'own-vehicle', flag: 'own-vehicle' },
  { tab: 'stolen-conflict', flag: 'stolen-conflict' },
  { tab: 'exports', flag: 'export' },
];

export function AuditHelp() {
  return (
    <section className="wm-pane wm-audit-help" aria-label="Help" data-testid="audit-help">
      <header className="wm-pane-head">
        <h1 className="wm-tab">Reading the query log</h1>
      </header>
      <div className="wm-scroll">
        <div className="wm-section">
          <h3>What you see</h3>
          <p>
            Every query, look, export and refusal of every workstation that has synced. An entry was written before its
            query ran; what came of it was written after. Names and titles are those held at the time. You read
            everything and can ask nothing about a vehicle; each of your readings is an entry of its own.
          </p>
        </div>
        <div className="wm-section">
          <h3>What “whole” proves, and what it does not</h3>
          <ul className="wm-audit-list-text">
            <li>Nothing that was handed over has been changed, left out, put in or put in another order since.</li>
            <li>The server and the witnesses signed the same history that is read here.</li>
            <li>
              It cannot show what a workstation has not handed over yet: “heard from” names those that are silent.
            </li>
            <li>
              It cannot show what was never written. A workstation runs no query that it could not write down first.
            </li>
          </ul>
        </div>
        <div className="wm-section">
          <h3>Marks</h3>
          <dl className="wm-facts">
            {MARKS.map(({ tab, flag }) => (
              <div key={tab} className="wm-contents">
                <dt>{TAB_TITLES[tab]}</dt>
                <dd>
                  {TAB_EMPTY[tab].replace(' will stand here', '')} {FLAG_REASONS[flag]}
                </dd>
              </div>
            ))}
          </dl>
          <p className="wm-caption wm-gap-top">A mark is a reason to look, not a finding.</p>
        </div>
        <div className="wm-section">
          <h3>Findings</h3>
          <dl className="wm-facts">
            <dt>Refer</dt>
            <dd>Puts the entry and your note forward for inquiry.</dd>
            <dt>Ask for account</dt>
            <dd>Records that the person who asked is to say why.</dd>
            <dt>Nothing further</dt>
            <dd>Records that you looked, and found it in order.</dd>
          </dl>
          <p className="wm-caption wm-gap-top">
            Each is logged under your name and is never erased; a later one stands beside it.
          </p>
        </div>
      </div>
    </section>
  );
}

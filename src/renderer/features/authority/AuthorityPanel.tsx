/** "Get an authority": for what, the ways that exist, what one holds of each, and the form of the one chosen. Renderer. */
import './authority.css';
import { Button } from '@blueprintjs/core';
import type { LawfulFunction } from '../../../contract/authority-answers.ts';
import type { AuthorityKind } from '../../../core/model/domain.ts';
import { useDesk, useKeptState, useNow } from '../../desk/index.ts';
import { AUTHORITY_KIND_WORDS } from '../../format/words.ts';
import { Loading, ProblemBox, Time } from '../../parts/index.ts';
import { type AuthorityView, useAuthority } from './AuthorityProvider.tsx';
import { FileNumberForm } from './FileNumberForm.tsx';
import { bySituation } from './standing-words.ts';
import { useRegister, useWays } from './use-register.ts';
import { WayForm } from './WayForm.tsx';
import { WayList } from './WayList.tsx';

interface AuthorityPanelProps {
  /** Called with the new authority: a query that waits for it runs now. */
  readonly onDeclared: (authorityId: string) => void;
  readonly queryWaits: boolean;
}

const FUNCTIONS: readonly { fn: LawfulFunction; title: string; words: string }[] = [
  { fn: 'find', title: 'Find', words: 'For “Find a vehicle” and what follows from it. Tracking needs more.' },
  { fn: 'track', title: 'Track', words: 'For alerts on one plate while it drives. Finding it needs less.' },
  { fn: 'recover-stolen', title: 'Recover stolen', words: 'For a vehicle reported stolen, until it is recovered.' },
];

export function AuthorityPanel({ onDeclared, queryWaits }: AuthorityPanelProps) {
  const authority = useAuthority();
  const { desk } = useDesk();
  const nowMs = useNow(10_000);
  const kept = useKeptState<{ fn: LawfulFunction; kind: AuthorityKind }>('authority-panel', () => ({
    fn: 'find',
    kind: 'file-number',
  }));
  // A refusal leads to one way: it is open until another is chosen here.
  const { fn, kind } = desk.wayWanted ?? kept.state;
  const { dispatch } = useDesk();
  const choose = (next: { fn: LawfulFunction; kind: AuthorityKind }): void => {
    kept.change(next);
    if (desk.wayWanted !== null) dispatch({ type: 'way-taken' });
  };
  const ways = useWays(fn);
  const register = useRegister(authority.caseRecord.id);
  const held = [...(register.data ?? [])].sort(bySituation);
  const way = ways.data?.find((item) => item.kind === kind) ?? ways.data?.[0] ?? null;
  const about = FUNCTIONS.find((item) => item.fn === fn);
  const plainForm = way?.kind === 'file-number' || (way === null && fn === 'find');
  return (
    <div className="wm-scroll" data-testid="authority-panel">
      <div className="wm-section wm-ways-head">
        <h2>Ways to make this lawful</h2>
        <fieldset className="wm-functions" aria-label="What for">
          {FUNCTIONS.map((item) => (
            <button
              key={item.fn}
              type="button"
              className="wm-chip"
              aria-pressed={item.fn === fn}
              data-testid={`for-${item.fn}`}
              onClick={() => choose({ fn: item.fn, kind })}
            >
              {item.title}
            </button>
          ))}
        </fieldset>
        <p className="wm-dim">{about?.words}</p>
      </div>
      {ways.data === undefined && ways.error === null && <Loading what="Reading the rules" />}
      {ways.data !== undefined && (
        <WayList
          ways={ways.data}
          held={held}
          chosen={way?.kind ?? null}
          nowMs={nowMs}
          onChoose={(next) => choose({ fn, kind: next })}
        />
      )}
      {plainForm && <FileNumberForm onDeclared={onDeclared} queryWaits={queryWaits} />}
      {way !== null && way.kind !== 'file-number' && (
        <WayForm
          key={way.kind}
          way={way}
          held={held.filter((item) => item.record.kind === way.kind)}
          plate={desk.wayWanted?.plate ?? null}
          wantedId={desk.wayWanted?.authorityId ?? null}
          queryWaits={queryWaits}
          onInForce={onDeclared}
        />
      )}
      {[ways.error, register.error, authority.error]
        .filter((error) => error !== null && error !== undefined)
        .slice(0, 1)
        .map((error) => (
          <div key="problem" className="wm-section">
            <ProblemBox
              error={error}
              onRetry={() => {
                void ways.refetch();
                void register.refetch();
              }}
            />
          </div>
        ))}
      <Held authority={authority} />
    </div>
  );
}

function Held({ authority }: { authority: AuthorityView }) {
  const { dispatch } = useDesk();
  const { current, standing } = authority;
  const register = (
    <button type="button" className="wm-link" onClick={() => dispatch({ type: 'go', screen: 'authorities' })}>
      All authorities of this case
    </button>
  );
  if (current === null) return <p className="wm-section">{register}</p>;
  const live = standing === 'live' || standing === 'soon';
  return (
    <section className="wm-section">
      <h3>What your queries run under</h3>
      <dl className="wm-facts">
        <dt>{AUTHORITY_KIND_WORDS[current.kind]}</dt>
        <dd className="wm-mono">{current.number}</dd>
        <dt>Purpose</dt>
        <dd>{authority.purposeLabel(current.purpose)}</dd>
        <dt>Narrative</dt>
        <dd>{current.narrative}</dd>
        <dt>From</dt>
        <dd>
          <Time timeMs={current.fromMs} />
        </dd>
        <dt>Until</dt>
        <dd>
          <Time timeMs={current.toMs} />
        </dd>
        <dt>Assignment</dt>
        <dd>{ASSIGNMENT_WORDS[current.assignment]}</dd>
      </dl>
      {live && (
        <div className="wm-actions wm-gap-top">
          <Button text="Stop using it" onClick={() => void authority.withdraw()} />
          <span className="wm-caption">Queries are refused from then on. The log keeps what was asked.</span>
        </div>
      )}
      <p className="wm-gap-top">{register}</p>
    </section>
  );
}

const ASSIGNMENT_WORDS = {
  provisional: 'provisional until the server has answered',
  confirmed: 'confirmed by the server',
  rejected: 'rejected by the server: this file is not yours',
} as const;

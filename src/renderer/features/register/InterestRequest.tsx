/** Somebody asks leave to query a vehicle of their own or of their household; a senior decides. Renderer. */
import type { DeclaredInterest } from '../../../contract/authority-answers.ts';
import type { User } from '../../../core/model/domain.ts';
import { Plate, Time } from '../../parts/index.ts';
import { useDecide } from './use-approvals.ts';
import { WordForm } from './WordForm.tsx';

export function InterestRequest({ interest, user }: { interest: DeclaredInterest; user: User }) {
  const decide = useDecide().interest;
  const own = interest.by.id === user.id;
  return (
    <section className="wm-interest" aria-label="Declared interest" data-testid="interest-request">
      <div className="wm-section">
        <h3>{interest.relation === 'own' ? 'Own vehicle' : 'Vehicle of the household'}, to be queried all the same</h3>
        <dl className="wm-facts">
          <dt>Who</dt>
          <dd>
            {interest.by.name}, {interest.by.title}
          </dd>
          <dt>Plate</dt>
          <dd>{interest.plate === '' ? 'held as a keyed hash only' : <Plate text={interest.plate} />}</dd>
          <dt>Why</dt>
          <dd>“{interest.reason}”</dd>
          <dt>Declared</dt>
          <dd>
            <Time timeMs={interest.declaredMs} />
          </dd>
        </dl>
      </div>
      <WordForm
        testId="interest"
        own={own}
        busy={decide.isPending}
        error={decide.error}
        blocked={own ? 'Your own request: somebody else decides on it.' : null}
        onWord={(word) => decide.mutate({ interestId: interest.id, ...word })}
      />
    </section>
  );
}

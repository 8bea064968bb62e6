/** Vehicles that one must not ask about: declared as one's own or the household's, and leave asked for them. Renderer. */
import { KnownVehicle } from '@blueprintjs/icons';
import type { DeclaredInterest } from '../../../contract/authority-answers.ts';
import { Empty, Loading, Plate, ProblemBox, Time } from '../../parts/index.ts';
import { DeclareInterest } from './DeclareInterest.tsx';
import { useInterests } from './use-interests.ts';

const STATE_WORDS: Readonly<Record<DeclaredInterest['state'], string>> = {
  barred: 'Queries for it are refused',
  submitted: 'Leave asked; a senior decides',
  approved: 'May be queried; each query is marked',
  refused: 'Leave refused: queries stay refused',
};

export function InterestsPane() {
  const interests = useInterests();
  return (
    <div className="wm-scroll" data-testid="interests">
      <div className="wm-section">
        <p className="wm-small wm-register-prose">
          Nobody asks about a vehicle of their own or of their household: such a query is refused and shown to the
          auditor. Where the work demands it all the same, say why, and a senior decides. The server keeps the plate as
          a keyed hash.
        </p>
      </div>
      {interests.error !== null && (
        <div className="wm-section">
          <ProblemBox error={interests.error} onRetry={() => void interests.refetch()} />
        </div>
      )}
      {interests.data === undefined && interests.error === null && <Loading what="Reading what you declared" />}
      {interests.data?.length === 0 && (
        <Empty icon={<KnownVehicle size={28} />} title="No vehicle declared" testId="interests-empty">
          Declare yours and those of your household here.
        </Empty>
      )}
      {interests.data !== undefined && interests.data.length > 0 && (
        <table className="wm-register-table">
          <thead>
            <tr>
              <th scope="col">Plate</th>
              <th scope="col">Whose</th>
              <th scope="col">What holds</th>
              <th scope="col">Declared</th>
              <th scope="col">Decided by</th>
            </tr>
          </thead>
          <tbody>
            {interests.data.map((interest) => (
              <tr key={interest.id} data-testid="interest-row">
                <td>
                  {interest.plate === '' ? (
                    <span className="wm-dim">held as a hash</span>
                  ) : (
                    <Plate text={interest.plate} />
                  )}
                </td>
                <td>{interest.relation === 'own' ? 'Mine' : 'Of my household'}</td>
                <td>
                  <span className="wm-bright">{STATE_WORDS[interest.state]}</span>
                  {interest.reason !== '' && (
                    <>
                      <br />
                      <span className="wm-dim">“{interest.reason}”</span>
                    </>
                  )}
                </td>
                <td>
                  <Time timeMs={interest.declaredMs} />
                </td>
                <td>
                  {interest.decidedBy?.name ?? <span className="wm-dim">nobody</span>}
                  {interest.note !== '' && (
                    <>
                      <br />
                      <span className="wm-dim">“{interest.note}”</span>
                    </>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <section className="wm-section wm-register-form">
        <h3>Declare a vehicle</h3>
        <DeclareInterest />
      </section>
    </div>
  );
}

/** Requests of others that wait for the signed-in person's word; one's own say why they cannot be decided. Renderer. */
import { Endorsed } from '@blueprintjs/icons';
import { useState } from 'react';
import type { User } from '../../../core/model/domain.ts';
import { useNow } from '../../desk/index.ts';
import { countOf } from '../../format/number.ts';
import { spanText } from '../../format/time.ts';
import { AUTHORITY_KIND_WORDS } from '../../format/words.ts';
import { Empty, Loading, ProblemBox, Time } from '../../parts/index.ts';
import { ApprovalDetail } from './ApprovalDetail.tsx';
import { InterestRequest } from './InterestRequest.tsx';
import { useToApprove } from './use-approvals.ts';

export function ToApprovePane({ user }: { user: User }) {
  const nowMs = useNow(10_000);
  const waiting = useToApprove();
  const [chosen, setChosen] = useState<string | null>(null);
  const requests = waiting.data?.authorities ?? [];
  const interests = waiting.data?.interests ?? [];
  const shown = requests.find((request) => request.record.id === chosen) ?? requests[0] ?? null;
  return (
    <div className="wm-register-split" data-detail={shown !== null} data-testid="to-approve">
      <div className="wm-scroll">
        {waiting.error !== null && (
          <div className="wm-section">
            <ProblemBox error={waiting.error} onRetry={() => void waiting.refetch()} />
          </div>
        )}
        {waiting.data === undefined && waiting.error === null && <Loading what="Asking the server what waits" />}
        {waiting.data !== undefined && requests.length + interests.length === 0 && (
          <Empty icon={<Endorsed size={28} />} title="Nothing waits for you" testId="approve-empty">
            What others submit, and your rank may approve, comes here with its documents. Your own requests are for
            somebody else.
          </Empty>
        )}
        {requests.length > 0 && (
          <ul className="wm-requests" aria-label="Authorities to approve">
            {requests.map(({ record, caseName, decision }) => (
              <li key={record.id}>
                <button
                  type="button"
                  className="wm-request"
                  aria-current={record.id === shown?.record.id}
                  onClick={() => setChosen(record.id)}
                  data-testid="approval-request"
                >
                  <span className="wm-row">
                    <strong className="wm-ellipsis">
                      {AUTHORITY_KIND_WORDS[record.kind]} {record.number}
                    </strong>
                    {decision.outcome === 'refused' && (
                      <span className="wm-badge wm-badge-amber">{countOf(decision.reasons.length, 'finding')}</span>
                    )}
                  </span>
                  <span>
                    {record.declaredBy.id === user.id
                      ? 'Your own'
                      : `${record.declaredBy.name}, ${record.declaredBy.title}`}{' '}
                    · {caseName}
                  </span>
                  <span className="wm-dim">
                    {record.approval?.submittedMs != null && (
                      <>
                        asked <Time timeMs={record.approval.submittedMs} form="minute" />,{' '}
                        {spanText(nowMs - record.approval.submittedMs)} ago ·{' '}
                      </>
                    )}
                    {countOf(record.documents.length, 'document')}
                  </span>
                </button>
              </li>
            ))}
          </ul>
        )}
        {interests.map((interest) => (
          <InterestRequest key={interest.id} interest={interest} user={user} />
        ))}
        {waiting.data !== undefined && (
          <p className="wm-section wm-caption">
            As the server said at <Time timeMs={waiting.data.asOfMs} form="minute" />.
          </p>
        )}
      </div>
      {shown !== null && <ApprovalDetail key={shown.record.id} request={shown} user={user} chosen={chosen !== null} />}
    </div>
  );
}

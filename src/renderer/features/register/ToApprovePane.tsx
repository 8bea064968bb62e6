/**
 * Requests of others that wait for the signed-in person's word; one's own of the open case stand with them, and say why
 * somebody else decides on them. Renderer.
 */
import { Endorsed } from '@blueprintjs/icons';
import { useState } from 'react';
import type { User } from '../../../core/model/domain.ts';
import { useNow } from '../../desk/index.ts';
import { countOf } from '../../format/number.ts';
import { spanText } from '../../format/time.ts';
import { AUTHORITY_KIND_WORDS } from '../../format/words.ts';
import { Empty, Loading, ProblemBox, Time } from '../../parts/index.ts';
import { useRegister } from '../authority/index.ts';
import { ApprovalDetail, type Request } from './ApprovalDetail.tsx';
import { InterestRequest } from './InterestRequest.tsx';
import { useToApprove } from './use-approvals.ts';

interface ToApprovePaneProps {
  /** null: no case is open, and so none of one's own is shown. */
  readonly caseId: string | null;
  readonly user: User;
}

export function ToApprovePane({ caseId, user }: ToApprovePaneProps) {
  const nowMs = useNow(10_000);
  const waiting = useToApprove();
  const [chosen, setChosen] = useState<string | null>(null);
  const register = useRegister(caseId);
  const own = (register.data ?? [])
    .filter(({ standing, record }) => standing === 'submitted' && record.declaredBy.id === user.id)
    .map(({ record }): Request => ({ record, caseName: null, decision: null }));
  // A server may list one's own too: then it is there once, with what the rules find.
  const others: readonly Request[] = waiting.data?.authorities ?? [];
  const listed = new Set(others.map(({ record }) => record.id));
  const requests = [...others, ...own.filter(({ record }) => !listed.has(record.id))];
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
                    {decision?.outcome === 'refused' && (
                      <span className="wm-badge wm-badge-amber">{countOf(decision.reasons.length, 'finding')}</span>
                    )}
                  </span>
                  <span>
                    {record.declaredBy.id === user.id
                      ? 'Your own, for somebody else to decide'
                      : `${record.declaredBy.name}, ${record.declaredBy.title}`}{' '}
                    · {caseName ?? 'this case'}
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

/**
 * One request with all that its approver has to weigh: what it says, its papers, what the rules found. Renderer.
 * Approving waits until every paper was opened; one's own request is for somebody else.
 */
import { SmallTick, WarningSign } from '@blueprintjs/icons';
import { useState } from 'react';
import type { Decision } from '../../../core/authority/decision.ts';
import type { AuthorityRecord, User } from '../../../core/model/domain.ts';
import { toast } from '../../desk/index.ts';
import { AUTHORITY_KIND_WORDS } from '../../format/words.ts';
import { AuthorityFacts, DecisionReasons, DocumentList } from '../authority/index.ts';
import { useApprovalRule, useDecide } from './use-approvals.ts';
import { useInView } from './use-in-view.ts';
import { WordForm } from './WordForm.tsx';

export interface Request {
  readonly record: AuthorityRecord;
  /** null: of the open case. */
  readonly caseName: string | null;
  /** What the rules say of it, approval aside; null: one's own, which is for somebody else to weigh. */
  readonly decision: Decision | null;
}

interface ApprovalDetailProps {
  readonly request: Request;
  readonly user: User;
  /** It was chosen in the list, not merely the first of it. */
  readonly chosen: boolean;
}

export function ApprovalDetail({ request, user, chosen }: ApprovalDetailProps) {
  const place = useInView<HTMLElement>(chosen);
  const { record, caseName, decision } = request;
  const decide = useDecide().authority;
  const [read, setRead] = useState<ReadonlySet<string>>(new Set());
  const unread = record.documents.filter((item) => !read.has(item.id)).length;
  const own = record.declaredBy.id === user.id;
  const rule = useApprovalRule();
  const refused = decide.data?.outcome === 'refused' ? decide.data : null;
  return (
    <aside
      ref={place}
      className="wm-register-detail"
      aria-label={`Request ${record.number}`}
      data-testid="approval-detail"
    >
      <header className="wm-section">
        <h2>
          {AUTHORITY_KIND_WORDS[record.kind]} <span className="wm-mono">{record.number}</span>
        </h2>
        <p className="wm-small">
          Asked by {own ? 'yourself' : `${record.declaredBy.name}, ${record.declaredBy.title}`} for{' '}
          {caseName ?? 'this case'}
        </p>
      </header>
      <div className="wm-scroll">
        {decision !== null && (
          <section className="wm-section">
            <h3>What the rules find</h3>
            <Findings decision={decision} />
          </section>
        )}
        <section className="wm-section">
          <h3>What it says</h3>
          <AuthorityFacts record={record} />
        </section>
        <section className="wm-section">
          <h3>{own ? 'Documents' : 'Documents to read'}</h3>
          <DocumentList
            authorityId={record.id}
            documents={record.documents}
            onRead={(documentId) => setRead((before) => new Set([...before, documentId]))}
          />
        </section>
        {refused !== null && (
          <div className="wm-section">
            <DecisionReasons title="Your word was not taken." decision={refused.decision} logSeq={refused.logSeq} />
          </div>
        )}
        <WordForm
          testId="approval"
          error={decide.error}
          busy={decide.isPending}
          blocked={
            own
              ? `Your own request. Somebody else decides: nobody approves what they ask for themselves${rule === null ? '' : ` (${rule.id} v${rule.version})`}.`
              : decision?.outcome === 'refused'
                ? 'The rules refuse it as it stands: it can only be refused, with what to mend.'
                : unread > 0
                  ? `Read ${unread === 1 ? 'the document' : `the ${unread} documents`} first.`
                  : null
          }
          own={own}
          onWord={(word) =>
            decide.mutate(
              { authorityId: record.id, ...word },
              {
                onSuccess: (answer) => {
                  if (answer.outcome === 'done')
                    toast({ message: `${record.number}: ${word.decision === 'approve' ? 'approved' : 'refused'}.` });
                },
              },
            )
          }
        />
      </div>
    </aside>
  );
}

function Findings({ decision }: { decision: Decision }) {
  return (
    <ul className="wm-findings">
      {decision.reasons.map((reason) => (
        <li key={`${reason.code}-${reason.rule.id}`} data-testid="finding">
          <WarningSign size={13} className="wm-amber" />
          <span>
            <span className="wm-bright">{reason.message}</span> {reason.remedy}{' '}
            <span className="wm-caption wm-mono">
              {reason.rule.id} v{reason.rule.version}
            </span>
          </span>
        </li>
      ))}
      {decision.inOrder.map((item) => (
        <li key={`${item.rule.id}-${item.message}`}>
          <SmallTick size={13} />
          <span>
            {item.message}{' '}
            <span className="wm-caption wm-mono">
              {item.rule.id} v{item.rule.version}
            </span>
          </span>
        </li>
      ))}
    </ul>
  );
}

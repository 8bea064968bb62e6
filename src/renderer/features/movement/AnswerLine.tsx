/** What an answer rests on: authority, window, coverage, log entry. Says how far cameras reach, never "was not there". */
import { Antenna } from '@blueprintjs/icons';
import type { Coverage } from '../../../contract/query-answer.ts';
import type { AuthorityRecord } from '../../../core/model/domain.ts';
import { countOf, countText, elapsedText } from '../../format/number.ts';
import { utcMinuteText, windowText } from '../../format/time.ts';

interface AnswerLineProps {
  readonly answer: {
    readonly logSeq: number;
    readonly window: { readonly fromMs: number; readonly toMs: number; readonly clamped: boolean };
    readonly coverage: Coverage;
    readonly elapsedMs: number;
  };
  readonly under: AuthorityRecord | null;
}

export function AnswerLine({ answer, under }: AnswerLineProps) {
  const { window, coverage } = answer;
  return (
    <>
      {window.clamped && (
        <p className="wm-note wm-movement-note" data-testid="window-clamped">
          Cut to the 60 days that may be searched: {windowText(window.fromMs, window.toMs)}.
        </p>
      )}
      <footer className="wm-answer-line" data-testid="answer-line">
        <dl>
          <div>
            <dt>Authority</dt>
            <dd>{under === null ? 'none' : `File number ${under.number}`}</dd>
          </div>
          <div>
            <dt>Log entry</dt>
            <dd data-testid="answer-log-entry">
              {countText(answer.logSeq)} <span className="wm-caption">{elapsedText(answer.elapsedMs)}</span>
            </dd>
          </div>
          <div>
            <dt>Window</dt>
            <dd>
              {windowText(window.fromMs, window.toMs)}{' '}
              <span className="wm-caption">
                UTC {utcMinuteText(window.fromMs)} – {utcMinuteText(window.toMs)}
              </span>
            </dd>
          </div>
        </dl>
        <p className="wm-row wm-dim">
          <Antenna size={14} />
          {countText(coverage.live)} of {countOf(coverage.total, 'camera')} were live, reads came from{' '}
          {countText(coverage.sitesWithReads)}. No read is not “was not there”.
        </p>
      </footer>
    </>
  );
}

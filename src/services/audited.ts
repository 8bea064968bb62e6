/**
 * `audited(method)`: no answer without its entry in the query log. Runs in the services worker.
 * The method writes its own entries, since only it knows what to say; this wrapper hands it the log and withholds every
 * answer that left no entry or left an intent without a result.
 */
import { AppError } from '../core/errors.ts';
import type { Method } from './method.ts';
import { createRecorder } from './recorder.ts';

export function audited<I, O>(method: Method<I, O>): Method<I, O> {
  return {
    marks: { ...method.marks, audited: true },
    async run(call, input) {
      const log = createRecorder(call.desk);
      const answer = await method.run({ ...call, log }, input);
      const { written, unanswered } = log.counts();
      // A stream answers after this: it closes its intent before it says that it is done.
      const complete = isStream(answer) ? written > 0 : written > 0 && unanswered === 0;
      if (!complete) {
        throw new AppError('AUDIT_NOT_WRITTEN', {
          tip: 'The answer was withheld. This is a fault in Waymark: report it.',
        });
      }
      return answer;
    },
  };
}

function isStream(answer: unknown): boolean {
  return answer !== null && typeof answer === 'object' && Symbol.asyncIterator in answer;
}

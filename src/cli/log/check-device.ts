/**
 * Checks everything of one workspace from the texts of its records, with the quick verifier, and tells it in the words of
 * this command. Runs in the CLI process. Always: a log of a million entries needs no more memory than one of ten; a broken
 * log is an answer. Spec: docs/spec/audit.md, AU25–AU27.
 */
import type { ReachedHead } from '../../core/audit/device-log.ts';
import type { LogProblem, LogProblemCode } from '../../core/audit/log-problem.ts';
import { startTextLogCheck } from '../../workspace/index.ts';
import type { BrokenCode, Problem } from './result-codes.ts';

export type LogOwner = { readonly serverId: string; readonly deviceId: string; readonly userId: string };

export type CheckedDevice = {
  readonly entries: number;
  readonly logs: number;
  readonly problems: readonly Problem[];
  /** What the log came to at the sizes asked for, as far as it reaches. */
  readonly reached: ReadonlyMap<number, ReachedHead>;
};

/** What no JSON can be read from: the verifier tells it as malformed. */
export const NO_TEXT = '';

export type DeviceCheck = {
  /** The next record as JSON, in the order of the workstation. NO_TEXT: it is not there, or is none. */
  take(record: { entry: string; leaf: string }): void;
  end(): CheckedDevice;
};

/** @param sizes at which the caller wants to know what the log came to */
export function startDeviceCheck(owner: LogOwner, sizes: readonly number[]): DeviceCheck {
  const check = startTextLogCheck({ ...owner, keys: [], cosigners: [], checkpoint: null, sizes });
  return {
    take: ({ entry, leaf }) => check.add(leaf, entry),
    end() {
      const { entries, logs, sealed, reached, problems } = check.finish();
      // Nothing of one's own log is sealed for somebody else: an entry that is null was taken out.
      const hidden: Problem[] =
        sealed === 0
          ? []
          : [
              {
                code: 'entry-malformed',
                message: `${sealed} of the entries are null where an entry must be.`,
                where: '',
              },
            ];
      return { entries, logs, reached, problems: [...problems.map(problemOf), ...hidden] };
    },
  };
}

export const problemOf = ({ code, seq, message }: LogProblem): Problem => ({
  code: CODES[code],
  message,
  where: `line ${seq}`,
});

/** What is wrong with a log that was opened, in the words of this command. */
const CODES: Readonly<Record<LogProblemCode, BrokenCode>> = {
  'entry-malformed': 'entry-malformed',
  'entry-altered': 'entry-altered',
  'entry-missing': 'entry-missing',
  'entry-out-of-order': 'entry-out-of-order',
  'entry-foreign': 'entry-foreign',
  'entry-unblinded': 'entry-unblinded',
  'result-without-intent': 'result-without-intent',
  'leaf-malformed': 'leaf-mismatch',
  'leaf-foreign': 'entry-foreign',
  'leaf-mismatch': 'leaf-mismatch',
  'log-root-mismatch': 'leaf-mismatch',
  'inclusion-wrong': 'checkpoint-mismatch',
  'history-rewritten': 'checkpoint-mismatch',
  'checkpoint-mismatch': 'checkpoint-mismatch',
  'checkpoint-signature': 'checkpoint-signature',
  'cosignature-missing': 'witness-missing',
};

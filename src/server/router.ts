/** Every method of the intel contract and what does it. A method that is not listed as open is only for whom it names. */
import { implement, ORPCError, ValidationError } from '@orpc/server';
import { intelContract } from '../contract/intel.ts';
import { AppError, isAppError } from '../core/errors.ts';
import { auditConflicts, auditHeads, auditKeys, readAudit } from './audit-reading.ts';
import { pushAudit } from './audit-witness.ts';
import { authenticate } from './authenticate.ts';
import type { Call, Caller, ServerParts } from './context.ts';
import { enrol, signIn } from './enrolment.ts';
import { pullFeed, pullImage } from './feed.ts';
import { ingestImage, ingestLines, ingestSites } from './ingest.ts';
import { signedPolicyFor } from './policy.ts';
import { decideAuthority, documentFor, pendingFor, submitAuthority, withdrawHeld } from './register.ts';
import { reportsFor, takeNotice } from './register-notices.ts';
import { decideInterest, declareInterest, operationFor, registerFor } from './register-vehicles.ts';
import { readFeedHead } from './tables/feed-head.ts';
import { findFileNumber } from './tables/file-numbers.ts';
import { readQuarantine } from './tables/quarantine.ts';

/** What the transport gives each call. */
export type CallContext = { readonly call: Call };
type Authenticated = CallContext & { readonly caller: Caller };

const QUARANTINE_SHOWN = 500;

export function createRouter(parts: ServerParts) {
  const os = implement(intelContract)
    .$context<CallContext>()
    .use(async ({ context, path, next }) => {
      // On the router, not on methods: one that was forgotten would be closed, not open.
      const caller = await authenticate(parts, path, context.call);
      try {
        return await next({ context: { caller } });
      } catch (error) {
        throw sayable(error);
      }
    });
  return os.router({
    health: os.health.handler(async () => {
      const head = await readFeedHead(parts.store.db);
      return {
        name: 'waymark-intel' as const,
        version: parts.version,
        serverId: parts.identity.serverId,
        space: parts.space,
        publicKey: parts.identity.publicKey,
        timeMs: parts.clock(),
        store: parts.store.kind,
        detections: head.detections,
        cameras: head.cameras,
      };
    }),
    enrol: os.enrol.handler(({ input, context }) => enrol(parts, input, context.call.from)),
    session: {
      signIn: os.session.signIn.handler(({ input, context }) => signIn(parts, input, deviceOf(context))),
    },
    policy: {
      current: os.policy.current.handler(({ context }) => signedPolicyFor(parts, sessionOf(context).user.role)),
    },
    register: {
      fileNumber: os.register.fileNumber.handler(({ input, context }) =>
        findFileNumber(parts.store.db, input.number, sessionOf(context).user.username),
      ),
      operation: os.register.operation.handler(({ input, context }) =>
        operationFor(parts, sessionOf(context).user, input.name),
      ),
      submit: os.register.submit.handler(({ input, context }) =>
        submitAuthority(parts, sessionOf(context).user, input),
      ),
      pending: os.register.pending.handler(({ context }) => pendingFor(parts, sessionOf(context).user)),
      document: os.register.document.handler(({ input, context }) =>
        documentFor(parts, sessionOf(context).user, input),
      ),
      decide: os.register.decide.handler(({ input, context }) =>
        decideAuthority(parts, sessionOf(context).user, input),
      ),
      withdraw: os.register.withdraw.handler(({ input, context }) =>
        withdrawHeld(parts, sessionOf(context).user, input.authorityId),
      ),
      notice: os.register.notice.handler(({ input, context }) => takeNotice(parts, sessionOf(context), input)),
      reports: os.register.reports.handler(({ context }) => reportsFor(parts, sessionOf(context).user)),
      mine: os.register.mine.handler(({ context }) => registerFor(parts, sessionOf(context).user)),
      interest: os.register.interest.handler(({ input, context }) =>
        declareInterest(parts, sessionOf(context).user, input),
      ),
      decideInterest: os.register.decideInterest.handler(({ input, context }) =>
        decideInterest(parts, sessionOf(context).user, input),
      ),
    },
    feed: {
      pull: os.feed.pull.handler(({ input, context }) => pullFeed(parts, sessionOf(context).user.role, input)),
      image: os.feed.image.handler(({ input, context }) =>
        pullImage(parts, sessionOf(context).user.role, input.sha256),
      ),
    },
    audit: {
      push: os.audit.push.handler(({ input, context }) => {
        const session = sessionOf(context);
        return pushAudit(parts, { deviceId: session.deviceId, userId: session.user.id }, input);
      }),
      key: os.audit.key.handler(({ context }) => auditKeys(parts, sessionOf(context))),
      read: os.audit.read.handler(({ input, context }) => readAudit(parts, sessionOf(context), input)),
      heads: os.audit.heads.handler(({ context }) => auditHeads(parts, sessionOf(context))),
      conflicts: os.audit.conflicts.handler(({ context }) => auditConflicts(parts, sessionOf(context))),
    },
    ingest: {
      detections: os.ingest.detections.handler(({ input }) => ingestLines(parts, input)),
      sites: os.ingest.sites.handler(({ input }) => ingestSites(parts, input)),
      image: os.ingest.image.handler(({ input }) => ingestImage(parts, input)),
      quarantine: os.ingest.quarantine.handler(async () => {
        const { total, items } = await readQuarantine(parts.store.db, QUARANTINE_SHOWN);
        return {
          total,
          items: items.map(({ at_ms, provider, code, field, reason, excerpt }) => ({
            atMs: at_ms,
            provider,
            code,
            field,
            reason,
            excerpt,
          })),
        };
      }),
    },
  });
}

/** PostgreSQL's own code for a full disk. */
const DISK_FULL = '53100';

/**
 * A full or failing disk is said as what it is: the caller keeps what it sent and tries again. Input that does not fit
 * the contract is said by its fields, never with their values.
 */
function sayable(error: unknown): unknown {
  if (error instanceof ORPCError && error.cause instanceof ValidationError) return namingFields(error, error.cause);
  const full = (error as { code?: unknown } | null)?.code === DISK_FULL;
  const failed = full ? new AppError('DISK_FULL', { tip: 'Make room on the server, then send it again.' }) : error;
  if (!isAppError(failed, 'DISK_FULL') && !isAppError(failed, 'IO_FAILED')) return error;
  return new ORPCError('SERVICE_UNAVAILABLE', {
    status: 503,
    message: `${failed.message} ${failed.tip}`,
    cause: error,
  });
}

function namingFields(error: ORPCError<string, unknown>, { issues }: ValidationError): unknown {
  if (error.code !== 'BAD_REQUEST') return error;
  const named = issues.slice(0, 5).map(({ path, message }) => {
    const steps = (path ?? []).map((part) => String(typeof part === 'object' ? part.key : part));
    return `${steps.join('.') || 'input'}: ${message}`;
  });
  return new ORPCError('BAD_REQUEST', { status: 400, message: `${named.join('. ')}.`, cause: error });
}

function sessionOf({ caller }: Authenticated): Extract<Caller, { kind: 'session' }> {
  if (caller.kind === 'session') return caller;
  throw new ORPCError('UNAUTHORIZED', { status: 401, message: 'Sign in first.' });
}

function deviceOf({ caller }: Authenticated): string {
  if (caller.kind === 'device') return caller.deviceId;
  throw new ORPCError('UNAUTHORIZED', { status: 401, message: 'This workstation is not enrolled here.' });
}

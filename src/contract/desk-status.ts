/**
 * Who is signed in on this workstation, and how far it is in step with the intel server. Runs anywhere.
 */
import { z } from 'zod';
import { alert, epochMs, space, user } from '../core/model/domain.ts';

export const sessionState = z.object({
  phase: z.enum(['unenrolled', 'locked', 'signed-in']),
  space: space.nullable(),
  device: z.object({ id: z.string(), name: z.string(), serverUrl: z.string() }).nullable(),
  user: user.nullable(),
  knownUsers: z.array(z.string()).describe('user names with a workspace on this workstation'),
  /** Set where this start brought its own server with sample data: what a newcomer needs to get in. */
  offer: z
    .object({
      serverUrl: z.string(),
      code: z.string().nullable(),
      username: z.string(),
      passphrase: z.string(),
      /** The training case: what to look for and under which authority. */
      lesson: z
        .object({
          caseName: z.string(),
          summary: z.string(),
          plate: z.string(),
          vehicle: z.string(),
          fileNumber: z.string(),
          purpose: z.string(),
          narrative: z.string(),
        })
        .nullable(),
    })
    .nullable(),
  host: z.enum(['electron', 'loopback', 'cli']),
  version: z.string(),
});
export type SessionState = z.infer<typeof sessionState>;

export const syncStatus = z.object({
  state: z.enum(['idle', 'running', 'paused', 'offline', 'failed']),
  message: z.string().describe('one sentence for the status bar'),
  lastContactMs: epochMs.nullable(),
  nextTryMs: epochMs.nullable(),
  progress: z.array(
    z.object({
      kind: z.enum(['items', 'images', 'log']),
      done: z.number().int(),
      total: z.number().int().nullable(),
      perSecond: z.number(),
    }),
  ),
  held: z.object({ cameras: z.number().int(), detections: z.number().int(), images: z.number().int() }),
  waiting: z.object({ logEntries: z.number().int(), images: z.number().int() }),
  refused: z.array(z.object({ reason: z.string(), count: z.number().int() })),
  lease: z.object({ untilMs: epochMs, ended: z.boolean() }).nullable(),
  policyVersion: z.number().int().nullable(),
  horizon: z.object({ fromMs: epochMs, toMs: epochMs }).nullable().describe('times of the detections held'),
  coverage: z.object({ live: z.number().int(), total: z.number().int() }),
  alerts: z.array(alert),
});
export type SyncStatus = z.infer<typeof syncStatus>;

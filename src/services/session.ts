/**
 * Contract area `session`: enrol this workstation, sign in, lock. Runs in the services worker.
 */
import type { SessionState } from '../contract/workstation.ts';
import { listWorkspaceUsers, readDeviceFile } from '../workspace/index.ts';
import { audited } from './audited.ts';
import type { Desk } from './desk.ts';
import { enrol } from './enrol.ts';
import { type Ctx, type OpenCtx, open, session as signedIn } from './method.ts';
import { signIn } from './sign-in.ts';

export const session = {
  state: open((ctx: OpenCtx) => sessionStateOf(ctx.desk)),
  enrol: audited(
    open(async (ctx: OpenCtx, input: { serverUrl: string; code: string; deviceName: string }) => {
      await ctx.desk.turn(() => enrol(ctx, input));
      return sessionStateOf(ctx.desk);
    }),
  ),
  signIn: audited(
    open(async (ctx: OpenCtx, input: { username: string; passphrase: string }) => {
      await ctx.desk.turn(() => signIn(ctx, input));
      return sessionStateOf(ctx.desk);
    }),
  ),
  lock: audited(
    signedIn(async (ctx: Ctx) => {
      ctx.log.event(ctx.session, { action: 'lock', caseId: null, authority: null, details: {} });
      await ctx.desk.turn(async () => {
        if (ctx.desk.session !== ctx.session) return;
        ctx.desk.session = null;
        await ctx.session.close();
      });
      return sessionStateOf(ctx.desk);
    }),
  ),
};

function sessionStateOf(desk: Desk): SessionState {
  const device = readDeviceFile(desk.dataDir);
  const phase = desk.session !== null ? 'signed-in' : device === null ? 'unenrolled' : 'locked';
  return {
    phase,
    space: device?.space ?? null,
    device: device === null ? null : { id: device.deviceId, name: device.deviceName, serverUrl: device.serverUrl },
    user: desk.session?.user ?? null,
    knownUsers: device === null ? [] : listWorkspaceUsers(desk.dataDir),
    offer: desk.offer,
    host: desk.host,
    version: desk.version,
  };
}

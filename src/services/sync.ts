/**
 * Contract area `sync`: what the status bar shows and its two buttons. Runs in the services worker.
 */
import { type Ctx, session } from './method.ts';

export const sync = {
  status: session((ctx: Ctx) => ctx.session.sync.status()),
  watch: session((ctx: Ctx) => ctx.session.sync.watch(ctx.signal)),
  start: session((ctx: Ctx) => {
    ctx.session.sync.start();
    return ctx.session.sync.status();
  }),
  pause: session((ctx: Ctx) => {
    ctx.session.sync.pause();
    return ctx.session.sync.status();
  }),
};

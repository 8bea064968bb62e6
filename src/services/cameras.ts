/**
 * Contract area `cameras`: the sites this workstation holds. Runs in the services worker. No plate is touched.
 */
import { listCameras } from '../workspace/index.ts';
import { type Ctx, session } from './method.ts';

export const cameras = {
  list: session((ctx: Ctx) => listCameras(ctx.workspace.read)),
};

/**
 * The router of the workstation contract: checks every declaration, then binds each handler to its place.
 * Runs in the services worker.
 */
import { implement } from '@orpc/server';
import { workstationContract } from '../contract/workstation.ts';
import type { Desk } from './desk.ts';
import { handlers } from './handlers.ts';
import { assertRegistered } from './registry.ts';
import { serve } from './serve-method.ts';

/** Throws INTERNAL when a handler does not carry the wrappers its declaration asks for. */
export function createRouter() {
  assertRegistered(workstationContract, handlers);
  const os = implement(workstationContract).$context<{ desk: Desk }>();
  return os.router({
    session: {
      state: os.session.state.handler(serve(handlers.session.state)),
      enrol: os.session.enrol.handler(serve(handlers.session.enrol)),
      signIn: os.session.signIn.handler(serve(handlers.session.signIn)),
      lock: os.session.lock.handler(serve(handlers.session.lock)),
    },
    sync: {
      status: os.sync.status.handler(serve(handlers.sync.status)),
      watch: os.sync.watch.handler(serve(handlers.sync.watch)),
      start: os.sync.start.handler(serve(handlers.sync.start)),
      pause: os.sync.pause.handler(serve(handlers.sync.pause)),
    },
    cases: {
      list: os.cases.list.handler(serve(handlers.cases.list)),
      create: os.cases.create.handler(serve(handlers.cases.create)),
    },
    cameras: { list: os.cameras.list.handler(serve(handlers.cameras.list)) },
    authority: {
      rules: os.authority.rules.handler(serve(handlers.authority.rules)),
      current: os.authority.current.handler(serve(handlers.authority.current)),
      list: os.authority.list.handler(serve(handlers.authority.list)),
      declare: os.authority.declare.handler(serve(handlers.authority.declare)),
      withdraw: os.authority.withdraw.handler(serve(handlers.authority.withdraw)),
      ways: os.authority.ways.handler(serve(handlers.authority.ways)),
      draft: os.authority.draft.handler(serve(handlers.authority.draft)),
      revise: os.authority.revise.handler(serve(handlers.authority.revise)),
      attach: os.authority.attach.handler(serve(handlers.authority.attach)),
      detach: os.authority.detach.handler(serve(handlers.authority.detach)),
      document: os.authority.document.handler(serve(handlers.authority.document)),
      submit: os.authority.submit.handler(serve(handlers.authority.submit)),
      toApprove: os.authority.toApprove.handler(serve(handlers.authority.toApprove)),
      decide: os.authority.decide.handler(serve(handlers.authority.decide)),
      report: os.authority.report.handler(serve(handlers.authority.report)),
      reportsDue: os.authority.reportsDue.handler(serve(handlers.authority.reportsDue)),
      register: os.authority.register.handler(serve(handlers.authority.register)),
      interests: os.authority.interests.handler(serve(handlers.authority.interests)),
      declareInterest: os.authority.declareInterest.handler(serve(handlers.authority.declareInterest)),
      decideInterest: os.authority.decideInterest.handler(serve(handlers.authority.decideInterest)),
      tracking: os.authority.tracking.handler(serve(handlers.authority.tracking)),
      track: os.authority.track.handler(serve(handlers.authority.track)),
      stopTracking: os.authority.stopTracking.handler(serve(handlers.authority.stopTracking)),
      stolenFlags: os.authority.stolenFlags.handler(serve(handlers.authority.stolenFlags)),
      decideStolenFlag: os.authority.decideStolenFlag.handler(serve(handlers.authority.decideStolenFlag)),
      sharingRule: os.authority.sharingRule.handler(serve(handlers.authority.sharingRule)),
      shareCheck: os.authority.shareCheck.handler(serve(handlers.authority.shareCheck)),
    },
    find: {
      run: os.find.run.handler(serve(handlers.find.run)),
      page: os.find.page.handler(serve(handlers.find.page)),
      points: os.find.points.handler(serve(handlers.find.points)),
      vocabulary: os.find.vocabulary.handler(serve(handlers.find.vocabulary)),
      lookAlikes: os.find.lookAlikes.handler(serve(handlers.find.lookAlikes)),
    },
    detections: {
      view: os.detections.view.handler(serve(handlers.detections.view)),
      image: os.detections.image.handler(serve(handlers.detections.image)),
      confirm: os.detections.confirm.handler(serve(handlers.detections.confirm)),
    },
    exhibits: {
      list: os.exhibits.list.handler(serve(handlers.exhibits.list)),
      add: os.exhibits.add.handler(serve(handlers.exhibits.add)),
      remove: os.exhibits.remove.handler(serve(handlers.exhibits.remove)),
      restore: os.exhibits.restore.handler(serve(handlers.exhibits.restore)),
    },
    movement: {
      journey: os.movement.journey.handler(serve(handlers.movement.journey)),
      pattern: os.movement.pattern.handler(serve(handlers.movement.pattern)),
      convoy: os.movement.convoy.handler(serve(handlers.movement.convoy)),
      colocation: os.movement.colocation.handler(serve(handlers.movement.colocation)),
      allConvoys: os.movement.allConvoys.handler(serve(handlers.movement.allConvoys)),
    },
    packs: {
      draft: os.packs.draft.handler(serve(handlers.packs.draft)),
      saveDraft: os.packs.saveDraft.handler(serve(handlers.packs.saveDraft)),
      checks: os.packs.checks.handler(serve(handlers.packs.checks)),
      redaction: os.packs.redaction.handler(serve(handlers.packs.redaction)),
      preview: os.packs.preview.handler(serve(handlers.packs.preview)),
      previewFile: os.packs.previewFile.handler(serve(handlers.packs.previewFile)),
      build: os.packs.build.handler(serve(handlers.packs.build)),
      setTryAside: os.packs.setTryAside.handler(serve(handlers.packs.setTryAside)),
      notePreservation: os.packs.notePreservation.handler(serve(handlers.packs.notePreservation)),
      list: os.packs.list.handler(serve(handlers.packs.list)),
      signers: {
        list: os.packs.signers.list.handler(serve(handlers.packs.signers.list)),
        import: os.packs.signers.import.handler(serve(handlers.packs.signers.import)),
        setTimeStamp: os.packs.signers.setTimeStamp.handler(serve(handlers.packs.signers.setTimeStamp)),
        remove: os.packs.signers.remove.handler(serve(handlers.packs.signers.remove)),
      },
      verify: os.packs.verify.handler(serve(handlers.packs.verify)),
      download: os.packs.download.handler(serve(handlers.packs.download)),
    },
    log: { list: os.log.list.handler(serve(handlers.log.list)) },
    settings: {
      witnesses: os.settings.witnesses.handler(serve(handlers.settings.witnesses)),
      addWitness: os.settings.addWitness.handler(serve(handlers.settings.addWitness)),
      removeWitness: os.settings.removeWitness.handler(serve(handlers.settings.removeWitness)),
      auditKeys: os.settings.auditKeys.handler(serve(handlers.settings.auditKeys)),
      acceptAuditKeys: os.settings.acceptAuditKeys.handler(serve(handlers.settings.acceptAuditKeys)),
    },
    audit: {
      state: os.audit.state.handler(serve(handlers.audit.state)),
      unlock: os.audit.unlock.handler(serve(handlers.audit.unlock)),
      overview: os.audit.overview.handler(serve(handlers.audit.overview)),
      list: os.audit.list.handler(serve(handlers.audit.list)),
      entry: os.audit.entry.handler(serve(handlers.audit.entry)),
      verify: os.audit.verify.handler(serve(handlers.audit.verify)),
      note: os.audit.note.handler(serve(handlers.audit.note)),
      views: os.audit.views.handler(serve(handlers.audit.views)),
      saveView: os.audit.saveView.handler(serve(handlers.audit.saveView)),
      removeView: os.audit.removeView.handler(serve(handlers.audit.removeView)),
    },
  });
}
export type WorkstationRouter = ReturnType<typeof createRouter>;

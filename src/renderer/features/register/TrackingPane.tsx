/** Plates that are tracked under an authority: start, alerts as they come, stop. No alert is confirmed by being here. */
import { Satellite } from '@blueprintjs/icons';
import type { AuthorityKind } from '../../../core/model/domain.ts';
import { useNow } from '../../desk/index.ts';
import { Empty, Loading, ProblemBox } from '../../parts/index.ts';
import { bySituation, useRegister, useWays } from '../authority/index.ts';
import { mayTrackNowOrLater, StartTracking } from './StartTracking.tsx';
import { useTracking } from './use-tracking.ts';
import { WatchCard } from './WatchCard.tsx';

export function TrackingPane({ caseId }: { caseId: string }) {
  const nowMs = useNow(10_000);
  const { watches, start, stop } = useTracking(caseId);
  const register = useRegister(caseId);
  const [track, stolen] = [useWays('track'), useWays('recover-stolen')];
  const kinds = new Set<AuthorityKind>([...(track.data ?? []), ...(stolen.data ?? [])].map((way) => way.kind));
  const held = (register.data ?? [])
    .filter((row) => kinds.has(row.record.kind) && mayTrackNowOrLater(row))
    .sort(bySituation);
  const error = watches.error ?? register.error ?? track.error;
  return (
    <div className="wm-scroll" data-testid="tracking">
      {error !== null && (
        <div className="wm-section">
          <ProblemBox error={error} onRetry={() => void watches.refetch()} />
        </div>
      )}
      {register.data !== undefined && track.data !== undefined && <StartTracking held={held} start={start} />}
      {watches.data === undefined && watches.error === null && <Loading what="Reading what is tracked" />}
      {watches.data?.length === 0 && (
        <Empty icon={<Satellite size={28} />} title="Nothing is tracked" testId="tracking-empty">
          Under a warrant, an order or the emergency power, each new read that may be the plate is put here,
          unconfirmed, until the authority ends.
        </Empty>
      )}
      {(watches.data ?? []).map((watch) => (
        <WatchCard
          key={watch.id}
          watch={watch}
          number={register.data?.find((row) => row.record.id === watch.authorityId)?.record.number ?? null}
          nowMs={nowMs}
          stop={stop}
        />
      ))}
    </div>
  );
}

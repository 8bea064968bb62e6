/** Evidence packs: what goes in, the pages as they will be, what stands in the way; and the packs made so far. Renderer. */
import './packs.css';
import './pack-preview.css';
import { Loading, ProblemBox } from '../../parts/index.ts';
import { PackBuilder } from './PackBuilder.tsx';
import { usePackDesk } from './use-pack-desk.ts';

export function PacksScreen({ caseId, active }: { caseId: string; active: boolean }) {
  const desk = usePackDesk(caseId, active);
  if (desk.data !== undefined) return <PackBuilder caseId={caseId} desk={desk.data} active={active} />;
  return (
    <div className="wm-pane wm-packs-waiting" data-testid="packs-screen">
      <h1 className="wm-hidden">Evidence packs</h1>
      {desk.error === null ? (
        <Loading what="Reading what was chosen for the next pack" />
      ) : (
        <div className="wm-section">
          <ProblemBox error={desk.error} onRetry={() => void desk.refetch()} />
        </div>
      )}
    </div>
  );
}

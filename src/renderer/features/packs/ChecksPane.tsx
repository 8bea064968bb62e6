/** Right: what stands in the way and how to mend it, what was found and not used, what is missing; then the export. Renderer. */
import type { UseQueryResult } from '@tanstack/react-query';
import { useState } from 'react';
import { countOf, countText } from '../../format/number.ts';
import { Loading, ProblemBox } from '../../parts/index.ts';
import { ExportPanel } from './ExportPanel.tsx';
import { ErrorIcon, SmallTick, WarningSign } from './icons.ts';
import { MendButton } from './MendButton.tsx';
import { PreserveDialog, type Preserved } from './PreserveDialog.tsx';
import { SharingDialog } from './SharingDialog.tsx';
import type { DraftEditor } from './use-pack-desk.ts';
import type { BuildState, PackCheck, PackChecks } from './use-packs.ts';

interface ChecksPaneProps {
  readonly caseId: string;
  readonly checks: UseQueryResult<PackChecks, Error>;
  readonly editor: DraftEditor;
  readonly state: BuildState;
  readonly drawing: boolean;
  readonly onTyped: () => void;
  readonly onExport: () => void;
  readonly onCancel: () => void;
  readonly onDryRun: () => void;
  readonly onExhibit: (exhibitId: string) => void;
}

const ICONS = { stop: ErrorIcon, mend: WarningSign, ok: SmallTick } as const;
const MEANS = { stop: 'Stops the export', mend: 'To mend', ok: 'In order' } as const;
const ORDER = ['stop', 'mend', 'ok'] as const;

export function ChecksPane(props: ChecksPaneProps) {
  const { caseId, checks, editor, state } = props;
  const [preserving, setPreserving] = useState<Preserved | null>(null);
  const [sharing, setSharing] = useState(false);
  const all = checks.data?.checks ?? [];
  const stops = all.filter(({ severity }) => severity === 'stop').length;
  const mends = all.filter(({ severity }) => severity === 'mend').length;
  return (
    <section className="wm-pane" aria-label="Checks before export">
      <header className="wm-pane-head">
        <h2 className="wm-tab">Checks before export</h2>
        <div className="wm-pane-head-end">
          {stops > 0 && <span className="wm-badge wm-badge-red">{countOf(stops, 'stop')}</span>}
          {mends > 0 && <span className="wm-badge wm-badge-amber">{countText(mends)} to mend</span>}
        </div>
      </header>
      <div className="wm-scroll">
        {checks.error !== null && (
          <div className="wm-section">
            <ProblemBox error={checks.error} onRetry={() => void checks.refetch()} />
          </div>
        )}
        {checks.isPending && <Loading what="Checking" />}
        <ul data-testid="pack-checks">
          {ORDER.flatMap((severity) => all.filter((check) => check.severity === severity)).map((check) => (
            <CheckRow
              key={check.id}
              check={check}
              onExhibit={props.onExhibit}
              onPreserve={setPreserving}
              onShare={() => setSharing(true)}
            />
          ))}
        </ul>
        {checks.data !== undefined && <Excluded excluded={checks.data.excluded} />}
        {checks.data !== undefined && <Completeness completeness={checks.data.completeness} />}
      </div>
      <ExportPanel
        editor={editor}
        state={state}
        stops={stops}
        ready={checks.data !== undefined}
        bytesAbout={checks.data?.bytesAbout ?? null}
        drawing={props.drawing}
        onTyped={props.onTyped}
        onExport={props.onExport}
        onCancel={props.onCancel}
        onDryRun={props.onDryRun}
      />
      <PreserveDialog caseId={caseId} about={preserving} onClose={() => setPreserving(null)} />
      <SharingDialog editor={editor} open={sharing} onClose={() => setSharing(false)} />
    </section>
  );
}

interface CheckRowProps {
  readonly check: PackCheck;
  readonly onExhibit: (exhibitId: string) => void;
  readonly onPreserve: (about: Preserved) => void;
  readonly onShare: () => void;
}

function CheckRow({ check, onExhibit, onPreserve, onShare }: CheckRowProps) {
  const Icon = ICONS[check.severity];
  return (
    <li className="wm-check" data-severity={check.severity} data-check={check.id}>
      <Icon size={16} title={MEANS[check.severity]} />
      <div>
        <strong>{check.title}</strong>
        {check.detail !== '' && <p className="wm-dim">{check.detail}</p>}
      </div>
      {check.mend !== null && check.severity !== 'ok' && (
        <MendButton mend={check.mend} onExhibit={onExhibit} onPreserve={onPreserve} onShare={onShare} />
      )}
    </li>
  );
}

function Excluded({ excluded }: { excluded: PackChecks['excluded'] }) {
  return (
    <section className="wm-section wm-figures" aria-label="Excluded hits" data-testid="pack-excluded">
      <h3>
        Excluded hits <span>found, not used</span>
        <span className="wm-figures-of">
          {countText(excluded.total)} of {countOf(excluded.judged, 'read')}
        </span>
      </h3>
      {excluded.groups.length === 0 && <p className="wm-caption">Every read that was judged is in the pack.</p>}
      <dl>
        {excluded.groups.map(({ id, title, count }) => (
          <div key={id}>
            <dt>{title}</dt>
            <dd>{countText(count)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Completeness({ completeness }: { completeness: PackChecks['completeness'] }) {
  const { attempted, produced, unavailable, liveCameras, totalCameras } = completeness;
  const share = attempted === 0 ? 0 : (produced / attempted) * 100;
  return (
    <section className="wm-section wm-figures" aria-label="Completeness" data-testid="pack-completeness">
      <h3>
        Completeness <span className="wm-figures-of">in every pack</span>
      </h3>
      <div className="wm-produced" aria-hidden>
        <i style={{ width: `${share}%` }} />
      </div>
      <dl className="wm-facts">
        <dt>Attempted</dt>
        <dd>{countOf(attempted, 'exhibit')}</dd>
        <dt>Produced</dt>
        <dd>{countText(produced)}</dd>
        <dt>Not in it</dt>
        <dd>
          {unavailable.length === 0 ? (
            'Nothing'
          ) : (
            <ul>
              {unavailable.map(({ what, reason }) => (
                <li key={what}>
                  {what}: <span className="wm-dim">{reason}</span>
                </li>
              ))}
            </ul>
          )}
        </dd>
        <dt>Coverage</dt>
        <dd>
          {countText(liveCameras)} of {countOf(totalCameras, 'camera')} live
        </dd>
      </dl>
    </section>
  );
}

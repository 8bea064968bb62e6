/** Exhibits of the case as a table beside their map; journeys of their plates; taking one out with a reason. Renderer. */
import './exhibits.css';
import { Button } from '@blueprintjs/core';
import { FolderSharedOpen, Search } from '@blueprintjs/icons';
import { useDesk } from '../../desk/index.ts';
import { countOf } from '../../format/number.ts';
import { Empty, Loading, ProblemBox } from '../../parts/index.ts';
import { useAuthority } from '../authority/index.ts';
import { JourneyLegs, useJourney } from '../journey/index.ts';
import { ExhibitMap } from './ExhibitMap.tsx';
import { ExhibitTable } from './ExhibitTable.tsx';
import { type ExhibitRow, useExhibits } from './use-exhibits.ts';

export function ExhibitsScreen({ caseId }: { caseId: string }) {
  const { desk, dispatch } = useDesk();
  const authority = useAuthority();
  const { data, error, refetch } = useExhibits(caseId);
  const journey = useJourney(caseId);
  const rows = data?.filter((row) => row.exhibit.removedMs === null);
  const open = (detectionId: string, plate: string): void => {
    dispatch({ type: 'select', selection: { detectionId, plate, match: null }, open: true });
    dispatch({ type: 'go', screen: 'find' });
  };
  const select = (row: ExhibitRow): void =>
    dispatch({
      type: 'select',
      selection: { detectionId: row.detection.id, plate: row.exhibit.plate, match: null },
      open: false,
    });
  const journeyShown = journey.journey !== null || journey.refusal !== null || journey.error !== null;
  return (
    <div className="wm-exhibits" data-testid="exhibits-screen">
      <section className="wm-pane" aria-label="Exhibits">
        <header className="wm-pane-head">
          <h1 className="wm-tab">Exhibits</h1>
          {rows !== undefined && <span className="wm-row wm-small wm-dim">{countOf(rows.length, 'exhibit')}</span>}
        </header>
        <div className="wm-scroll">
          {error !== null && (
            <div className="wm-section">
              <ProblemBox error={error} onRetry={() => void refetch()} />
            </div>
          )}
          {rows === undefined && error === null && <Loading what="Reading the exhibits" />}
          {rows?.length === 0 && (
            <Empty
              icon={<FolderSharedOpen size={28} />}
              title="No exhibits yet"
              testId="exhibits-empty"
              action={
                <Button
                  intent="primary"
                  icon={<Search size={14} />}
                  text="Find a vehicle"
                  onClick={() => dispatch({ type: 'go', screen: 'find' })}
                />
              }
            >
              A read becomes an exhibit once a person has confirmed it: open a read, confirm it, then add it here. Packs
              are made of exhibits.
            </Empty>
          )}
          {rows !== undefined && rows.length > 0 && (
            <ExhibitTable
              caseId={caseId}
              rows={rows}
              selectedId={desk.selection?.detectionId ?? null}
              onSelect={select}
              onOpen={(row) => open(row.detection.id, row.exhibit.plate)}
              onJourney={(plate) => journey.ask(plate, authority.current?.id ?? null)}
            />
          )}
        </div>
      </section>
      <section className="wm-pane" aria-label="Map of the exhibits">
        <header className="wm-pane-head">
          <h2 className="wm-tab">Map</h2>
        </header>
        <div className="wm-map-stack" data-journey={journeyShown}>
          <ExhibitMap
            rows={rows ?? []}
            journey={journey.journey}
            selectedId={desk.selection?.detectionId ?? null}
            onSelect={(detectionId) => {
              const row = rows?.find((item) => item.detection.id === detectionId);
              if (row !== undefined) select(row);
            }}
          />
          {journeyShown && <JourneyLegs view={journey} onSelect={open} />}
        </div>
      </section>
    </div>
  );
}

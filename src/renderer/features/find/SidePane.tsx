/** Beside the reads: map with journey, and the inspector; folded to tabs where there is no room. Renderer. */

import { Button } from '@blueprintjs/core';
import { Cross } from '@blueprintjs/icons';
import type { ReadState } from '../../../core/model/domain.ts';
import { type Side, useDesk, useMedia, WIDE } from '../../desk/index.ts';
import { PaneTabs, tabId } from '../../parts/index.ts';
import { AuthorityPanel, useAuthority } from '../authority/index.ts';
import { Inspector } from '../detection/index.ts';
import { JourneyLegs, type useJourney } from '../journey/index.ts';
import { DeskMap } from './DeskMap.tsx';

interface SidePaneProps {
  readonly caseId: string;
  readonly active: boolean;
  readonly map: Parameters<typeof DeskMap>[0];
  readonly journey: ReturnType<typeof useJourney>;
  readonly queryWaits: boolean;
  readonly onState: (detectionId: string, state: ReadState) => void;
  readonly onDeclared: (authorityId: string) => void;
}

const TABS: readonly { id: Side; title: string }[] = [
  { id: 'map', title: 'Map' },
  { id: 'detection', title: 'Detection' },
  { id: 'authority', title: 'Authority' },
];

export function SidePane(props: SidePaneProps) {
  const { desk, dispatch } = useDesk();
  const wide = useMedia(WIDE);
  const authority = useAuthority();
  const { journey } = props;
  const journeyShown = journey.journey !== null || journey.refusal !== null || journey.error !== null;
  const inspector = (
    <Inspector
      caseId={props.caseId}
      active={props.active && (wide ? desk.side !== 'authority' : desk.side === 'detection')}
      onState={props.onState}
      onJourney={(plate) => {
        journey.ask(plate, authority.current?.id ?? null);
        if (!wide) dispatch({ type: 'side', side: 'map' });
      }}
    />
  );
  const authorityPanel = <AuthorityPanel onDeclared={props.onDeclared} queryWaits={props.queryWaits} />;
  const map = (
    <div className="wm-map-stack" data-journey={journeyShown}>
      <DeskMap {...props.map} />
      {journeyShown && (
        <JourneyLegs
          view={journey}
          onSelect={(detectionId, plate) =>
            dispatch({ type: 'select', selection: { detectionId, plate, match: null }, open: true })
          }
        />
      )}
    </div>
  );

  if (wide) {
    return (
      <>
        <section className="wm-pane" aria-label="Map">
          <header className="wm-pane-head">
            <h2 className="wm-tab">Map</h2>
          </header>
          {map}
        </section>
        <section className="wm-pane wm-inspector" aria-label={desk.side === 'authority' ? 'Authority' : 'Detection'}>
          {desk.side === 'authority' ? (
            <>
              <header className="wm-pane-head">
                <h2 className="wm-tab">Get an authority</h2>
                <div className="wm-pane-head-end">
                  <Button
                    variant="minimal"
                    size="small"
                    aria-label="Close"
                    icon={<Cross size={14} />}
                    onClick={() => dispatch({ type: 'side', side: desk.opened ? 'detection' : 'map' })}
                  />
                </div>
              </header>
              {authorityPanel}
            </>
          ) : (
            inspector
          )}
        </section>
      </>
    );
  }
  return (
    <section className="wm-pane" aria-label="Map and detection">
      <header className="wm-pane-head">
        <PaneTabs
          label="Beside the reads"
          name="side"
          tabs={TABS}
          chosen={desk.side}
          onChoose={(side) => dispatch({ type: 'side', side })}
        />
      </header>
      {/* The map stays: starting it anew takes a moment, and would forget where one looked. */}
      <div
        role="tabpanel"
        aria-labelledby={tabId('side', 'map')}
        className="wm-side-panel"
        hidden={desk.side !== 'map'}
      >
        {map}
      </div>
      {desk.side === 'detection' && (
        <div role="tabpanel" aria-labelledby={tabId('side', 'detection')} className="wm-side-panel">
          {inspector}
        </div>
      )}
      {desk.side === 'authority' && (
        <div role="tabpanel" aria-labelledby={tabId('side', 'authority')} className="wm-side-panel">
          {authorityPanel}
        </div>
      )}
    </section>
  );
}

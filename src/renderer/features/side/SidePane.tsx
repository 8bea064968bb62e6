/**
 * Beside a list of Find or Movement: its map, and the inspector; folded to tabs where there is no room. Renderer.
 * One record is open at a time: only the screen in front shows the inspector.
 */
import './side.css';
import { Button } from '@blueprintjs/core';
import { Cross } from '@blueprintjs/icons';
import type { ReactNode } from 'react';
import type { ReadState } from '../../../core/model/domain.ts';
import { type Side, useDesk, useMedia, WIDE } from '../../desk/index.ts';
import { PaneTabs, tabId } from '../../parts/index.ts';
import { AuthorityPanel } from '../authority/index.ts';
import { Inspector } from '../detection/index.ts';

interface SidePaneProps {
  readonly caseId: string;
  /** In front: its keys work, and its inspector is shown. */
  readonly active: boolean;
  /** Tells the tabs of one screen from another's. */
  readonly name: string;
  readonly map: ReactNode;
  readonly queryWaits: boolean;
  readonly onState: (detectionId: string, state: ReadState) => void;
  readonly onJourney: (plate: string) => void;
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
  const { map } = props;
  const inspector = props.active && (
    <Inspector
      caseId={props.caseId}
      active={wide ? desk.side !== 'authority' : desk.side === 'detection'}
      onState={props.onState}
      onJourney={(plate) => {
        props.onJourney(plate);
        if (!wide) dispatch({ type: 'side', side: 'map' });
      }}
    />
  );
  const authorityPanel = props.active && <AuthorityPanel onDeclared={props.onDeclared} queryWaits={props.queryWaits} />;

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
          label="Beside the list"
          name={props.name}
          tabs={TABS}
          chosen={desk.side}
          onChoose={(side) => dispatch({ type: 'side', side })}
        />
      </header>
      {/* The map stays: starting it anew takes a moment, and would forget where one looked. */}
      <div
        role="tabpanel"
        aria-labelledby={tabId(props.name, 'map')}
        className="wm-side-panel"
        hidden={desk.side !== 'map'}
      >
        {map}
      </div>
      {desk.side === 'detection' && (
        <div role="tabpanel" aria-labelledby={tabId(props.name, 'detection')} className="wm-side-panel">
          {inspector}
        </div>
      )}
      {desk.side === 'authority' && (
        <div role="tabpanel" aria-labelledby={tabId(props.name, 'authority')} className="wm-side-panel">
          {authorityPanel}
        </div>
      )}
    </section>
  );
}

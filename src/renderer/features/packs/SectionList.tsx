/**
 * The sections of the pack in their order: moved by dragging or Alt with the arrows, left out by a tick; locked ones stay.
 * Renderer. What is left out is named in the pack.
 */
import { Checkbox } from '@blueprintjs/core';
import { DragHandleVertical, Lock } from '@blueprintjs/icons';
import { type DragEvent, type KeyboardEvent, useRef, useState } from 'react';
import { packSections } from '../../../core/evidence/sections.ts';
import { isKey } from '../../desk/keys.ts';
import { countOf, countText } from '../../format/number.ts';
import { Kbd } from '../../parts/index.ts';
import { ExhibitChoices } from './ExhibitChoices.tsx';
import { moved, pagesText } from './reorder.ts';
import type { DraftEditor, PackDesk } from './use-pack-desk.ts';
import type { PackChecks } from './use-packs.ts';
import type { PreviewFacts } from './use-preview.ts';

interface SectionListProps {
  readonly desk: PackDesk;
  readonly editor: DraftEditor;
  readonly checks: PackChecks | undefined;
  readonly pages: PreviewFacts['sections'];
  readonly disabled: boolean;
  readonly chosen: string | null;
  readonly onChoose: (id: string) => void;
  readonly onTyped: () => void;
}

export function SectionList(props: SectionListProps) {
  const { desk, editor, checks, pages, disabled, chosen } = props;
  const { sections } = editor.draft;
  const [told, setTold] = useState('');
  const dragged = useRef<string | null>(null);
  const [over, setOver] = useState<string | null>(null);
  const list = useRef<HTMLOListElement>(null);

  const move = (id: string, to: number): void => {
    const from = sections.findIndex((section) => section.id === id);
    const next = moved(sections, from, to);
    // The cover is the first page of every pack.
    if (next === sections || disabled || id === 'cover' || to === 0) return;
    editor.edit({ sections: [...next] });
    setTold(`${titleOf(id)} moved to place ${to + 1} of ${sections.length}`);
    // The row keeps the focus where it has gone.
    requestAnimationFrame(() => list.current?.querySelector<HTMLElement>(`[data-section="${id}"] button`)?.focus());
  };
  const onKeyDown = (event: KeyboardEvent, id: string, at: number): void => {
    const step = isKey(event.nativeEvent, 'moveUp') ? -1 : isKey(event.nativeEvent, 'moveDown') ? 1 : 0;
    if (step === 0) return;
    event.preventDefault();
    move(id, at + step);
  };
  const onDrop = (event: DragEvent, at: number): void => {
    event.preventDefault();
    if (dragged.current !== null) move(dragged.current, at);
    dragged.current = null;
    setOver(null);
  };
  return (
    <section className="wm-sections" aria-label="Sections">
      <header>
        <h3>Sections</h3>
        <span className="wm-caption">
          drag, or <Kbd text="Alt ↑↓" />
        </span>
      </header>
      <ol ref={list} data-testid="pack-sections">
        {sections.map(({ id, included }, at) => {
          const locked = packSections.find((section) => section.id === id)?.locked ?? false;
          const title = titleOf(id);
          return (
            <li
              key={id}
              className="wm-section-row"
              data-section={id}
              data-out={!included}
              data-chosen={chosen === id}
              data-over={over === id}
              draggable={!disabled && id !== 'cover'}
              onDragStart={(event) => {
                dragged.current = id;
                event.dataTransfer.effectAllowed = 'move';
              }}
              onDragOver={(event) => {
                if (dragged.current === null) return;
                event.preventDefault();
                setOver(id);
              }}
              onDragEnd={() => {
                dragged.current = null;
                setOver(null);
              }}
              onDrop={(event) => onDrop(event, at)}
            >
              {locked ? <Lock size={12} title="Locked" /> : <DragHandleVertical size={12} />}
              <Checkbox
                checked={included}
                disabled={locked || disabled}
                aria-label={locked ? `${title}: in every pack` : `${title} in the pack`}
                onChange={() =>
                  editor.edit({
                    sections: sections.map((row) => (row.id === id ? { ...row, included: !included } : row)),
                  })
                }
              />
              <button
                type="button"
                aria-current={chosen === id}
                onClick={() => props.onChoose(id)}
                onKeyDown={(event) => onKeyDown(event, id, at)}
              >
                <span className="wm-ellipsis">{title}</span>
                <span className="wm-dim">{included ? factOf(id, desk, editor, checks) : 'left out'}</span>
                <span className="wm-section-pages">
                  {pagesText(included ? pages.find((known) => known.id === id) : undefined)}
                </span>
              </button>
              {id === 'exhibits' && desk.exhibits.length > 0 && (
                <ExhibitChoices desk={desk} editor={editor} disabled={disabled} onTyped={props.onTyped} />
              )}
            </li>
          );
        })}
      </ol>
      <p className="wm-callout">
        <Lock size={12} />
        <span>Locked sections are in every pack. Leaving something out always leaves a line that says so.</span>
      </p>
      <span className="wm-hidden" role="status">
        {told}
      </span>
    </section>
  );
}

const titleOf = (id: string): string => packSections.find((section) => section.id === id)?.title ?? id;

/** What a section would show, in few words; nothing where that is only known once it is drawn. */
function factOf(id: string, desk: PackDesk, { draft }: DraftEditor, checks: PackChecks | undefined): string {
  switch (id) {
    case 'exhibits':
      return `${draft.exhibits.filter((row) => row.included).length} of ${desk.exhibits.length}`;
    case 'movement':
      return countOf(draft.exhibits.filter((row) => row.included).length, 'read');
    case 'cctv':
      return 'no footage held';
    case 'query-log':
      return checks === undefined ? '' : countOf(checks.logEntries, 'entry', 'entries');
    case 'excluded':
      return checks === undefined ? '' : countOf(checks.excluded.total, 'read');
    case 'cover':
      return 'always first';
    case 'disclosure':
      return 'none withheld';
    case 'coverage':
      return checks === undefined
        ? ''
        : `${countText(checks.completeness.liveCameras)} of ${countText(checks.completeness.totalCameras)}`;
    default:
      return '';
  }
}

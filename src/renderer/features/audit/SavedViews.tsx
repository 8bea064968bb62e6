/** Filters kept under a name, for this auditor: use one, keep the present one, forget one. Renderer. */
import { Button, InputGroup, Menu, MenuItem, PopoverNext } from '@blueprintjs/core';
import { CaretDown, Trash } from '@blueprintjs/icons';
import { type SubmitEvent, useState } from 'react';
import type { AuditSavedView, AuditState } from '../../../contract/audit-answers.ts';
import { toast } from '../../desk/index.ts';
import { Field, ProblemBox } from '../../parts/index.ts';
import { useAuditDesk } from './AuditProvider.tsx';
import { viewTitle } from './audit-filter.ts';
import { useViews } from './use-audit.ts';

export function SavedViews({ people }: { people: AuditState['people'] }) {
  const [open, setOpen] = useState(false);
  return (
    <PopoverNext
      isOpen={open}
      onInteraction={setOpen}
      placement="bottom-end"
      content={<Content people={people} onDone={() => setOpen(false)} />}
    >
      <button type="button" className="wm-link wm-views-link" data-testid="audit-views">
        Views <CaretDown size={14} />
      </button>
    </PopoverNext>
  );
}

function Content({ people, onDone }: { people: AuditState['people']; onDone: () => void }) {
  const { filter, narrow } = useAuditDesk();
  const { views, save, remove } = useViews();
  const [name, setName] = useState(() => viewTitle(filter, people));
  const forget = (view: AuditSavedView): void =>
    remove.mutate(view.id, {
      onSuccess: () =>
        toast({
          message: `Forgot the view “${view.name}”.`,
          action: { text: 'Undo', onClick: () => save.mutate({ name: view.name, filter: view.filter }) },
        }),
    });
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    if (name.trim() === '') return;
    save.mutate(
      { name: name.trim(), filter },
      {
        onSuccess: () => {
          onDone();
          toast({ message: `Kept the view “${name.trim()}”.` });
        },
      },
    );
  };
  const list = views.data ?? [];
  return (
    <div className="wm-views" data-testid="audit-views-list">
      {list.length > 0 && (
        <div className="wm-views-list">
          <Menu aria-label="Saved views">
            {list.map((view) => (
              <MenuItem
                key={view.id}
                text={view.name}
                onClick={() => {
                  narrow(view.filter);
                  onDone();
                }}
              />
            ))}
          </Menu>
          <ul aria-label="Forget a view">
            {list.map((view) => (
              <li key={view.id}>
                <Button
                  variant="minimal"
                  size="small"
                  icon={<Trash size={12} />}
                  aria-label={`Forget the view ${view.name}`}
                  title="Forget"
                  onClick={() => forget(view)}
                />
              </li>
            ))}
          </ul>
        </div>
      )}
      {list.length === 0 && views.error === null && (
        <p className="wm-caption wm-views-none">
          No view is kept yet. A view keeps the tab, the window and every filter.
        </p>
      )}
      {[views.error, save.error, remove.error].map(
        (error) => error !== null && <ProblemBox key={String(error)} error={error} />,
      )}
      <form className="wm-views-form" onSubmit={submit}>
        <Field label="Keep what is shown now as">
          {({ id }) => <InputGroup id={id} value={name} onValueChange={setName} maxLength={100} spellCheck={false} />}
        </Field>
        <Button type="submit" text="Keep the view" disabled={name.trim() === ''} loading={save.isPending} />
      </form>
    </div>
  );
}

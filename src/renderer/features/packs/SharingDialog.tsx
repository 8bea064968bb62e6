/** What permits a pack to go to another agency: instruments with their section or date, and the grounds of a belief. Renderer. */
import {
  Button,
  Checkbox,
  Dialog,
  DialogBody,
  DialogFooter,
  HTMLSelect,
  InputGroup,
  TextArea,
} from '@blueprintjs/core';
import type { PackDraft } from '../../../contract/workstation.ts';
import { Field, Loading, ProblemBox } from '../../parts/index.ts';
import type { DraftEditor } from './use-pack-desk.ts';
import { useSharingRule } from './use-packs.ts';

type Sharing = NonNullable<PackDraft['sharing']>;

export function SharingDialog({ editor, open, onClose }: { editor: DraftEditor; open: boolean; onClose: () => void }) {
  const rule = useSharingRule(open);
  const sharing: Sharing = editor.draft.sharing ?? {
    instruments: [],
    heldBy: rule.data?.beliefHeldBy ?? 'holder',
    grounds: '',
  };
  const set = (change: Partial<Sharing>, typed: boolean): void =>
    editor.edit({ sharing: { ...sharing, ...change } }, typed ? 'sharing' : undefined);
  const instrumentSet = (code: string, reference: string | null, typed: boolean): void => {
    const others = sharing.instruments.filter((each) => each.code !== code);
    set({ instruments: reference === null ? others : [...others, { code, reference }] }, typed);
  };
  return (
    // The button that opened it goes with its check, so the focus goes to what the check asked about.
    <Dialog
      isOpen={open}
      onClose={onClose}
      title="Sharing with another agency"
      shouldReturnFocusOnClose={false}
      onClosed={() => document.querySelector<HTMLElement>('[data-testid="pack-recipients"]')?.focus()}
    >
      <DialogBody>
        <div className="wm-stack">
          <p>
            The recipients name another agency. The law that permits it has to be named; a memorandum of understanding
            alone permits nothing. What you say here is logged with the export.
          </p>
          {rule.error !== null && <ProblemBox error={rule.error} onRetry={() => void rule.refetch()} />}
          {rule.isPending && <Loading what="Reading the rule" />}
          {rule.data?.instruments.map(({ code, label, alone }) => {
            const named = sharing.instruments.find((each) => each.code === code);
            return (
              <div key={code} className="wm-instrument">
                <Checkbox
                  checked={named !== undefined}
                  label={alone ? label : `${label} (permits nothing alone)`}
                  onChange={() => instrumentSet(code, named === undefined ? '' : null, false)}
                />
                {named !== undefined && (
                  <InputGroup
                    value={named.reference}
                    maxLength={300}
                    placeholder="Section, or name and date of the agreement"
                    aria-label={`${label}: section or date`}
                    onValueChange={(reference) => instrumentSet(code, reference, true)}
                  />
                )}
              </div>
            );
          })}
          <Field label="Who believes that it is necessary?">
            {({ id }) => (
              <HTMLSelect
                id={id}
                fill
                value={sharing.heldBy}
                onChange={(event) => set({ heldBy: event.currentTarget.value as Sharing['heldBy'] }, false)}
              >
                <option value="holder">We, who hold it</option>
                <option value="requester">The agency that asks for it</option>
              </HTMLSelect>
            )}
          </Field>
          <Field label="On what grounds?" hint="where the instrument needs a belief">
            {({ id }) => (
              <TextArea
                id={id}
                fill
                value={sharing.grounds}
                maxLength={2000}
                onChange={(event) => set({ grounds: event.currentTarget.value }, true)}
              />
            )}
          </Field>
        </div>
      </DialogBody>
      <DialogFooter
        actions={
          <>
            <Button
              text="Say nothing"
              onClick={() => {
                editor.edit({ sharing: null });
                onClose();
              }}
            />
            <Button intent="primary" text="Done" onClick={onClose} data-testid="sharing-done" />
          </>
        }
      />
    </Dialog>
  );
}

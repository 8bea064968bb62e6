/** The plate image: large, enlarged, sharpened for the eye alone. The file itself is never changed. Renderer. */
import { Button, Dialog, DialogBody } from '@blueprintjs/core';
import { Contrast, Media, ZoomIn } from '@blueprintjs/icons';
import { useState } from 'react';
import { useKeys } from '../../desk/index.ts';
import { Kbd, Loading, ProblemBox } from '../../parts/index.ts';
import type { DetectionRecord } from './use-detection.ts';
import { useImage } from './use-detection.ts';

interface ImageViewProps {
  readonly caseId: string;
  readonly detectionId: string;
  readonly state: DetectionRecord['image'];
  readonly active: boolean;
}

export function ImageView({ caseId, detectionId, state, active }: ImageViewProps) {
  const image = useImage(caseId, detectionId, state === 'held');
  const [large, setLarge] = useState(false);
  const [sharp, setSharp] = useState(false);
  const [contrast, setContrast] = useState(false);
  const shown = image.url !== null;
  useKeys({ enlarge: () => setLarge(true), sharpen: () => setSharp((on) => !on) }, active && shown);
  const look = [sharp && 'wm-sharp', contrast && 'wm-contrast'].filter(Boolean).join(' ');
  if (image.error !== null) return <ProblemBox error={image.error} onRetry={image.retry} />;
  if (state !== 'held') return <NoImage state={state} />;
  return (
    <>
      <SharpenFilter />
      <figure className="wm-image" data-testid="plate-image">
        {image.url === null ? (
          image.loading ? (
            <Loading what="Fetching the image" />
          ) : (
            <p className="wm-image-none">This file is not a picture that can be shown.</p>
          )
        ) : (
          <button
            type="button"
            className="wm-image-button"
            aria-label="Enlarge the image"
            onClick={() => setLarge(true)}
          >
            <img src={image.url} alt="What the camera saw; type the plate you read in it" className={look} />
          </button>
        )}
      </figure>
      <div className="wm-actions wm-image-tools">
        <Button
          size="small"
          icon={<ZoomIn size={14} />}
          text="Enlarge"
          endIcon={<Kbd of="enlarge" />}
          disabled={!shown}
          onClick={() => setLarge(true)}
        />
        <Button
          size="small"
          icon={<Media size={14} />}
          text="Sharpen"
          endIcon={<Kbd of="sharpen" />}
          active={sharp}
          aria-pressed={sharp}
          disabled={!shown}
          onClick={() => setSharp((on) => !on)}
        />
        <Button
          size="small"
          icon={<Contrast size={14} />}
          text="Contrast"
          active={contrast}
          aria-pressed={contrast}
          disabled={!shown}
          onClick={() => setContrast((on) => !on)}
        />
      </div>
      {(sharp || contrast) && <p className="wm-caption">For the eye only: the exhibit is the file as it came.</p>}
      <Dialog
        isOpen={large}
        onClose={() => setLarge(false)}
        title="Image as it came from the camera"
        className="wm-image-dialog"
      >
        <DialogBody>
          {image.url !== null && <img src={image.url} alt="What the camera saw, enlarged" className={look} />}
        </DialogBody>
      </Dialog>
    </>
  );
}

function NoImage({ state }: { state: 'waiting' | 'none' }) {
  return (
    <div className="wm-image wm-image-none" data-testid="no-image">
      <Media size={20} />
      <p>
        {state === 'waiting' ? (
          <>
            <strong>The image is on its way.</strong> It comes with the next sync; judge the read when it is here.
          </>
        ) : (
          <>
            <strong>No image of this read was kept.</strong> It can be judged on a stated ground, and is marked so
            everywhere.
          </>
        )}
      </p>
    </div>
  );
}

/** Unsharp kernel for the `wm-sharp` class; a filter of this document, so that no address is fetched. */
function SharpenFilter() {
  return (
    <svg width="0" height="0" className="wm-hidden" aria-hidden>
      <filter id="wm-sharpen">
        <feConvolveMatrix order="3" kernelMatrix="0 -1 0 -1 5 -1 0 -1 0" preserveAlpha="true" />
      </filter>
    </svg>
  );
}

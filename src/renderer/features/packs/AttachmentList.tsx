/** What will be attached to the pages, with size and hash. Renderer. */
import { Button } from '@blueprintjs/core';
import { Paperclip } from '@blueprintjs/icons';
import { bytesText, hashText } from '../../format/number.ts';
import { Empty } from '../../parts/index.ts';
import type { Preview } from './use-preview.ts';

export function AttachmentList({ preview }: { preview: Preview }) {
  const { shown } = preview;
  if (shown === null || shown.facts.attachments.length === 0) {
    return (
      <Empty
        icon={<Paperclip size={28} />}
        title="Not gathered yet"
        testId="attachments-empty"
        action={<Button text="Draw the pages" onClick={preview.draw} />}
      >
        The query log with its proofs, exhibits as tables, their images, papers of authorities and the signed manifest
        go with the pages. They are gathered when the pages are drawn.
      </Empty>
    );
  }
  return (
    <div className="wm-scroll">
      <table className="wm-attachments" data-testid="attachments">
        <caption className="wm-hidden">
          Attachments of the draft; times and signatures are those of the pack itself
        </caption>
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">What it is</th>
            <th scope="col" className="wm-right">
              Size
            </th>
            <th scope="col">SHA-256</th>
          </tr>
        </thead>
        <tbody>
          {shown.facts.attachments.map(({ name, what, bytes, sha256 }) => (
            <tr key={name}>
              <td className="wm-mono">{name}</td>
              <td>{what}</td>
              <td className="wm-right">{bytesText(bytes)}</td>
              <td className="wm-mono wm-dim" title={sha256}>
                {hashText(sha256)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="wm-section wm-caption">
        As of this draft. Log, manifest and whatever names the time of the pack differ in the pack itself.
      </p>
    </div>
  );
}

/**
 * The papers of an authority: name, size, hash; opened to be read. Renderer. Looking is logged. What was opened is hashed
 * again here, so that what is read is what was attached.
 */
import { Button } from '@blueprintjs/core';
import { Document, Download, EyeOpen, Media, SmallTick, Trash } from '@blueprintjs/icons';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { AuthorityDocument } from '../../../core/model/domain.ts';
import { useClient } from '../../connection/index.ts';
import { bytesText, hashText } from '../../format/number.ts';
import { ProblemBox, Time } from '../../parts/index.ts';
import { hashOf } from './document-check.ts';

interface DocumentListProps {
  readonly authorityId: string;
  readonly documents: readonly AuthorityDocument[];
  /** Called when a paper was opened and its hash holds. */
  readonly onRead?: (documentId: string) => void;
  /** Takes a paper out for good; absent: what was handed in is not changed. */
  readonly onRemove?: (documentId: string) => void;
}

export function DocumentList({ authorityId, documents, onRead, onRemove }: DocumentListProps) {
  if (documents.length === 0) return <p className="wm-dim wm-small">No document is attached.</p>;
  return (
    <ul className="wm-papers" data-testid="documents">
      {documents.map((item) => (
        <Paper
          key={item.id}
          authorityId={authorityId}
          item={item}
          {...(onRead && { onRead })}
          {...(onRemove && { onRemove })}
        />
      ))}
    </ul>
  );
}

interface Opened {
  readonly url: string;
  readonly holds: boolean;
  readonly picture: boolean;
}

function Paper({
  authorityId,
  item,
  onRead,
  onRemove,
}: {
  authorityId: string;
  item: AuthorityDocument;
  onRead?: (id: string) => void;
  onRemove?: (id: string) => void;
}) {
  const client = useClient();
  const [opened, setOpened] = useState<Opened | null>(null);
  const [sure, setSure] = useState(false);
  const reading = useMutation({
    mutationFn: async () => {
      const { file, mime } = await client.authority.document({ authorityId, documentId: item.id });
      const holds = (await hashOf(file)) === item.sha256;
      // A name or a type from elsewhere never decides how it is shown: only what may be attached is.
      const type = mime === 'image/png' || mime === 'image/jpeg' ? mime : 'application/pdf';
      return { url: URL.createObjectURL(new Blob([file], { type })), holds, picture: type !== 'application/pdf' };
    },
    onSuccess: (next) => {
      setOpened(next);
      if (!next.picture) save(next.url, item.name);
      if (next.holds) onRead?.(item.id);
    },
  });
  useEffect(
    () => () => {
      if (opened !== null) URL.revokeObjectURL(opened.url);
    },
    [opened],
  );
  const picture = item.mime !== 'application/pdf';
  return (
    <li className="wm-paper" data-testid="document">
      {picture ? <Media size={14} /> : <Document size={14} />}
      <span className="wm-grow">
        <span className="wm-bright wm-paper-name">{item.name}</span>
        <span className="wm-caption">
          {bytesText(item.bytes)} · <Time timeMs={item.addedMs} form="date" /> · SHA-256{' '}
          <span className="wm-mono" title={item.sha256}>
            {hashText(item.sha256)}
          </span>
        </span>
        {opened?.holds === true && (
          <span className="wm-caption wm-green">
            <SmallTick size={12} /> {picture ? 'Shown' : 'Saved to your downloads'}; the hash holds
          </span>
        )}
        {opened?.holds === false && (
          <span className="wm-field-note" data-tone="red" role="alert">
            These bytes have another hash than the one recorded. Do not rely on this document; tell the auditor.
          </span>
        )}
        {reading.error !== null && <ProblemBox error={reading.error} onRetry={() => reading.mutate()} />}
        {sure && (
          <span className="wm-row" data-testid="remove-document-sure">
            <span className="wm-caption wm-grow">Its bytes are removed here; the log keeps its name and hash.</span>
            <Button size="small" text="Take it out" onClick={() => onRemove?.(item.id)} />
            <Button size="small" variant="minimal" text="Keep" onClick={() => setSure(false)} />
          </span>
        )}
        {opened?.picture === true && <img className="wm-paper-picture" src={opened.url} alt={item.name} />}
      </span>
      <Button
        size="small"
        icon={picture ? <EyeOpen size={14} /> : <Download size={14} />}
        text={picture ? 'Show' : 'Read'}
        aria-label={`${picture ? 'Show' : 'Read'} ${item.name}`}
        title={picture ? 'Looking is logged' : 'Saves a copy to read; looking is logged'}
        loading={reading.isPending}
        onClick={() => reading.mutate()}
        data-testid="read-document"
      />
      {onRemove !== undefined && (
        <Button
          size="small"
          variant="minimal"
          icon={<Trash size={14} />}
          aria-label={`Take out ${item.name}`}
          aria-expanded={sure}
          onClick={() => setSure((shown) => !shown)}
          data-testid="remove-document"
        />
      )}
    </li>
  );
}

function save(url: string, name: string): void {
  const anchor = document.createElement('a');
  anchor.href = url;
  anchor.download = name;
  anchor.click();
}

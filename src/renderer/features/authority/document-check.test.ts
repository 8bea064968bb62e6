import { expect, test } from 'vitest';
import { MAX_DOCUMENT_BYTES } from '../../../contract/authority-answers.ts';
import { documentProblem, hashOf, LARGEST_DOCUMENT_BYTES } from './document-check.ts';

const pdf = { name: 'warrant.pdf', type: 'application/pdf', size: 214_000 };

test('the form keeps to the limit of the services', () => {
  expect(LARGEST_DOCUMENT_BYTES).toBe(MAX_DOCUMENT_BYTES);
  expect(documentProblem({ ...pdf, size: MAX_DOCUMENT_BYTES }, 0)).toBeNull();
  expect(documentProblem({ ...pdf, size: MAX_DOCUMENT_BYTES + 1 }, 0)).toContain('10 MB');
});

test('each file that cannot be attached says why', () => {
  expect(documentProblem(pdf, 19)).toBeNull();
  expect(documentProblem(pdf, 20)).toContain('at most 20');
  expect(documentProblem({ ...pdf, type: 'text/html' }, 0)).toContain('not a PDF');
  expect(documentProblem({ ...pdf, size: 0 }, 0)).toContain('empty');
  expect(documentProblem({ ...pdf, name: 'x'.repeat(201) }, 0)).toContain('200 characters');
});

test('the hash is the SHA-256 of the bytes', async () => {
  expect(await hashOf(new Blob(['abc']))).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
});

/** The door of the auditor's query log. */
export { AuditHelp } from './AuditHelp.tsx';
export { AuditProvider } from './AuditProvider.tsx';
export { AuditScreen } from './AuditScreen.tsx';
export { AuditSearch } from './AuditSearch.tsx';
export { AuditStatus } from './AuditStatus.tsx';

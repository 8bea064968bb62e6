// The cache of detection columns, damaged, outdated and written on purpose with the key. WS14–WS16 of docs/spec/workspace.md.
import { segmentDamageSuite } from './segment-damage.suite.ts';
import { segmentRowsSuite } from './segment-rows.suite.ts';
import { segmentWritingSuite } from './segment-writing.suite.ts';
import { segmentedWorkspace } from './segmented-workspace.ts';

const held = segmentedWorkspace();
segmentDamageSuite(held);
segmentRowsSuite(held);
segmentWritingSuite(held);

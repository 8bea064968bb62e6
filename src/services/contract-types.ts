/**
 * Inputs and answers of the workstation contract by area and method: `Inputs['find']['run']`. Types alone.
 */
import type { InferContractRouterInputs, InferContractRouterOutputs } from '@orpc/contract';
import type { WorkstationContract } from '../contract/workstation.ts';

export type Inputs = InferContractRouterInputs<WorkstationContract>;
export type Answers = InferContractRouterOutputs<WorkstationContract>;

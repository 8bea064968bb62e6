/** The door of the training network. Runs anywhere (pure). */
export {
  MISREAD_RATE,
  TRAINING_DETECTIONS,
  TRAINING_PROVIDER,
  type TrainingMessage,
  type TrainingOptions,
  type TrainingRead,
  type TrainingTruth,
  trainingReads,
} from './network.ts';
export { TRAINING_PASSPHRASE, type TrainingFile, type TrainingUser, trainingUsers } from './people.ts';
export { drawPlatePicture, type GreyPicture, type PlatePictureSpec } from './plate-picture.ts';
export { isNobodys } from './plates.ts';
export { trainingSites, trainingSitesGeoJson } from './sites.ts';
export { type TrainingCase, trainingCase, trainingFiles } from './story.ts';

// @ts-check
import { withoutScript } from '../lib/story.mjs';
import { fromDraftToPlaque } from '../walks/plaque.mjs';

fromDraftToPlaque('without script', withoutScript());

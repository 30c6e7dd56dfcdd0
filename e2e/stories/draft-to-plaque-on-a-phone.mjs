// @ts-check
import { atWidth } from '../lib/story.mjs';
import { fromDraftToPlaque } from '../walks/plaque.mjs';

fromDraftToPlaque('at 375 pixels', atWidth(375));

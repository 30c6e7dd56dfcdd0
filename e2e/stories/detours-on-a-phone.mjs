// @ts-check
import { atWidth } from '../lib/story.mjs';
import { detours } from '../walks/detours.mjs';

detours('at 375 pixels', atWidth(375));

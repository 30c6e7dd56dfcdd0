// @ts-check
import { withoutScript } from '../lib/story.mjs';
import { detours } from '../walks/detours.mjs';

detours('without script', withoutScript());

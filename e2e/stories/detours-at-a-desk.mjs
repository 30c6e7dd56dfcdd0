// @ts-check
import { detours } from '../walks/detours.mjs';

detours('at a desk');

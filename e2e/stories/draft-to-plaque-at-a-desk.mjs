// @ts-check
import { fromDraftToPlaque } from '../walks/plaque.mjs';

fromDraftToPlaque('at a desk');

/** What every page does beyond its HTML; each part is missing without harm. */

import { followDay } from "./asof.js";
import { chooseByTyping } from "./choose.js";
import { copyOnRequest } from "./copy.js";
import { keepFolds } from "./folds.js";
import { fillGrids } from "./grids.js";
import { jumpToNames } from "./jump.js";
import { listenToKeys } from "./keys.js";
import { tellKnown } from "./known.js";
import { askBeforeLeaving } from "./leaving.js";
import { openMenus } from "./menus.js";
import { askForMoments } from "./moments.js";
import { selectRows } from "./rows.js";
import { switchTheme } from "./theme.js";

switchTheme();
followDay();
openMenus();
keepFolds();
jumpToNames();
selectRows();
listenToKeys();
copyOnRequest();
chooseByTyping(document);
askForMoments(document);
tellKnown();
fillGrids();
askBeforeLeaving();

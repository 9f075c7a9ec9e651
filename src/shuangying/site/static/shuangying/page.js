/** What every page does beyond its HTML; each part is missing without harm. */

import { followDay } from "./asof.js";
import { copyOnRequest } from "./copy.js";
import { keepFolds } from "./folds.js";
import { jumpToNames } from "./jump.js";
import { listenToKeys } from "./keys.js";
import { openMenus } from "./menus.js";
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

// The page script. Every page works without it as plain HTML; this adds the
// keyboard, live counters, and the small comforts. No inline code, no eval.

import { closing } from "./closing";
import { dates } from "./dates";
import { forms } from "./forms";
import { keys } from "./keys";
import { live } from "./live";
import { lists } from "./lists";
import { toasts } from "./toasts";
import { viewers } from "./viewer";

// The script is loaded with "defer": the document is complete here.
document.documentElement.classList.add("js");
for (const start of [closing, toasts, dates, forms, lists, viewers, keys, live]) start();

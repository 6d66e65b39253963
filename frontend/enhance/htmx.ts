import htmx from "htmx.org";
import { text } from "./text";
import { toast } from "./toast";

const cookie = (name: string): string | undefined =>
  document.cookie
    .split("; ")
    .find((pair) => pair.startsWith(`${name}=`))
    ?.slice(name.length + 1);

/** Tunes htmx for pages without eval and inline style, and for refusals that are worth reading. */
export function startHtmx(): void {
  htmx.config.allowEval = false;
  htmx.config.allowScriptTags = false;
  htmx.config.includeIndicatorStyles = false;
  htmx.config.historyCacheSize = 0;
  htmx.config.scrollBehavior = "auto";
  // A refusal (409, 422, 429 …) is an answer with a fragment; only what broke is not shown.
  htmx.config.responseHandling = [
    { code: "204", swap: false },
    { code: "[23]..", swap: true },
    { code: "4(?:00|03|04|09|10|22|29)", swap: true, error: false },
    { code: "...", swap: false, error: true },
  ];

  document.body.addEventListener("htmx:configRequest", (event) => {
    const { headers } = (event as CustomEvent<{ headers: Record<string, string> }>).detail;
    const token = cookie("csrftoken") ?? document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.content;
    if (token) headers["X-CSRFToken"] = token;
  });
  document.body.addEventListener("htmx:responseError", () => {
    toast(text("failed", "Something went wrong. Please try again."));
  });
  document.body.addEventListener("htmx:sendError", () => {
    toast(text("offline", "No connection. Nothing is lost; please try again."));
  });
}

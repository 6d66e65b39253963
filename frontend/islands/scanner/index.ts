/* The scanner at the door. The plain form goes: its field stands in the scanner. */
import { createApp } from "vue";
import type { Island } from "../mount";
import Scanner from "./Scanner.vue";
import type { Props } from "./types";

const island: Island<Props> = (element, props) => {
  [...element.children].filter((child) => child.tagName !== "SCRIPT").forEach((child) => child.remove());
  const place = document.createElement("div");
  element.append(place);
  const app = createApp(Scanner, { props });
  app.mount(place);
  const scope = new URL(props.worker, location.href);
  void navigator.serviceWorker?.register(scope).catch(() => undefined);
  return () => app.unmount();
};

export default island;

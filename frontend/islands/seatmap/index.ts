/* The seat map. The plain choice that stands in the page moves under the map, for who prefers a list. */
import { createApp } from "vue";
import type { Island } from "../mount";
import App from "./App.vue";
import type { Props } from "./types";

const island: Island<Props> = (element, props) => {
  const plain = [...element.children].filter((child) => child.tagName !== "SCRIPT");
  const map = document.createElement("div");
  const rest = document.createElement("details");
  const summary = document.createElement("summary");
  rest.className = "disclosure section";
  summary.textContent = props.words["list"] ?? "";
  rest.append(summary, ...plain);
  // a link into the list, or a part of it asked for, opens it
  rest.open = location.hash === "#by-row" || new URLSearchParams(location.search).has("block");
  element.append(map, rest);
  const app = createApp(App, { props });
  app.mount(map);
  return () => app.unmount();
};

export default island;

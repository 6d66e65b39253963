/*
 * The one script of every page: the look, htmx under a strict policy, small
 * enhancements, and islands where a page has some. Without it the pages work.
 */
import "./design/index.css";
import { enhanceAll } from "./enhance";
import { startHtmx } from "./enhance/htmx";
import { mountIslands } from "./islands/mount";

startHtmx();

const enhance = (root: ParentNode): void => {
  enhanceAll(root);
  mountIslands(root);
};

enhance(document);
document.body.addEventListener("htmx:load", (event) => {
  if (event.target instanceof HTMLElement) enhance(event.target);
});

import { once } from "./once";
import { text } from "./text";
import { toast } from "./toast";

async function share(data: { title: string; text: string; url: string }): Promise<void> {
  if (navigator.share) {
    try {
      await navigator.share(data);
    } catch (error) {
      // Closing the system's sheet is a decision, not a failure.
      if (!(error instanceof DOMException && error.name === "AbortError")) throw error;
    }
    return;
  }
  await navigator.clipboard.writeText(data.url);
  toast(text("linkCopied", "Link copied"));
}

/** `[data-share]` with `data-share-url`, `-title`, `-text`; the address of the page where none is given. */
export function enhanceShare(root: ParentNode): void {
  for (const button of once(root, "share", "[data-share]")) {
    if (!navigator.share && !navigator.clipboard) continue;
    button.hidden = false;
    button.addEventListener("click", () => {
      const url = new URL(button.dataset["shareUrl"] ?? location.href, location.href).href;
      share({ title: button.dataset["shareTitle"] ?? document.title, text: button.dataset["shareText"] ?? "", url }).catch(
        () => toast(text("failed", "Something went wrong. Please try again.")),
      );
    });
  }
}

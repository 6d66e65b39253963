/* The camera's pictures, searched for a code a few times a second. */
import jsQR from "jsqr";

const EVERY = 140;
/** Wider pictures only cost time: a code held to a phone is large. */
const WIDEST = 640;

export interface Camera {
  stop(): void;
}

/** True where a page may ask for a camera at all (https, or this machine). */
export function mayHaveCamera(): boolean {
  return window.isSecureContext && Boolean(navigator.mediaDevices?.getUserMedia);
}

/** Shows the camera behind the phone in `video` and calls `found` with every code it sees. Rejects if refused. */
export async function open(video: HTMLVideoElement, found: (text: string) => void): Promise<Camera> {
  const stream = await navigator.mediaDevices.getUserMedia({
    video: { facingMode: { ideal: "environment" }, width: { ideal: 1280 } },
    audio: false,
  });
  video.srcObject = stream;
  await video.play();
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d", { willReadFrequently: true })!;
  let timer = 0;
  let open = true;

  const look = (): void => {
    if (!open) return;
    const text = read(video, canvas, context);
    if (text) found(text);
    timer = window.setTimeout(look, EVERY);
  };
  look();
  return {
    stop() {
      open = false;
      window.clearTimeout(timer);
      stream.getTracks().forEach((track) => track.stop());
      video.srcObject = null;
    },
  };
}

function read(video: HTMLVideoElement, canvas: HTMLCanvasElement, context: CanvasRenderingContext2D): string | null {
  if (!video.videoWidth || document.hidden) return null;
  const share = Math.min(1, WIDEST / video.videoWidth);
  canvas.width = Math.round(video.videoWidth * share);
  canvas.height = Math.round(video.videoHeight * share);
  context.drawImage(video, 0, 0, canvas.width, canvas.height);
  const { data, width, height } = context.getImageData(0, 0, canvas.width, canvas.height);
  return jsQR(data, width, height, { inversionAttempts: "dontInvert" })?.data ?? null;
}

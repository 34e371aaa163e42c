/** Composition root: finds the places of index.html and starts the page. */

import "leaflet/dist/leaflet.css";
import "./styles/base.css";
import "./styles/layout.css";
import "./styles/map.css";
import "./styles/panel.css";
import "./styles/answer.css";
import "./styles/print.css";
import { App } from "./app";

function place<T extends HTMLElement>(id: string, type: new () => T): T {
  const element = document.getElementById(id);
  if (!(element instanceof type)) throw new Error(`index.html has no ${type.name} with the id "${id}"`);
  return element;
}

const app = new App({
  top: place("top", HTMLElement),
  panel: place("panel", HTMLElement),
  content: place("content", HTMLElement),
  overlay: place("overlay", HTMLElement),
  map: place("map", HTMLElement),
  progress: place("progress", HTMLElement),
  notice: place("notice", HTMLElement),
  skip: place("skip", HTMLAnchorElement),
});

void app.start();

/* What the console does better with a script. Every page works without it; htmx exchanges the lists and fetches dialogs. */
const $ = (selector, root = document) => root.querySelector(selector);

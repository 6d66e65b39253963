// Before the first paint: the theme that was chosen here, so that a dark room never flashes white.
try {
  const theme = localStorage.getItem("yaji-theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // A browser that stores nothing follows the system.
}
